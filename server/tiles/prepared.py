"""Statements that are prepared once per connection, and so planned once.

Django's own cursor puts the values into the text, which is then planned anew each time: for a tile of zoom 17 that
takes longer than the tile.
"""

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection

# psycopg's own default. Django forbids preparing on its connections; its own cursors go on without.
PREPARE_AFTER = 5


def only_row(sql: str, parameters: Mapping[str, Any]) -> tuple[Any, ...]:
    """The row of a query that always has exactly one."""
    connection.ensure_connection()
    connection.connection.prepare_threshold = PREPARE_AFTER
    with psycopg.Cursor(connection.connection) as cursor:
        rows: list[tuple[Any, ...]] = cursor.execute(sql, parameters, prepare=True).fetchall()
    return rows[0]
