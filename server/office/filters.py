"""What a page was asked to show, read from its address."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from server.coverage.models import PeriodKind
from server.coverage.periods import Period
from server.grids.models import GridLevel, ServiceGrid
from server.grids.scope import Scope
from server.office.periods import periods_until
from server.office.selectors import first_level, grid_in_scope
from server.problems import BadInput

Choice = TypeVar("Choice", bound=TextChoices)
BELOW = {GridLevel.LARGE: GridLevel.MEDIUM, GridLevel.MEDIUM: GridLevel.SMALL}


@dataclass(frozen=True)
class CoverageFilter:
    """Which grids, in which window. With a `parent` the rows are the grids right below it."""

    level: GridLevel
    parent: ServiceGrid | None
    period: Period

    @property
    def path(self) -> list[ServiceGrid]:
        """From the largest grid down to `parent`."""
        path: list[ServiceGrid] = []
        grid = self.parent
        while grid is not None:
            path.insert(0, grid)
            grid = grid.parent
        return path

    @property
    def below(self) -> GridLevel | None:
        """The level that a row opens into."""
        return BELOW.get(self.level)

    @property
    def choices(self) -> list[Period]:
        """The windows on offer; one that was asked for by hand stays visible."""
        offered = periods_until(PeriodKind(self.period.kind), timezone.localdate())
        return offered if self.period in offered else [*offered, self.period]


def coverage_filter(request: HttpRequest, scope: Scope) -> CoverageFilter:
    """Raises BadInput for values that cannot be read, NotFound for a parent outside the scope."""
    kind = one_of(request, "period", PeriodKind, PeriodKind.MONTH)
    period = Period.containing(kind, day_in(request, "starts_on") or timezone.localdate())
    parent_id = id_in(request, "parent")
    if parent_id is None:
        return CoverageFilter(one_of(request, "level", GridLevel, first_level(scope)), None, period)
    parent = grid_in_scope(scope, parent_id)
    return CoverageFilter(BELOW.get(GridLevel(parent.level), GridLevel.SMALL), parent, period)


def one_of(request: HttpRequest, name: str, choices: type[Choice], default: Choice) -> Choice:
    """A value of an enumeration, or the default where nothing is said."""
    value = request.GET.get(name, "")
    try:
        return choices(value) if value else default
    except ValueError as error:
        raise unreadable(name, value) from error


def id_in(request: HttpRequest, name: str) -> UUID | None:
    value = request.GET.get(name, "")
    try:
        return UUID(value) if value else None
    except ValueError as error:
        raise unreadable(name, value) from error


def day_in(request: HttpRequest, name: str) -> date | None:
    value = request.GET.get(name, "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise unreadable(name, value) from error


def unreadable(name: str, value: str) -> BadInput:
    """The refusal for a value in the address that means nothing."""
    return BadInput({name: [_("“%(value)s” cannot be read.") % {"value": value[:80]}]})
