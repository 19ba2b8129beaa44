"""Permissions are asked for at the moment of use."""

from collections.abc import Callable

from kivy.clock import Clock


def ask(names: list[str], then: Callable[[bool], None]) -> None:
    """Calls `then(True)` on Kivy's thread when at least one of the permissions is given."""
    from android.permissions import check_permission, request_permissions

    if any(check_permission(name) for name in names):
        then(True)
        return

    def answered(_: list[str], granted: list[bool]) -> None:
        Clock.schedule_once(lambda _: then(any(granted)), 0)

    request_permissions(names, answered)
