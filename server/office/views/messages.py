"""Notices and call-outs: what was written, writing one, ending it, and who answered."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from server.grids.audience import may_change
from server.grids.models import ServiceGrid
from server.grids.selectors import grids_for, tree
from server.notices.selectors import notices_of_office
from server.notices.services import end_notice, write_notice
from server.office.desk import Desk, desk_of, office_page
from server.office.message_form import ROLES, call_out_in, notice_in
from server.organisations.call_outs import answers_to, call_out_of_office, call_outs_of_office, coming
from server.organisations.calling_out import call_for_help, end_call_out, may_manage
from server.organisations.models import CallOut
from server.organisations.selectors import organisations_for
from server.problems import NotAllowed, Problem

SHOWN = 100


@require_GET
@office_page
def notices(request: HttpRequest) -> HttpResponse:
    desk, now = desk_of(request), timezone.now()
    found = list(notices_of_office(desk.scope).prefetch_related("grids")[:SHOWN])
    rows = [
        {
            "notice": notice,
            "is_over": notice.over_at <= now,
            "may_end": notice.over_at > now
            and may_change(desk.scope, notice.author_id, {grid.id for grid in notice.grids.all()}),
        }
        for notice in found
    ]
    return render(request, "office/messages/notices.html", {"desk": desk, "tab": "notices", "rows": rows})


@require_http_methods(["GET", "POST"])
@office_page
def write_a_notice(request: HttpRequest) -> HttpResponse:
    """A refusal stands above the form, with what was written kept."""
    desk = desk_of(request)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            write_notice(desk.scope, **notice_in(request))
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("The notice is on its way: each phone gets it when it synchronises."))
            return redirect("office:notices")
    context = form_context(request, desk, problem) | {"tab": "notices", "roles": ROLES}
    return render(request, "office/messages/notice_form.html", context, status=problem.status if problem else 200)


@require_POST
@office_page
def end_a_notice(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    end_notice(desk_of(request).scope, notice_id)
    messages.success(request, _("The notice has ended; it leaves each phone when that synchronises."))
    return redirect("office:notices")


@require_GET
@office_page
def call_outs(request: HttpRequest) -> HttpResponse:
    desk, now = desk_of(request), timezone.now()
    found = list(call_outs_of_office(desk.scope).prefetch_related("grids")[:SHOWN])
    answers = answers_to(found)
    rows = [
        {
            "call_out": call_out,
            "is_over": call_out.over_at <= now,
            "coming": coming(answers[call_out.id].values()),
            "answered": len(answers[call_out.id]),
        }
        for call_out in found
    ]
    return render(request, "office/messages/call_outs.html", {"desk": desk, "tab": "call-outs", "rows": rows})


@require_http_methods(["GET", "POST"])
@office_page
def call_out_for_help(request: HttpRequest) -> HttpResponse:
    desk = desk_of(request)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            made = call_for_help(desk.scope, **call_out_in(request))
        except Problem as refused:
            problem = refused
        else:
            messages.success(request, _("The call-out is on its way: each phone gets it when it synchronises."))
            return redirect("office:call-out", call_out_id=made.id)
    context = form_context(request, desk, problem) | {
        "tab": "call-outs",
        "organisations": organisations_for(desk.scope),
    }
    return render(request, "office/messages/call_out_form.html", context, status=problem.status if problem else 200)


@require_GET
@office_page
def call_out(request: HttpRequest, call_out_id: UUID) -> HttpResponse:
    desk = desk_of(request)
    found = call_out_of_office(desk.scope, call_out_id)
    return render(request, "office/messages/call_out.html", call_out_context(desk, found))


@require_POST
@office_page
def end_a_call_out(request: HttpRequest, call_out_id: UUID) -> HttpResponse:
    end_call_out(desk_of(request).scope, call_out_id)
    messages.success(request, _("The call-out has ended; it leaves each phone when that synchronises."))
    return redirect("office:call-out", call_out_id=call_out_id)


def call_out_context(desk: Desk, found: CallOut) -> dict[str, Any]:
    """Names only for a desk that may: in the order in which they answered, and compared with nobody."""
    answers = answers_to([found])[found.id].values()
    may = may_manage(desk.scope, found)
    return {
        "desk": desk,
        "tab": "call-outs",
        "call_out": found,
        "is_over": found.over_at <= timezone.now(),
        "coming": coming(answers),
        "answered": len(answers),
        "may_manage": may,
        "answers": sorted(answers, key=lambda answer: answer.answered_at) if may else [],
    }


def form_context(request: HttpRequest, desk: Desk, problem: Problem | None) -> dict[str, Any]:
    """The grids that this desk is over, larger ones with those in them; and what was written."""
    if not desk.is_office:
        raise NotAllowed
    mine = [grid for grid in grids_for(desk.scope) if grid.level != "small" and grid.id in desk.scope.office_grid_ids]
    now = timezone.localtime()
    return {
        "desk": desk,
        "problem": problem,
        "said": request.POST,
        "chosen": request.POST.getlist("grids"),
        "chosen_roles": request.POST.getlist("roles"),
        "groups": groups_of(mine),
        "whole_street": desk.scope.sees_street,
        "now": now.strftime("%Y-%m-%dT%H:%M"),
        "in_a_week": (now + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M"),
    }


def groups_of(grids: list[ServiceGrid]) -> list[tuple[ServiceGrid, list[ServiceGrid]]]:
    children = tree(grids)
    return [(grid, children.get(grid.id, [])) for grid in children[None]]
