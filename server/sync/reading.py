"""Reads the fields of an operation strictly: whatever is not as `operation.schema.json` says is a `BadOperation`."""

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from server.sync.problems import BadOperation


def as_uuid(value: object) -> UUID | None:
    """The UUID that a value spells, or None."""
    if not isinstance(value, str):
        return None
    try:
        return UUID(value)
    except ValueError:
        return None


def uuid_at(fields: Mapping[str, Any], name: str) -> UUID:
    found = as_uuid(fields.get(name))
    if found is None:
        raise BadOperation(field=name)
    return found


def uuid_or_none(fields: Mapping[str, Any], name: str) -> UUID | None:
    return None if fields.get(name) is None else uuid_at(fields, name)


def text_at(fields: Mapping[str, Any], name: str, *, longest: int, default: str | None = None) -> str:
    value = fields.get(name, default)
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        raise BadOperation(field=name)
    return value


def whole_at(fields: Mapping[str, Any], name: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise BadOperation(field=name)
    return value


def number_at(fields: Mapping[str, Any], name: str) -> float:
    value = fields.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise BadOperation(field=name)
    return float(value)


def number_or_none(fields: Mapping[str, Any], name: str) -> float | None:
    return None if fields.get(name) is None else number_at(fields, name)


def texts_at(fields: Mapping[str, Any], name: str, *, longest: int) -> tuple[str, ...]:
    value = fields.get(name, [])
    if not isinstance(value, list) or len(value) > 50:
        raise BadOperation(field=name)
    return tuple(text_at({name: item}, name, longest=longest) for item in value)


def moment_at(fields: Mapping[str, Any], name: str) -> datetime:
    """An aware moment; a time without its offset says nothing."""
    try:
        moment = parse_datetime(text_at(fields, name, longest=40))
    except ValueError:
        moment = None
    # A moment at the edge of the calendar cannot be moved between time zones.
    if moment is None or moment.tzinfo is None or not 1 < moment.year < 9999:
        raise BadOperation(field=name)
    return moment


def day_or_none(fields: Mapping[str, Any], name: str) -> date | None:
    if fields.get(name) is None:
        return None
    try:
        return date.fromisoformat(text_at(fields, name, longest=10))
    except ValueError as error:
        raise BadOperation(field=name) from error


def object_at(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = fields.get(name)
    if not isinstance(value, dict):
        raise BadOperation(field=name)
    return value
