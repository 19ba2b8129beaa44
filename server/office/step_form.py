"""What the form of a step sends, as arguments of the service."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from server.office.filters import unreadable


def step_in(request: HttpRequest) -> dict[str, Any]:
    """Keyword arguments of `advance_incident`. Raises BadInput for ids, versions or days that cannot be read."""
    return {
        "to_state": request.POST.get("to_state", ""),
        "base_version": number_in(request, "base_version"),
        "note": request.POST.get("note", ""),
        "organisation_id": id_in_form(request, "organisation_id"),
        "handler_id": id_in_form(request, "handler_id"),
        "merged_into_id": id_in_form(request, "merged_into_id"),
        "due_at": end_of_day_in(request, "due_on"),
    }


def end_of_day_in(request: HttpRequest, name: str) -> datetime | None:
    """The last minute of a day from today on, in the district's zone: a time limit includes the day it names."""
    value = request.POST.get(name, "")
    if not value:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise unreadable(name, value) from error
    if day < timezone.localdate():
        raise unreadable(name, value)
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


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
