"""Visit plans: how often a household is visited, and when the next visit is due.

The due date is the date of the last contact (without one: the day of registration) plus the interval; a next date
agreed at the last visit brings it forward. The interval is the shortest that applies to anyone in the household.
Statement triggers (migrations 0002 and 0003) call the same SQL functions after every change of visits, households,
dwellings, residents and intervals, so a plan is right whoever wrote the change.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection


def replan(household_ids: Iterable[UUID]) -> None:
    """Recompute the plans of these households from their history and their homes, set-based."""
    sql = "select visits_replan(asked), visits_rehouse(asked) from (select %s::uuid[] as asked) household"
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(household_ids)])
