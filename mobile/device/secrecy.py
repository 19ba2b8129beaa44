"""What the phone shows of this app to others: pictures of the screen, and the list of recent apps."""

from typing import Protocol


class Secrecy(Protocol):
    def keep_secret(self) -> None:
        """From now on no screenshot, no recording and no preview among the recent apps shows what is on the screen."""


class DeskSecrecy:
    """A desk has no such switch; a test asks whether it was thrown."""

    def __init__(self) -> None:
        self.secret = False

    def keep_secret(self) -> None:
        self.secret = True
