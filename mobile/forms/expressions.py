"""Conditions and calculations: read once from their JSON tree into a function, never from text.

What this app does not know makes the form unusable here, at reading; while a form is open nothing can fail any more.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from mobile.forms.functions import FUNCTIONS, Function
from mobile.forms.problems import FormUnusable
from mobile.forms.values import NAN, All, Value, number, ordered, same, truth

# The server refuses more (20 deep, 200 large) by name; a phone only keeps itself from harm.
MOST_NODES = 1000
DEEPEST = 60
Path = tuple[str, ...]


class Place(Protocol):
    """Where an expression stands in a filled form."""

    def value(self, path: Path) -> Value:
        """Of the question, within a repeat of the same turn."""

    def all(self, path: Path) -> All:
        """Of the question in all turns, or the turns."""

    def answer(self) -> Value:
        """Of the question that the expression belongs to."""

    def turn(self) -> int:
        """From 1; 0 outside a repeat."""


@dataclass(frozen=True)
class Look:
    """What an expression sees: its place, and the moment."""

    place: Place
    now: datetime


Reading = Callable[[Look], Value]


@dataclass(frozen=True)
class Expression:
    reading: Reading
    refs: frozenset[Path]

    def __call__(self, look: Look) -> Value:
        return self.reading(look)


def read_expression(raw: Any) -> Expression:
    """Raises `FormUnusable`."""
    reader = Reader()
    reading = reader.read(raw, 0)
    return Expression(reading, frozenset(reader.refs))


class Reader:
    def __init__(self) -> None:
        self.refs: set[Path] = set()
        self.nodes = 0

    def read(self, raw: Any, depth: int) -> Reading:
        self.nodes += 1
        if self.nodes > MOST_NODES or depth > DEEPEST:
            raise FormUnusable("expression_too_long")
        if isinstance(raw, str | bool | int | float):
            return constant(raw)
        if not isinstance(raw, list) or not raw or not isinstance(raw[0], str):
            raise FormUnusable("expression_unreadable")
        head, rest = raw[0], raw[1:]
        if head in ("ref", "all") and len(rest) == 1 and isinstance(rest[0], str):
            return self.looking(head, rest[0])
        if head == "self" and not rest:
            return lambda look: look.place.answer()
        if head == "call" and rest and isinstance(rest[0], str):
            return called(rest[0], [self.read(it, depth + 1) for it in rest[1:]])
        return operated(head, [self.read(it, depth + 1) for it in rest])

    def looking(self, head: str, written: str) -> Reading:
        path = tuple(written.split("/")[1:])
        if not all(path) or not path:
            raise FormUnusable("expression_unreadable", written)
        self.refs.add(path)
        if head == "all":
            return lambda look: look.place.all(path)
        return lambda look: look.place.value(path)


def constant(value: Value) -> Reading:
    return lambda _: value


def called(name: str, parts: Sequence[Reading]) -> Reading:
    if name == "if" and len(parts) == 3:
        condition, then, otherwise = parts
        return lambda look: then(look) if truth(condition(look)) else otherwise(look)
    if name == "position" and not parts:
        return lambda look: look.place.turn()
    function = FUNCTIONS.get(name)
    if function is None or not function.takes(len(parts)):
        raise FormUnusable("function_unknown", name)
    return worked(function, parts)


def worked(function: Function, parts: Sequence[Reading]) -> Reading:
    work = function.work
    if function.moment:
        return lambda look: work(look.now)
    if len(parts) == 1:
        (only,) = parts
        return lambda look: work(only(look))
    return lambda look: work(*[part(look) for part in parts])


def operated(name: str, parts: Sequence[Reading]) -> Reading:
    if name == "and" and len(parts) >= 2:
        return lambda look: all(truth(part(look)) for part in parts)
    if name == "or" and len(parts) >= 2:
        return lambda look: any(truth(part(look)) for part in parts)
    if name == "neg" and len(parts) == 1:
        return lambda look: -number(parts[0](look))
    work = BINARY.get(name)
    if work is None or len(parts) != 2:
        raise FormUnusable("operator_unknown", name)
    left, right = parts
    return lambda look: work(left(look), right(look))


def arithmetic(work: Callable[[float, float], float]) -> Callable[[Value, Value], Value]:
    return lambda left, right: work(number(left), number(right))


def divided(left: float, right: float) -> float:
    """As processors do it: Python raises."""
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1, right)


def remainder(left: float, right: float) -> float:
    """With the sign of the left one, as XPath has it, not as Python."""
    if right == 0 or math.isinf(left) or math.isnan(left) or math.isnan(right):
        return NAN
    return math.fmod(left, right)


BINARY: dict[str, Callable[[Value, Value], Value]] = {
    "=": same,
    "!=": lambda left, right: not same(left, right),
    "<": lambda left, right: ordered(left, right, lambda a, b: a < b),
    "<=": lambda left, right: ordered(left, right, lambda a, b: a <= b),
    ">": lambda left, right: ordered(left, right, lambda a, b: a > b),
    ">=": lambda left, right: ordered(left, right, lambda a, b: a >= b),
    "+": arithmetic(lambda a, b: a + b),
    "-": arithmetic(lambda a, b: a - b),
    "*": arithmetic(lambda a, b: a * b),
    "div": arithmetic(divided),
    "mod": arithmetic(remainder),
}
