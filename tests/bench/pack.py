"""The first pack for a grid worker with about 1,000 households: how long the server takes to make it, how large it is.

The peer is the usual way: the same buildings, boundaries and base map as GeoJSON by djangorestframework-gis, gzipped.
That leaves all triangulation to the phone.
"""

import gzip
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Polygon
from django.db.models import Count
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from server.accounts.models import Person
from server.basemap.models import BaseMapFeature
from server.grids.models import GridBoundary, GridPost, GridRole, ServiceGrid
from server.grids.scope import Scope, for_person
from server.grids.selectors import current_boundaries
from server.households.models import Building, Household
from server.packs import cache, selectors
from server.packs.manifest import extent_of, manifest_for, projection_of, squares_about
from tests.bench.context import Context
from tests.bench.measure import Result

NAME = "pack"
ABOUT = "first pack for a grid of 1,000 households: bytes and seconds, against GeoJSON by djangorestframework-gis"
HOUSEHOLDS = 1_000


def run(context: Context) -> list[Result]:
    context.load_demo(households=5000)
    person, households = worker_with(HOUSEHOLDS)
    scope = for_person(person)
    manifest_for(scope)  # imports and connections are not what is measured
    cache.prune(kept_seconds=-1)
    started = time.perf_counter()
    parts = manifest_for(scope).parts
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    manifest_for(scope)
    again = time.perf_counter() - started
    started = time.perf_counter()
    body = geojson(scope)
    their_seconds = time.perf_counter() - started
    size = f"{households:,} households in {len(scope.small_grid_ids)} small grids, with base map"
    peer = "GeoJSON by djangorestframework-gis, gzip"
    return [
        Result("first pack, server", size, "s", seconds, their_seconds, peer),
        Result("first pack, download", size, "bytes", float(sum(part.bytes for part in parts)), float(len(body)), peer),
        Result("pack again, nothing changed", size, "s", again, their_seconds, peer),
    ]


def worker_with(households: int) -> tuple[Person, int]:
    """A worker of neighbouring small grids that hold at least so many households."""
    counted = Household.objects.values("small_grid").annotate(count=Count("id")).order_by("small_grid__code")
    chosen: list[UUID] = []
    total = 0
    for row in counted:
        if total >= households:
            break
        chosen.append(row["small_grid"])
        total += row["count"]
    person = Person.objects.create_user("bench", "a-long-bench-password", display_name="bench")
    today = timezone.localdate()
    for grid in ServiceGrid.objects.filter(id__in=chosen):
        GridPost.objects.create(
            person=person, street=grid.street, grid=grid, role=GridRole.GRID_WORKER, term=(today, None)
        )
    return person, total


class BuildingFeatures(GeoFeatureModelSerializer):
    class Meta:
        model = Building
        geo_field = "geom"
        fields = ("id", "name", "number")


class BoundaryFeatures(GeoFeatureModelSerializer):
    class Meta:
        model = GridBoundary
        geo_field = "geom"
        fields = ("id", "grid")


class BaseMapFeatures(GeoFeatureModelSerializer):
    class Meta:
        model = BaseMapFeature
        geo_field = "geom"
        fields = ("id", "kind", "kind_class", "name", "rank")


def geojson(scope: Scope) -> bytes:
    """What our pack draws, as a plain GeoJSON API would send it."""
    street = selectors.street_of(scope)
    assert street is not None
    centre = projection_of(street)
    extents = [grid.extent for grid in selectors.own_grids(scope) if grid.extent]
    boxes = [Polygon.from_bbox(extent_of(square, centre)) for square in squares_about(extents, centre)]
    area = union(boxes)
    buildings = Building.objects.filter(street_id=street.id, geom__intersects=area)
    boundaries = current_boundaries(scope.on, street_id=street.id).filter(geom__intersects=area)
    features = BaseMapFeature.objects.filter(geom__intersects=area)
    collections = {
        "buildings": BuildingFeatures(buildings, many=True).data,
        "boundaries": BoundaryFeatures(boundaries, many=True).data,
        "basemap": BaseMapFeatures(features, many=True).data,
    }
    return gzip.compress(JSONRenderer().render(collections), 6)


def union(boxes: Sequence[Any]) -> Any:
    merged = boxes[0]
    for box in boxes[1:]:
        merged = merged.union(box)
    return merged
