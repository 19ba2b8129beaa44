"""Small, exact places: squares in local metres about a centre, so that tests can reason in metres."""

from datetime import date
from math import cos, radians

from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db.backends.postgresql.psycopg_any import DateRange

from server.grids.models import GridBoundary, GridLevel, ServiceGrid, Street
from server.households.models import (
    Building,
    BuildingUnit,
    Dwelling,
    Household,
    HouseholdPlacement,
    Resident,
)

CENTRE = (116.32, 40.0)
METRES_PER_DEGREE = 111_320.0
LONG_AGO = date(2020, 1, 1)


def lonlat(x: float, y: float) -> tuple[float, float]:
    """EPSG:4326 of a point `x` metres east and `y` metres north of the centre (good to centimetres within 2 km)."""
    lon, lat = CENTRE
    return lon + x / (METRES_PER_DEGREE * cos(radians(lat))), lat + y / METRES_PER_DEGREE


def square(x: float, y: float, size: float) -> Polygon:
    """A square with its lower left corner at (x, y) metres."""
    ring = [lonlat(x, y), lonlat(x + size, y), lonlat(x + size, y + size), lonlat(x, y + size), lonlat(x, y)]
    return Polygon(ring, srid=4326)


def make_street(code: str = "110108001") -> Street:
    street, _ = Street.objects.get_or_create(
        code=code, defaults={"name": "示例街道", "centre": Point(*CENTRE, srid=4326), "is_demo": True}
    )
    return street


def make_grid(
    code: str,
    *,
    level: str = GridLevel.SMALL,
    parent: ServiceGrid | None = None,
    at: tuple[float, float, float] = (0, 0, 100),
    since: date = LONG_AGO,
) -> ServiceGrid:
    """A grid whose boundary is the square `at` = (x, y, size) in metres."""
    street = make_street()
    grid = ServiceGrid.objects.create(street=street, code=code, name=f"网格{code}", level=level, parent=parent)
    GridBoundary.objects.create(
        grid=grid, geom=MultiPolygon(square(*at), srid=4326), valid=DateRange(since, None), source="test"
    )
    return grid


def make_tree() -> dict[str, ServiceGrid]:
    """One large grid (400 m), two medium ones in it, and two small ones in each: keys L, M1, M2, S11, S12, S21, S22."""
    grids = {"L": make_grid("L", level=GridLevel.LARGE, at=(0, 0, 400))}
    for m, y in (("1", 0), ("2", 200)):
        grids[f"M{m}"] = make_grid(f"M{m}", level=GridLevel.MEDIUM, parent=grids["L"], at=(0, y, 200))
        for s, x in (("1", 0), ("2", 100)):
            grids[f"S{m}{s}"] = make_grid(f"S{m}{s}", parent=grids[f"M{m}"], at=(x, y, 100))
    return grids


def make_building(grid: ServiceGrid, *, at: tuple[float, float, float] = (10, 10, 20), **fields: object) -> Building:
    defaults: dict[str, object] = {
        "name": "1号楼",
        "number": "1",
        "address": "示例路1号",
        "floors": 6,
        "source": "test",
    }
    return Building.objects.create(street=grid.street, small_grid=grid, geom=square(*at), **{**defaults, **fields})


def make_household(
    building: Building,
    *,
    unit: int = 1,
    floor: int = 1,
    room: str = "101",
    name: str = "王小明",
    care: tuple[str, ...] = (),
    registered_on: date = LONG_AGO,
    **fields: object,
) -> Household:
    """A household behind a door of the building, with one resident and its placement in the building's grid."""
    building_unit, _ = BuildingUnit.objects.get_or_create(building=building, number=unit)
    dwelling, _ = Dwelling.objects.get_or_create(unit=building_unit, floor=floor, number=room)
    household = Household.objects.create(
        street=building.street,
        small_grid=building.small_grid,
        dwelling=dwelling,
        name=name,
        registered_on=registered_on,
        **fields,
    )
    HouseholdPlacement.objects.create(
        household=household, small_grid=building.small_grid, valid=DateRange(registered_on, None)
    )
    Resident.objects.create(household=household, name=name, birth_year=1950, care_categories=list(care))
    return household
