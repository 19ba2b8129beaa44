"""Possible duplicates on the register: one person or two, and what was decided before."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from server.households.likenesses import dismiss_likeness, merge_residents
from server.households.selectors import likenesses_for
from server.office.desk import Desk, deciding_page, desk_of
from server.office.duplicates import decided_for, pairs_for
from server.office.filters import unreadable
from server.office.reasons import reason_in
from server.office.step_form import id_in_form
from server.privacy.services import log_reveal
from server.problems import NotFound, Problem

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


@require_POST
@never_cache
@deciding_page
def reveal_pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Both entries in full, once, for a reason that goes into the log of reads: one line for each."""
    desk = desk_of(request)
    pair = likenesses_for(desk.scope).filter(id=pair_id).first()
    if pair is None:
        raise NotFound
    try:
        reason = reason_in(request)
    except Problem as problem:
        context = duplicates_context(desk) | {"unrevealed": problem, "asked_pair": pair_id}
        return render(request, "office/duplicates/page.html", context, status=problem.status)
    with transaction.atomic():
        for resident_id in (pair.first_id, pair.second_id):
            log_reveal(person=desk.person, kind="resident", record_id=resident_id, reason=reason)
        return render(request, "office/duplicates/page.html", duplicates_context(desk, full=pair_id))


def duplicates_context(desk: Desk, *, full: UUID | None = None) -> dict[str, Any]:
    return {
        "desk": desk,
        "tab": "duplicates",
        "pairs": pairs_for(desk.scope, full=full),
        "decided": decided_for(desk.scope),
    }
