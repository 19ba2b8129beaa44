"""Load the demo: a street office of made-up people on real buildings."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from server.demo.marker import is_loaded


class Command(BaseCommand):
    help = "Loads the demo. Does nothing when it is there already."
    # Checking all routes takes longer than finding out that there is nothing to do.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="another seed makes other people (default 1)")
        parser.add_argument("--households", type=int, default=5000, help="how many households (default 5000)")
        parser.add_argument("--fresh", action="store_true", help="remove the demo first, with all that was added to it")

    def handle(self, *_args: Any, seed: int, households: int, fresh: bool, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo's logins have a published password. Set GRIDWALK_DEMO=1 if that is meant.")
        if fresh:
            from server.demo.clear import clear

            clear()
        if is_loaded():
            self.stdout.write("The demo is loaded already (--fresh loads it anew).")
            return
        # The readers of map files are imported only now.
        from server.demo.load import load
        from server.demo.people import PASSWORD
        from server.demo.seeded import Seed

        self.stdout.write("Loading the demo:")
        load(seed=Seed(seed), households=households, today=timezone.localdate(), tell=self._tell)
        self.stdout.write(
            f"The demo is loaded. Logins: worker, teammate, leader, community, street, department; {PASSWORD}"
        )

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
