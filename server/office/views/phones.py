"""Phones: last contact, what they hold, and the receipt of a day that phone and office must show alike."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from server.office.desk import desk_of, office_page
from server.office.filters import day_in, unreadable
from server.office.phones import EARLIEST, phone_rows, warnings_for


@require_GET
@office_page
def phones(request: HttpRequest) -> HttpResponse:
    desk = desk_of(request)
    warnings, looked_at = warnings_for(desk.scope)
    context = day_context(request) | {"warnings": warnings, "looked_at": looked_at}
    return render(request, "office/phones/page.html", context)


@require_GET
@office_page
def phones_sheet(request: HttpRequest) -> HttpResponse:
    """The day on paper, to be compared with the phones when they come in."""
    context = day_context(request)
    context["rows"] = sorted(context["rows"], key=lambda row: row.day.person.display_name)
    return render(request, "office/phones/sheet.html", context)


def day_context(request: HttpRequest) -> dict[str, Any]:
    """Raises BadInput for a day that is none."""
    desk, today = desk_of(request), timezone.localdate()
    day: date = day_in(request, "day") or today
    if not EARLIEST <= day <= today + timedelta(days=1):
        raise unreadable("day", day.isoformat())
    rows = phone_rows(desk.scope, day)
    return {
        "desk": desk,
        "tab": "phones",
        "day": day,
        "today": today,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None,
        "rows": rows,
        "silent": [row for row in rows if row.is_silent],
    }
