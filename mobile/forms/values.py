"""What an answer is in an expression, and how XPath turns one kind into another.

Values are plain: nothing (None), a boolean, a number, a text; only `All` holds the answers of all turns of a repeat.
Dates and times are their ISO texts and count as numbers: days since 1970, parts of a day.
"""

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

NAN = math.nan
EPOCH = date(1970, 1, 1).toordinal()
DAY_SECONDS = 86400
NUMBER = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?")
ZONE = re.compile(r"(Z|[+-][0-9]{2}:?[0-9]{2})$")


class All(list["Value"]):
    """The answers of all turns of a repeat, or its turns."""


Value = None | str | int | float | bool | All


def number(value: Value) -> float:
    if value is None or isinstance(value, All):
        return NAN
    if isinstance(value, str):
        return text_number(value.strip(" \t\r\n"))
    return float(value)


def text_number(text_: str) -> float:
    if NUMBER.fullmatch(text_):
        return float(text_)
    day, clock = day_of(text_), clock_of(text_)
    if day is None and clock is None:
        return NAN
    seconds = clock.hour * 3600 + clock.minute * 60 + clock.second + clock.microsecond / 1e6 if clock else 0
    return (day.toordinal() - EPOCH if day else 0) + seconds / DAY_SECONDS


def day_of(text_: str) -> date | None:
    """Of a date, or of a date and time."""
    day, _, clock = text_.partition("T")
    if not DATE.fullmatch(day) or (("T" in text_) and not is_clock(clock)):
        return None
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def clock_of(text_: str) -> time | None:
    """Of a time, or of a date and time, by its own wall clock, whatever its zone."""
    _, mark, clock = text_.rpartition("T")
    if mark and day_of(text_) is None:
        return None
    try:
        return time.fromisoformat(ZONE.sub("", clock)) if is_clock(clock) else None
    except ValueError:
        return None


def is_clock(text_: str) -> bool:
    return TIME.fullmatch(ZONE.sub("", text_)) is not None


def text(value: Value) -> str:
    if value is None or isinstance(value, All):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value)


def number_text(value: float) -> str:
    """As people write it: no point where none is needed, never an exponent."""
    if math.isnan(value):
        return ""
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == int(value):
        return str(int(value))
    return f"{Decimal(repr(float(value))):f}"


def truth(value: Value) -> bool:
    if isinstance(value, int | float):
        return not math.isnan(value) and value != 0
    return bool(value)


def same(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, int | float) or isinstance(right, int | float):
        return number(left) == number(right)
    return text(left) == text(right)


def ordered(left: Value, right: Value, holds: Callable[[float, float], bool]) -> bool:
    """`<` and its kin: never true of what is no number."""
    return holds(number(left), number(right))


def words(value: Value) -> tuple[str, ...]:
    return tuple(text(value).split())


def now_text(now: datetime) -> str:
    return now.isoformat(timespec="seconds")


def is_empty(value: Value) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def of_answer(answer: Any) -> Value:
    """An answer as it is kept, in JSON, as a value."""
    if isinstance(answer, list):
        return " ".join(answer)
    if isinstance(answer, dict):
        parts = (answer.get("lat"), answer.get("lon"), 0, answer.get("accuracy_m"))
        return " ".join(text(it) for it in parts)
    if answer is None or isinstance(answer, bool | str):
        return answer
    return float(answer)
