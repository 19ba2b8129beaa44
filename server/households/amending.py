"""Amending households and residents as seen at the door: merged field by field, in sets, with their history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from server.grids.scope import Scope
from server.households.history import Log, changed_by_others
from server.households.likenesses import flag_likenesses
from server.households.merging import three_way
from server.households.models import Household, Resident, ResidentRemoval
from server.households.past import Act, RecordKind
from server.households.permissions import can_amend_household
from server.households.problems import FieldsChanged, NotAtYourDoor, ResidentRemoved, UnknownResident, UnusableValue
from server.households.removing import removals_of, restored, survivors_of
from server.households.values import (
    HOUSEHOLD_FIELDS,
    RESIDENT_FIELDS,
    clean,
    comparable,
    household_values,
    resident_values,
    set_household,
    set_resident,
)
from server.households.whereabouts import Whereabouts, whereabouts_of
from server.problems import Problem


@dataclass(frozen=True)
class Amendment:
    """What somebody wrote, and what they had before them then. `insist`: the office has decided for what is written."""

    record_id: UUID
    base_version: int
    changes: Mapping[str, Any]
    seen: Mapping[str, Any]
    operation_id: UUID | None = None
    insist: bool = False


@dataclass(frozen=True)
class Amended:
    """`merged`: somebody else changed other fields of the record meanwhile."""

    record_id: UUID
    merged: bool


Outcomes = list[Amended | Problem]


@transaction.atomic
def amend_households(scope: Scope, amendments: Sequence[Amendment]) -> Outcomes:
    """Amends name, phone or status of many households: an outcome or a refusal for each, in order.

    Of a field that somebody else changed too, the register's value stays and FieldsChanged tells both; the other
    fields of the same amendment are written all the same.
    """
    ids = {one.record_id for one in amendments}
    # Ordered, so that two batches never wait for each other in a circle.
    rows = {row.id: row for row in Household.objects.filter(id__in=ids).order_by("id").select_for_update()}
    places = whereabouts_of(rows)
    others = changed_by_others(scope.person, {one.record_id: one.base_version for one in amendments})
    log = Log(scope.person)

    def amend(one: Amendment) -> Amended:
        changes, seen = read(one, HOUSEHOLD_FIELDS)
        household = rows.get(one.record_id)
        if household is None or not may_amend(scope, places[household.id]):
            raise NotAtYourDoor
        merge = three_way(now=household_values(household), changes=changes, seen=seen, insist=one.insist)
        if merge.written:
            before = household_values(household)
            set_household(household, merge.written)
            household.version += 1
            log.note(
                RecordKind.HOUSEHOLD, household, household.id, before, merge.written, Act.AMENDED, one.operation_id
            )
        if merge.conflicts:
            raise FieldsChanged(fields=merge.conflicts)
        return Amended(household.id, merged=household.id in others)

    outcomes = [attempt(amend, one) for one in amendments]
    log.save()
    return outcomes


@transaction.atomic
def amend_residents(scope: Scope, amendments: Sequence[Amendment]) -> Outcomes:
    """Amends what is known of residents, as `amend_households` does.

    Of one who was merged into another entry, that entry is amended. Of one who was taken off, what was written is kept
    in the conflict; if the office insists, they are on the register again.
    """
    survivors = survivors_of({one.record_id for one in amendments})
    ids = {survivors.get(one.record_id, one.record_id) for one in amendments}
    rows = {row.id: row for row in Resident.objects.filter(id__in=ids).order_by("id").select_for_update()}
    removals = removals_of(ids - rows.keys())
    places = whereabouts_of(
        {row.household_id for row in rows.values()} | {gone.household_id for gone in removals.values()}
    )
    others = changed_by_others(scope.person, {one.record_id: one.base_version for one in amendments})
    log = Log(scope.person)

    def amend(one: Amendment) -> Amended:
        changes, seen = read(one, RESIDENT_FIELDS)
        resident_id = survivors.get(one.record_id, one.record_id)
        resident = rows.get(resident_id) or back_from(scope, removals.get(resident_id), places, one, changes, seen)
        if not may_amend(scope, places[resident.household_id]):
            raise UnknownResident
        if resident_id not in rows:
            rows[resident_id] = restored(resident, removals[resident_id], log, one.operation_id)
        merge = three_way(now=resident_values(resident), changes=changes, seen=seen, insist=one.insist)
        if merge.written:
            before = resident_values(resident)
            set_resident(resident, merge.written)
            resident.version += 1
            household_id = resident.household_id
            log.note(RecordKind.RESIDENT, resident, household_id, before, merge.written, Act.AMENDED, one.operation_id)
        if merge.conflicts:
            raise FieldsChanged(fields=merge.conflicts)
        return Amended(resident_id, merged=one.record_id in others or resident_id != one.record_id)

    outcomes = [attempt(amend, one) for one in amendments]
    log.save()
    flag_likenesses(log.ids_with({"name", "birth_year"}))
    return outcomes


def back_from(
    scope: Scope,
    removal: ResidentRemoval | None,
    places: Mapping[UUID, Whereabouts],
    one: Amendment,
    changes: Mapping[str, Any],
    seen: Mapping[str, Any],
) -> Resident:
    """The resident as they were when they were taken off. Raises ResidentRemoved unless the office insists."""
    place = places.get(removal.household_id) if removal else None
    if removal is None or place is None or not may_amend(scope, place):
        raise UnknownResident
    if not one.insist:
        fields = {field: {"seen": seen[field], "yours": yours, "now": None} for field, yours in changes.items()}
        raise ResidentRemoved(reason=removal.reason, fields=fields)
    resident = Resident(id=removal.resident_id, household_id=removal.household_id, version=removal.version)
    set_resident(resident, removal.was)
    return resident


def may_amend(scope: Scope, place: Whereabouts) -> bool:
    return can_amend_household(scope, place.around(scope.on))


def read(one: Amendment, fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The changes, checked, and the values seen. What was seen need not be legal today, but it must be told."""
    changes = clean(one.changes, fields)
    if not changes:
        raise UnusableValue(field="changes")
    missing = changes.keys() - one.seen.keys()
    if missing and not one.insist:
        raise UnusableValue(field=f"seen.{min(missing)}")
    return changes, {field: comparable(one.seen.get(field)) for field in changes}


def attempt(amend: Any, one: Amendment) -> Amended | Problem:
    try:
        amended: Amended = amend(one)
    except Problem as problem:
        return problem
    return amended
