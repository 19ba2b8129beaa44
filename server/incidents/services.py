"""Every write of incidents: reporting, and the steps of their way."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.utils import timezone

from server.accounts.models import Person
from server.grids.scope import Scope, for_person
from server.incidents.drafts import IncidentDraft, check_draft
from server.incidents.models import Incident, IncidentCategory, IncidentEvent, IncidentState
from server.incidents.numbers import take_numbers
from server.incidents.permissions import can_report_incident
from server.incidents.problems import (
    HandlerUnknown,
    IncidentIdTaken,
    MergeTargetMissing,
    NoStreet,
    NoteMissing,
    NotTheReporter,
    OrganisationMissing,
    OutsideYourStreet,
    UnknownCategory,
    UnknownHousehold,
    VersionStale,
)
from server.incidents.selectors import (
    Place,
    categories_of,
    centre_of,
    incident_for,
    incidents_for,
    known_households,
    places_of,
)
from server.incidents.workflow import SETTLED, Need, Step, find_step, label
from server.organisations.models import Organisation
from server.photos.hashes import check_hashes
from server.problems import Problem, check_text

NOTE_LENGTH = 2000


def report_incident(scope: Scope, draft: IncidentDraft) -> Incident:
    """Report one incident, or raise why not."""
    result = report_incidents(scope, [draft])[0]
    if isinstance(result, Problem):
        raise result
    return result


@transaction.atomic
def report_incidents(scope: Scope, drafts: Sequence[IncidentDraft]) -> list[Incident | Problem]:
    """Report many incidents at once: an incident or a refusal for each draft, in order.

    A draft that is already on record with equal content is answered with the record.
    """
    if scope.street_id is None:
        return [NoStreet() for _ in drafts]

    street_id = scope.street_id

    # 1. Values first: a coordinate that is no number must not reach the database.
    centre = centre_of(street_id)
    problems = {index: problem for index, draft in enumerate(drafts) if (problem := unusable(draft, centre))}
    usable = [draft for index, draft in enumerate(drafts) if index not in problems]

    # 2. Everything else needed to judge, in four queries for the whole batch. Twins of one id wait for each other.
    lock_ids([draft.id for draft in usable])
    known = Incident.objects.in_bulk([draft.id for draft in usable])
    places = places_of(street_id, {draft.id: (draft.lon, draft.lat) for draft in usable})
    categories = {category.code: category for category in categories_of(street_id)}
    households = known_households(scope, [draft.household_id for draft in usable if draft.household_id])

    # 3. Judge in order.
    results: list[Incident | Problem] = []
    fresh: list[Incident] = []
    for index, draft in enumerate(drafts):
        try:
            if index in problems:
                raise problems[index]
            incident = judge(scope, draft, street_id, places[draft.id], categories, households, known)
        except Problem as problem:
            results.append(problem)
            continue
        if draft.id not in known:
            known[draft.id] = incident
            fresh.append(incident)
        results.append(incident)

    # 4. Number last, since that locks the street's series until the end of the transaction; then write.
    now = timezone.now()
    numbers = take_numbers(street_id, timezone.localdate(now), len(fresh))
    for incident, number in zip(fresh, numbers, strict=True):
        incident.number = number
    Incident.objects.bulk_create(fresh)
    notes = {draft.id: draft.solved_note or "" for draft in drafts}
    IncidentEvent.objects.bulk_create(
        [event for incident in fresh for event in first_events(incident, notes[incident.id], now)]
    )
    return results


def unusable(draft: IncidentDraft, centre: Point) -> Problem | None:
    try:
        check_draft(draft, centre=centre)
    except Problem as problem:
        return problem
    return None


def lock_ids(ids: Sequence[UUID]) -> None:
    """Serialise work on these ids until the transaction's end, before their rows exist. Ordered against deadlock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(id::text, 0)) from unnest(%s::uuid[]) as id order by id",
            [list(ids)],
        )


def judge(
    scope: Scope,
    draft: IncidentDraft,
    street_id: int,
    place: Place,
    categories: dict[str, IncidentCategory],
    households: set[UUID],
    known: dict[UUID, Incident],
) -> Incident:
    """The row that this draft becomes, or the row that it already is. Raises why it cannot be."""
    if draft.reporter_id != scope.person.id:
        raise NotTheReporter
    if not place.in_street or not can_report_incident(scope, street_id):
        raise OutsideYourStreet
    if draft.category_code not in categories:
        raise UnknownCategory(category=draft.category_code)
    if draft.household_id and draft.household_id not in households:
        raise UnknownHousehold
    incident = Incident(
        id=draft.id,
        street_id=street_id,
        small_grid_id=place.small_grid_id,
        category=categories[draft.category_code],
        description=draft.description,
        point=draft.point,
        accuracy_m=draft.accuracy_m,
        location_source=draft.location_source,
        household_id=draft.household_id,
        photo_hashes=list(draft.photo_hashes),
        **on_the_spot(draft),
        reporter_id=draft.reporter_id,
        device_id=draft.device_id,
        captured_at=draft.captured_at,
        reported_at=draft.reported_at,
    )
    if draft.id not in known:
        return incident
    if not says_the_same(known[draft.id], incident):
        raise IncidentIdTaken
    return known[draft.id]


# What the reporter said. `reported_at` is the server's estimate and may differ between two sendings of one report.
SAID = ("reporter_id", "category_id", "description", "household_id", "photo_hashes", "captured_at", "accuracy_m")


def says_the_same(stored: Incident, incident: Incident) -> bool:
    """Whether two rows with one id tell one story."""
    return stored.point.coords == incident.point.coords and all(
        getattr(stored, name) == getattr(incident, name) for name in SAID
    )


def on_the_spot(draft: IncidentDraft) -> dict[str, object]:
    """What was settled where it was seen is reported and resolved at once; verifying stays with the office."""
    if draft.solved_note is None:
        return {}
    return {
        "state": IncidentState.RESOLVED,
        "version": 2,
        "handler_id": draft.reporter_id,
        "solved_on_spot": True,
        "photos_after": min(draft.photos_after, len(draft.photo_hashes)),
    }


def first_events(incident: Incident, solved_note: str, at: datetime) -> list[IncidentEvent]:
    """The beginning of the log: reported, and for what was settled on the spot also how."""
    person_id = incident.reporter_id
    first = IncidentEvent(
        incident=incident, version=1, from_state="", to_state=IncidentState.REPORTED, person_id=person_id, at=at
    )
    if not incident.solved_on_spot:
        return [first]
    solved = IncidentEvent(
        incident=incident,
        version=2,
        from_state=IncidentState.REPORTED,
        to_state=IncidentState.RESOLVED,
        person_id=person_id,
        note=solved_note.strip(),
        at=at,
    )
    return [first, solved]


@transaction.atomic
def advance_incident(
    scope: Scope,
    organisation_ids: Collection[UUID],
    *,
    incident_id: UUID,
    to_state: str,
    base_version: int,
    note: str = "",
    organisation_id: UUID | None = None,
    handler_id: UUID | None = None,
    merged_into_id: UUID | None = None,
    due_at: datetime | None = None,
    photo_hashes: Sequence[str] = (),
) -> Incident:
    """Take one step. `base_version` is the version that the person saw: what has moved on is not moved again."""
    # 1. May this person take this step, with what they bring?
    incident = incident_for(scope, organisation_ids, incident_id)
    if incident.version != base_version:
        raise VersionStale(state=label(incident.state), version=incident.version)
    step = find_step(incident, to_state, scope, organisation_ids)
    check_needs(scope, step, incident, note, organisation_id, merged_into_id, to_person=handler_id is not None)
    check_hashes(photo_hashes)
    if handler_id:
        check_handler(incident, handler_id, organisation_id)

    # 2. Claim by compare-and-update: no row means that someone was first.
    changes = changes_of(step, scope, organisation_id, handler_id, merged_into_id, due_at)
    now = timezone.now()
    claimed = Incident.objects.filter(id=incident_id, version=base_version, state=step.from_state).update(
        **changes, state=step.to_state, version=base_version + 1, updated_at=now
    )
    if not claimed:
        incident.refresh_from_db(fields=["state", "version"])
        raise VersionStale(state=label(incident.state), version=incident.version)

    # 3. Write it into the log that nobody can change.
    IncidentEvent.objects.create(
        incident_id=incident_id,
        version=base_version + 1,
        from_state=step.from_state,
        to_state=step.to_state,
        person=scope.person,
        organisation_id=organisation_id if Need.ORGANISATION in step.needs else incident.organisation_id,
        note=note.strip(),
        photo_hashes=list(photo_hashes),
        at=now,
    )
    # Whoever hands a case back may no longer see it; they are still told what became of it.
    return Incident.objects.select_related(
        "category", "small_grid", "organisation", "reporter", "handler", "merged_into"
    ).get(id=incident_id)


def check_needs(
    scope: Scope,
    step: Step,
    incident: Incident,
    note: str,
    organisation_id: UUID | None,
    merged_into_id: UUID | None,
    *,
    to_person: bool,
) -> None:
    """What the step must bring along is there, and of this street."""
    check_text(note, limit=NOTE_LENGTH)
    if Need.NOTE in step.needs and not note.strip():
        raise NoteMissing
    if Need.ORGANISATION in step.needs and (organisation_id or not to_person):
        ours = Organisation.objects.filter(street=incident.street_id)
        if organisation_id is None or not ours.filter(id=organisation_id).exists():
            raise OrganisationMissing
    if Need.MERGED_INTO in step.needs:
        open_ones = incidents_for(scope).filter(street=incident.street_id).exclude(state__in=SETTLED)
        if merged_into_id in (None, incident.id) or not open_ones.filter(id=merged_into_id).exists():
            raise MergeTargetMissing


def check_handler(incident: Incident, handler_id: UUID, organisation_id: UUID | None) -> None:
    """A handler holds a post over the incident's place today, or in the organisation that deals with it."""
    person = Person.objects.filter(id=handler_id, is_active=True).first()
    if person is None:
        raise HandlerUnknown
    dealing = organisation_id or incident.organisation_id
    in_organisation = person.organisation_posts.filter(organisation=dealing, term__contains=timezone.localdate())
    if incident.small_grid_id not in for_person(person).small_grid_ids and not in_organisation.exists():
        raise HandlerUnknown


def changes_of(
    step: Step,
    scope: Scope,
    organisation_id: UUID | None,
    handler_id: UUID | None,
    merged_into_id: UUID | None,
    due_at: datetime | None,
) -> dict[str, object]:
    """The columns that a step changes besides state and version."""
    changes: dict[str, object] = {}
    if step.to_state == IncidentState.ASSIGNED:
        changes.update(organisation_id=organisation_id, handler_id=handler_id)
    elif step.to_state == IncidentState.IN_PROGRESS:
        changes.update(handler_id=handler_id or scope.person.id)
    elif step.to_state == IncidentState.ACCEPTED:
        # Back with the office: the department no longer deals with it and no longer sees it.
        changes.update(organisation_id=None, handler_id=None)
    elif step.to_state == IncidentState.MERGED:
        changes.update(merged_into_id=merged_into_id)
    if due_at:
        changes.update(due_at=due_at)
    return changes
