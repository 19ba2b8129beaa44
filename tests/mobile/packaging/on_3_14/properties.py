"""Stands in for Hypothesis, whose engine has no build for this Python here: its tests are not collected, and run on the
desk's Python alone. The examples beside them run here too."""

import sys
import types
from typing import Any


class Anything:
    """Any strategy, setting or health check."""

    def __call__(self, *_: Any, **__: Any) -> "Anything":
        return self

    def __getattr__(self, _: str) -> "Anything":
        return self

    def __or__(self, _: Any) -> "Anything":
        return self


def not_collected(*_: Any, **__: Any) -> Any:
    return lambda _: None


def kept(*_: Any, **__: Any) -> Any:
    return lambda function: function


def install() -> None:
    strategies = types.ModuleType("hypothesis.strategies")
    strategies.__getattr__ = lambda _: Anything()  # type: ignore[method-assign]
    hypothesis = types.ModuleType("hypothesis")
    hypothesis.__dict__.update(
        given=not_collected,
        settings=kept,
        example=kept,
        assume=Anything(),
        strategies=strategies,
        HealthCheck=Anything(),
    )
    sys.modules.update({"hypothesis": hypothesis, "hypothesis.strategies": strategies})
