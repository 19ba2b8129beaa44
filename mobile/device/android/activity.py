"""The running activity, and what it lends: system services and results of other apps."""

from typing import Any

from jnius import autoclass, cast


def activity() -> Any:
    return autoclass("org.kivy.android.PythonActivity").mActivity


def service(name: str, java_class: str) -> Any:
    """A system service, as its own class: `getSystemService` is declared to answer a plain Object."""
    return cast(java_class, activity().getSystemService(name))
