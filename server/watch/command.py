"""What `after_restore` and `after_promote` have in common."""

from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from server.problems import Problem
from server.sync.models import EpochReason
from server.watch.recovery import WHAT_PHONES_DO, Outcome, recover


class AfterCommand(BaseCommand):
    """May be repeated: a second run says that all is done."""

    # Whether migrations and settings are in order is part of what is asked here, of a database that may not answer.
    requires_system_checks: list[str] = []
    reason: ClassVar[EpochReason]
    remarks: ClassVar[tuple[str | Promise, ...]] = (WHAT_PHONES_DO,)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="begin another epoch even if all seems to be done")
        parser.add_argument(
            "--photos-are-lost", action="store_true", help="go on although most photos have no file: they come again"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            outcome = recover(reason=self.reason, again=options["again"], photos_are_lost=options["photos_are_lost"])
        except Problem as problem:
            raise CommandError(problem.message) from problem
        for line in self.lines(outcome):
            self.stdout.write(line)

    def lines(self, outcome: Outcome) -> list[str]:
        told = {"epoch": outcome.epoch.epoch, "photos": outcome.photos_missing}
        if not outcome.is_new:
            said = [_("The new epoch has begun already: %(epoch)s.") % told]
        else:
            said = [_("A new epoch has begun: %(epoch)s.") % told, *(str(remark) for remark in self.remarks)]
        if outcome.photos_missing:
            said.append(_("Photos without a file, which are asked for again: %(photos)s.") % told)
        return said
