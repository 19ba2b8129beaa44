"""Visit plans: how often a household is visited, and when the next visit is due.

The due date is the date of the last contact (without one: the day of registration) plus the interval; a next date
agreed at the last visit brings it forward. The interval is the shortest that applies to anyone in the household.
Statement triggers (migration 0002) call the same SQL function after every change of visits, households, residents
and intervals, so a plan is right whoever wrote the change.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection


def replan(household_ids: Iterable[UUID]) -> None:
    """Recompute the plans of these households from their history, set-based."""
    with connection.cursor() as cursor:
        cursor.execute("select visits_replan(%s)", [list(household_ids)])
