"""“This one too”: a second person who saw an incident adds to it, in place of a second report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone

from server.grids.positions import check_accuracy, check_position
from server.grids.scope import Scope
from server.incidents.drafts import DESCRIPTION_LENGTH
from server.incidents.models import Incident, IncidentJoin, LocationSource
from server.incidents.permissions import can_join_incident
from server.incidents.problems import (
    IncidentSettled,
    JoinIdTaken,
    NoStreet,
    NotTheReporter,
    UnknownIncident,
    UnknownLocationSource,
)
from server.incidents.selectors import centre_of, incidents_for
from server.incidents.workflow import SETTLED, label
from server.photos.hashes import check_hashes
from server.problems import Problem, check_text

# A merged incident leads to another, which may have been merged since.
MOST_MERGES = 8


@dataclass(frozen=True)
class Spot:
    """Where the second person saw it, if they chose to say so. EPSG:4326; accuracy in metres."""

    lon: float
    lat: float
    accuracy_m: float | None = None
    source: str = LocationSource.PIN

    @property
    def point(self) -> Point:
        return Point(self.lon, self.lat, srid=4326)


@dataclass(frozen=True)
class JoinDraft:
    """`id` is the operation's own: an incident is joined by many. `insist`: the office decided for a settled one."""

    id: UUID
    incident_id: UUID
    person_id: UUID
    note: str
    captured_at: datetime
    joined_at: datetime
    photo_hashes: tuple[str, ...] = ()
    spot: Spot | None = None
    device_id: UUID | None = None
    insist: bool = False


@transaction.atomic
def join_incidents(scope: Scope, drafts: Sequence[JoinDraft]) -> list[IncidentJoin | Problem]:
    """Put many on record at once: a row or a refusal for each draft, in order.

    Whoever joins twice with the same words has joined once; with other words they have added to it, and count once.
    """
    if scope.street_id is None:
        return [NoStreet() for _ in drafts]

    # 1. The incidents as they are now, held until the end: two who join at the same moment come one after the other.
    seen = {incident.id for incident in incidents_for(scope).filter(id__in=[draft.incident_id for draft in drafts])}
    targets = follow_merges(seen)
    locked = Incident.objects.select_for_update(of=("self",)).filter(id__in=targets.values()).order_by("id")
    incidents = {incident.id: incident for incident in locked}
    known = list(IncidentJoin.objects.filter(incident__in=incidents)) + list(
        IncidentJoin.objects.filter(id__in=[draft.id for draft in drafts]).exclude(incident__in=incidents)
    )

    # 2. Judge in order.
    centre = centre_of(scope.street_id)
    results: list[IncidentJoin | Problem] = []
    fresh: list[IncidentJoin] = []
    for draft in drafts:
        try:
            target = incidents.get(targets.get(draft.incident_id, draft.incident_id))
            join = judge(scope, draft, target, centre)
        except Problem as problem:
            results.append(problem)
            continue
        before = next((row for row in known if row.id == join.id or says_the_same(row, join)), None)
        if before is None:
            known.append(join)
            fresh.append(join)
        elif not says_the_same(before, join):
            results.append(JoinIdTaken())
            continue
        results.append(before or join)

    # 3. Write. The incident is touched so that every phone that holds it is told.
    IncidentJoin.objects.bulk_create(fresh)
    Incident.objects.filter(id__in={join.incident_id for join in fresh}).update(updated_at=timezone.now())
    return results


def follow_merges(incident_ids: set[UUID]) -> dict[UUID, UUID]:
    """Each incident with the one that it is now a part of; itself where it was not merged."""
    now = {incident_id: incident_id for incident_id in incident_ids}
    for _ in range(MOST_MERGES):
        rows = Incident.objects.filter(id__in=now.values(), merged_into__isnull=False)
        further = dict(rows.values_list("id", "merged_into_id"))
        if not further:
            break
        now = {first: further.get(last) or last for first, last in now.items()}
    return now


def judge(scope: Scope, draft: JoinDraft, incident: Incident | None, centre: Point) -> IncidentJoin:
    """The row that this draft becomes. Raises why it cannot be."""
    if draft.person_id != scope.person.id:
        raise NotTheReporter
    if incident is None or not can_join_incident(scope, incident):
        raise UnknownIncident
    check_text(draft.note, limit=DESCRIPTION_LENGTH)
    check_hashes(draft.photo_hashes)
    if draft.spot:
        check_spot(draft.spot, centre)
    if incident.state in SETTLED and not draft.insist:
        raise IncidentSettled(state=label(incident.state))
    return IncidentJoin(
        id=draft.id,
        incident=incident,
        person_id=draft.person_id,
        device_id=draft.device_id,
        note=draft.note.strip(),
        photo_hashes=list(draft.photo_hashes),
        point=draft.spot.point if draft.spot else None,
        accuracy_m=draft.spot.accuracy_m if draft.spot else None,
        location_source=draft.spot.source if draft.spot else "",
        captured_at=draft.captured_at,
        at=draft.joined_at,
    )


def check_spot(spot: Spot, centre: Point) -> None:
    check_position(spot.lon, spot.lat, near=centre)
    if spot.accuracy_m is not None:
        check_accuracy(spot.accuracy_m)
    if spot.source not in LocationSource.values:
        raise UnknownLocationSource(source=str(spot.source))


def says_the_same(stored: IncidentJoin, join: IncidentJoin) -> bool:
    """Whether two rows are one person's one word about one incident."""
    return (
        stored.incident_id == join.incident_id
        and stored.person_id == join.person_id
        and stored.note == join.note
        and stored.photo_hashes == join.photo_hashes
    )
