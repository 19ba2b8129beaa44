"""Every read of tiles: one tile, and where a person's grids lie."""

from django.db import connection

from server.tiles import clauses
from server.tiles.address import TileAddress
from server.tiles.layers import Layer
from server.tiles.prepared import only_row
from server.tiles.reach import Reach


def tile(layer: Layer, address: TileAddress, reach: Reach) -> bytes:
    """One tile as MVT 2.1, empty where nothing is to be seen."""
    parameters = {
        **reach.parameters,
        **vars(address),
        "levels": clauses.levels_at(address.z),
        "highest_rank": clauses.highest_rank_at(address.z),
    }
    return bytes(only_row(layer.sql, parameters)[0] or b"")


def extent_of(reach: Reach) -> list[float] | None:
    """West, south, east, north of the reach's grids of today, EPSG:4326; of the street where there are none."""
    sql = """
        select st_xmin(box), st_ymin(box), st_xmax(box), st_ymax(box) from (
            select st_extent(area.geom)::box3d as box
            from grids_gridboundary area join grids_servicegrid grid on grid.id = area.grid_id
            where area.valid @> %(today)s::date and grid.id = any(%(grids)s::uuid[])
        ) extent where box is not null
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, reach.parameters)
        found = cursor.fetchone()
    return [round(value, 6) for value in found] if found else None
