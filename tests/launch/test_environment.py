"""What the started programs are told."""

import pytest

from server.launch.environment import given_database, with_database
from server.launch.places import PYTHON
from server.launch.problems import CannotStart


@pytest.mark.parametrize("text", ["", "   "])
def test_no_database_is_given(monkeypatch: pytest.MonkeyPatch, text: str):
    monkeypatch.setenv("DATABASE_URL", text)
    assert given_database() is None


def test_a_database_is_given(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgis://me:secret@db.example:5433/field")
    assert given_database() == "postgis://me:secret@db.example:5433/field"


@pytest.mark.parametrize("text", ["mysql://me@host/field", "host=127.0.0.1 dbname=field", "field"])
def test_another_kind_of_database_is_refused(monkeypatch: pytest.MonkeyPatch, text: str):
    monkeypatch.setenv("DATABASE_URL", text)
    with pytest.raises(CannotStart, match="postgis://"):
        given_database()


def test_a_url_without_a_database_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgis://me@127.0.0.1:5432/")
    with pytest.raises(CannotStart, match="names no database"):
        given_database()


def test_programs_run_in_the_virtual_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PATH", "/usr/bin")
    environment = with_database("postgis://me@127.0.0.1/field", EXTRA="1")
    assert environment["PATH"] == f"{PYTHON.parent}:/usr/bin"
    assert "PYTHONPATH" not in environment
    assert environment["DATABASE_URL"] == "postgis://me@127.0.0.1/field"
    assert environment["EXTRA"] == "1"
