"""Every read of coverage: the table of a level and period, and the phones that may still change it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from server.accounts.models import Device
from server.coverage.periods import Period
from server.coverage.services import ensure
from server.grids.scope import Scope, grids_below

# A phone in use reports at least daily; one that has not may hold visits that we do not know of.
SILENT_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class CoverageRow:
    """The counts of one grid; `covered_share` is None where nothing was due."""

    grid_id: UUID
    code: str
    name: str
    level: str
    parent_id: UUID | None
    eligible: int
    due: int
    attempted: int
    contacted: int
    not_home: int
    declined: int
    covered: int
    overdue: int
    visits: int

    @property
    def covered_share(self) -> float | None:
        return self.covered / self.due if self.due else None


@dataclass(frozen=True)
class CoverageTable:
    """One period of all grids of a level. `as_of` is the day up to which visits are counted."""

    level: str
    period: Period
    as_of: date
    computed_at: datetime | None
    rows: list[CoverageRow]


def coverage_table(
    scope: Scope,
    *,
    level: str,
    period: str,
    starts_on: date,
    parent: UUID | None = None,
    today: date | None = None,
) -> CoverageTable:
    """The counts of the scope's grids of a level, those below `parent` if given, by code.

    `starts_on` may be any day of the period. Larger grids are the sums of their small ones, since a household is
    counted in one small grid at a time.
    """
    today = today or timezone.localdate()
    asked = Period.containing(period, starts_on)
    reach = scope.grid_ids & grids_below([parent]).keys() if parent else scope.grid_ids
    ensure(asked, scope.small_grid_ids & reach, today)
    rows, computed_at = summed(reach, scope.small_grid_ids, level, asked)
    return CoverageTable(level, asked, asked.as_of(today), computed_at, rows)


def summed(
    reach: frozenset[UUID], small_grid_ids: frozenset[UUID], level: str, period: Period
) -> tuple[list[CoverageRow], datetime | None]:
    sql = """
        with recursive
        -- each small grid under itself and under everything above it
        above as (
            select id as small_id, id as grid_id, parent_id from grids_servicegrid where id = any(%(small)s)
            union all
            select above.small_id, parent.id, parent.parent_id
            from above join grids_servicegrid parent on parent.id = above.parent_id
        ),
        -- the grids of the asked level that had a border at any time in the period
        asked as (
            select grid.id, grid.code, grid.name, grid.level, grid.parent_id
            from grids_servicegrid grid
            where grid.id = any(%(reach)s) and grid.level = %(level)s
              and exists (
                  select from grids_gridboundary area
                  where area.grid_id = grid.id and area.valid && daterange(%(starts_on)s, %(ends_on)s)
              )
        )
        select asked.id, asked.code, asked.name, asked.level, asked.parent_id,
            coalesce(sum(c.eligible), 0)::int, coalesce(sum(c.due), 0)::int, coalesce(sum(c.attempted), 0)::int,
            coalesce(sum(c.contacted), 0)::int, coalesce(sum(c.not_home), 0)::int, coalesce(sum(c.declined), 0)::int,
            coalesce(sum(c.covered), 0)::int, coalesce(sum(c.overdue), 0)::int, coalesce(sum(c.visits), 0)::int,
            min(c.computed_at)
        from asked
        left join above on above.grid_id = asked.id
        left join coverage_coveragecount c
            on c.grid_id = above.small_id and c.period = %(period)s and c.starts_on = %(starts_on)s
        group by asked.id, asked.code, asked.name, asked.level, asked.parent_id
        order by asked.code
    """
    parameters: dict[str, Any] = {
        "small": list(small_grid_ids),
        "reach": list(reach),
        "level": level,
        "period": period.kind,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    moments = [row[-1] for row in found if row[-1]]
    return [CoverageRow(*row[:-1]) for row in found], min(moments, default=None)


def silent_phones(scope: Scope, now: datetime | None = None) -> QuerySet[Device]:
    """Phones of people with a post in the scope's grids that may hold visits which are not counted yet.

    Either not heard of for a day, or saying themselves that records wait on them. Longest silence first.
    """
    now = now or timezone.now()
    posted = Device.objects.filter(
        person__is_active=True,
        person__grid_posts__grid__in=scope.grid_ids,
        person__grid_posts__term__contains=timezone.localdate(now),
        revoked_at__isnull=True,
    )
    silent = Q(last_seen_at__isnull=True) | Q(last_seen_at__lt=now - SILENT_AFTER) | Q(waiting_count__gt=0)
    ids = posted.filter(silent).values("id")
    return Device.objects.filter(id__in=ids).select_related("person").order_by("last_seen_at", "id")
