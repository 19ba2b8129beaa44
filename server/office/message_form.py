"""What the forms of a notice and of a call-out send, as arguments of their services."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from server.grids.models import GridRole
from server.notices.models import Importance
from server.office.filters import unreadable
from server.office.step_form import id_in_form, number_in

# To whom a notice can be narrowed: those who work at the doors.
ROLES = (GridRole.GRID_WORKER, GridRole.GRID_LEADER)


def notice_in(request: HttpRequest) -> dict[str, Any]:
    """Keyword arguments of `write_notice`. Raises BadInput for what cannot be read."""
    return {
        "title": request.POST.get("title", ""),
        "text": request.POST.get("text", ""),
        "grid_ids": grids_in(request),
        "roles": [role for role in ROLES if role.value in request.POST.getlist("roles")],
        "importance": Importance.IMPORTANT if request.POST.get("important") else Importance.NORMAL,
        "starts_at": moment_in(request, "starts_at"),
        "ends_at": moment_in(request, "ends_at"),
    }


def call_out_in(request: HttpRequest) -> dict[str, Any]:
    """Keyword arguments of `call_for_help`. Raises BadInput for what cannot be read."""
    return {
        "title": request.POST.get("title", ""),
        "text": request.POST.get("text", ""),
        "place": request.POST.get("place", ""),
        "contact": request.POST.get("contact", ""),
        "needed": number_in(request, "needed"),
        "grid_ids": grids_in(request),
        "organisation_id": id_in_form(request, "organisation_id"),
        "starts_at": moment_in(request, "starts_at"),
        "ends_at": moment_in(request, "ends_at"),
        "answer_by": moment_in(request, "answer_by"),
    }


def grids_in(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(value) for value in request.POST.getlist("grids")]
    except ValueError as error:
        raise unreadable("grids", "") from error


def moment_in(request: HttpRequest, name: str) -> datetime:
    """As a `datetime-local` field writes it, in the district's zone."""
    value = request.POST.get(name, "")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise unreadable(name, value) from error
    return moment if moment.tzinfo else timezone.make_aware(moment)
