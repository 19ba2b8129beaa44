"""Phones: last contact, what they hold, and the receipt of a day that phone and office must show alike."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from server.office.bundles import imported_words
from server.office.desk import deciding_page, desk_of, office_page
from server.office.filters import day_in, unreadable
from server.office.phones import EARLIEST, asked_to_wipe, phone_rows, warnings_for
from server.problems import BadInput, Problem
from server.sync.problems import MessageTooLarge
from server.sync.sealed import Imported, import_bundle
from server.sync.sealed_api import LARGEST


@require_GET
@office_page
def phones(request: HttpRequest) -> HttpResponse:
    return render(request, "office/phones/page.html", page_context(request))


@require_POST
@deciding_page
def take_in(request: HttpRequest) -> HttpResponse:
    """Bring in the sealed file of a phone that could not send: whole or not at all, and again without harm."""
    try:
        done = taken_in(request)
    except Problem as problem:
        context = page_context(request) | {"problem": problem}
        return render(request, "office/phones/page.html", context, status=problem.status)
    messages.success(request, imported_words(done))
    return redirect("office:phones")


def taken_in(request: HttpRequest) -> Imported:
    """Raises BadInput without a file, MessageTooLarge, and whatever the bundle is refused for."""
    file = request.FILES.get("file")
    if file is None or file.size is None:
        raise BadInput({"file": [_("Choose the file first.")]})
    if file.size > LARGEST:
        raise MessageTooLarge(limit=LARGEST, unit="bytes")
    return import_bundle(file.read(), scope=desk_of(request).scope)


def page_context(request: HttpRequest) -> dict[str, Any]:
    warnings, looked_at = warnings_for(desk_of(request).scope)
    wiping = asked_to_wipe(desk_of(request).scope)
    return day_context(request) | {"warnings": warnings, "looked_at": looked_at, "wiping": wiping}


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
