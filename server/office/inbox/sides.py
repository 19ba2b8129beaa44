"""An amendment beside the register: what the worker saw, what they wrote, and what stands now, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from server.grids.scope import Scope
from server.households.models import Household, Resident
from server.households.past import ResidentRemoval
from server.households.removing import removals_of, survivors_of
from server.households.values import comparable, household_values, resident_values
from server.office.inbox.rows import body_of
from server.office.inbox.words import field_words, value_words
from server.sync.models import Operation, OperationState
from server.sync.office_view import masked

AMENDMENTS = frozenset({"household.amend", "resident.amend"})


@dataclass(frozen=True)
class Now:
    """What the register says at this moment of the record that an operation is about.

    `values` is empty where the record is gone, was never there, or lies outside the office's area.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    resident: Resident | None = None
    removal: ResidentRemoval | None = None

    @property
    def name(self) -> str:
        """Of a resident, in full."""
        if self.resident is not None:
            return self.resident.name
        return str(self.removal.was.get("name", "")) if self.removal else ""


@dataclass(frozen=True)
class Side:
    """One field. `disputed`: the office decides on it; otherwise it was written when the operation came."""

    field: str
    label: str
    seen: str
    yours: str
    now: str
    disputed: bool
    has_now: bool


def now_of(scope: Scope, operation: Operation) -> Now:
    if operation.entity_id is None:
        return Now()
    if operation.kind == "household.amend":
        household = Household.objects.filter(
            id=operation.entity_id, small_grid_id__in=scope.office_small_grid_ids
        ).first()
        return Now(household_values(household)) if household else Now()
    if operation.kind in {"resident.amend", "resident.remove"}:
        return resident_now(scope, operation.entity_id)
    return Now()


def resident_now(scope: Scope, resident_id: UUID) -> Now:
    """Of one who was merged into another entry, that entry."""
    standing = survivors_of({resident_id}).get(resident_id, resident_id)
    resident = Resident.objects.filter(id=standing, household__small_grid_id__in=scope.office_small_grid_ids).first()
    if resident is not None:
        return Now(resident_values(resident), resident=resident)
    removal = removals_of({standing}).get(standing)
    inside = (
        removal is not None
        and Household.objects.filter(id=removal.household_id, small_grid_id__in=scope.office_small_grid_ids).exists()
    )
    return Now(removal=removal) if inside else Now()


def sides_of(operation: Operation, now: Now, *, full: bool = False) -> list[Side]:
    """The fields of an amendment in the order in which they came; none for other verbs."""
    changes, seen = body_of(operation).get("changes"), body_of(operation).get("seen")
    if operation.kind not in AMENDMENTS or not isinstance(changes, Mapping):
        return []
    seen = seen if isinstance(seen, Mapping) else {}
    disputed = disputed_fields(operation, changes)

    def words(name: str, value: Any) -> str:
        return value_words(name, value if full else masked(value, name))

    return [
        Side(
            field=str(name),
            label=field_words(str(name)),
            seen=words(name, seen.get(name)),
            yours=words(name, comparable(yours)),
            now=words(name, now.values.get(name)),
            disputed=name in disputed,
            has_now=name in now.values,
        )
        for name, yours in changes.items()
    ]


def disputed_fields(operation: Operation, changes: Mapping[str, Any]) -> frozenset[str]:
    """Of a conflict of fields only these: the others were written when the operation came."""
    fields = operation.data.get("fields") if isinstance(operation.data, Mapping) else None
    if operation.state == OperationState.CONFLICT and isinstance(fields, Mapping):
        return frozenset(fields)
    return frozenset(changes)
