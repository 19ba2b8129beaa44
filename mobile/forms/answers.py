"""Answers as they are kept and sent, in JSON: what fits a question, and what a calculated value becomes."""

import math
import re
from typing import Any

from mobile.forms.definition import Question
from mobile.forms.functions import date_text
from mobile.forms.values import Value, day_of, number, text, words

LONGEST_TEXT = 2000
LARGEST_WHOLE = 2**53 - 1
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
SHA256 = re.compile(r"[0-9a-f]{64}")


def fitting(question: Question, raw: Any) -> Any:
    """The answer as it is kept, or None where it is none: empty, of another type, or no longer offered."""
    if question.type in READERS:
        return READERS[question.type](raw)
    offered = [choice.value for choice in question.choices]
    if question.type == "select_one":
        return raw if isinstance(raw, str) and raw in offered else None
    if question.type == "select_multiple" and isinstance(raw, list):
        return [value for value in offered if value in raw] or None
    return None


def read_text(raw: Any) -> str | None:
    return raw[:LONGEST_TEXT] if isinstance(raw, str) and raw.strip() else None


def read_whole(raw: Any) -> int | None:
    fits = isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) <= LARGEST_WHOLE
    return raw if fits else None


def read_decimal(raw: Any) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not math.isfinite(raw):
        return None
    return int(raw) if raw == int(raw) and abs(raw) <= LARGEST_WHOLE else raw


def read_date(raw: Any) -> str | None:
    return raw if isinstance(raw, str) and len(raw) == 10 and day_of(raw) else None


def read_time(raw: Any) -> str | None:
    return raw if isinstance(raw, str) and TIME.fullmatch(raw) else None


def read_image(raw: Any) -> str | None:
    return raw if isinstance(raw, str) and SHA256.fullmatch(raw) else None


def read_point(raw: Any) -> dict[str, Any] | None:
    if not isinstance(raw, dict):
        return None
    lon, lat, accuracy = read_decimal(raw.get("lon")), read_decimal(raw.get("lat")), raw.get("accuracy_m")
    if lon is None or lat is None or abs(lon) > 180 or abs(lat) > 90:
        return None
    return {"lon": lon, "lat": lat, "accuracy_m": read_decimal(accuracy)}


READERS = {
    "text": read_text,
    "integer": read_whole,
    "decimal": read_decimal,
    "date": read_date,
    "time": read_time,
    "image": read_image,
    "geopoint": read_point,
}


def becoming(question: Question, value: Value) -> Any:
    """What a default or a calculation gives as an answer to its question; None where it does not fit."""
    if question.type == "calculate":
        return calculated(value)
    if question.type == "text":
        return read_text(text(value))
    if question.type in ("integer", "decimal"):
        exact = number(value)
        if not math.isfinite(exact):
            return None
        return read_whole(int(exact)) if question.type == "integer" else read_decimal(exact)
    if question.type == "date":
        return date_text(value) or None
    if question.type == "time":
        return read_time(text(value)[:5])
    if question.type == "select_one":
        offered = [choice.value for choice in question.choices]
        return next((word for word in words(value) if word in offered), None)
    return fitting(question, list(words(value))) if question.type == "select_multiple" else None


def calculated(value: Value) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return read_decimal(value)
    return read_text(value) if isinstance(value, str) and value else None
