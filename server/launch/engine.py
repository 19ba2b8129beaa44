"""Making, starting and stopping a cluster, by PostgreSQL's own programs."""

import locale
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from server.launch.ports import free_port, is_free
from server.launch.postgres import Binaries, owner
from server.launch.problems import CannotStart
from server.launch.progress import step

USER = "gridwalk"
# Loopback only and no socket file, whose path could be too long or in a folder that others may not enter.
ALWAYS = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "''", "jit": "off", "shared_buffers": "256MB"}


@dataclass(frozen=True)
class Cluster:
    """A cluster on disk: its files, the port it was last started on, and its password."""

    folder: Path
    port: int
    password: str

    def url(self, database: str = "gridwalk") -> str:
        return f"postgis://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    @property
    def client(self) -> list[str]:
        """Where psql and its siblings find it."""
        return ["--host", "127.0.0.1", "--port", str(self.port), "--username", USER]


def create(program: Binaries, folder: Path) -> Cluster:
    """Make a cluster's files. They appear under their name only when complete: a crash leaves none that looks whole."""
    draft, secret = folder.with_name(f"{folder.name}.new"), folder.with_name(f"{folder.name}.password")
    for left_over in (draft, folder):
        shutil.rmtree(left_over, ignore_errors=True)
    password = secrets.token_urlsafe(24)
    draft.mkdir(mode=0o700, parents=True)
    secret.touch(mode=0o600)
    secret.write_text(password)
    try:
        give_to_owner(draft, secret)
        options = ["--username", USER, "--auth", "scram-sha-256", "--pwfile", str(secret), "--no-sync"]
        options += ["--encoding", "UTF8", f"--locale={utf8_locale()}"]
        call(program.command("initdb", "--pgdata", draft, *options))
    finally:
        secret.unlink()
    draft.rename(folder)
    return Cluster(folder, free_port(), password)


def give_to_owner(*paths: Path) -> None:
    """Hand files over to the user that the cluster runs as, where that is not us."""
    if os.geteuid() == 0:
        for path in paths:
            shutil.chown(path, owner(), owner())


def utf8_locale() -> str:
    """A locale in which text sorts by code point and case folding knows more than ASCII, if the system has it."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C.UTF-8"


@contextmanager
def running(program: Binaries, cluster: Cluster, settings: dict[str, str]) -> Iterator[Cluster]:
    """Start the cluster, on its last port if that is free, and stop it at the end."""
    settle_what_a_crash_left(program, cluster)
    if not is_free(cluster.port):
        cluster = replace(cluster, port=free_port())
    wanted = {**ALWAYS, **settings, "port": str(cluster.port)}
    options = " ".join(f"-c {name}={value}" for name, value in wanted.items())
    log = cluster.folder / "server.log"
    try:
        with step("Starting PostgreSQL"):
            start: list[str | Path] = ["--pgdata", cluster.folder, "--log", log, "--options", options]
            call(program.command("pg_ctl", "start", *start, "--wait", "--timeout", "120"), log=log)
        yield cluster
    finally:
        stop(program, cluster, "Stopping PostgreSQL")


def stop(program: Binaries, cluster: Cluster, title: str) -> None:
    """Stop the cluster if it runs: connections are cut, what was committed is kept."""
    if (cluster.folder / "postmaster.pid").exists():
        with step(title):
            call(program.command("pg_ctl", "stop", "--pgdata", cluster.folder, "--mode", "fast", "--wait"))


def settle_what_a_crash_left(program: Binaries, cluster: Cluster) -> None:
    """Stop a server whose launcher was killed; drop a pid file whose number now belongs to another program."""
    pid_file = cluster.folder / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = pid_file.read_text().split("\n", 1)[0].strip()
    try:
        name = Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return  # PostgreSQL itself recognises the number of a process that is gone
    if "postgres" in name:
        stop(program, cluster, "Stopping the PostgreSQL of an earlier start")
    else:
        pid_file.unlink()


def ensure_database(program: Binaries, cluster: Cluster, name: str = "gridwalk") -> None:
    """Create the database if it is not there. PostGIS itself is put in by the first migration."""
    asked = f"select 1 from pg_database where datname = '{name}'"
    options = ["--dbname", "postgres", "--no-psqlrc", "--tuples-only", "--no-align", "--command", asked]
    if not client_call(program, cluster, "psql", *options).strip():
        client_call(program, cluster, "createdb", "--template", "template0", name)


def drop_database(program: Binaries, cluster: Cluster, name: str = "gridwalk") -> None:
    client_call(program, cluster, "dropdb", "--force", "--if-exists", name)


def client_call(program: Binaries, cluster: Cluster, name: str, *options: str) -> str:
    """Run one of the client programs against the cluster; what it says."""
    command = [str(program.folder / name), *cluster.client, *options]
    return call(command, environment={**os.environ, "PGPASSWORD": cluster.password})


def call(command: list[str], *, environment: dict[str, str] | None = None, log: Path | None = None) -> str:
    """Run one of PostgreSQL's programs; what it says comes back, or is in the message where it fails.

    Its output goes through a file: the server that pg_ctl starts would hold a pipe open for as long as it runs.
    """
    with tempfile.TemporaryFile("w+") as output:
        code = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            cwd="/",
            start_new_session=True,
        ).returncode
        output.seek(0)
        said = output.read()
    if code:
        more = log.read_text(errors="replace")[-2000:] if log is not None and log.exists() else ""
        raise CannotStart(f"A program of PostgreSQL failed: {' '.join(command)}\n{said}{more}")
    return said
