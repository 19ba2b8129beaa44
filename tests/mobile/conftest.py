"""The phone's tests share one Kivy window per process; those that use it are kept in one process."""

import pytest

from tests.mobile.kivy_window import kivy_window, prepare_kivy

__all__ = ["kivy_window"]

# Now, while tests are collected: some import parts of Kivy without asking for the window.
prepare_kivy()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "kivy_window" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.kivy)
            item.add_marker(pytest.mark.xdist_group("kivy"))
