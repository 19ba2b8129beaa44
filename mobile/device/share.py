"""Hands something to another app of the phone."""

from pathlib import Path
from typing import Protocol


class Share(Protocol):
    def dial(self, number: str) -> None:
        """Opens the dialler with the number; the person decides whether to call."""

    def send_file(self, path: Path) -> None:
        """Offers a file to other apps; the person decides to which."""


class DeskShare:
    """A desk has neither dialler nor other apps: it only remembers what was asked."""

    def __init__(self) -> None:
        self.dialled: list[str] = []
        self.sent: list[Path] = []

    def dial(self, number: str) -> None:
        self.dialled.append(number)

    def send_file(self, path: Path) -> None:
        self.sent.append(path)
