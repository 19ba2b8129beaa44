"""Keeping the register of buildings, doors and households."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Polygon
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from server.accounts.models import Person
from server.grids.models import Street
from server.grids.selectors import small_grid_at
from server.households.history import Log
from server.households.likenesses import flag_likenesses
from server.households.models import (
    Building,
    BuildingUnit,
    BuildingUse,
    Dwelling,
    Household,
    HouseholdPlacement,
    HouseholdStatus,
    Resident,
)
from server.households.naming import pinyin_of
from server.households.past import Act, RecordKind
from server.households.problems import BuildingInNoGrid, HouseholdChanged, MovedBeforeArrival, UnusableFootprint
from server.households.values import household_values, set_household
from server.problems import NotFound

# What `amend_household` may change; a move is `place_household`'s.
AMENDABLE = frozenset({"name", "phone", "status"})


@dataclass(frozen=True)
class ResidentInfo:
    name: str
    birth_year: int | None = None
    phone: str = ""
    care_categories: tuple[str, ...] = ()


@transaction.atomic
def create_building(
    *,
    street: Street,
    geom: Polygon,
    name: str = "",
    number: str = "",
    address: str = "",
    use: str = BuildingUse.RESIDENTIAL,
    floors: int = 1,
    source: str,
    source_id: str = "",
    source_crs: str = "EPSG:4326",
    raw: Mapping[str, Any] | None = None,
) -> Building:
    """A building by its footprint (EPSG:4326), in the small grid that covers a point inside it.

    Raises UnusableFootprint.
    """
    if geom.empty or not geom.valid:
        raise UnusableFootprint(reason=geom.valid_reason)
    inside = geom.point_on_surface
    return Building.objects.create(
        street=street,
        small_grid=small_grid_at(inside.x, inside.y, street_id=street.id),
        name=name,
        number=number,
        address=address,
        use=use,
        floors=floors,
        geom=geom,
        source=source,
        source_id=source_id,
        source_crs=source_crs,
        raw=dict(raw or {}),
    )


@transaction.atomic
def open_dwelling(*, building: Building, unit: int, floor: int, room: str) -> Dwelling:
    """The door of a building with this unit and room, made if the building did not have it."""
    entrance, _ = BuildingUnit.objects.get_or_create(building=building, number=unit)
    dwelling, _ = Dwelling.objects.get_or_create(unit=entrance, number=room, defaults={"floor": floor})
    return dwelling


@transaction.atomic
def add_household(
    *,
    dwelling: Dwelling,
    name: str,
    phone: str = "",
    status: str = HouseholdStatus.LIVED_IN,
    registered_on: date | None = None,
    residents: Iterable[ResidentInfo] = (),
) -> Household:
    """Register a household behind a door, from `registered_on` (today by default) on. Raises BuildingInNoGrid."""
    building = dwelling.unit.building
    if building.small_grid is None:
        raise BuildingInNoGrid(building=str(building))
    day = registered_on or timezone.localdate()
    pinyin, initials = pinyin_of(name)
    household = Household.objects.create(
        street_id=building.street_id,
        small_grid=building.small_grid,
        dwelling=dwelling,
        name=name,
        phone=phone,
        pinyin=pinyin,
        initials=initials,
        status=status,
        registered_on=day,
    )
    HouseholdPlacement.objects.create(household=household, small_grid=building.small_grid, valid=DateRange(day, None))
    flag_likenesses([add_resident(household=household, info=resident).id for resident in residents])
    return household


def add_resident(*, household: Household, info: ResidentInfo) -> Resident:
    return Resident.objects.create(
        household=household,
        name=info.name,
        birth_year=info.birth_year,
        phone=info.phone,
        care_categories=list(info.care_categories),
    )


@transaction.atomic
def amend_household(*, household_id: UUID, base_version: int, by: Person | None = None, **changes: str) -> Household:
    """Change name, phone or status of the version that was seen. Raises HouseholdChanged if someone was first.

    For a desk that has the record before it; what comes from the door is merged (`amending`).
    """
    unknown = changes.keys() - AMENDABLE
    if unknown:
        raise TypeError(f"not amendable: {sorted(unknown)}")
    household = Household.objects.select_for_update().filter(id=household_id).first()
    if household is None:
        raise NotFound
    if household.version != base_version:
        raise HouseholdChanged(version=household.version)
    log = Log(by)
    before = household_values(household)
    set_household(household, changes)
    household.version += 1
    written = {field: value for field, value in changes.items() if value != before[field]}
    log.note(RecordKind.HOUSEHOLD, household, household.id, before, written, Act.AMENDED, None)
    log.save()
    return household


@transaction.atomic
def place_household(*, household_id: UUID, dwelling: Dwelling, on: date | None = None) -> Household:
    """Move a household behind another door from a day on; where it was counted before stays on record.

    Raises BuildingInNoGrid, and MovedBeforeArrival for a day before the present placement began.
    """
    day = on or timezone.localdate()
    household = Household.objects.select_for_update().get(id=household_id)
    grid = dwelling.unit.building.small_grid
    if grid is None:
        raise BuildingInNoGrid(building=str(dwelling.unit.building))
    if grid.id != household.small_grid_id:
        count_elsewhere(household=household, grid_id=grid.id, on=day)
    household.dwelling, household.small_grid, household.street_id = dwelling, grid, grid.street_id
    household.version += 1
    household.save(update_fields=["dwelling", "small_grid", "street", "version", "updated_at"])
    return household


def count_elsewhere(*, household: Household, grid_id: UUID, on: date) -> None:
    """End the present placement on that day and begin the next one, so that last month stays last month's."""
    present = HouseholdPlacement.objects.get(household=household, valid__upper_inf=True)
    since = present.valid.lower
    if since is not None and on < since:
        raise MovedBeforeArrival(since=since.isoformat())
    if since == on:
        # Moved again on the day it came: it was never counted there for a whole day.
        present.delete()
    else:
        present.valid = DateRange(since, on)
        present.save(update_fields=["valid"])
    HouseholdPlacement.objects.create(household=household, small_grid_id=grid_id, valid=DateRange(on, None))
