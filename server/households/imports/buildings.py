"""Buildings from a feature set: new ones are created, known ones (by source and id) brought up to date, all or none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

import shapely
from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.db import transaction
from django.db.models import F

from server.geofiles import FeatureSet
from server.grids.imports.boundaries import fresh_id
from server.grids.imports.problems import ImportRefused, NoFeatures, refuse
from server.grids.models import Street
from server.households.imports.mapping import BuildingMapping, BuildingRow, row_faults, rows_of
from server.households.imports.placing import SmallGridFinder
from server.households.models import Building

COLUMNS = ("name", "number", "address", "use", "floors", "raw", "source_crs", "small_grid_id")
WRITTEN = (*(column.removesuffix("_id") for column in COLUMNS), "geom", "version")
DEFAULT_MAPPING = BuildingMapping()


@dataclass(frozen=True)
class BuildingImport:
    """What an import did. `outside` are the buildings that lie in no small grid."""

    created: list[Building]
    updated: list[Building]
    unchanged: int
    outside: list[Building]


def preview_buildings(*, found: FeatureSet, mapping: BuildingMapping = DEFAULT_MAPPING) -> list[ImportRefused]:
    """The faults of a file, without writing."""
    rows = list(rows_of(found.features, mapping))
    return list(row_faults(rows)) if rows else [NoFeatures()]


def import_buildings(
    *,
    street: Street,
    found: FeatureSet,
    source: str,
    on: date,
    mapping: BuildingMapping = DEFAULT_MAPPING,
    id_of: Callable[[str], UUID] = fresh_id,
) -> BuildingImport:
    """Write the footprints of a file, each with the small grid of its representative point on a day.

    `id_of` gives the id of a new building by its id in the source, where ids have to be the same elsewhere.
    Idempotent by (street, source, id in the source): the same file twice changes nothing. Raises the first fault as an
    `ImportRefused` with all of them in `data["faults"]`; then nothing is written.
    """
    rows = list(rows_of(found.features, mapping))
    refuse(list(row_faults(rows)) if rows else [NoFeatures()])
    with transaction.atomic():
        Street.objects.select_for_update().get(pk=street.pk)
        known = {
            building.source_id: building
            for building in Building.objects.filter(street=street, source=source).exclude(source_id="")
        }
        grids = SmallGridFinder(street, on).of_geoms([row.geom for row in rows])
        wanted = [
            _building(row, street, source, found.source_crs, grid_id) for row, grid_id in zip(rows, grids, strict=True)
        ]
        created = [building for building in wanted if building.source_id not in known]
        pairs = [(known[building.source_id], building) for building in wanted if building.source_id in known]
        updated = [_take_over(old, new) for old, new in pairs if _differs(old, new)]
        for building in created:
            building.id = id_of(building.source_id)
        Building.objects.bulk_create(created)
        Building.objects.bulk_update(updated, WRITTEN)
    outside = [building for building in (*created, *updated) if building.small_grid_id is None]
    return BuildingImport(created, updated, len(pairs) - len(updated), outside)


def _building(row: BuildingRow, street: Street, source: str, source_crs: str, grid_id: UUID | None) -> Building:
    return Building(
        street=street,
        small_grid_id=grid_id,
        name=row.name,
        number=row.number,
        address=row.address,
        use=row.use,
        floors=row.floors,
        geom=cast("Polygon", GEOSGeometry(memoryview(shapely.force_2d(row.geom).wkb), srid=4326)),
        source=source,
        source_id=row.source_id,
        source_crs=source_crs,
        raw=row.raw,
    )


def _differs(old: Building, new: Building) -> bool:
    return any(getattr(old, column) != getattr(new, column) for column in COLUMNS) or not old.geom.equals_exact(
        new.geom
    )


def _take_over(old: Building, new: Building) -> Building:
    for column in (*COLUMNS, "geom"):
        setattr(old, column, getattr(new, column))
    old.version = F("version") + 1
    return old
