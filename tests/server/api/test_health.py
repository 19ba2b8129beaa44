"""`/healthz`: alive, whatever the database does."""

from django.db import connection


def test_a_server_without_its_database_lives(client):
    # No mark, so pytest-django refuses every query.
    assert client.get("/healthz").json() == {"status": "ok"}
    assert connection.connection is None or not connection.in_atomic_block
