"""What packs are made from: own grids with their buildings, and the base map about them. All spatial SQL of packs.

Fingerprints are computed by PostgreSQL from what is drawn, so that a cached part is used exactly as long as it is
right, whoever changed a row and by whatever way.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.contrib.gis.geos import Polygon
from django.db import connection
from shapely.geometry.base import BaseGeometry

from server.basemap.models import BaseMapFeature
from server.basemap.selectors import attributions
from server.grids.models import Street
from server.grids.scope import Scope
from server.grids.selectors import current_boundaries
from server.households.models import Building
from server.packs.parts import BuildingRow, FeatureRow

Extent = tuple[float, float, float, float]
# Straight from PostGIS to shapely: Django would make a geometry of its own of every row on the way.
WKB = AsWKB("geom")


@dataclass(frozen=True)
class GridSource:
    """An own small grid: its extent in degrees (None without a boundary) and the fingerprint of all that is drawn."""

    id: UUID
    name: str
    extent: Extent | None
    fingerprint: str


def street_of(scope: Scope) -> Street | None:
    return Street.objects.filter(id=scope.street_id).first() if scope.street_id else None


def attribution() -> str:
    return ", ".join(attributions())


def own_grids(scope: Scope) -> list[GridSource]:
    """The small grids of a scope, by code."""
    sql = """
        with
        -- the scope's small grids, with the boundary of the day
        own as (
            select grid.id, grid.code, grid.name, boundary.geom
            from grids_servicegrid grid
            left join grids_gridboundary boundary on boundary.grid_id = grid.id and boundary.valid @> %(on)s::date
            where grid.id = any(%(grids)s)
        ),
        -- one digest of all that is drawn of a grid's buildings
        stock as (
            select small_grid_id, md5(string_agg(
                concat_ws('|', id, name, number, md5(ST_AsBinary(geom))), ';' order by id)) as digest
            from households_building
            where small_grid_id = any(%(grids)s)
            group by small_grid_id
        )
        select own.id, own.name, ST_XMin(own.geom), ST_YMin(own.geom), ST_XMax(own.geom), ST_YMax(own.geom),
               concat_ws('|', own.name, md5(ST_AsBinary(own.geom)), stock.digest)
        from own left join stock on stock.small_grid_id = own.id
        order by own.code
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, {"on": scope.on, "grids": list(scope.small_grid_ids)})
        return [
            GridSource(id=row[0], name=row[1], extent=None if row[2] is None else row[2:6], fingerprint=row[6])
            for row in cursor.fetchall()
        ]


def area_fingerprint(extent: Extent, *, street_id: int, on: date) -> str:
    """A digest of everything that a square of the base map shows: features, boundaries with their names, buildings."""
    sql = """
        with
        area as (select ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326) as box),
        -- every row that touches the square, as one line of text
        shown as (
            select concat_ws('|', 'f', feature.id, kind, kind_class, name, rank, md5(ST_AsBinary(geom))) as line
            from basemap_basemapfeature feature, area where geom && area.box
            union all
            select concat_ws('|', 'g', grid.id, grid.level, grid.name, md5(ST_AsBinary(geom)))
            from grids_gridboundary boundary join grids_servicegrid grid on grid.id = boundary.grid_id, area
            where geom && area.box and grid.street_id = %(street)s and boundary.valid @> %(on)s::date
            union all
            select concat_ws('|', 'b', id, md5(ST_AsBinary(geom)))
            from households_building, area where geom && area.box and street_id = %(street)s
        )
        select coalesce(md5(string_agg(line, ';' order by line)), '') from shown
    """
    west, south, east, north = extent
    values: dict[str, Any] = {"west": west, "south": south, "east": east, "north": north, "street": street_id, "on": on}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return str(cursor.fetchone()[0])


def buildings_of(grid_ids: Collection[UUID]) -> dict[UUID, list[BuildingRow]]:
    """The buildings of some grids, by grid."""
    found: dict[UUID, list[BuildingRow]] = {grid_id: [] for grid_id in grid_ids}
    rows = Building.objects.filter(small_grid_id__in=grid_ids).order_by("id")
    for grid_id, pk, name, number, wkb in rows.values_list("small_grid_id", "id", "name", "number", WKB).iterator():
        found[grid_id].append(BuildingRow(pk, name, number, _shape(wkb)))
    return found


def boundaries_of(grid_ids: Collection[UUID], *, on: date) -> dict[UUID, BaseGeometry]:
    """The boundaries of some grids on a day, in degrees; a grid may have none."""
    rows = current_boundaries(on).filter(grid_id__in=grid_ids).values_list("grid_id", WKB)
    return {grid_id: _shape(wkb) for grid_id, wkb in rows}


def boundaries_in(extent: Extent, *, street_id: int, on: date) -> list[tuple[str, str, BaseGeometry]]:
    """(level, name, boundary in degrees) of every grid that touches an area, whoever's it is."""
    rows = current_boundaries(on, street_id=street_id).filter(geom__bboverlaps=Polygon.from_bbox(extent))
    found = rows.order_by("grid__code").values_list("grid__level", "grid__name", WKB)
    return [(level, name, _shape(wkb)) for level, name, wkb in found]


def features_in(extent: Extent, *, street_id: int) -> list[FeatureRow]:
    """The base map of an area in degrees, with the footprints of all buildings: they tell a worker where they are."""
    area = Polygon.from_bbox(extent)
    return [*_basemap_in(area), *_footprints_in(area, street_id)]


def _basemap_in(area: Polygon) -> list[FeatureRow]:
    rows = BaseMapFeature.objects.filter(geom__bboverlaps=area).order_by("id")
    found = rows.values_list("source_id", "pk", "kind", "kind_class", "name", "rank", WKB)
    return [
        FeatureRow(source_id or str(pk), kind, kind_class, name, rank, _shape(wkb))
        for source_id, pk, kind, kind_class, name, rank, wkb in found.iterator()
    ]


def _footprints_in(area: Polygon, street_id: int) -> list[FeatureRow]:
    rows = Building.objects.filter(street_id=street_id, geom__bboverlaps=area).order_by("id")
    found = rows.values_list("id", WKB)
    return [FeatureRow(str(pk), "building", "building", "", 9, _shape(wkb)) for pk, wkb in found.iterator()]


def _shape(wkb: Any) -> BaseGeometry:
    return shapely.from_wkb(bytes(wkb))
