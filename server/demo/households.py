"""Units, dwellings, households and residents behind the doors of the demo's homes. All of them are made up."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from server.demo.homes import Home
from server.demo.names import given_name, phone, surname
from server.demo.places import Places, grid_of
from server.demo.seeded import Seed
from server.households.models import (
    Building,
    BuildingUnit,
    CareCategory,
    Dwelling,
    Household,
    HouseholdPlacement,
    HouseholdStatus,
    Resident,
)
from server.households.naming import pinyin_of

BATCH = 2000
CARE_SHARE = 0.12
STATUS_SHARES = {HouseholdStatus.LIVED_IN: 94, HouseholdStatus.VACANT: 4, HouseholdStatus.NOT_OURS: 2}
CARE_SHARES = {
    CareCategory.LIVES_ALONE: 34,
    CareCategory.EMPTY_NEST: 28,
    CareCategory.REDUCED_MOBILITY: 14,
    CareCategory.DISABLED: 10,
    CareCategory.LEFT_BEHIND: 6,
    CareCategory.NEEDS_CHECKING: 8,
}
OLD = {CareCategory.LIVES_ALONE, CareCategory.EMPTY_NEST, CareCategory.REDUCED_MOBILITY, CareCategory.NEEDS_CHECKING}
NEW_SHARE = 0.12


@dataclass(frozen=True)
class Inhabited:
    """The households, and by household the care categories in it and the building."""

    households: list[Household]
    care: dict[UUID, list[str]]
    building_of: dict[UUID, UUID]
    residents: int


def load_dwellings(places: Places, seed: Seed) -> list[tuple[Building, Dwelling]]:
    """A door per unit, floor and place on the floor: 101, 102, 201 …"""
    units, doors = [], []
    for building, home in places.homes:
        for number in range(1, home.units + 1):
            unit = BuildingUnit(
                id=seed.id_of("unit", f"{building.source_id}/{number}"), building=building, number=number
            )
            units.append(unit)
            doors += [(building, dwelling) for dwelling in _doors(unit, home, seed, f"{building.source_id}/{number}")]
    BuildingUnit.objects.bulk_create(units, batch_size=BATCH)
    Dwelling.objects.bulk_create([dwelling for _, dwelling in doors], batch_size=BATCH)
    return doors


def load_households(
    doors: list[tuple[Building, Dwelling]], *, count: int, seed: Seed, since: date, today: date
) -> Inhabited:
    """Households behind a random choice of doors, with their placements and residents."""
    chance = seed.chance("households")
    chosen = sorted(chance.sample(range(len(doors)), min(count, len(doors))))
    households, placements, residents = [], [], []
    care: dict[UUID, list[str]] = {}
    building_of: dict[UUID, UUID] = {}
    for index in chosen:
        building, dwelling = doors[index]
        household_id = seed.id_of("household", dwelling.id)
        people = _people(chance, household_id, seed, today.year)
        household = _household(chance, household_id, building, dwelling, people[0], since, today)
        households.append(household)
        residents += people
        care[household_id] = sorted({category for person in people for category in person.care_categories})
        building_of[household_id] = building.id
        placements.append(
            HouseholdPlacement(
                household=household,
                small_grid_id=grid_of(building),
                valid=DateRange(household.registered_on, None),
            )
        )
    Household.objects.bulk_create(households, batch_size=BATCH)
    HouseholdPlacement.objects.bulk_create(placements, batch_size=BATCH)
    Resident.objects.bulk_create(residents, batch_size=BATCH)
    return Inhabited(households, care, building_of, len(residents))


def _doors(unit: BuildingUnit, home: Home, seed: Seed, key: str) -> list[Dwelling]:
    return [
        Dwelling(
            id=seed.id_of("dwelling", f"{key}/{floor}{place:02}"), unit=unit, floor=floor, number=f"{floor}{place:02}"
        )
        for floor in range(1, home.floors + 1)
        for place in range(1, home.doors_per_floor + 1)
    ]


def _household(
    chance: random.Random,
    household_id: UUID,
    building: Building,
    dwelling: Dwelling,
    head: Resident,
    since: date,
    today: date,
) -> Household:
    pinyin, initials = pinyin_of(head.name)
    days = (today - since).days
    # Most were there when the register was begun; some have moved in since.
    late = chance.random() < NEW_SHARE
    registered_on = since + timedelta(
        days=chance.randrange(days // 2, days) if late else chance.randrange(0, days // 3)
    )
    return Household(
        id=household_id,
        street_id=building.street_id,
        small_grid_id=grid_of(building),
        dwelling=dwelling,
        name=head.name,
        phone=head.phone,
        pinyin=pinyin,
        initials=initials,
        status=chance.choices(list(STATUS_SHARES), weights=list(STATUS_SHARES.values()))[0],
        registered_on=registered_on,
    )


def _people(chance: random.Random, household_id: UUID, seed: Seed, year: int) -> list[Resident]:
    """A family of one to five; the first is the householder. In about an eighth of them somebody is in care."""
    category = chance.choices(list(CARE_SHARES), weights=list(CARE_SHARES.values()))[0]
    cared = category if chance.random() < CARE_SHARE else None
    if cared == CareCategory.LIVES_ALONE:
        births = [year - chance.randint(66, 92)]
    elif cared == CareCategory.EMPTY_NEST:
        eldest = year - chance.randint(65, 85)
        births = [eldest, eldest + chance.randint(-3, 5)]
    elif cared == CareCategory.LEFT_BEHIND:
        births = [year - chance.randint(60, 72), year - chance.randint(5, 14)]
    else:
        births = _births(chance, year, old=cared in OLD)
    family = surname(chance)
    people = []
    for number, birth_year in enumerate(births):
        woman = chance.random() < 0.5 if number == 0 else number == 1 or chance.random() < 0.5
        own = surname(chance) if number == 1 and birth_year < year - 18 else family
        holds = cared and number == (1 if cared == CareCategory.LEFT_BEHIND else 0)
        people.append(
            Resident(
                id=seed.id_of("resident", f"{household_id}/{number}"),
                household_id=household_id,
                name=own + given_name(chance, woman=woman, birth_year=birth_year),
                birth_year=birth_year,
                phone=phone(chance) if birth_year < year - 12 and chance.random() < 0.9 else "",
                care_categories=[cared] if holds else [],
            )
        )
    return people


def _births(chance: random.Random, year: int, *, old: bool) -> list[int]:
    head = year - (chance.randint(68, 88) if old else chance.randint(26, 70))
    births = [head]
    if chance.random() < 0.8:
        births.append(head + chance.randint(-2, 4))
        births += [
            head + chance.randint(24, 34) for _ in range(chance.choices((0, 1, 2, 3), weights=(30, 45, 20, 5))[0])
        ]
    return [min(birth, year) for birth in births]
