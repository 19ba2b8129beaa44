"""What can be wrong, in words for whoever runs the server: what is, and what it does to the work in the field."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Alarm:
    """`code` is stable, `sentence` is translated and filled from `data`."""

    code: ClassVar[str]
    sentence: ClassVar[str | Promise]

    def __init__(self, **data: Any) -> None:
        self.data = data

    @property
    def message(self) -> str:
        return str(self.sentence) % self.data


class HorizonStalled(Alarm):
    """`pid`, `application`, `database` and `state` name the oldest one, `others` counts those behind it."""

    code = "horizon_stalled"
    sentence = _(
        "A transaction has been open for %(minutes)s minutes (process %(pid)s, %(application)s, database %(database)s, "
        "%(state)s). Until it ends, no phone hears of newer changes; what phones send is safe."
    )


class QuarantineGrows(Alarm):
    code = "quarantine_grows"
    sentence = _(
        "Records of phones that wait for a decision of the office: %(count)s; the oldest waits for %(days)s days."
    )


class SilentPhones(Alarm):
    code = "silent_phones"
    sentence = _(
        "Phones with unsent records that were not heard of for more than a day: %(count)s (records: %(records)s; "
        "longest silence: %(days)s days)."
    )


class JobsFailed(Alarm):
    """`tasks` maps the name of a task to the number of its failures in the last week."""

    code = "jobs_failed"
    sentence = _("Background jobs that failed for good in the last seven days: %(count)s.")


class JobsStuck(Alarm):
    code = "jobs_stuck"
    sentence = _("Background jobs that wait longer than an hour: %(count)s. Is the worker running?")


class EpochNoticed(Alarm):
    code = "epoch_noticed"
    sentence = _(
        "The database was restored or promoted and nobody told the server, which noticed it by itself. "
        "Please run “manage after_restore”: it also checks the photos."
    )


class DatabaseSetBack(Alarm):
    code = "database_set_back"
    sentence = _(
        "A phone knows changes that the database does not: it was set back without telling the server. "
        "Please run “manage after_restore”, so that every phone offers its records again."
    )


class DiskLow(Alarm):
    code = "disk_low"
    sentence = _(
        "The disk of the photos has %(free_mb)s MB left of %(total_mb)s. Without space, photos wait on the phones."
    )


KINDS: dict[str, type[Alarm]] = {
    kind.code: kind
    for kind in (
        HorizonStalled,
        QuarantineGrows,
        SilentPhones,
        JobsFailed,
        JobsStuck,
        EpochNoticed,
        DatabaseSetBack,
        DiskLow,
    )
}
