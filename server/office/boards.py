"""A building as its doors: unit by unit, the top floor first, each door with the state that the map shows."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from server.grids.scope import Scope
from server.households.masking import card_for
from server.households.models import Building, Household
from server.households.selectors import buildings_for, households_for
from server.problems import NotFound
from server.visits.states import WORST_FIRST, DoorState, door_state, worst


@dataclass(frozen=True)
class Door:
    """`name` is masked for whoever does not work at this door."""

    household_id: UUID
    unit: int
    floor: int
    room: str
    name: str
    state: DoorState
    has_care: bool


@dataclass(frozen=True)
class Board:
    """`units` holds (unit number, [(floor, doors)])."""

    building: Building
    doors: list[Door]

    @property
    def state(self) -> DoorState:
        return worst(door.state for door in self.doors)

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many doors are in each state, the worst state first."""
        counted = Counter(door.state for door in self.doors)
        return [(state.value, counted[state]) for state in WORST_FIRST if counted[state]]

    @property
    def units(self) -> list[tuple[int, list[tuple[int, list[Door]]]]]:
        ordered = sorted(self.doors, key=lambda door: (door.unit, -door.floor, door.room))
        return [
            (unit, [(floor, list(row)) for floor, row in groupby(doors, key=lambda door: door.floor)])
            for unit, doors in groupby(ordered, key=lambda door: door.unit)
        ]


def board_of(scope: Scope, building_id: UUID) -> Board:
    """The board of one building of the area. Raises NotFound."""
    building = buildings_for(scope).select_related("small_grid").filter(id=building_id).first()
    if building is None:
        raise NotFound
    households = households_for(scope).filter(dwelling__unit__building=building)
    households = households.select_related("dwelling__unit", "plan").prefetch_related("residents")
    return Board(building, [door_of(scope, household) for household in households])


def door_of(scope: Scope, household: Household) -> Door:
    """One household's door as it stands on the scope's day. Its residents are prefetched."""
    dwelling = household.dwelling
    card = card_for(scope, household)
    return Door(
        household_id=household.id,
        unit=dwelling.unit.number,
        floor=dwelling.floor,
        room=dwelling.number,
        name=card.name,
        state=state_of(household, scope.on),
        has_care=card.has_care,
    )


def state_of(household: Household, today: date) -> DoorState:
    """The door's state by its plan; without a plan nobody was ever there."""
    plan = getattr(household, "plan", None)
    return door_state(
        status=household.status,
        due_on=plan.due_on if plan else household.registered_on,
        last_outcome=plan.last_outcome if plan else "",
        ever_visited=bool(plan and plan.last_visit_at),
        ever_contacted=bool(plan and plan.last_contact_at),
        today=today,
    )
