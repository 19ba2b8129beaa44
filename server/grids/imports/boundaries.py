"""Boundaries of one level from a feature set: preview, faults, commit. All rows are written or none."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from shapely.geometry.base import BaseGeometry

from server.geofiles import FeatureSet
from server.grids.imports.mapping import BoundaryMapping, BoundaryRow, row_faults, rows_of
from server.grids.imports.problems import (
    CodeTaken,
    ImportRefused,
    NoFeatures,
    OutsideParent,
    OverlappingSiblings,
    UnknownParent,
    refuse,
)
from server.grids.models import GridBoundary, GridLevel, ServiceGrid, Street
from server.grids.topology import PlacedGrid, TopologyFault, nesting_faults
from server.identity import new_id

LEVEL_ABOVE = {GridLevel.MEDIUM: GridLevel.LARGE, GridLevel.SMALL: GridLevel.MEDIUM}
DEFAULT_MAPPING = BoundaryMapping()


def fresh_id(_code: str) -> UUID:
    return new_id()


@dataclass(frozen=True)
class BoundaryPreview:
    """What an import would write, and everything that keeps it from being written."""

    rows: list[BoundaryRow]
    faults: list[ImportRefused]


def preview_boundaries(
    *,
    street: Street,
    level: GridLevel,
    found: FeatureSet,
    valid_from: date,
    mapping: BoundaryMapping = DEFAULT_MAPPING,
) -> BoundaryPreview:
    """Judge a file without writing. Rows with faults of their own keep the nesting from being judged."""
    rows = rows_of(found.features, mapping)
    if not rows:
        return BoundaryPreview([], [NoFeatures()])
    faults = list(row_faults(rows, level, mapping)) + list(_code_faults(rows, street, level, valid_from))
    return BoundaryPreview(rows, faults or list(_nesting_refusals(rows, street, level, valid_from)))


def import_boundaries(
    *,
    street: Street,
    level: GridLevel,
    found: FeatureSet,
    source: str,
    valid_from: date,
    mapping: BoundaryMapping = DEFAULT_MAPPING,
    id_of: Callable[[str], UUID] = fresh_id,
) -> list[ServiceGrid]:
    """Create the grids of a file with their boundaries, valid from a day on without an end.

    `id_of` gives the id of a new grid by its code, where ids have to be the same elsewhere.
    Raises the first fault as an `ImportRefused` with all of them in `data["faults"]`; then nothing is written.
    """
    with transaction.atomic():
        # Two imports at once could each pass the checks and overlap together: the street's row lets in one at a time.
        Street.objects.select_for_update().get(pk=street.pk)
        preview = preview_boundaries(street=street, level=level, found=found, valid_from=valid_from, mapping=mapping)
        refuse(preview.faults)
        grids = _grids(preview.rows, street, level, id_of)
        ServiceGrid.objects.bulk_create(grids)
        GridBoundary.objects.bulk_create(
            GridBoundary(
                grid=grid,
                geom=as_multipolygon(row.geom),
                valid=DateRange(valid_from, None),
                source=source,
                source_crs=found.source_crs,
            )
            for grid, row in zip(grids, preview.rows, strict=True)
        )
    return grids


def placed_grids(street: Street, level: GridLevel, on: date) -> list[PlacedGrid]:
    """The grids of one level with their boundaries on a day."""
    boundaries = GridBoundary.objects.filter(grid__street=street, grid__level=level, valid__contains=on)
    return [
        PlacedGrid(code, parent_code or "", shapely.from_wkb(bytes(geom.wkb)))
        for code, parent_code, geom in boundaries.order_by("grid__code").values_list(
            "grid__code", "grid__parent__code", "geom"
        )
    ]


def _code_faults(rows: list[BoundaryRow], street: Street, level: GridLevel, on: date) -> Iterator[ImportRefused]:
    taken = set(ServiceGrid.objects.filter(street=street).values_list("code", flat=True))
    above = {grid.code for grid in placed_grids(street, LEVEL_ABOVE[level], on)} if level in LEVEL_ABOVE else set()
    for row in rows:
        if row.code in taken:
            yield CodeTaken(row=row.number, name=row.name, grid_code=row.code)
        if level in LEVEL_ABOVE and row.parent_code and row.parent_code not in above:
            yield UnknownParent(row=row.number, name=row.name, parent=row.parent_code)


def _nesting_refusals(rows: list[BoundaryRow], street: Street, level: GridLevel, on: date) -> Iterator[ImportRefused]:
    """Faults that touch a new grid; old ones among grids that are already there are not this file's."""
    parents = placed_grids(street, LEVEL_ABOVE[level], on) if level in LEVEL_ABOVE else []
    new = [PlacedGrid(row.code, row.parent_code if parents else "", row.geom) for row in rows]
    codes = {grid.code for grid in new}
    for fault in nesting_faults([*placed_grids(street, level, on), *new], parents):
        if codes & set(fault.grids):
            yield _refusal(fault)


def _refusal(fault: TopologyFault) -> ImportRefused:
    lon, lat = fault.place
    one, other = fault.grids
    if fault.kind == "outside_parent":
        return OutsideParent(child=one, parent=other, area_m2=fault.area_m2, lon=lon, lat=lat)
    return OverlappingSiblings(first=one, second=other, area_m2=fault.area_m2, lon=lon, lat=lat)


def _grids(
    rows: list[BoundaryRow], street: Street, level: GridLevel, id_of: Callable[[str], UUID]
) -> list[ServiceGrid]:
    above = ServiceGrid.objects.filter(street=street, level=LEVEL_ABOVE[level]) if level in LEVEL_ABOVE else ()
    parents = {grid.code: grid for grid in above}
    return [
        ServiceGrid(
            id=id_of(row.code),
            street=street,
            level=level,
            code=row.code,
            name=row.name,
            parent=parents.get(row.parent_code),
        )
        for row in rows
    ]


def as_multipolygon(geom: BaseGeometry) -> MultiPolygon:
    """A shapely polygon or multipolygon as GeoDjango's, EPSG:4326, flat."""
    parts = shapely.get_parts(shapely.force_2d(geom))
    return MultiPolygon([GEOSGeometry(memoryview(part.wkb), srid=4326) for part in parts], srid=4326)
