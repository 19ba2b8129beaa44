"""`/readyz`: the database answers, has every migration, can be written to and has an epoch of this life."""

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder

from server.sync.models import Epoch, EpochReason


@pytest.mark.django_db
def test_a_migrated_server_is_ready(client):
    assert client.get("/readyz").json() == {"status": "ready"}


@pytest.mark.django_db
def test_a_server_with_migrations_to_come_is_not(client):
    MigrationRecorder.Migration.objects.filter(app="sync").delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "migrations_pending")


@pytest.mark.django_db
@pytest.mark.parametrize(("replica", "status"), [(False, "no_database"), (True, "replica")])
def test_a_server_that_cannot_write_is_not(client, monkeypatch, replica, status):
    def broken() -> int:
        raise OperationalError("connection refused")

    monkeypatch.setattr("server.watch.health.migrations_pending", broken)
    monkeypatch.setattr("server.watch.health.is_replica", lambda: replica)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": status})


@pytest.mark.django_db
def test_a_database_of_another_life_gets_its_epoch_before_the_first_phone_comes(client):
    client.get("/readyz")
    first = Epoch.objects.get()
    assert first.reason == EpochReason.FIRST
    Epoch.objects.update(life="1.00000001.1.1")
    client.get("/readyz")
    assert Epoch.objects.get().epoch != first.epoch
    assert Epoch.objects.get().reason == EpochReason.NOTICED
