"""Possible duplicates on the register: one person or two, and what was decided before."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from server.households.likenesses import dismiss_likeness, merge_residents
from server.office.desk import Desk, deciding_page, desk_of
from server.office.duplicates import decided_for, pairs_for
from server.office.filters import unreadable
from server.office.step_form import id_in_form
from server.problems import Problem

REASON_LENGTH = 500


@require_GET
@deciding_page
def duplicates(request: HttpRequest) -> HttpResponse:
    return render(request, "office/duplicates/page.html", duplicates_context(desk_of(request)))


@require_POST
@deciding_page
def decide_pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """One person (which entry stays) or two. A refusal is said above the list, and nothing is decided."""
    desk = desk_of(request)
    reason = request.POST.get("reason", "").strip()[:REASON_LENGTH]
    keep_id = id_in_form(request, "keep_id")
    act = request.POST.get("act", "")
    try:
        if act == "merge" and keep_id is not None:
            merge_residents(desk.scope, pair_id=pair_id, keep_id=keep_id, reason=reason)
            messages.success(request, _("Merged: one entry stays and has taken over what it lacked."))
        elif act == "two":
            dismiss_likeness(desk.scope, pair_id=pair_id, reason=reason)
            messages.success(request, _("Noted: these are two people. The pair is not shown again."))
        else:
            raise unreadable("act", act)
    except Problem as problem:
        context = duplicates_context(desk) | {"problem": problem}
        return render(request, "office/duplicates/page.html", context, status=problem.status)
    return redirect("office:duplicates")


def duplicates_context(desk: Desk) -> dict[str, Any]:
    return {
        "desk": desk,
        "tab": "duplicates",
        "pairs": pairs_for(desk.scope),
        "decided": decided_for(desk.scope),
    }
