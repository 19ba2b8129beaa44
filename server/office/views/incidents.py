"""The incident list for triage, and one incident with its next legal steps."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.gis.db.models.functions import Distance
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from server.api.spreadsheets import csv_response
from server.grids.selectors import grids_for
from server.incidents.lists import csv_header, csv_rows
from server.incidents.models import Incident, IncidentEvent, IncidentJoin, IncidentState, WorkDomain
from server.incidents.selectors import incident_for, incidents_for
from server.incidents.services import advance_incident
from server.incidents.tasks import people_of_place
from server.incidents.workflow import SETTLED, next_steps
from server.office.desk import Desk, desk_of, incident_page
from server.office.fragments import wants_part
from server.office.lists import incident_filter, page_of
from server.office.pictures import pictures_of
from server.office.step_form import step_in
from server.office.steps import Offer
from server.organisations.selectors import organisations_for
from server.problems import Problem

NEAREST = 20


@require_GET
@incident_page
def incidents(request: HttpRequest) -> HttpResponse:
    """The list as the address filters it."""
    desk = desk_of(request)
    asked = incident_filter(request)
    everything = incidents_for(desk.scope, desk.organisation_ids)
    context = {
        "desk": desk,
        "asked": asked,
        "page": page_of(request, asked.narrow(everything, desk.scope)),
        "states": IncidentState,
        "domains": WorkDomain,
        "grids": grids_for(desk.scope).exclude(level="small"),
        "settled": SETTLED,
        "now": timezone.now(),
    }
    return render(request, "office/incidents/list.html", context)


@require_GET
@incident_page
def incidents_csv(request: HttpRequest) -> HttpResponseBase:
    """The list with the same filters as a file, all its pages, without names of people."""
    desk = desk_of(request)
    found = incident_filter(request).narrow(incidents_for(desk.scope, desk.organisation_ids), desk.scope)
    return csv_response("incidents.csv", csv_header(), csv_rows(found))


@require_GET
@incident_page
def incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    desk = desk_of(request)
    found = incident_for(desk.scope, desk.organisation_ids, incident_id)
    return render(request, "office/incidents/detail.html", incident_context(desk, found))


@require_POST
@incident_page
def take_step(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Take one step and show the incident as it is then; a refusal stands above it, with what was written kept."""
    desk = desk_of(request)
    problem: Problem | None = None
    try:
        advance_incident(desk.scope, desk.organisation_ids, incident_id=incident_id, **step_in(request))
    except Problem as refused:
        problem = refused
    if problem is None and not wants_part(request):
        return redirect("office:incident", incident_id=incident_id)
    found = incident_for(desk.scope, desk.organisation_ids, incident_id)
    context = incident_context(desk, found) | {"problem": problem, "said": request.POST}
    template = "office/incidents/body.html" if wants_part(request) else "office/incidents/detail.html"
    return render(request, template, context, status=problem.status if problem else 200)


def incident_context(desk: Desk, found: Incident) -> dict[str, Any]:
    """One incident with its log, photos and the steps open to this desk."""
    joins = list(found.joins.all()) if desk.is_office else []
    offers = [Offer(step) for step in next_steps(found, desk.scope, desk.organisation_ids)]
    return {
        "desk": desk,
        "incident": found,
        "offers": offers,
        "joins": joins,
        "organisations": organisations_for(desk.scope) if any(offer.needs_organisation for offer in offers) else (),
        "people": people_of_place(found) if any(offer.needs_organisation for offer in offers) else (),
        "targets": near(desk, found) if any(offer.needs_target for offer in offers) else (),
        "pictures": pictures_of([photos_of(found, joins)])[0],
        "is_late": found.due_at is not None and found.due_at < timezone.now() and found.state not in SETTLED,
        "may_see_household": desk.is_office and found.household_id is not None,
    }


def photos_of(found: Incident, joins: Sequence[IncidentJoin]) -> list[str]:
    """Of the report, of those who joined it, and of its steps."""
    added: list[IncidentJoin | IncidentEvent] = [*joins, *found.events.all()]
    return list(dict.fromkeys([*found.photo_hashes, *(sha256 for each in added for sha256 in each.photo_hashes)]))


def near(desk: Desk, found: Incident) -> list[Incident]:
    """The nearest other open incidents, as those into which this one may be merged."""
    others = incidents_for(desk.scope).exclude(id=found.id).exclude(state__in=SETTLED).filter(street=found.street_id)
    return list(others.annotate(metres=Distance("point", found.point)).order_by("metres")[:NEAREST])
