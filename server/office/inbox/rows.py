"""The list of what waits, row by row: who recorded what, when, where, and why it waits. A page costs a fixed number of
queries, however many rows it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.db.models.fields.json import KT
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from server.grids.scope import Scope
from server.households.models import Household
from server.incidents.models import Incident, IncidentCategory
from server.incidents.selectors import incidents_for
from server.office.inbox.words import field_words, joined, kind_words, label_of, quoted, why
from server.privacy.masking import masked_name
from server.sync.models import Operation, OperationState
from server.sync.reading import as_uuid


@dataclass(frozen=True)
class Row:
    """One operation of the list. `household` is None outside the office's area."""

    operation: Operation
    what: str
    detail: str
    why: str
    recorded_at: datetime
    household: Household | None
    place: str
    incident: Incident | None
    waiting: int

    @property
    def names_household(self) -> bool:
        return household_id_of(self.operation) is not None

    @property
    def waits_for(self) -> UUID | None:
        """The refused operation that a blocked one waits for."""
        blocked = self.operation.state == OperationState.BLOCKED
        return as_uuid(self.operation.data.get("op_id")) if blocked else None


def body_of(operation: Operation) -> Mapping[str, Any]:
    body = operation.message.get("body")
    return body if isinstance(body, Mapping) else {}


def household_id_of(operation: Operation) -> UUID | None:
    if operation.kind == "household.amend":
        return operation.entity_id
    return as_uuid(body_of(operation).get("household_id"))


# Whose record is the incident itself, not the operation.
OF_AN_INCIDENT = frozenset({"incident.step", "incident.join"})


def rows_of(scope: Scope, operations: Sequence[Operation]) -> list[Row]:
    homes = homes_of(scope, operations)
    steps = [operation.entity_id for operation in operations if operation.kind in OF_AN_INCIDENT]
    incidents = {row.id: row for row in incidents_for(scope).filter(id__in=[id_ for id_ in steps if id_])}
    categories = {row.code: row.shown_name for row in IncidentCategory.objects.filter(street=scope.street_id)}
    behind = waiting_counts(operations)

    def row(operation: Operation) -> Row:
        household = homes.get(household_id_of(operation) or operation.id)
        return Row(
            operation=operation,
            what=kind_words(operation.kind),
            detail=detail_of(operation, categories),
            why=why(operation),
            recorded_at=recorded_at(operation),
            household=household,
            place=place_of(household) if household else "",
            incident=incidents.get(operation.entity_id or operation.id),
            waiting=behind.get(str(operation.id), 0),
        )

    return [row(operation) for operation in operations]


def homes_of(scope: Scope, operations: Sequence[Operation]) -> dict[UUID, Household]:
    named = {household_id for operation in operations if (household_id := household_id_of(operation))}
    rows = Household.objects.filter(id__in=named, small_grid_id__in=scope.office_small_grid_ids)
    return {row.id: row for row in rows.select_related("dwelling__unit__building", "small_grid")}


def waiting_counts(operations: Sequence[Operation]) -> dict[str, int]:
    """How many wait behind each of these."""
    devices = {operation.device_id for operation in operations}
    blocked = Operation.objects.filter(device__in=devices, state=OperationState.BLOCKED)
    counted = blocked.values(first=KT("data__op_id")).annotate(number=Count("id"))
    return {str(row["first"]): row["number"] for row in counted.order_by()}


def recorded_at(operation: Operation) -> datetime:
    """When the phone says that it was recorded; when it came, where that cannot be read."""
    said = operation.message.get("captured_at")
    try:
        moment = parse_datetime(said) if isinstance(said, str) else None
    except ValueError:
        moment = None
    readable = moment is not None and moment.tzinfo is not None and 2000 < moment.year < 2100
    return moment if moment is not None and readable else operation.received_at


def place_of(household: Household) -> str:
    unit = household.dwelling.unit
    door = _("Unit %(unit)s, room %(room)s") % {"unit": unit.number, "room": household.dwelling.number}
    return f"{unit.building} · {door}"


def detail_of(operation: Operation, categories: Mapping[str, str]) -> str:
    """The gist in a few words; names masked."""
    body = body_of(operation)
    if operation.kind in {"visit.record", "visit.correct"}:
        return label_of("outcome", body.get("outcome"))
    if operation.kind == "incident.report":
        code = str(body.get("category"))
        return categories.get(code) or quoted(code)
    if operation.kind == "incident.step":
        return label_of("to_state", body.get("to_state"))
    if operation.kind in {"household.amend", "resident.amend"}:
        changes = body.get("changes")
        return joined([field_words(str(name)) for name in changes]) if isinstance(changes, Mapping) else ""
    if operation.kind == "resident.add":
        return masked_name(str(body.get("name") or ""))
    return label_of("reason", body.get("reason")) if operation.kind == "resident.remove" else ""
