"""Who holds back the horizon below which phones read the change log: the oldest transactions that write."""

from dataclasses import dataclass

from django.db import connection

# A transaction counts from its first write on; so does one prepared in two phases, which belongs to nobody any more.
# Of other roles' sessions PostgreSQL tells only the number, unless ours may read all statistics.
HOLDERS = """
    select pid, coalesce(nullif(application_name, ''), usename, '?'), datname, coalesce(state, '?'),
           coalesce(extract(epoch from clock_timestamp() - xact_start), 0)::float
    from pg_stat_activity
    where backend_xid is not null and datname = current_database() and pid <> pg_backend_pid()
    union all
    select 0, 'prepared transaction ' || gid, database, 'prepared',
           extract(epoch from clock_timestamp() - prepared)::float
    from pg_prepared_xacts where database = current_database()
    order by 5 desc
"""


@dataclass(frozen=True)
class Holder:
    """An open transaction that has written. `pid` is 0 for a prepared one."""

    pid: int
    application: str
    database: str
    state: str
    seconds: float


def holders() -> list[Holder]:
    """Longest first."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS)
        return [Holder(*row) for row in cursor.fetchall()]
