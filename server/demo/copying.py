"""Rows by COPY: ten times as fast as INSERT, and timestamps stay as they are given. Statement triggers fire once."""

from collections.abc import Sequence
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection, models
from psycopg import sql


def copy_rows(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model as they are; no signal is sent, no default time is set."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not (field.generated or _is_serial(field))]
    columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(meta.db_table), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([_plain(getattr(row, field.attname)) for field in fields])


def _is_serial(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.AutoField)


def _plain(value: Any) -> Any:
    return value.hexewkb.decode() if isinstance(value, GEOSGeometry) else value
