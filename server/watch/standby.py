"""Asking a database that we do not work with: is it a replica?"""

import psycopg
from django.db import connection


def is_replica() -> bool:
    """Whether the database answers but follows another one. False where it does not answer at all."""
    parameters = {
        name: value
        for name, value in connection.get_connection_params().items()
        if name in {"host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "connect_timeout"}
    }
    try:
        with psycopg.connect(**parameters) as other:
            row = other.execute("select pg_is_in_recovery()").fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])
