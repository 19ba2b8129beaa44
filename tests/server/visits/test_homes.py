"""A plan says where its household lives after every kind of write, so that a door's state is read from it alone."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Max

from server.accounts.models import Person
from server.grids.models import ServiceGrid
from server.grids.scope import for_person
from server.households.models import Building, BuildingUnit, Dwelling, Household, HouseholdStatus
from server.visits.models import VisitPlan
from server.visits.plans import replan
from server.visits.services import record_visit
from server.visits.states import DOOR_STATE_SQL
from tests.factories.places import make_building, make_household, make_tree
from tests.people import make_worker
from tests.server.visits.drafts import draft_for

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


def by_plans() -> dict[UUID, tuple]:
    """Where each household lives and its state, from the plans alone."""
    return read(f"select household_id, building_id, small_grid_id, {DOOR_STATE_SQL} from visits_visitplan plan")


def by_joining() -> dict[UUID, tuple]:
    """The same from where it is written down."""
    return read(
        f"""
        select household.id, unit.building_id, household.small_grid_id, {DOOR_STATE_SQL}
        from households_household household
        join households_dwelling dwelling on dwelling.id = household.dwelling_id
        join households_buildingunit unit on unit.id = dwelling.unit_id
        left join lateral (
            select household.status, plan.due_on, plan.last_outcome, plan.last_visit_at, plan.last_contact_at
            from visits_visitplan plan where plan.household_id = household.id
        ) plan on true
        """
    )


def read(sql: str) -> dict[UUID, tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"today": TODAY})
        return {row[0]: row[1:] for row in cursor.fetchall()}


@dataclass
class Town:
    chance: random.Random
    worker: Person
    grids: list[ServiceGrid]
    buildings: list[Building]


def visit(town: Town, household: Household) -> None:
    at = datetime(2026, 5, 31, 12, tzinfo=UTC) - timedelta(days=town.chance.randrange(300))
    outcome = town.chance.choice(["met", "not_home", "phone", "declined", "moved"])
    record_visit(for_person(town.worker), draft_for(household, town.worker.id, at=at, outcome=outcome))


def set_status(town: Town, household: Household) -> None:
    household.status = town.chance.choice(HouseholdStatus.values)
    household.save()


def change_grid(town: Town, household: Household) -> None:
    Household.objects.filter(id=household.id).update(small_grid=town.chance.choice(town.grids))


def change_dwelling(town: Town, household: Household) -> None:
    dwelling = town.chance.choice(list(Dwelling.objects.order_by("id")))
    Household.objects.filter(id=household.id).update(dwelling=dwelling)


def change_entrance(town: Town, household: Household) -> None:
    number = 1 + BuildingUnit.objects.aggregate(highest=Max("number"))["highest"]
    unit = BuildingUnit.objects.create(building=town.chance.choice(town.buildings), number=number)
    Dwelling.objects.filter(id=household.dwelling_id).update(unit=unit)


def change_building(town: Town, household: Household) -> None:
    number = 1 + BuildingUnit.objects.aggregate(highest=Max("number"))["highest"]
    units = BuildingUnit.objects.filter(dwellings__households=household)
    units.update(building=town.chance.choice(town.buildings), number=number)


def leave_and_come(town: Town, household: Household) -> None:
    if not household.visits.exists():
        household.delete()
    make_household(town.chance.choice(town.buildings), room=f"new{town.chance.randrange(10**6)}")


WRITES = [visit, set_status, change_grid, change_dwelling, change_entrance, change_building, leave_and_come]


@pytest.mark.parametrize("seed", range(5))
def test_plans_and_the_join_agree_after_any_history(seed):
    chance = random.Random(seed)
    tree = make_tree()
    grids = [tree["S11"], tree["S12"]]
    buildings = [make_building(grid, number=str(number)) for number, grid in enumerate(grids * 2)]
    town = Town(chance, make_worker(*grids), grids, buildings)
    for number in range(6):
        make_household(chance.choice(buildings), room=str(100 + number), registered_on=TODAY - timedelta(days=200))
    for _ in range(25):
        write = chance.choice(WRITES)
        write(town, chance.choice(list(Household.objects.order_by("id"))))
        assert by_plans() == by_joining(), write.__name__
    assert len({state for *_, state in by_plans().values()}) > 1


def test_replan_repairs_where_a_household_lives():
    tree = make_tree()
    household = make_household(make_building(tree["S11"]))
    VisitPlan.objects.update(status="vacant", small_grid=tree["S12"])
    assert by_plans() != by_joining()
    replan([household.id])
    assert by_plans() == by_joining()
