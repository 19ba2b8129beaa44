"""Emergencies: starting one over a drawn area or chosen grids, the headcount as it comes in, the all-clear."""

from typing import Any
from uuid import UUID

import orjson
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from server.emergencies.drafts import EmergencyDraft, area_of
from server.emergencies.models import CheckState, Emergency, EmergencyKind, EmergencyLevel
from server.emergencies.permissions import can_end_emergency
from server.emergencies.problems import AreaUnusable
from server.emergencies.selectors import doors_of, emergencies_for, emergency_for, headcounts
from server.emergencies.services import end_emergency, start_emergency
from server.grids.selectors import grids_for
from server.office.desk import Desk, desk_of, office_page
from server.office.fragments import wants_part
from server.problems import Problem
from server.sync.reading import as_uuid

SHOWN = 50
MOST_ROWS = 400
SHOWN_STATES = (
    CheckState.UNCHECKED,
    CheckState.NEEDS_HELP,
    CheckState.NOT_FOUND,
    CheckState.SAFE,
    CheckState.AWAY,
    CheckState.MOVED_TO_SHELTER,
)


@require_GET
@office_page
def emergencies(request: HttpRequest) -> HttpResponse:
    return render(request, "office/emergencies/list.html", list_context(desk_of(request)))


@require_POST
@office_page
def start(request: HttpRequest) -> HttpResponse:
    """Start one; a refusal stands above the form, with what was written kept."""
    desk = desk_of(request)
    try:
        emergency = start_emergency(desk.scope, draft_in(request))
    except Problem as problem:
        context = list_context(desk) | {"problem": problem, "said": request.POST}
        context["chosen"] = request.POST.getlist("grid")
        return render(request, "office/emergencies/list.html", context, status=problem.status)
    messages.success(request, _("Started. The phones of the area show it with their next contact."))
    return redirect("office:emergency", emergency_id=emergency.id)


def draft_in(request: HttpRequest) -> EmergencyDraft:
    said = request.POST
    drawn = said.get("area", "").strip()
    try:
        area = area_of(orjson.loads(drawn)) if drawn else None
    except orjson.JSONDecodeError as error:
        raise AreaUnusable(reason="GeoJSON") from error
    level = said.get("level", "")
    return EmergencyDraft(
        kind=said.get("kind", ""),
        level=int(level) if level.isdecimal() and len(level) == 1 else 0,
        title=said.get("title", ""),
        text=said.get("text", ""),
        drawn=area,
        grid_ids=tuple(found for grid in said.getlist("grid") if (found := as_uuid(grid))),
        all_households="all_households" in said,
        is_exercise="is_exercise" in said,
    )


@require_GET
@office_page
def emergency(request: HttpRequest, emergency_id: UUID) -> HttpResponse:
    """The headcount; the part that changes asks for itself again while the emergency is on."""
    desk = desk_of(request)
    context = board_context(desk, emergency_for(desk.scope, emergency_id))
    template = "office/emergencies/board.html" if wants_part(request) else "office/emergencies/detail.html"
    return render(request, template, context)


@require_POST
@office_page
def end(request: HttpRequest, emergency_id: UUID) -> HttpResponse:
    desk = desk_of(request)
    try:
        end_emergency(desk.scope, emergency_id, note=request.POST.get("note", ""))
    except Problem as problem:
        context = board_context(desk, emergency_for(desk.scope, emergency_id)) | {"problem": problem}
        return render(request, "office/emergencies/detail.html", context, status=problem.status)
    messages.success(request, _("The all-clear is given. The phones are told with their next contact."))
    return redirect("office:emergency", emergency_id=emergency_id)


def list_context(desk: Desk) -> dict[str, Any]:
    return {
        "desk": desk,
        "emergencies": emergencies_for(desk.scope)[:SHOWN],
        "kinds": EmergencyKind,
        "levels": EmergencyLevel,
        "grids": grids_for(desk.scope).exclude(level="large"),
        "centre": desk.scope.person.grid_posts.values_list("street__centre", flat=True).first(),
    }


def board_context(desk: Desk, found: Emergency) -> dict[str, Any]:
    doors = doors_of(found.id, desk.scope.small_grid_ids)
    whole, by_grid = headcounts(doors)
    may_end = can_end_emergency(desk.scope, found, found.grids.values_list("id", flat=True))
    return {
        "desk": desk,
        "emergency": found,
        "doors": doors[:MOST_ROWS],
        "more": max(0, len(doors) - MOST_ROWS),
        "whole": whole,
        "states": [(state, state.label, (whole.states or {}).get(state, 0)) for state in SHOWN_STATES],
        "by_grid": by_grid,
        "labels": dict(CheckState.choices),
        "may_end": may_end and found.ended_at is None,
    }
