"""Versions of layers: what the triggers noted, read without touching any geometry."""

import hashlib
from dataclasses import dataclass
from typing import Any

from server.tiles.models import ChangeSource

# A change of what tiles look like; part of every version.
FORMAT = "1"


@dataclass(frozen=True)
class Notes:
    """By source and street: how many notes are visible, their sum, and the newest.

    All visible notes go into a version, not the newest one alone: of two changes the one noted first may commit last.
    """

    rows: tuple[tuple[str, int | None, int, int, int], ...]

    def of(self, source: ChangeSource, street_id: int | None = None) -> tuple[tuple[int, int, int], ...]:
        """The notes of a source that concern a street, or of all streets if none is given."""
        return tuple(
            row[2:] for row in self.rows if row[0] == source and (street_id is None or row[1] in (None, street_id))
        )


# One value: the notes of the sources as JSON. Part of the one query that a request makes.
NOTES_SQL = """
    select coalesce(json_agg(note order by note.source, note.street_id), '[]') from (
        select source, street_id, count(*), sum(id)::bigint, max(id) from tiles_layerchange
        where source = any(%(sources)s::text[]) group by source, street_id
    ) note
"""


def notes_of(rows: list[dict[str, Any]]) -> Notes:
    return Notes(tuple(tuple(row.values()) for row in rows))


def digest_of(*parts: object) -> str:
    return hashlib.sha256("|".join([FORMAT, *map(str, parts)]).encode()).hexdigest()[:24]
