"""`/healthz` and `/readyz`."""

import pytest
from django.db import DatabaseError


@pytest.mark.django_db
def test_a_migrated_server_is_ready(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}


@pytest.mark.django_db
def test_a_server_with_migrations_to_come_is_not(client):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="sync").delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "migrations_pending")


def test_a_server_without_its_database_lives_but_is_not_ready(client, monkeypatch):
    def broken(_connection):
        raise DatabaseError

    monkeypatch.setattr("server.api.health.MigrationExecutor", broken)
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "no_database"})
