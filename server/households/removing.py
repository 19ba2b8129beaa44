"""Taking residents off the register, with their last entry kept, and putting them back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from server.grids.scope import Scope
from server.households.history import Log, changed_by_others
from server.households.models import Resident, ResidentRemoval
from server.households.past import Act, RecordKind, RemovalReason
from server.households.permissions import can_amend_household
from server.households.problems import ResidentChanged, UnknownResident, UnusableValue
from server.households.values import resident_values
from server.households.whereabouts import Whereabouts, whereabouts_of
from server.problems import Problem

# Merging is the office's, and has its own service.
REASONS = frozenset({RemovalReason.MOVED.value, RemovalReason.DIED.value, RemovalReason.MISTAKE.value})


@dataclass(frozen=True)
class Removal:
    """`base_version` is the version that was seen. `insist`: the office has decided."""

    resident_id: UUID
    base_version: int
    reason: str
    operation_id: UUID | None = None
    insist: bool = False


@transaction.atomic
def remove_residents(scope: Scope, removals: Sequence[Removal]) -> list[UUID | Problem]:
    """Takes residents off: their id or a refusal for each, in order.

    Whoever was changed by somebody else meanwhile stays (ResidentChanged): an edit is never lost to a removal. Who is
    gone already is gone.
    """
    ids = {one.resident_id for one in removals}
    rows = {row.id: row for row in Resident.objects.filter(id__in=ids).order_by("id").select_for_update()}
    gone = removals_of(ids - rows.keys())
    homes = {id_: row.household_id for id_, row in rows.items()} | {id_: row.household_id for id_, row in gone.items()}
    places = whereabouts_of(homes.values())
    others = changed_by_others(scope.person, {one.resident_id: one.base_version for one in removals})
    taken: dict[UUID, Removal] = {}

    def remove(one: Removal) -> UUID:
        if one.reason not in REASONS:
            raise UnusableValue(field="reason")
        place: Whereabouts | None = places.get(homes[one.resident_id]) if one.resident_id in homes else None
        if place is None or not can_amend_household(scope, place.around(scope.on)):
            raise UnknownResident
        if one.resident_id in gone:
            return one.resident_id
        if one.resident_id in others and not one.insist:
            raise ResidentChanged(version=rows[one.resident_id].version)
        taken.setdefault(one.resident_id, one)
        return one.resident_id

    outcomes: list[UUID | Problem] = []
    for one in removals:
        try:
            outcomes.append(remove(one))
        except Problem as problem:
            outcomes.append(problem)
    log = Log(scope.person)
    take_off([(rows[id_], one.reason, None, one.operation_id) for id_, one in taken.items()], log)
    log.keep()
    return outcomes


def take_off(rows: Iterable[tuple[Resident, str, UUID | None, UUID | None]], log: Log) -> None:
    """Removes (resident, reason, merged into, operation), and keeps what the register said of them."""
    entries = []
    for resident, reason, merged_into, operation_id in rows:
        was = resident_values(resident)
        resident.version += 1
        act = Act.MERGED if merged_into else Act.REMOVED
        log.note(RecordKind.RESIDENT, resident, resident.household_id, was, dict.fromkeys(was), act, operation_id)
        entries.append(
            ResidentRemoval(
                resident_id=resident.id,
                household_id=resident.household_id,
                reason=reason,
                merged_into=merged_into,
                was=was,
                version=resident.version,
                person=log.person,
                operation_id=operation_id,
            )
        )
    ResidentRemoval.objects.bulk_create(entries)
    Resident.objects.filter(id__in=[entry.resident_id for entry in entries]).delete()


def restored(resident: Resident, removal: ResidentRemoval, log: Log, operation_id: UUID | None) -> Resident:
    """Puts a resident back on the register as they were."""
    resident.version = removal.version + 1
    resident.save(force_insert=True)
    log.note(
        RecordKind.RESIDENT, resident, resident.household_id, {}, resident_values(resident), Act.RESTORED, operation_id
    )
    return resident


def removals_of(resident_ids: Iterable[UUID]) -> dict[UUID, ResidentRemoval]:
    """The last removal of each, by resident."""
    rows = ResidentRemoval.objects.filter(resident_id__in=list(resident_ids)).order_by("at", "id")
    return {row.resident_id: row for row in rows}


def survivors_of(resident_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Of those that were merged into another entry: the entry that stands for them now."""
    standing = {resident_id: resident_id for resident_id in resident_ids}
    latest = set(standing)
    while latest:
        rows = ResidentRemoval.objects.filter(resident_id__in=latest, merged_into__isnull=False)
        steps = {gone: into for gone, into in rows.values_list("resident_id", "merged_into") if into}
        standing = {resident_id: steps.get(now, now) for resident_id, now in standing.items()}
        latest = set(steps.values())
    return {resident_id: now for resident_id, now in standing.items() if now != resident_id}
