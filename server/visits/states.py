"""The state of a door on a day, once in Python and once in SQL; the phone has the same in its store.

All three are held to `server/contract/examples/door_states.json`.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from server.households.models import HouseholdStatus
from server.visits.models import VisitOutcome

DUE_SOON = timedelta(days=7)


class DoorState(StrEnum):
    EXCLUDED = "excluded"
    NEVER = "never"
    OVERDUE = "overdue"
    NOT_HOME = "not_home"
    DUE = "due"
    CONTACTED = "contacted"


# A building shows its worst door, in this order.
WORST_FIRST = (
    DoorState.OVERDUE,
    DoorState.NEVER,
    DoorState.NOT_HOME,
    DoorState.DUE,
    DoorState.CONTACTED,
    DoorState.EXCLUDED,
)

# The first that is true decides. Needs the alias `plan` and the parameter `today`.
RULES = (
    (DoorState.EXCLUDED, "plan.status <> 'lived_in'"),
    (DoorState.NEVER, "plan.last_visit_at is null"),
    (DoorState.OVERDUE, "plan.due_on < %(today)s::date"),
    (DoorState.NOT_HOME, "plan.last_outcome = 'not_home'"),
    (DoorState.DUE, "plan.due_on <= %(today)s::date + 7 or plan.last_contact_at is null"),
    (DoorState.CONTACTED, "true"),
)


def cases(answers: dict[DoorState, str]) -> str:
    """The rules as an SQL expression that gives each state's answer."""
    return f"case {' '.join(f'when {condition} then {answers[state]}' for state, condition in RULES)} end"


DOOR_STATE_SQL = cases({state: f"'{state}'" for state in DoorState})
# The same as a number, 1 for the worst: a building's state is the one of its doors' least number.
DOOR_RANK_SQL = cases({state: str(rank) for rank, state in enumerate(WORST_FIRST, start=1)})
STATES_BY_RANK_SQL = f"(array{[state.value for state in WORST_FIRST]})"


def door_state(
    *, status: str, due_on: date, last_outcome: str, ever_visited: bool, ever_contacted: bool, today: date
) -> DoorState:
    """The state of one household's door; `today` is the district's day."""
    if status != HouseholdStatus.LIVED_IN:
        return DoorState.EXCLUDED
    if not ever_visited:
        return DoorState.NEVER
    if due_on < today:
        return DoorState.OVERDUE
    if last_outcome == VisitOutcome.NOT_HOME:
        return DoorState.NOT_HOME
    if due_on <= today + DUE_SOON or not ever_contacted:
        return DoorState.DUE
    return DoorState.CONTACTED


def worst(states: Iterable[DoorState]) -> DoorState:
    """The state of a building from its doors; without a door there is nothing to do."""
    return min(states, key=WORST_FIRST.index, default=DoorState.EXCLUDED)
