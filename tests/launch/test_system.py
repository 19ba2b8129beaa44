"""Which system packages are asked for, and under which name."""

import shutil

import pytest

from server.launch import system
from server.launch.problems import CannotStart


def need(what: str, *packages: str, present: bool = False) -> system.Need:
    return system.Need(what, packages, lambda: present)


def test_postgis_is_the_newest_that_apt_knows():
    known = [
        "postgresql-15-postgis-3",
        "postgresql-9-postgis-2",
        "postgresql-17-postgis-3",
        "postgresql-17-postgis-3-scripts",
    ]
    assert system.newest_postgis(known) == "postgresql-17-postgis-3"


def test_postgis_has_a_name_even_where_apt_knows_none():
    assert system.newest_postgis([]) == "postgresql-postgis"


def test_each_package_is_named_once():
    needs = [need("a", "x", "y"), need("b", "y", system.POSTGIS)]
    assert system.debian_names(needs, ["postgresql-15-postgis-3"]) == ["x", "y", "postgresql-15-postgis-3"]


def test_nothing_is_run_where_everything_is_there(monkeypatch: pytest.MonkeyPatch):
    def never(*arguments: object, **options: object) -> None:
        raise AssertionError("a program was run")

    monkeypatch.setattr(system, "run", never)
    monkeypatch.setattr(system.subprocess, "run", never)
    system.make_sure_of([need("a", "x", present=True)])


def test_a_system_without_apt_is_told_the_packages(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(CannotStart, match="libfoo1 libbar2"):
        system.make_sure_of([need("graphics", "libfoo1", "libbar2")])


def test_somebody_without_rights_and_without_sudo_is_told_whom_to_ask(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    with pytest.raises(CannotStart, match="administrator for: apt-get install gettext"):
        system.make_sure_of([need("msgfmt", "gettext")])
