"""`manage import_sealed FILE`: takes in a phone's sealed export at the server itself."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from server.problems import Problem
from server.sync.sealed import import_bundle


class Command(BaseCommand):
    help = "Takes in a phone's sealed export. Again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_: Any, file: Path, **__: Any) -> None:
        try:
            done = import_bundle(file.read_bytes(), scope=None)
        except Problem as problem:
            raise CommandError(problem.message) from problem
        except OSError as error:
            raise CommandError(str(error)) from error
        told = ", ".join(f"{status}: {count}" for status, count in sorted(done.statuses.items())) or "no operations"
        self.stdout.write(f"{told}; photos: {done.photos}; photos refused: {len(done.refused)}")
