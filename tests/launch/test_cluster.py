"""A cluster of our own: made whole or not at all, found again, and recovered after a crash."""

import os
import signal
from pathlib import Path

import pytest

from server.launch import cluster, engine
from server.launch.engine import Cluster
from server.launch.ports import is_free
from server.launch.postgres import Binaries, binaries
from server.launch.problems import CannotStart

PROGRAM = binaries()


@pytest.fixture
def made(tmp_path_factory: pytest.TempPathFactory):
    """A fresh cluster, in a folder that the user `postgres` may enter."""
    with cluster.temporary({}) as running:
        yield running


def ask(running: Cluster, query: str) -> str:
    assert PROGRAM is not None
    return engine.client_call(PROGRAM, running, "psql", "-d", "gridwalk", "-XAtc", query).strip()


def test_a_run_has_a_cluster_that_is_gone_afterwards():
    with cluster.temporary(cluster.THROW_AWAY) as running:
        assert ask(running, "show fsync") == "off"
        assert ask(running, "show listen_addresses") == "127.0.0.1"
        assert ask(running, "select count(*) from pg_available_extensions where name = 'postgis'") == "1"
    assert not running.folder.exists()
    assert is_free(running.port)


def test_nobody_gets_in_without_the_password(made: Cluster):
    stranger = Cluster(made.folder, made.port, "guessed")
    with pytest.raises(CannotStart, match="password authentication failed"):
        ask(stranger, "select 1")


def test_the_clusters_programs_survive_a_second_start_after_a_kill(made: Cluster):
    assert PROGRAM is not None
    ask(made, "create table kept as select 7 as seven")
    pid = int((made.folder / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGQUIT)
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]:
        pass
    with engine.running(PROGRAM, made, {}) as again:
        assert ask(again, "select seven from kept") == "7"


def test_a_server_left_behind_is_stopped_first(made: Cluster):
    assert PROGRAM is not None
    before = (made.folder / "postmaster.pid").read_text().split()[0]
    with engine.running(PROGRAM, made, {}) as again:
        assert (made.folder / "postmaster.pid").read_text().split()[0] != before
        assert ask(again, "select 1") == "1"


def test_a_pid_file_of_another_program_is_dropped(tmp_path: Path):
    (tmp_path / "postmaster.pid").write_text(f"{os.getpid()}\n{tmp_path}\n")
    engine.settle_what_a_crash_left(Binaries(15, tmp_path), Cluster(tmp_path, 1, ""))
    assert not (tmp_path / "postmaster.pid").exists()


def test_another_major_version_is_named_with_the_way_out(tmp_path: Path):
    (tmp_path / "PG_VERSION").write_text("9\n")
    with pytest.raises(CannotStart, match=rf"postgresql-9-postgis-3, or remove {tmp_path}"):
        cluster.program_for(Cluster(tmp_path, 1, ""))


def test_a_cluster_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cluster, "RECORD", tmp_path / "cluster.json")
    assert cluster.recorded() is None
    cluster.record(Cluster(tmp_path, 5433, "secret"))
    assert cluster.recorded() is None, "its files are gone"
    (tmp_path / "PG_VERSION").write_text("15\n")
    assert cluster.recorded() == Cluster(tmp_path, 5433, "secret")
    assert (tmp_path / "cluster.json").stat().st_mode & 0o077 == 0


def test_a_torn_record_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cluster, "RECORD", tmp_path / "cluster.json")
    (tmp_path / "cluster.json").write_text('{"folder": "/tm')
    assert cluster.recorded() is None


def test_roots_own_home_is_no_place_for_a_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    assert not cluster.open_to_all(closed / "gridwalk" / ".gridwalk")
    monkeypatch.setattr(cluster, "STATE", closed / ".gridwalk")
    monkeypatch.setattr(cluster.os, "geteuid", lambda: 0)
    assert cluster.home().parent == Path("/var/lib")


def test_programs_of_postgresql_run_as_its_user_where_we_are_root(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("os.geteuid", lambda: 0)
    line = Binaries(15, Path("/usr/lib/postgresql/15/bin")).command("initdb", "--pgdata", Path("/x"))
    assert line[:2] == ["runuser", "-u"]
    assert line[3:] == ["--", "/usr/lib/postgresql/15/bin/initdb", "--pgdata", "/x"]


def test_a_failing_program_says_what_it_said():
    with pytest.raises(CannotStart, match="no such thing"):
        engine.call(["/bin/sh", "-c", "echo no such thing >&2; exit 3"])
    assert engine.call(["/bin/echo", "fine"]) == "fine\n"
