"""PostgreSQL clusters of our own for fault tests: killed, replicated, promoted, restored to a point in time.

The launcher's own helpers make them, with the packages that it installs, as root (then they run as `postgres`) or as
anybody else. Tables are made once per test run, in a cluster that is then copied.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg

from server.launch import engine
from server.launch.cluster import open_to_all, program_for
from server.launch.engine import Cluster
from server.launch.ports import free_port

# As in production (fsync, synchronous commit, full pages), but small and quick to start.
SETTINGS = {
    "shared_buffers": "32MB",
    "max_connections": "60",
    "wal_level": "replica",
    "hot_standby": "on",
    "max_wal_senders": "4",
    "wal_keep_size": "256MB",
    "autovacuum": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "''",
    "jit": "off",
}
PATIENCE = 40.0


def new_folder() -> Path:
    """A folder that the clusters' owner may enter, where the system keeps its temporary files."""
    place = Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="gridwalk-faults-", dir=place if open_to_all(place) else "/var/tmp"))
    engine.give_to_owner(folder)
    return folder


class Postgres:
    """One cluster: start, stop, kill, follow, promote."""

    def __init__(self, cluster: Cluster, **settings: str) -> None:
        self.cluster = cluster
        self.program = program_for(None)
        self.settings = settings

    @property
    def folder(self) -> Path:
        return self.cluster.folder

    def url(self) -> str:
        return self.cluster.url()

    def start(self, *, wait: bool = True, **more: str) -> None:
        engine.settle_what_a_crash_left(self.program, self.cluster)
        wanted = {**SETTINGS, **self.settings, **more, "port": str(self.cluster.port)}
        options = " ".join(f"-c {name}={value}" for name, value in wanted.items())
        command: list[str | Path] = ["--pgdata", self.folder, "--log", self.folder / "server.log", "--options", options]
        command += ["--wait" if wait else "--no-wait", "--timeout", "60"]
        engine.call(self.program.command("pg_ctl", "start", *command), log=self.folder / "server.log")

    def configure(self, **settings: str) -> None:
        """For the next start; also for values that have spaces in them."""
        with (self.folder / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())

    def stop(self) -> None:
        if (self.folder / "postmaster.pid").exists():
            command = self.program.command("pg_ctl", "stop", "--pgdata", self.folder, "--mode", "immediate", "--wait")
            engine.call(command)

    def stop_orderly(self) -> None:
        """With a last checkpoint: the files are whole, and can be copied."""
        engine.call(self.program.command("pg_ctl", "stop", "--pgdata", self.folder, "--mode", "fast", "--wait"))

    def pid(self) -> int:
        return int((self.folder / "postmaster.pid").read_text().split("\n", 1)[0])

    def kill(self) -> None:
        """kill -9 of the postmaster and of all its children: what the machine's end looks like to the others."""
        postmaster = self.pid()
        family = [postmaster, *children_of(postmaster)]
        for pid in family:
            with_pid(pid, signal.SIGKILL)
        until(lambda: not any(Path(f"/proc/{pid}").exists() and not is_zombie(pid) for pid in family), "all are gone")
        (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def ask(self, sql: str, *values: object, database: str = "gridwalk") -> list[tuple]:
        """Runs one statement; its rows."""
        with self.connect(database=database) as connection:
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def connect(self, *, database: str = "gridwalk", **more: str) -> psycopg.Connection:
        kept = self.cluster
        return psycopg.connect(
            host="127.0.0.1", port=kept.port, user=engine.USER, password=kept.password, dbname=database,
            autocommit=True, connect_timeout=5, **more,
        )  # fmt: skip

    def base_backup(self, folder: Path, *, to_follow: bool) -> "Postgres":
        """A copy of the running cluster in `folder`: a replica of it, or a backup."""
        follow = ["--write-recovery-conf"] if to_follow else []
        options = ["--pgdata", str(folder), "--checkpoint", "fast", "--wal-method", "stream", "--no-sync", *follow]
        command = self.program.command("pg_basebackup", *self.cluster.client, *options)
        engine.call(command, environment={**os.environ, "PGPASSWORD": self.cluster.password})
        return Postgres(Cluster(folder, free_port(), self.cluster.password), **self.settings)

    def promote(self) -> None:
        engine.call(self.program.command("pg_ctl", "promote", "--pgdata", self.folder, "--wait"))


def with_pid(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        return


def is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def children_of(pid: int) -> list[int]:
    """The processes that a postmaster has started, by what the kernel says."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, IndexError, ValueError):
                continue
            if parent == pid:
                found.append(int(entry.name))
    return found


def until(fact: Callable[[], object], title: str, patience: float = PATIENCE) -> None:
    end = time.monotonic() + patience
    while not fact():
        assert time.monotonic() < end, f"waited {patience:.0f} s in vain until {title}"
        time.sleep(0.05)


@contextmanager
def seed() -> Iterator[Postgres]:
    """A stopped cluster with all tables, to be copied; gone at the end."""
    folder = new_folder()
    program = program_for(None)
    try:
        made = Postgres(engine.create(program, folder / "seed"))
        made.start(fsync="off")
        engine.ensure_database(program, made.cluster)
        migrate(made)
        made.stop_orderly()
        yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def migrate(database: Postgres) -> None:
    with django_on(database):
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def copy_of(kept: Postgres, **settings: str) -> Iterator[Postgres]:
    """A running copy with a folder of its own beside it (`folder.parent`); stopped and gone at the end."""
    folder = new_folder()
    try:
        subprocess.run(["cp", "-a", str(kept.folder), str(folder / "primary")], check=True)
        made = Postgres(replace(kept.cluster, folder=folder / "primary", port=free_port()), **settings)
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def django_on(database: Postgres) -> Iterator[None]:
    """The tests' own Django works with this database: its models, its commands."""
    from django.db import connection

    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(
        HOST="127.0.0.1", PORT=str(database.cluster.port), NAME="gridwalk", USER=engine.USER,
        PASSWORD=database.cluster.password,
    )  # fmt: skip
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)
