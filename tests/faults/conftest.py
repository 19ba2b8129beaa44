"""What fault tests share: a field and a phone in it; and the field in a PostgreSQL cluster of its own, made once, of
which each module of tests that kills clusters gets a copy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.faults.clusters import Postgres, copy_of, django_on, seed
from tests.journeys.field import Field, Handset


@pytest.fixture
def field() -> Field:
    """People, grids and homes in the test's database."""
    return Field()


@pytest.fixture
def real_passwords(settings) -> None:
    """For a server that runs as a program of its own: it knows no passwords hashed for tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]


@pytest.fixture
def phone(field, live_server, tmp_path) -> Iterator[Handset]:
    """The worker's phone, signed in and up to date."""
    handset = Handset(tmp_path / "worker", live_server.url, "worker")
    handset.sign_in()
    assert handset.sync().complete
    yield handset
    handset.store.close()


@dataclass(frozen=True)
class Kept:
    """A stopped cluster that holds a field, and the field as the tests know it."""

    cluster: Postgres
    field: object


@pytest.fixture(scope="session")
def kept_field(django_db_blocker) -> Iterator[Kept]:
    """Made when the first module asks."""
    with django_db_blocker.unblock(), seed() as made:
        yield Kept(made, filled(made, Field))


def filled(made: Postgres, make: type) -> object:
    with running(made), django_on(made):
        return make()


@contextmanager
def running(made: Postgres) -> Iterator[None]:
    made.start()
    try:
        yield
    finally:
        made.stop_orderly()


@pytest.fixture(scope="module")
def primary(kept_field: Kept) -> Iterator[Postgres]:
    """A running copy; `primary.folder.parent` is for replicas and backups of it."""
    with copy_of(kept_field.cluster) as made:
        yield made


@pytest.fixture
def clusters_field(kept_field: Kept) -> object:
    return kept_field.field
