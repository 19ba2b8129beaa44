"""Rows whose columns hold JSON, read as what they say."""

import json
import sqlite3
from typing import Any


def body_of(row: sqlite3.Row) -> dict[str, Any]:
    """What an operation of `outbox` asks for."""
    body: dict[str, Any] = json.loads(row["body"])
    return body


def data_of(row: sqlite3.Row) -> dict[str, Any]:
    """What the server's verdict on an operation names."""
    data: dict[str, Any] = json.loads(row["data"])
    return data


def residents_of(row: sqlite3.Row) -> list[dict[str, Any]]:
    """The residents of a row of `household`, as the server told them."""
    residents: list[dict[str, Any]] = json.loads(row["residents"])
    return residents
