"""Every read of tiles: the version of a layer, one tile, and where a layer lies."""

import hashlib

from django.db import connection

from server.tiles import clauses
from server.tiles.address import TileAddress
from server.tiles.layers import Layer
from server.tiles.reach import Reach

# A change of what tiles look like; part of every version.
FORMAT = "1"


def version_of(layer: Layer, reach: Reach) -> str:
    """A digest of everything that the layer's tiles depend on for this person, without touching a geometry.

    All visible notes go into it, not the newest one alone: of two changes the one noted first may commit last.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select source, count(*), sum(id), max(id) from tiles_layerchange
            where source = any(%s) and (street_id = %s or street_id is null or %s)
            group by source order by source
            """,
            # Someone of a department has no street; whatever changes anywhere may concern them.
            [list(layer.sources), reach.street_id, reach.street_id is None],
        )
        notes = cursor.fetchall()
    parts = [FORMAT, layer.name, str(notes)]
    if layer.is_scoped:
        parts.append(reach.digest)
    if layer.is_daily:
        parts.append(reach.today.isoformat())
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:24]


def tile(layer: Layer, address: TileAddress, reach: Reach) -> bytes:
    """One tile as MVT 2.1, empty where nothing is to be seen."""
    parameters = {
        **reach.parameters,
        **vars(address),
        "levels": clauses.levels_at(address.z),
        "highest_rank": clauses.highest_rank_at(address.z),
    }
    with connection.cursor() as cursor:
        cursor.execute(layer.sql, parameters)
        (content,) = cursor.fetchone() or (b"",)
    return bytes(content or b"")


def extent_of(reach: Reach) -> list[float] | None:
    """West, south, east, north of the reach's grids of today, EPSG:4326; of the street where there are none."""
    sql = """
        select st_xmin(box), st_ymin(box), st_xmax(box), st_ymax(box) from (
            select st_extent(area.geom)::box3d as box
            from grids_gridboundary area join grids_servicegrid grid on grid.id = area.grid_id
            where area.valid @> %(today)s::date and grid.id = any(%(grids)s)
        ) extent where box is not null
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, reach.parameters)
        found = cursor.fetchone()
    return [round(value, 6) for value in found] if found else None
