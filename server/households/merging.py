"""Three-way merge: what was seen, what somebody wrote then, and what the register holds now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Merge:
    """What is to be written, and by field what cannot be: `{"seen", "yours", "now"}`."""

    written: dict[str, Any]
    conflicts: dict[str, dict[str, Any]]


def three_way(*, now: Values, changes: Values, seen: Values, insist: bool = False) -> Merge:
    """Merges field by field. A field that holds the new value already is left, and so is one that was written as it
    was seen; one that still holds what was seen is written; any other has two authors, and the register's value stays
    unless somebody has decided (`insist`)."""
    written: dict[str, Any] = {}
    conflicts: dict[str, dict[str, Any]] = {}
    for field, yours in changes.items():
        if now[field] == yours:
            continue
        if insist or now[field] == seen[field]:
            written[field] = yours
        elif yours != seen[field]:
            conflicts[field] = {"seen": seen[field], "yours": yours, "now": now[field]}
    return Merge(written, conflicts)
