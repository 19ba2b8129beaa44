"""Which attributes of a file hold a grid's code, name and parent, and the rows that follow from it."""

from collections.abc import Iterator
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from server.geofiles import Feature
from server.geometry import polygon_faults
from server.grids.imports.problems import DuplicateCode, ImportRefused, MissingValue, ValueTooLong, problem_of
from server.grids.models import GridLevel, ServiceGrid


@dataclass(frozen=True)
class BoundaryMapping:
    """Names of attributes. `parent` holds the code of the grid one level above; large grids have none."""

    code: str = "code"
    name: str = "name"
    parent: str = "parent"


@dataclass(frozen=True)
class BoundaryRow:
    """One grid to be: `number` is its row in the file, `geom` its boundary in EPSG:4326."""

    number: int
    code: str
    name: str
    parent_code: str
    geom: BaseGeometry


def rows_of(features: list[Feature], mapping: BoundaryMapping) -> list[BoundaryRow]:
    """The rows as the mapping reads them; nothing is judged yet."""
    return [
        BoundaryRow(
            number=feature.number,
            code=_text(feature, mapping.code),
            name=_text(feature, mapping.name),
            parent_code=_text(feature, mapping.parent),
            geom=feature.geom,
        )
        for feature in features
    ]


def row_faults(rows: list[BoundaryRow], level: GridLevel, mapping: BoundaryMapping) -> Iterator[ImportRefused]:
    """What is wrong with single rows: missing or overlong values, repeated codes, unusable geometry."""
    needed = {"code": mapping.code, "name": mapping.name}
    if level is not GridLevel.LARGE:
        needed["parent_code"] = mapping.parent
    first_rows: dict[str, int] = {}
    for row in rows:
        for attribute, field in needed.items():
            if not getattr(row, attribute):
                yield MissingValue(row=row.number, field=field)
        for attribute, field in (("code", mapping.code), ("name", mapping.name)):
            limit = int(getattr(ServiceGrid._meta.get_field(attribute), "max_length", 0))
            if len(value := getattr(row, attribute)) > limit:
                yield ValueTooLong(row=row.number, field=field, value=value[:20] + "…", limit=limit)
        first = first_rows.setdefault(row.code, row.number)
        if row.code and first != row.number:
            yield DuplicateCode(row=row.number, name=row.name, grid_code=row.code, first_row=first)
        for fault in polygon_faults(row.geom):
            yield problem_of(fault.code, row=row.number, name=row.name, **fault.data)


def _text(feature: Feature, attribute: str) -> str:
    value = feature.attributes.get(attribute)
    if isinstance(value, float) and value.is_integer():
        # Shapefiles keep codes as numbers: 110108001.0 is the code 110108001.
        value = int(value)
    return "" if value is None else str(value).strip()
