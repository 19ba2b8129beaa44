"""What needs a decision: the list, one record with both sides, and the office's word on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from server.office.desk import Desk, deciding_page, desk_of
from server.office.inbox.amending import changes_in
from server.office.inbox.filters import Waiting, inbox_filter, people_waiting
from server.office.inbox.one import one_of
from server.office.inbox.outcome import blocked_on, outcome_words, set_aside
from server.office.inbox.rows import rows_of
from server.office.inbox.sides import now_of
from server.office.inbox.words import KINDS, kind_words
from server.office.reasons import reason_in
from server.privacy.services import log_reveal
from server.problems import BadInput, NotFound, Problem
from server.sync import decisions
from server.sync.inbox import inbox_counts, operations_of, unreadable_inbox
from server.sync.models import Decision, Operation, Unreadable
from server.sync.problems import problem_named

PER_PAGE = 50


@require_GET
@deciding_page
def inbox_page(request: HttpRequest) -> HttpResponse:
    """What waits, as the address filters it, the oldest first."""
    desk = desk_of(request)
    asked = inbox_filter(request)
    page = Paginator(asked.operations(desk.scope), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "desk": desk,
        "tab": "inbox",
        "asked": asked,
        "counts": inbox_counts(desk.scope),
        "page": page,
        "rows": rows_of(desk.scope, list(page.object_list)),
        "unread": [(message, sentence_of(message)) for message in asked.messages(desk.scope)[:PER_PAGE]],
        "states": Waiting,
        "kinds": KINDS,
        "workers": people_waiting(desk.scope),
    }
    return render(request, "office/inbox/list.html", context)


@require_GET
@deciding_page
def operation_page(request: HttpRequest, operation_id: UUID) -> HttpResponse:
    desk = desk_of(request)
    context = operation_context(desk, operation_in(desk, operation_id))
    return render(request, "office/inbox/detail.html", context)


@require_POST
@never_cache
@deciding_page
def reveal_operation(request: HttpRequest, operation_id: UUID) -> HttpResponse:
    """The record in full, once, for a reason that goes into the log of reads."""
    desk = desk_of(request)
    found = operation_in(desk, operation_id)
    try:
        reason = reason_in(request)
    except Problem as problem:
        context = operation_context(desk, found) | {"unrevealed": problem}
        return render(request, "office/inbox/detail.html", context, status=problem.status)
    with transaction.atomic():
        log_reveal(person=desk.person, kind="operation", record_id=found.id, reason=reason)
        return render(request, "office/inbox/detail.html", operation_context(desk, found, full=True))


@require_POST
@deciding_page
def decide(request: HttpRequest, operation_id: UUID) -> HttpResponse:
    """Accept, amend or dismiss, and go back to the list; what still stands against it is shown with nothing lost."""
    desk = desk_of(request)
    found = operation_in(desk, operation_id)
    waiting = blocked_on(found.device_id)
    try:
        decision = decided(desk, found, request)
    except Problem as problem:
        found = operation_in(desk, operation_id)
        context = operation_context(desk, found, request=request) | {"problem": problem}
        return render(request, "office/inbox/detail.html", context, status=problem.status)
    said = f"{kind_words(found.kind)} ({found.person.display_name}): {outcome_words(decision, waiting)}"
    messages.success(request, said)
    return back_to_list(request)


def decided(desk: Desk, operation: Operation, request: HttpRequest) -> Decision:
    """Raises what the decision or the record is refused for."""
    act, reason = request.POST.get("act", ""), request.POST.get("reason", "")
    if act == "accept":
        return decisions.accept(desk.scope, operation.id, reason=reason)
    if act == "dismiss":
        return decisions.dismiss(desk.scope, operation.id, reason=reason)
    if act != "amend":
        raise BadInput({"act": [_("“%(value)s” cannot be read.") % {"value": act[:80]}]})
    changes = changes_in(request.POST, operation, now_of(desk.scope, operation))
    return decisions.amend(desk.scope, operation.id, changes=changes, reason=reason)


@require_GET
@deciding_page
def message_page(request: HttpRequest, message_id: int) -> HttpResponse:
    desk = desk_of(request)
    return render(request, "office/inbox/message.html", message_context(desk, message_in(desk, message_id)))


@require_POST
@never_cache
@deciding_page
def reveal_message(request: HttpRequest, message_id: int) -> HttpResponse:
    """What came, letter by letter, for a reason that goes into the log of reads."""
    desk = desk_of(request)
    found = message_in(desk, message_id)
    try:
        reason = reason_in(request)
    except Problem as problem:
        context = message_context(desk, found) | {"problem": problem}
        return render(request, "office/inbox/message.html", context, status=problem.status)
    with transaction.atomic():
        # The log names records by UUID; a message has a number.
        log_reveal(person=desk.person, kind="message", record_id=UUID(int=found.id), reason=reason)
        return render(request, "office/inbox/message.html", message_context(desk, found) | {"content": found.content})


@require_POST
@deciding_page
def dismiss_message(request: HttpRequest, message_id: int) -> HttpResponse:
    desk = desk_of(request)
    found = message_in(desk, message_id)
    try:
        decisions.dismiss_unreadable(desk.scope, found.id, reason=request.POST.get("reason", ""))
    except Problem as problem:
        context = message_context(desk, found) | {"problem": problem}
        return render(request, "office/inbox/message.html", context, status=problem.status)
    messages.success(request, set_aside())
    return back_to_list(request)


def back_to_list(request: HttpRequest) -> HttpResponse:
    """With the filters with which the list was left."""
    query = request.GET.urlencode()
    return redirect(reverse("office:inbox") + (f"?{query}" if query else ""))


def operation_in(desk: Desk, operation_id: UUID) -> Operation:
    """Decided or not. Raises NotFound outside the desk's area."""
    found = operations_of(desk.scope).filter(id=operation_id).first()
    if found is None:
        raise NotFound
    return found


def message_in(desk: Desk, message_id: int) -> Unreadable:
    """Raises NotFound outside the desk's area, and for what was dismissed."""
    found = unreadable_inbox(desk.scope).filter(id=message_id).first()
    if found is None:
        raise NotFound
    return found


def operation_context(
    desk: Desk, operation: Operation, *, full: bool = False, request: HttpRequest | None = None
) -> dict[str, Any]:
    said = request.POST if request else None
    return {"desk": desk, "tab": "inbox", "said": said, "one": one_of(desk.scope, operation, full=full, said=said)}


def message_context(desk: Desk, message: Unreadable) -> dict[str, Any]:
    return {"desk": desk, "tab": "inbox", "message": message, "why": sentence_of(message)}


def sentence_of(message: Unreadable) -> str:
    problem = problem_named(message.code, {})
    return problem.message if problem else message.code
