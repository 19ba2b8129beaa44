"""Who sits at the office's desk: the scope of their posts, and the organisations that they act for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from server.accounts.models import Person
from server.grids.scope import Scope, for_person
from server.households.selectors import likenesses_for
from server.office.fragments import wants_part
from server.organisations.selectors import organisations_of
from server.problems import NotAllowed, Problem
from server.sync.inbox import inbox_counts
from server.sync.permissions import can_decide


@dataclass(frozen=True)
class Desk:
    """Community and street staff work on their area; a department only on what is assigned to it."""

    person: Person
    scope: Scope
    organisation_ids: frozenset[UUID]

    @property
    def is_office(self) -> bool:
        return self.scope.is_office

    @property
    def has_incidents(self) -> bool:
        return self.is_office or bool(self.organisation_ids)

    @property
    def decides(self) -> bool:
        return can_decide(self.scope)

    @cached_property
    def records_to_decide(self) -> int:
        return inbox_counts(self.scope).to_decide if self.decides else 0

    @cached_property
    def pairs_to_decide(self) -> int:
        return likenesses_for(self.scope).count() if self.decides else 0

    @property
    def to_decide(self) -> int:
        """What waits for this desk: the number on the rail."""
        return self.records_to_decide + self.pairs_to_decide


class NoPlaceInOffice(NotAllowed):
    code = "no_place_in_office"
    sentence = _("These pages are for the office.")


Page = Callable[..., HttpResponseBase]


def desk_of(request: HttpRequest) -> Desk:
    """The desk of the signed-in person, worked out once per request."""
    if not hasattr(request, "_desk"):
        person = cast("Person", request.user)
        request._desk = Desk(person, for_person(person), organisations_of(person))  # type: ignore[attr-defined]
    return cast("Desk", request._desk)  # type: ignore[attr-defined]


def desk_page(allowed: Callable[[Desk], bool]) -> Callable[[Page], Page]:
    """Opens a page only to a signed-in person whose desk is `allowed`; each refusal becomes a page that explains it."""

    def decorate(view: Page) -> Page:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                if not allowed(desk_of(request)):
                    raise NoPlaceInOffice
                return view(request, *args, **kwargs)
            except Problem as problem:
                return refusal(request, problem)

        return guarded

    return decorate


def refusal(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A refusal as a page, or as a fragment where htmx asked for one."""
    inside = wants_part(request)
    template = "office/parts/refusal.html" if inside else "office/refusal.html"
    return render(request, template, {"problem": problem, "desk": desk_of(request)}, status=problem.status)


office_page = desk_page(lambda desk: desk.is_office)
deciding_page = desk_page(lambda desk: desk.decides)
incident_page = desk_page(lambda desk: desk.has_incidents)
signed_in_page = desk_page(lambda _desk: True)
