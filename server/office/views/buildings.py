"""A building's card, over the table of the map page."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from server.grids.scope import Scope
from server.incidents.models import Incident
from server.incidents.selectors import incidents_for
from server.incidents.workflow import SETTLED
from server.office.boards import Door, board_of
from server.office.desk import desk_of, office_page
from server.office.fragments import wants_part


@require_GET
@office_page
def building(request: HttpRequest, building_id: UUID) -> HttpResponse:
    """The card; opened as a page of its own it leads to the map with the card on it."""
    context = building_context(desk_of(request).scope, building_id)
    if not wants_part(request):
        return redirect(f"{reverse('office:map')}?building={building_id}")
    return render(request, "office/map/building.html", context)


def building_context(scope: Scope, building_id: UUID) -> dict[str, Any]:
    """Raises NotFound for a building outside the scope."""
    board = board_of(scope, building_id)
    return {"board": board, "open_incidents": open_at(scope, board.doors)}


def open_at(scope: Scope, doors: list[Door]) -> list[Incident]:
    """Open incidents that were reported for one of these households."""
    here = incidents_for(scope).filter(household__in=[door.household_id for door in doors])
    return list(here.exclude(state__in=SETTLED))
