"""What the phone tells its owner while they look elsewhere. A locked screen shows it to all: no names, no places."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Note:
    """`tag` names it: a second one of the same tag takes the first one's place. `urgent` ones are heard."""

    tag: str
    title: str
    text: str
    urgent: bool = False


class Notifications(Protocol):
    def may_show(self) -> bool:
        """Whether the phone's owner lets this app show any."""

    def ask(self, done: Callable[[bool], None]) -> None:
        """Asks the owner, if need be; `done` is called on Kivy's thread with their answer."""

    def show(self, note: Note) -> None:
        """Shows it, if the owner allows; nothing happens otherwise."""


class DeskNotifications:
    """A desk shows none: it remembers what was to be shown. `allowed` is what its owner would say."""

    def __init__(self, allowed: bool = True) -> None:
        self.allowed = allowed
        self.asked = 0
        self.shown: list[Note] = []

    def may_show(self) -> bool:
        return self.allowed

    def ask(self, done: Callable[[bool], None]) -> None:
        self.asked += 1
        done(self.allowed)

    def show(self, note: Note) -> None:
        if self.allowed:
            self.shown = [known for known in self.shown if known.tag != note.tag] + [note]
