"""Reads of service grids and their boundaries. All spatial questions about grids are asked here."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from server.grids.models import GridBoundary, GridLevel, ServiceGrid
from server.grids.scope import Scope


def current_boundaries(
    on: date | None = None, *, street_id: int | None = None, level: str | None = None
) -> QuerySet[GridBoundary]:
    """The boundaries valid on a day (today by default), with their grids; of every street if none is named."""
    rows = GridBoundary.objects.filter(valid__contains=on or timezone.localdate()).select_related("grid")
    if street_id is not None:
        rows = rows.filter(grid__street_id=street_id)
    return rows.filter(grid__level=level) if level else rows


def small_grid_at(
    lon: float, lat: float, on: date | None = None, *, street_id: int | None = None
) -> ServiceGrid | None:
    """The small grid that covers a point (EPSG:4326 degrees) on a day. On a shared border: the lowest code, always."""
    rows = current_boundaries(on, street_id=street_id, level=GridLevel.SMALL)
    boundary = rows.filter(geom__intersects=Point(lon, lat, srid=4326)).order_by("grid__code", "grid_id").first()
    return boundary.grid if boundary else None


def grids_for(scope: Scope) -> QuerySet[ServiceGrid]:
    """The grids in a scope, largest level first, then by code."""
    return ServiceGrid.objects.filter(id__in=scope.grid_ids).order_by("level", "code")


def grids_above(grid_ids: Iterable[UUID]) -> frozenset[UUID]:
    """The given grids and everything that they lie in."""
    sql = """
        with recursive
        above as (
            select id, parent_id from grids_servicegrid where id = any(%s)
            union
            select parent.id, parent.parent_id from grids_servicegrid parent join above on above.parent_id = parent.id
        )
        select id from above
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(grid_ids)])
        return frozenset(grid_id for (grid_id,) in cursor.fetchall())


def boundaries_for(
    scope: Scope, *, on: date | None = None, level: str | None = None, parent_id: UUID | None = None
) -> QuerySet[GridBoundary]:
    """The boundaries on a day of the grids in a scope; of one level or under one parent if asked."""
    rows = current_boundaries(on or scope.on, level=level).filter(grid_id__in=scope.grid_ids)
    if parent_id is not None:
        rows = rows.filter(grid__parent_id=parent_id)
    return rows.order_by("grid__code", "grid_id")


def tree(grids: Iterable[ServiceGrid]) -> dict[UUID | None, list[ServiceGrid]]:
    """Grids by parent id. The roots, whose parent is not among the grids, are under None."""
    rows = sorted(grids, key=lambda grid: grid.code)
    known = {grid.id for grid in rows}
    children: dict[UUID | None, list[ServiceGrid]] = {None: []}
    for grid in rows:
        parent = grid.parent_id if grid.parent_id in known else None
        children.setdefault(parent, []).append(grid)
    return children
