"""In which small grid a household was counted on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from server.households.models import Household, HouseholdPlacement


@dataclass(frozen=True)
class Whereabouts:
    now: UUID
    placements: tuple[tuple[UUID, DateRange], ...]

    def on(self, day: date) -> UUID:
        """The grid of that day; today's where that is unknown."""
        return next((grid_id for grid_id, valid in self.placements if day in valid), self.now)

    def around(self, day: date) -> frozenset[UUID]:
        """Where it may have been that day: a move holds for the whole of its day, and in the morning the household was
        still where it was the day before. And where it is now."""
        return frozenset({self.on(day), self.on(day - timedelta(days=1)), self.now})


def whereabouts_of(household_ids: Iterable[UUID]) -> dict[UUID, Whereabouts]:
    """By household id, in two queries."""
    ids = set(household_ids)
    found: dict[UUID, list[tuple[UUID, DateRange]]] = {}
    rows = HouseholdPlacement.objects.filter(household__in=ids)
    for household_id, grid_id, valid in rows.values_list("household_id", "small_grid_id", "valid"):
        found.setdefault(household_id, []).append((grid_id, valid))
    homes = Household.objects.filter(id__in=ids).values_list("id", "small_grid_id")
    return {home_id: Whereabouts(grid_id, tuple(found.get(home_id, ()))) for home_id, grid_id in homes}
