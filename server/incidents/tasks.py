"""Incidents as somebody's tasks: assigned to them, or to a unit that they act for, and not settled yet."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from server.accounts.models import Person
from server.grids.models import GridPost
from server.grids.scope import FIELD_ROLES, Scope
from server.grids.selectors import grids_above
from server.incidents.models import Incident, IncidentEvent, IncidentState
from server.incidents.selectors import incidents_for
from server.organisations.selectors import organisations_of

OPEN = (IncidentState.ASSIGNED, IncidentState.IN_PROGRESS)
MOST = 100
# About 150 m, in degrees: further away a building's name says nothing about a place.
NEAR = 0.0015


def tasks_for(scope: Scope) -> QuerySet[Incident]:
    """The overdue first, then by time limit; what has none comes last."""
    units = organisations_of(scope.person, on=scope.on)
    mine = Q(handler=scope.person) | Q(handler=None, organisation__in=units)
    found = incidents_for(scope, units).filter(mine, state__in=OPEN)
    return found.order_by(F("due_at").asc(nulls_last=True), "reported_at", "id")


def people_of_place(incident: Incident) -> QuerySet[Person]:
    """Who works at the doors of the incident's grid today: to whom it can be given."""
    if incident.small_grid_id is None:
        return Person.objects.none()
    posts = GridPost.objects.filter(
        grid__in=grids_above([incident.small_grid_id]),
        role__in=sorted(FIELD_ROLES),
        term__contains=timezone.localdate(),
    )
    return Person.objects.filter(id__in=posts.values("person"), is_active=True).order_by("display_name", "id")


def section(scope: Scope) -> list[dict[str, Any]]:
    """The section `tasks` of a pull."""
    found = list(tasks_for(scope)[:MOST])
    ids = [incident.id for incident in found]
    places, notes = places_of(ids), last_notes(ids)
    return [
        {
            "id": str(incident.id),
            "number": incident.number,
            "category": incident.category.code,
            "domain": incident.category.domain,
            "description": incident.description,
            "state": incident.state,
            "version": incident.version,
            "due_at": incident.due_at.isoformat() if incident.due_at else None,
            "place": places.get(incident.id, ""),
            "lon": incident.point.x,
            "lat": incident.point.y,
            # A unit learns what to do and where, not at whose door.
            "household_id": str(incident.household_id)
            if incident.household_id and incident.small_grid_id in scope.field_small_grid_ids
            else None,
            "team": incident.organisation.name if incident.organisation else "",
            "note": notes.get(incident.id, ""),
        }
        for incident in found
    ]


def places_of(ids: Sequence[UUID]) -> dict[UUID, str]:
    """Each place in words: the address of the building that stands nearest."""
    if not ids:
        return {}
    sql = """
        select incident.id, nearest.address, nearest.name
        from incidents_incident incident
        cross join lateral (
            select building.address, building.name from households_building building
            where building.street_id = incident.street_id and st_dwithin(building.geom, incident.point, %s)
            order by building.geom <-> incident.point limit 1
        ) nearest
        where incident.id = any(%s)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [NEAR, list(ids)])
        return {incident_id: " ".join(filter(None, names)) for incident_id, *names in cursor.fetchall()}


def last_notes(ids: Sequence[UUID]) -> dict[UUID, str]:
    """What was written with the last step that had something to say."""
    rows = IncidentEvent.objects.filter(incident__in=ids).exclude(note="").order_by("incident", "version")
    return dict(rows.values_list("incident", "note"))
