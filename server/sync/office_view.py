"""An operation as a desk may see it: whoever it concerns is masked, until somebody gives a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.grids.scope import Scope
from server.households.models import Household
from server.privacy.masking import masked_name, masked_phone
from server.sync.inbox import household_of, waiting_behind
from server.sync.models import Decision, Operation
from server.sync.problems import problem_named

HIDDEN = "****"
# The three values of a field in conflict are as personal as the field.
SIDES = frozenset({"seen", "yours", "now"})


@dataclass(frozen=True)
class OperationView:
    """`masked` says whether names, phones, years of birth and care categories of `body` and `data` are."""

    operation: Operation
    masked: bool
    household_id: UUID | None
    household: str
    address: str
    body: Any
    data: Any
    sentence: str
    waiting: int
    decision: Decision | None


def view_of(operation: Operation, scope: Scope, *, full: bool = False) -> OperationView:
    """A household outside the desk's area looks like none: a message names whatever its phone wrote into it."""
    household = household_of(operation)
    if household is not None and household.small_grid_id not in scope.office_small_grid_ids:
        household = None
    problem = problem_named(operation.code, operation.data) if operation.code else None
    body = operation.message.get("body")
    return OperationView(
        operation=operation,
        masked=not full,
        household_id=household.id if household else None,
        household=name_of(household, full=full),
        address=str(household.dwelling) if household else "",
        body=body if full else masked(body),
        data=operation.data if full else masked(operation.data),
        sentence=problem.message if problem else "",
        waiting=waiting_behind(operation).count(),
        decision=getattr(operation, "decision", None),
    )


def name_of(household: Household | None, *, full: bool) -> str:
    if household is None:
        return ""
    return household.name if full else masked_name(household.name)


def masked(value: Any, field: str = "") -> Any:
    """The same value with what is personal in it hidden, wherever it stands."""
    if isinstance(value, Mapping):
        return {key: masked(inner, field if key in SIDES and field else key) for key, inner in value.items()}
    if field == "name" and isinstance(value, str):
        return masked_name(value)
    if field == "phone" and isinstance(value, str):
        return masked_phone(value)
    if field in {"birth_year", "care", "name", "phone"} and value not in (None, []):
        return HIDDEN
    return [masked(inner) for inner in value] if isinstance(value, list) else value
