"""One household: masked until someone says why they need to read it, and its visits."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from server.grids.scope import Scope
from server.households.masking import HouseholdCard, card_for
from server.households.models import CareCategory, Household
from server.households.permissions import can_reveal
from server.households.selectors import households_for
from server.incidents.selectors import incidents_for
from server.office.boards import door_of
from server.office.desk import desk_of, office_page
from server.office.filled_forms import filled_forms
from server.office.fragments import wants_part
from server.office.pictures import pictures_of
from server.office.register_history import past_of
from server.privacy.services import log_reveal
from server.problems import BadInput, NotAllowed, NotFound, Problem, check_text
from server.visits.models import PresenceReason, VisitNeed
from server.visits.selectors import visits_for

VISITS_SHOWN = 50
REASON_LENGTH = 200


@require_GET
@office_page
def household(request: HttpRequest, household_id: UUID) -> HttpResponse:
    desk = desk_of(request)
    found = household_in(desk.scope, household_id)
    return render(request, "office/households/page.html", household_context(desk.scope, found) | {"desk": desk})


@require_POST
@never_cache
@office_page
def reveal(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Names and numbers in full, once, for a reason that goes into the log of reads."""
    desk = desk_of(request)
    found = household_in(desk.scope, household_id)
    reason = request.POST.get("reason", "").strip()
    context = household_context(desk.scope, found) | {"desk": desk, "reason": reason}
    try:
        context["card"] = revealed_card(desk.scope, found, reason)
    except Problem as problem:
        context["problem"] = problem
    template = "office/households/identity.html" if wants_part(request) else "office/households/page.html"
    return render(request, template, context, status=context["problem"].status if "problem" in context else 200)


def revealed_card(scope: Scope, found: Household, reason: str) -> HouseholdCard:
    """The card in full, handed out in the transaction that logs it. Raises NotAllowed, BadInput without a reason."""
    if not can_reveal(scope, found):
        raise NotAllowed
    if not reason:
        raise BadInput({"reason": [_("Say why you need to read it.")]})
    check_text(reason, limit=REASON_LENGTH)
    with transaction.atomic():
        log_reveal(person=scope.person, kind="household", record_id=found.id, reason=reason)
        return card_for(scope, found, full=True)


def household_in(scope: Scope, household_id: UUID) -> Household:
    """Raises NotFound outside the scope."""
    households = households_for(scope).select_related("dwelling__unit__building", "small_grid", "plan")
    found = households.prefetch_related("residents").filter(id=household_id).first()
    if found is None:
        raise NotFound
    return found


def household_context(scope: Scope, found: Household) -> dict[str, Any]:
    """The page's rows. Visits are append-only: a corrected one stays visible, marked."""
    visits = visits_for(scope).filter(household=found)
    shown = list(visits[:VISITS_SHOWN])
    return {
        "household": found,
        "card": card_for(scope, found),
        "door": door_of(scope, found),
        "building": found.dwelling.unit.building,
        "visits": list(
            zip(shown, pictures_of([visit.photo_hashes for visit in shown]), filled_forms(shown), strict=True)
        ),
        "visits_total": visits.count(),
        "incidents": incidents_for(scope).filter(household=found),
        "care_labels": dict(CareCategory.choices),
        "presence_labels": dict(PresenceReason.choices),
        "need_labels": dict(VisitNeed.choices),
        "past": past_of(found),
    }
