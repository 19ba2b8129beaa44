"""The database cuts days by the time zone that was set when it was made; the setting must still be the same."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connections


def check_time_zone(*, databases: Sequence[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
    """Run by `migrate` and by `check --database default`."""
    found = [zone for alias in databases or () for zone in zones_of(alias) if zone != settings.TIME_ZONE]
    return [
        checks.Error(
            f"The database cuts days in {zone}, the settings in {settings.TIME_ZONE}.",
            hint="Set GRIDWALK_TIME_ZONE back, or replace the function visits_local_date and recompute all plans.",
            id="visits.E001",
        )
        for zone in found
    ]


def zones_of(alias: str) -> list[str]:
    """The zone in the database's function; none before the first migration."""
    sql = """
        select substring(pg_get_functiondef(oid) from $$AT TIME ZONE '([^']+)'$$) from pg_proc
        where proname = 'visits_local_date'
    """
    with connections[alias].cursor() as cursor:
        cursor.execute(sql)
        return [zone for (zone,) in cursor.fetchall() if zone]
