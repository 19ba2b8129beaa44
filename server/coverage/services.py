"""Keeping the roll-up exact: settle the marks that changes left behind, and count afresh what is no longer right."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from server.coverage.indicators import COUNT_AND_STORE
from server.coverage.models import CoverageCount, DirtyPeriod
from server.coverage.periods import Period, start_of

# One refresh at a time: the later of two could otherwise store the older numbers.
LOCK = 7_001_001


def refresh(today: date | None = None) -> int:
    """Count afresh every stored row that is no longer right; for a job. Returns how many rows were counted."""
    today = today or timezone.localdate()
    with transaction.atomic():
        lock()
        settle_marks()
        stale: dict[Period, list[UUID]] = defaultdict(list)
        for grid_id, kind, starts_on, as_of in CoverageCount.objects.values_list(
            "grid_id", "period", "starts_on", "as_of"
        ):
            period = Period(kind, starts_on)
            if as_of != period.as_of(today):
                stale[period].append(grid_id)
        for period, grid_ids in stale.items():
            count(period, grid_ids, today)
    return sum(map(len, stale.values()))


def ensure(period: Period, grid_ids: Collection[UUID], today: date) -> None:
    """Make the rows of these small grids in this period right before they are read."""
    if not DirtyPeriod.objects.exists() and not lacking(period, grid_ids, today):
        return
    with transaction.atomic():
        lock()
        settle_marks()
        count(period, lacking(period, grid_ids, today), today)


def lacking(period: Period, grid_ids: Collection[UUID], today: date) -> list[UUID]:
    """Those of the grids whose row is missing, marked, or of an earlier day."""
    right = CoverageCount.objects.filter(
        period=period.kind, starts_on=period.starts_on, as_of=period.as_of(today), grid__in=grid_ids
    )
    return sorted(set(grid_ids) - set(right.values_list("grid_id", flat=True)))


def lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])


def settle_marks() -> None:
    """Turn the marks into rows that wait to be counted.

    The marks go first: whoever commits a change after this statement's snapshot leaves a new mark behind.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with
            taken as (delete from coverage_dirtyperiod returning grid_id, month),
            since as (select grid_id, min(month) as month from taken group by grid_id)
            update coverage_coveragecount row set as_of = null
            from since
            where row.grid_id = since.grid_id
              -- the period ends after the first day of the month from which the counts are wrong
              and (row.starts_on + case row.period
                      when 'month' then interval '1 month'
                      when 'quarter' then interval '3 months'
                      else interval '1 year' end) > since.month
            """
        )


def count(period: Period, grid_ids: Collection[UUID], today: date) -> None:
    """Count these small grids afresh from visits, placements and plans, and store the result."""
    if not grid_ids:
        return
    as_of = period.as_of(today)
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT_AND_STORE,
            {
                "grids": list(grid_ids),
                "period": period.kind,
                "starts_on": period.starts_on,
                "ends_on": period.ends_on,
                "as_of": as_of,
                "starts_at": start_of(period.starts_on),
                "until": start_of(as_of + timedelta(days=1)),
            },
        )
