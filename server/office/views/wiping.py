"""Asking a lost phone to remove its data, and what became of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from server.accounts.models import Device
from server.accounts.wiping import LONGEST_REASON, ask_to_wipe, withdraw_wipe
from server.office.desk import Desk, deciding_page, desk_of
from server.problems import NotFound, Problem
from server.sync.inbox import people_of


@require_GET
@deciding_page
def wipe_page(request: HttpRequest, device_id: UUID) -> HttpResponse:
    return render(request, "office/phones/wipe.html", page_context(desk_of(request), device_id))


@require_POST
@deciding_page
def ask_wipe(request: HttpRequest, device_id: UUID) -> HttpResponse:
    desk = desk_of(request)
    try:
        ask_to_wipe(
            device=device_at(desk, device_id), by=desk.person, reason=request.POST.get("reason", "")[:LONGEST_REASON]
        )
    except NotFound:
        raise
    except Problem as problem:
        context = page_context(desk, device_id) | {"problem": problem}
        return render(request, "office/phones/wipe.html", context, status=problem.status)
    messages.success(request, _("Asked. The phone removes its data as soon as it is heard of; until then it pends."))
    return redirect("office:phones")


@require_POST
@deciding_page
def withdraw(request: HttpRequest, device_id: UUID) -> HttpResponse:
    withdraw_wipe(device=device_at(desk_of(request), device_id))
    messages.success(request, _("Withdrawn. The phone works as before."))
    return redirect("office:phones")


def device_at(desk: Desk, device_id: UUID) -> Device:
    """Raises NotFound for a phone of another office's person."""
    device = Device.objects.select_related("person").filter(id=device_id, person__in=people_of(desk.scope)).first()
    if device is None:
        raise NotFound
    return device


def page_context(desk: Desk, device_id: UUID) -> dict[str, Any]:
    return {"desk": desk, "tab": "phones", "device": device_at(desk, device_id), "longest": LONGEST_REASON}
