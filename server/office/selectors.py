"""Reads that only the office's pages need: extents for the map, posts of an area."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.gis.db.models import Extent
from django.db.models import Q, QuerySet

from server.grids.models import GridLevel, GridPost, ServiceGrid
from server.grids.scope import Scope
from server.grids.selectors import boundaries_for, grids_for
from server.problems import NotFound

Box = tuple[float, float, float, float]


def grid_in_scope(scope: Scope, grid_id: UUID) -> ServiceGrid:
    """One grid of the area. Raises NotFound, for a grid elsewhere as for none at all."""
    grid = grids_for(scope).filter(id=grid_id).select_related("parent__parent").first()
    if grid is None:
        raise NotFound
    return grid


def extent_of(scope: Scope) -> Box | None:
    """West, south, east, north in EPSG:4326 degrees of all grids in the scope; None where there are none."""
    box: Box | None = boundaries_for(scope).aggregate(box=Extent("geom"))["box"]
    return box


def extents_of(scope: Scope, grid_ids: Iterable[UUID]) -> dict[UUID, Box]:
    """The extent of each of these grids, for flying to a row of the table."""
    rows = boundaries_for(scope).filter(grid_id__in=list(grid_ids)).order_by()
    return dict(rows.values("grid_id").annotate(box=Extent("geom")).values_list("grid_id", "box"))


def first_level(scope: Scope) -> GridLevel:
    """The highest level at which there is something to compare: more than one grid."""
    levels = list(grids_for(scope).values_list("level", flat=True))
    for level in (GridLevel.LARGE, GridLevel.MEDIUM):
        if levels.count(level) > 1:
            return level
    return GridLevel.SMALL if GridLevel.MEDIUM not in levels else GridLevel.MEDIUM


def posts_in(scope: Scope) -> QuerySet[GridPost]:
    """The posts held today in the area."""
    here = Q(grid_id__in=scope.grid_ids) | Q(grid=None, street_id=scope.street_id)
    posts = GridPost.objects.filter(here, term__contains=scope.on)
    return posts.select_related("person", "grid").order_by("grid__level", "grid__code", "role", "person__display_name")
