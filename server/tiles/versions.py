"""Versions of layers: what the triggers noted, read in one query that touches no geometry."""

import hashlib
from dataclasses import dataclass

from django.db import connection

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


def read_notes(*sources: ChangeSource) -> Notes:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select source, street_id, count(*), sum(id)::bigint, max(id) from tiles_layerchange
            where source = any(%s) group by source, street_id order by source, street_id
            """,
            [[source.value for source in sources]],
        )
        return Notes(tuple(cursor.fetchall()))


def digest_of(*parts: object) -> str:
    return hashlib.sha256("|".join([FORMAT, *map(str, parts)]).encode()).hexdigest()[:24]
