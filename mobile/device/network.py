"""Whether the phone has a network at all, and when that changes. What is reachable, only a request tells."""

from collections.abc import Callable
from typing import Protocol


class Network(Protocol):
    def is_online(self) -> bool: ...

    def on_change(self, follow: Callable[[bool], None] | None) -> None:
        """Calls `follow(online)` at each change, from any thread; None stops that."""


class FakeNetwork:
    """The desk's network: there, until a script says otherwise."""

    def __init__(self, online: bool = True) -> None:
        self._online = online
        self._follow: Callable[[bool], None] | None = None

    def is_online(self) -> bool:
        return self._online

    def on_change(self, follow: Callable[[bool], None] | None) -> None:
        self._follow = follow

    def set_online(self, online: bool) -> None:
        changed = online != self._online
        self._online = online
        if changed and self._follow:
            self._follow(online)
