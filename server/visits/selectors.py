"""Every read of visits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from server.grids.scope import Scope
from server.households.models import Household, HouseholdPlacement
from server.visits.models import Visit


@dataclass(frozen=True)
class HouseholdFacts:
    """What judging a visit needs to know about its household."""

    street_id: int
    centre: Point
    small_grid_id: UUID
    placements: tuple[tuple[UUID, DateRange], ...]

    def grid_at(self, moment: datetime) -> UUID:
        """The small grid in which the household was counted on the moment's local day; today's where unknown."""
        day: date = timezone.localdate(moment)
        return next((grid_id for grid_id, valid in self.placements if day in valid), self.small_grid_id)


def household_facts(household_ids: Iterable[UUID]) -> dict[UUID, HouseholdFacts]:
    """Facts by household id, in two queries."""
    ids = set(household_ids)
    placements: dict[UUID, list[tuple[UUID, DateRange]]] = {}
    for household_id, grid_id, valid in HouseholdPlacement.objects.filter(household__in=ids).values_list(
        "household_id", "small_grid_id", "valid"
    ):
        placements.setdefault(household_id, []).append((grid_id, valid))
    rows = Household.objects.filter(id__in=ids).values_list("id", "street_id", "street__centre", "small_grid_id")
    return {
        household_id: HouseholdFacts(street_id, centre, grid_id, tuple(placements.get(household_id, ())))
        for household_id, street_id, centre, grid_id in rows
    }


def visits_by_id(ids: Iterable[UUID]) -> dict[UUID, Visit]:
    return Visit.objects.in_bulk(list(ids))


def corrected_among(ids: Iterable[UUID]) -> set[UUID]:
    """Those of the visits that another one corrects."""
    corrected = Visit.objects.filter(corrects__in=list(ids)).values_list("corrects_id", flat=True)
    return {visit_id for visit_id in corrected if visit_id}


def visits_for(scope: Scope) -> QuerySet[Visit]:
    """The visits in a person's grids, newest first."""
    return (
        Visit.objects.filter(small_grid__in=scope.small_grid_ids)
        .select_related("visitor")
        .order_by("-visited_at", "-id")
    )


def counting_visits(scope: Scope) -> QuerySet[Visit]:
    """Those of them that nothing has corrected."""
    return visits_for(scope).filter(~Exists(Visit.objects.filter(corrects=OuterRef("pk"))))


def may_see_photo(scope: Scope, sha256: str) -> bool:
    """Whether a visit in the person's grids names this photo."""
    return Visit.objects.filter(small_grid__in=scope.small_grid_ids, photo_hashes__contains=[sha256]).exists()


def filters_of(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Query parameters of a list as filters; days are the district's, `until` inclusive."""
    wanted = {
        "household": asked.get("household"),
        "small_grid": asked.get("grid"),
        "visited_at__gte": start_of(asked["since"]) if "since" in asked else None,
        "visited_at__lt": start_of(asked["until"] + timedelta(days=1)) if "until" in asked else None,
    }
    return {name: value for name, value in wanted.items() if value is not None}


def start_of(day: date) -> datetime:
    """Midnight at which the district's day begins."""
    return timezone.make_aware(datetime.combine(day, time.min))
