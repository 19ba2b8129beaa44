"""The incident list: its filters, read from the address, and its pages."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from server.grids.scope import Scope
from server.incidents.lists import filtered
from server.incidents.models import Incident, IncidentState, WorkDomain
from server.incidents.workflow import SETTLED
from server.office.filters import id_in, one_of
from server.office.selectors import grid_in_scope

PER_PAGE = 50
OPEN, ALL = "open", "all"


@dataclass(frozen=True)
class IncidentFilter:
    """`state` is a state, `open` (the default) or `all`; the others are empty where nothing is chosen."""

    state: str
    domain: str
    grid_id: UUID | None
    overdue: bool
    text: str

    @property
    def query(self) -> dict[str, Any]:
        """The same filters as the API names them."""
        named = {"domain": self.domain, "grid": self.grid_id, "search": self.text}
        state = {"open": True} if self.state == OPEN else {} if self.state == ALL else {"state": self.state}
        return state | {name: value for name, value in named.items() if value}

    def narrow(self, incidents: QuerySet[Incident], scope: Scope) -> QuerySet[Incident]:
        """The incidents that fit, in the order in which they came. Raises NotFound for a grid outside the scope."""
        if self.grid_id:
            grid_in_scope(scope, self.grid_id)
        incidents = filtered(incidents, self.query)
        if self.overdue:
            incidents = incidents.filter(due_at__lt=timezone.now()).exclude(state__in=SETTLED)
        return incidents


def incident_filter(request: HttpRequest) -> IncidentFilter:
    """Raises BadInput for a value that means nothing."""
    state = request.GET.get("state", OPEN) or OPEN
    return IncidentFilter(
        state=state if state in (OPEN, ALL) else one_of(request, "state", IncidentState, IncidentState.REPORTED).value,
        domain=one_of(request, "domain", WorkDomain, WorkDomain.SERVICE).value if request.GET.get("domain") else "",
        grid_id=id_in(request, "grid"),
        overdue=request.GET.get("overdue") == "1",
        text=request.GET.get("q", "").strip()[:80],
    )


def page_of(request: HttpRequest, incidents: QuerySet[Incident]) -> Page[Incident]:
    """One page of the list; a page number beyond the end gives the last one."""
    return Paginator(incidents, PER_PAGE).get_page(request.GET.get("page"))
