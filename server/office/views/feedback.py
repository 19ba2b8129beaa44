"""Complaints and suggestions: read and answered by the street office, without the writer's name."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from server.feedback.permissions import can_read_feedback
from server.feedback.selectors import feedback_for
from server.feedback.services import answer_feedback
from server.office.desk import desk_of, desk_page
from server.problems import Problem

PAGE = 50
reading_page = desk_page(lambda desk: can_read_feedback(desk.scope))


@require_GET
@reading_page
def feedback(request: HttpRequest) -> HttpResponse:
    return render(request, "office/feedback/page.html", page_context(request))


@require_POST
@reading_page
def answer(request: HttpRequest, feedback_id: UUID) -> HttpResponse:
    said = request.POST.get("answer", "")
    try:
        answer_feedback(desk_of(request).scope, feedback_id, answer=said)
    except Problem as problem:
        context = page_context(request) | {"problem": problem, "said": said, "said_id": feedback_id}
        return render(request, "office/feedback/page.html", context, status=problem.status)
    messages.success(request, _("Answered. The writer reads it on the phone after the next sync."))
    return redirect("office:feedback")


def page_context(request: HttpRequest) -> dict[str, Any]:
    desk = desk_of(request)
    page = Paginator(feedback_for(desk.scope), PAGE).get_page(request.GET.get("page"))
    return {"desk": desk, "tab": "feedback", "page": page}
