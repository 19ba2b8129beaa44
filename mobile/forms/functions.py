"""The functions that conditions and calculations may use, each on plain values; each has a value for whatever it is
given."""

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache

from mobile.forms.values import (
    EPOCH,
    NAN,
    All,
    Value,
    clock_of,
    day_of,
    is_empty,
    now_text,
    number,
    text,
    truth,
    words,
)

MANY = 20
# The server has bounded the patterns; a text that is longer is not tried.
LONGEST_TEXT = 200
FORMAT_MARK = re.compile("%([A-Za-z])")


@dataclass(frozen=True)
class Function:
    work: Callable[..., Value]
    least: int
    most: int
    # Given the moment before its arguments.
    moment: bool = False

    def takes(self, count: int) -> bool:
        return self.least <= count <= self.most


def rounded(value: Value, digits: Value = 0) -> float:
    """Halves go up, as XPath has it; Python's would go to the even one."""
    exact, places = number(value), number(digits)
    if not math.isfinite(exact) or not -6 <= places <= 6 or abs(exact) > 1e15:
        return exact
    step = Decimal(10) ** -int(places)
    return float((Decimal(exact) / step + Decimal("0.5")).to_integral_value(ROUND_FLOOR) * step)


def whole(value: Value) -> float:
    exact = number(value)
    return float(int(exact)) if math.isfinite(exact) else exact


def coalesce(left: Value, right: Value) -> Value:
    return right if is_empty(left) else left


def substr(value: Value, start: Value, end: Value = math.inf) -> str:
    """From `start`, counted from 0 or from the end, up to before `end`."""
    whole_text, first, last = text(value), number(start), number(end)
    if math.isnan(first) or math.isnan(last):
        return ""
    length = len(whole_text)
    return whole_text[clamp(first, length) : clamp(last, length)]


def clamp(place: float, length: int) -> int:
    return int(max(-length, min(length, place)))


def matches(value: Value, pattern: Value) -> bool:
    compiled, subject = compile_pattern(text(pattern)), text(value)
    return compiled is not None and len(subject) <= LONGEST_TEXT and compiled.fullmatch(subject) is not None


@lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern, re.ASCII)
    except (re.error, RecursionError, OverflowError):
        return None


def numbers(values: Iterable[Value]) -> list[float]:
    """Of several values or of all turns; what is not answered does not count."""
    flat = [it for value in values for it in (value if isinstance(value, All) else (value,))]
    return [number(it) for it in flat if not is_empty(it)]


def least(*values: Value) -> float:
    found = numbers(values)
    return NAN if not found or any(map(math.isnan, found)) else min(found)


def most(*values: Value) -> float:
    found = numbers(values)
    return NAN if not found or any(map(math.isnan, found)) else max(found)


def total(*values: Value) -> float:
    return sum(numbers(values), 0.0)


def turns(value: Value) -> int:
    return len(value) if isinstance(value, All) else 0


def answered(value: Value) -> int:
    return sum(not is_empty(it) for it in value) if isinstance(value, All) else 0


def day(value: Value) -> date | None:
    """The day of a date, of a date and time, or of a number of days."""
    if isinstance(value, str):
        return day_of(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    ordinal = math.floor(value) + EPOCH
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None


def date_text(value: Value) -> str:
    found = day(value)
    return found.isoformat() if found else ""


def format_date(value: Value, pattern: Value) -> str:
    found = day(value)
    if found is None:
        return ""
    at = clock_of(value.strip()) if isinstance(value, str) else None
    marks = {
        "Y": f"{found.year:04d}",
        "y": f"{found.year % 100:02d}",
        "m": f"{found.month:02d}",
        "n": str(found.month),
        "d": f"{found.day:02d}",
        "e": str(found.day),
        "H": f"{at.hour if at else 0:02d}",
        "M": f"{at.minute if at else 0:02d}",
    }
    return FORMAT_MARK.sub(lambda mark: marks.get(mark[1], mark[0]), text(pattern))


FUNCTIONS: dict[str, Function] = {
    "not": Function(lambda value: not truth(value), 1, 1),
    "boolean": Function(truth, 1, 1),
    "number": Function(number, 1, 1),
    "string": Function(text, 1, 1),
    "coalesce": Function(coalesce, 2, 2),
    "selected": Function(lambda value, choice: text(choice) in words(value), 2, 2),
    "count-selected": Function(lambda value: len(words(value)), 1, 1),
    "string-length": Function(lambda value: len(text(value)), 1, 1),
    "concat": Function(lambda *values: "".join(map(text, values)), 1, MANY),
    "contains": Function(lambda value, part: text(part) in text(value), 2, 2),
    "starts-with": Function(lambda value, part: text(value).startswith(text(part)), 2, 2),
    "ends-with": Function(lambda value, part: text(value).endswith(text(part)), 2, 2),
    "substr": Function(substr, 2, 3),
    "normalize-space": Function(lambda value: " ".join(text(value).split()), 1, 1),
    "regex": Function(matches, 2, 2),
    "int": Function(whole, 1, 1),
    "round": Function(rounded, 1, 2),
    "abs": Function(lambda value: abs(number(value)), 1, 1),
    "min": Function(least, 1, MANY),
    "max": Function(most, 1, MANY),
    "sum": Function(total, 1, 1),
    "count": Function(turns, 1, 1),
    "count-non-empty": Function(answered, 1, 1),
    "today": Function(lambda now: now.date().isoformat(), 0, 0, moment=True),
    "now": Function(now_text, 0, 0, moment=True),
    "date": Function(date_text, 1, 1),
    "format-date": Function(format_date, 2, 2),
}
