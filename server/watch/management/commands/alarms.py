"""`manage alarms`: what is wrong right now, a line each. Exit code 1 if anything is."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from server.watch.alarms import KINDS
from server.watch.models import StandingAlarm
from server.watch.services import write_alarms


class Command(BaseCommand):
    help = "Looks for alarms now and prints them; exit code 1 if there is any."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON, for other programs")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = [told(alarm) for alarm in write_alarms()]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, default=str))
        else:
            for alarm in found:
                self.stdout.write(f"{alarm['code']}: {alarm['message']}")
            if not found:
                self.stdout.write(_("No alarm."))
        if found:
            sys.exit(1)


def told(alarm: StandingAlarm) -> dict[str, Any]:
    message = KINDS[alarm.code](**alarm.data).message
    return {"code": alarm.code, "message": message, "data": alarm.data, "began_at": alarm.began_at}
