"""A default that is written as it stands, as the value that it becomes."""

import re
from collections.abc import Set
from datetime import date

from server.forms.expressions import Expression
from server.forms.faults import DefaultUnusable
from server.forms.limits import ANSWER_LENGTH

INTEGER = re.compile(r"-?\d{1,15}", re.ASCII)
DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)
TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)


def literal_default(kind: str, cell: str, choices: Set[str]) -> Expression:
    """Raises DefaultUnusable."""
    if kind == "integer" and INTEGER.fullmatch(cell):
        return int(cell)
    if kind == "decimal" and DECIMAL.fullmatch(cell):
        return float(cell)
    if fits_as_text(kind, cell, choices):
        return cell
    raise DefaultUnusable(value=cell[:60], type=kind)


def fits_as_text(kind: str, cell: str, choices: Set[str]) -> bool:
    match kind:
        case "text":
            return len(cell) <= ANSWER_LENGTH
        case "date":
            return is_day(cell)
        case "time":
            return TIME.fullmatch(cell) is not None
        case "select_one":
            return cell in choices
        case "select_multiple":
            return set(cell.split()) <= choices
    return False


def is_day(text: str) -> bool:
    """A day as the contract writes it: Python reads 20261122 and 2026-W47-7 as well."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
