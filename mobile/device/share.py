"""Hands something to another app of the phone."""

from typing import Protocol


class Share(Protocol):
    def dial(self, number: str) -> None:
        """Opens the dialler with the number; the person decides whether to call."""


class DeskShare:
    """A desk has no dialler: it only remembers what was asked."""

    def __init__(self) -> None:
        self.dialled: list[str] = []

    def dial(self, number: str) -> None:
        self.dialled.append(number)
