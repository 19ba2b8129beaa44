"""Every write of emergencies: starting, checking doors, the all-clear."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.gis.db.models import Union
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import transaction
from django.utils import timezone

from server.emergencies.drafts import NOTE_LENGTH, TEXT_LENGTH, CheckDraft, EmergencyDraft, check_check, check_emergency
from server.emergencies.models import Emergency, EmergencyCheck, EmergencyPlace
from server.emergencies.permissions import can_check_door, can_end_emergency, can_start_emergency
from server.emergencies.problems import (
    AlreadyEnded,
    AreaElsewhere,
    AreaMissing,
    CheckIdTaken,
    NotAtThisDoor,
    NotTheChecker,
    OnlyTheOffice,
    UnknownEmergency,
)
from server.emergencies.selectors import emergencies_for, emergency_for
from server.grids.models import GridBoundary, GridLevel, ServiceGrid, Street
from server.grids.scope import Scope
from server.households.models import Household
from server.problems import Problem, check_text


@transaction.atomic
def start_emergency(scope: Scope, draft: EmergencyDraft) -> Emergency:
    """Calls the workers of every small grid that the area touches. Raises why it cannot be started."""
    if not scope.is_office or scope.street_id is None:
        raise OnlyTheOffice
    check_emergency(draft, centre=Street.objects.values_list("centre", flat=True).get(id=scope.street_id))
    area = area_from(scope, draft)
    grid_ids = touched_grids(scope.street_id, area)
    if not can_start_emergency(scope, grid_ids):
        raise AreaElsewhere
    emergency = Emergency.objects.create(
        street_id=scope.street_id,
        kind=draft.kind,
        level=draft.level,
        title=draft.title.strip(),
        text=draft.text.strip(),
        area=area,
        all_households=draft.all_households,
        is_exercise=draft.is_exercise,
        started_at=timezone.now(),
        started_by=scope.person,
    )
    emergency.grids.set(ServiceGrid.objects.filter(id__in=grid_ids))
    EmergencyPlace.objects.bulk_create(
        EmergencyPlace(emergency=emergency, kind=place.kind, name=place.name.strip(), point=place.point)
        for place in draft.places
    )
    return emergency


def area_from(scope: Scope, draft: EmergencyDraft) -> MultiPolygon:
    """What was drawn, else the chosen grids as one area."""
    if draft.drawn is not None:
        return draft.drawn
    if not draft.grid_ids:
        raise AreaMissing
    ours = GridBoundary.objects.filter(grid__street=scope.street_id, valid__contains=timezone.localdate())
    found = ours.filter(grid__in=draft.grid_ids).aggregate(area=Union("geom"))["area"]
    if found is None:
        raise AreaMissing
    return MultiPolygon(found, srid=4326) if isinstance(found, Polygon) else found


def touched_grids(street_id: int, area: MultiPolygon) -> list[UUID]:
    """The small grids with ground inside the area; a shared border is none."""
    rows = GridBoundary.objects.filter(
        grid__street=street_id,
        grid__level=GridLevel.SMALL,
        valid__contains=timezone.localdate(),
        geom__intersects=area,
    ).exclude(geom__touches=area)
    return list(rows.values_list("grid_id", flat=True))


@transaction.atomic
def end_emergency(scope: Scope, emergency_id: UUID, *, note: str = "") -> Emergency:
    """The all-clear. Checks that come later, from phones without a network, are still kept."""
    emergency = emergency_for(scope, emergency_id)
    check_text(note, limit=TEXT_LENGTH)
    if not can_end_emergency(scope, emergency, emergency.grids.values_list("id", flat=True)):
        raise OnlyTheOffice
    ended = Emergency.objects.filter(id=emergency_id, ended_at=None).update(
        ended_at=timezone.now(), ended_by=scope.person, end_note=note.strip()
    )
    if not ended:
        raise AlreadyEnded
    emergency.refresh_from_db()
    return emergency


def check_door(scope: Scope, draft: CheckDraft) -> EmergencyCheck:
    """Put one check on record, or raise why not."""
    result = check_doors(scope, [draft])[0]
    if isinstance(result, Problem):
        raise result
    return result


@transaction.atomic
def check_doors(scope: Scope, drafts: Sequence[CheckDraft]) -> list[EmergencyCheck | Problem]:
    """Put many on record at once: a check or a refusal for each draft, in order. Two checks of one door never stand
    against each other: both are kept, and the newest by the time at the door counts."""
    # 1. Everything needed to judge, in three queries for the whole batch.
    wanted = {draft.emergency_id for draft in drafts}
    emergencies = set(emergencies_for(scope).filter(id__in=wanted).values_list("id", flat=True))
    homes = dict(
        Household.objects.filter(id__in={draft.household_id for draft in drafts}).values_list("id", "small_grid_id")
    )
    known = EmergencyCheck.objects.in_bulk([draft.id for draft in drafts])

    # 2. Judge in order.
    results: list[EmergencyCheck | Problem] = []
    fresh: dict[UUID, EmergencyCheck] = {}
    for draft in drafts:
        try:
            check = judge(scope, draft, emergencies, homes)
            before = known.get(check.id) or fresh.get(check.id)
            if before is not None and not says_the_same(before, check):
                raise CheckIdTaken
        except Problem as problem:
            results.append(problem)
            continue
        if before is None:
            fresh[check.id] = check
        results.append(before or check)

    # 3. Write. A twin on another connection may have been first: its row is the same.
    EmergencyCheck.objects.bulk_create(fresh.values(), ignore_conflicts=True)
    return results


def judge(scope: Scope, draft: CheckDraft, emergencies: set[UUID], homes: dict[UUID, UUID]) -> EmergencyCheck:
    """The row that this draft becomes. Raises why it cannot be."""
    if draft.person_id != scope.person.id:
        raise NotTheChecker
    check_check(draft)
    if draft.emergency_id not in emergencies:
        raise UnknownEmergency
    if draft.household_id not in homes or not can_check_door(scope, homes[draft.household_id]):
        raise NotAtThisDoor
    return EmergencyCheck(
        id=draft.id,
        emergency_id=draft.emergency_id,
        household_id=draft.household_id,
        person_id=draft.person_id,
        device_id=draft.device_id,
        state=draft.state,
        headcount=draft.headcount,
        note=draft.note.strip()[:NOTE_LENGTH],
        captured_at=draft.captured_at,
        checked_at=draft.checked_at,
    )


# What the checker said. `checked_at` is the server's estimate and may differ between two sendings of one check.
SAID = ("emergency_id", "household_id", "person_id", "state", "headcount", "note")


def says_the_same(stored: EmergencyCheck, check: EmergencyCheck) -> bool:
    return all(getattr(stored, name) == getattr(check, name) for name in SAID)
