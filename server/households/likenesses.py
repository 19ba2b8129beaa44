"""Finding entries that may be one person, and the office's word on them. Names and years of birth, and nothing else."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from server.grids.scope import Scope
from server.households.history import Log
from server.households.likeness import LikenessState
from server.households.models import PossibleDuplicate, Resident
from server.households.past import Act, RecordKind, RemovalReason
from server.households.permissions import can_judge_likeness
from server.households.problems import NotAPair
from server.households.removing import take_off
from server.households.values import resident_values, set_resident
from server.problems import NotFound

ALIKE = """
    select distinct least(one.id, other.id), greatest(one.id, other.id), home.street_id
    from households_resident one
    join households_household home on home.id = one.household_id
    join households_resident other on other.name_key = one.name_key and other.id <> one.id
    join households_household elsewhere on elsewhere.id = other.household_id and elsewhere.street_id = home.street_id
    where one.id = any(%s) and one.name_key <> ''
      -- a common name alone says nothing; behind one door it does
      and (other.birth_year = one.birth_year
           or (other.household_id = one.household_id and (one.birth_year is null or other.birth_year is null)))
"""


def flag_likenesses(resident_ids: Iterable[UUID]) -> None:
    """Notes for the office who looks like one of these, anywhere in the street. A pair is noted once for good."""
    ids = list(resident_ids)
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, [ids])
        pairs = cursor.fetchall()
    PossibleDuplicate.objects.bulk_create(
        [PossibleDuplicate(first_id=first, second_id=second, street_id=street) for first, second, street in pairs],
        ignore_conflicts=True,
    )


@transaction.atomic
def merge_residents(scope: Scope, *, pair_id: UUID, keep_id: UUID, reason: str = "") -> Resident:
    """One person: the entry `keep_id` stays and takes over what it lacks; the other's entry and history stay on record.

    Raises NotFound for a pair outside the scope, NotAPair for one that is decided or not whole any more.
    """
    pair, residents = claim(scope, pair_id)
    if keep_id not in residents:
        raise NotAPair
    kept = residents.pop(keep_id)
    other = residents.popitem()[1]
    log = Log(scope.person)
    before, theirs = resident_values(kept), resident_values(other)
    taken_over = {
        "birth_year": before["birth_year"] or theirs["birth_year"],
        "phone": before["phone"] or theirs["phone"],
        "care": sorted({*before["care"], *theirs["care"]}),
    }
    written = {field: value for field, value in taken_over.items() if value != before[field]}
    if written:
        set_resident(kept, written)
        kept.version += 1
        log.note(RecordKind.RESIDENT, kept, kept.household_id, before, written, Act.MERGED, None)
        log.save()
    log = Log(scope.person)
    take_off([(other, RemovalReason.MERGED.value, kept.id, None)], log)
    log.keep()
    decide(pair, scope, LikenessState.MERGED, reason)
    return kept


@transaction.atomic
def dismiss_likeness(scope: Scope, *, pair_id: UUID, reason: str = "") -> PossibleDuplicate:
    """Two people. The pair is never shown again."""
    pair, _ = claim(scope, pair_id)
    return decide(pair, scope, LikenessState.DISMISSED, reason)


def claim(scope: Scope, pair_id: UUID) -> tuple[PossibleDuplicate, dict[UUID, Resident]]:
    """The pair and both residents, locked. Raises NotFound, NotAPair."""
    pair = PossibleDuplicate.objects.select_for_update().filter(id=pair_id).first()
    if pair is None:
        raise NotFound
    ids = [pair.first_id, pair.second_id]
    rows = Resident.objects.filter(id__in=ids).order_by("id").select_for_update(of=("self",))
    residents = {row.id: row for row in rows.select_related("household")}
    if not can_judge_likeness(scope, *(row.household.small_grid_id for row in residents.values())):
        raise NotFound
    if pair.state != LikenessState.OPEN or len(residents) < 2:
        raise NotAPair
    return pair, residents


def decide(pair: PossibleDuplicate, scope: Scope, state: LikenessState, reason: str) -> PossibleDuplicate:
    pair.state, pair.reason = state, reason.strip()[:500]
    pair.decided_by, pair.decided_at = scope.person, timezone.now()
    pair.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    return pair
