"""The phones of an area and their day: what each said of itself when it synchronised, and nothing else about anybody.

Ordered by need and then by name, never by how much somebody did: a count stands there to be compared with the phone.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from server.accounts.models import Device
from server.grids.scope import Scope
from server.photos.selectors import PhotoCount
from server.sync.inbox import people_of
from server.sync.receipts import DayOfDevice, receipts_of_day
from server.watch.alarms import KINDS
from server.watch.permissions import can_read_alarms
from server.watch.selectors import SILENT_AFTER
from server.watch.services import standing_alarms

# Whoever appears here has a phone at hand, and none reaches back further than its receipts.
EARLIEST = date(2020, 1, 1)


@dataclass(frozen=True)
class PhoneRow:
    """`is_silent`: it holds unsent records and was not heard of for more than a day."""

    day: DayOfDevice
    is_silent: bool

    @property
    def photos(self) -> PhotoCount:
        return PhotoCount(self.day.receipt.photos_expected, self.day.receipt.photos)

    @property
    def has_day(self) -> bool:
        """Whether anything of that day has come."""
        return bool(self.day.receipt.records or self.day.receipt.refused)


@dataclass(frozen=True)
class Fault:
    """Something wrong with the server, in words."""

    sentence: str
    began_at: datetime


def phone_rows(scope: Scope, day: date) -> list[PhoneRow]:
    """The silent ones first, each group by name."""
    rows = [PhoneRow(one, is_silent(one)) for one in receipts_of_day(scope, day)]
    return sorted(rows, key=lambda row: not row.is_silent)


def is_silent(one: DayOfDevice) -> bool:
    silent = one.last_seen_at is None or timezone.now() - one.last_seen_at > SILENT_AFTER
    return bool(one.waiting) and silent and one.device.revoked_at is None


def asked_to_wipe(scope: Scope) -> list[Device]:
    """Phones that were asked to remove their data: those that have not answered first, then the latest."""
    asked = Device.objects.filter(person__in=people_of(scope), wipe_asked_at__isnull=False)
    return list(
        asked.select_related("person", "wipe_asked_by").order_by(F("wiped_at").desc(nulls_first=True), "wipe_asked_at")
    )


def warnings_for(scope: Scope) -> tuple[list[Fault], datetime | None]:
    """What stands wrong with the server, in words, and when it last looked; nothing for those who cannot help."""
    if not can_read_alarms(scope):
        return [], None
    alarms, looked_at = standing_alarms()
    return [Fault(sentence_of(alarm.code, alarm.data), alarm.began_at) for alarm in alarms], looked_at


def sentence_of(code: str, data: dict[str, object]) -> str:
    if code not in KINDS:
        return _("Something is wrong with the server: %(code)s") % {"code": code}
    return KINDS[code](**data).message
