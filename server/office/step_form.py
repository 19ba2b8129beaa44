"""What the form of a step sends, as arguments of the service."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from server.office.filters import unreadable


def step_in(request: HttpRequest) -> dict[str, Any]:
    """Keyword arguments of `advance_incident`. Raises BadInput for ids or versions that cannot be read."""
    return {
        "to_state": request.POST.get("to_state", ""),
        "base_version": number_in(request, "base_version"),
        "note": request.POST.get("note", ""),
        "organisation_id": id_in_form(request, "organisation_id"),
        "merged_into_id": id_in_form(request, "merged_into_id"),
    }


def number_in(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise unreadable(name, value)
    return int(value)


def id_in_form(request: HttpRequest, name: str) -> UUID | None:
    value = request.POST.get(name, "")
    try:
        return UUID(value) if value else None
    except ValueError as error:
        raise unreadable(name, value) from error
