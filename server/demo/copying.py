"""Rows by COPY: ten times as fast as INSERT, and timestamps stay as they are given. Statement triggers fire once."""

import struct
from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql

Row = dict[str, Any]
EWKB_POINT_WITH_SRID = 0x20000001
WGS84 = 4326


def copy_rows(model: type[models.Model], rows: Sequence[Row], *, batch: int = 5000) -> None:
    """Write new rows, each with the same columns; no signal is sent, no default is filled in."""
    for start in range(0, len(rows), batch):
        _copy(model, rows[start : start + batch])
        if start == 0:
            analyse(model)


def analyse(*kinds: type[models.Model]) -> None:
    """Tell the planner how many rows there are. Without it the triggers of a first load believe the tables empty, and
    plan nested loops over all visits that take minutes."""
    names = sql.SQL(", ").join(sql.Identifier(kind._meta.db_table) for kind in kinds)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("analyze {}").format(names))


def point_value(lon: float, lat: float) -> str:
    """A point of EPSG:4326 as PostGIS reads it from text (hexadecimal EWKB)."""
    return struct.pack("<BIIdd", 1, EWKB_POINT_WITH_SRID, WGS84, lon, lat).hex()


def _copy(model: type[models.Model], rows: Sequence[Row]) -> None:
    columns = sql.SQL(", ").join(sql.Identifier(column) for column in rows[0])
    statement = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(model._meta.db_table), columns)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))
