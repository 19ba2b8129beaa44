"""A PostGIS cluster of our own: loopback only, with a password of its own, on a free port."""

import hashlib
import json
import locale
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from server.launch.places import ROOT, STATE
from server.launch.ports import free_port, is_free
from server.launch.postgres import Binaries, binaries, owner
from server.launch.problems import CannotStart
from server.launch.progress import step

USER = "gridwalk"
# Parallel workers and JIT cost more than they bring at these sizes; see the settings for the web role's own.
ALWAYS = {"listen_addresses": "'127.0.0.1'", "unix_socket_directories": "''", "jit": "off", "shared_buffers": "'256MB'"}
# For databases that are thrown away: nothing has to survive a power cut.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "'4GB'"}


@dataclass(frozen=True)
class Cluster:
    """A cluster on disk: its files, the port it was last started on, and its password."""

    folder: Path
    port: int
    password: str

    def url(self, database: str = "gridwalk") -> str:
        return f"postgis://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"


@contextmanager
def kept() -> Iterator[Cluster]:
    """The cluster that stays between starts; made on the first one. Stopped at the end."""
    program = program_for(recorded := _recorded())
    if recorded is None:
        with step("Making a PostgreSQL cluster"):
            recorded = create(program, home() / "cluster", free_port())
        _record(recorded)
    with running(program, recorded, {}) as cluster:
        _record(cluster)
        with step("Making sure of the database"):
            ensure_database(program, cluster)
        yield cluster


def drop_database(cluster: Cluster, name: str = "gridwalk") -> None:
    """Remove the database and make it again, empty."""
    program = program_for(cluster)
    with step("Emptying the database"):
        target = ["--host", "127.0.0.1", "--port", str(cluster.port), "--username", USER]
        secret = {**os.environ, "PGPASSWORD": cluster.password}
        _call([str(program.folder / "dropdb"), *target, "--force", "--if-exists", name], environment=secret)
        ensure_database(program, cluster, name)


def recorded_url() -> str | None:
    """URL of the kept cluster as it was last started, running or not."""
    cluster = _recorded()
    return cluster.url() if cluster else None


@contextmanager
def temporary(settings: dict[str, str]) -> Iterator[Cluster]:
    """A cluster for one run of tests or benchmarks, gone afterwards."""
    program = binaries()
    if program is None:
        raise CannotStart("No PostgreSQL with PostGIS is installed.")
    folder = Path(tempfile.mkdtemp(prefix="gridwalk-tests-", dir=_open_to_owner(Path(tempfile.gettempdir()))))
    _give_to_owner(folder)
    try:
        with step("Making a PostgreSQL cluster for this run"):
            cluster = create(program, folder / "cluster", free_port())
        with running(program, cluster, settings) as started:
            ensure_database(program, started)
            yield started
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def home() -> Path:
    """Where the kept cluster lives: under the project, unless its owner cannot get there (a root's home, 0700)."""
    if os.geteuid() != 0 or _reachable(STATE):
        return STATE
    return Path("/var/lib") / f"gridwalk-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]}"


def _reachable(folder: Path) -> bool:
    """Whether everybody may walk down to this folder (or to where it will be)."""
    return all(parent.stat().st_mode & 0o001 for parent in [folder, *folder.parents] if parent.exists())


def _open_to_owner(folder: Path) -> Path:
    return folder if _reachable(folder) else Path("/var/tmp")


def _give_to_owner(folder: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(folder, owner(), owner())


def _record_file() -> Path:
    return STATE / "cluster.json"


def _recorded() -> Cluster | None:
    """The cluster of an earlier start, if its files are still there."""
    try:
        row = json.loads(_record_file().read_text(encoding="utf-8"))
        cluster = Cluster(Path(row["folder"]), int(row["port"]), str(row["password"]))
    except (FileNotFoundError, ValueError, KeyError):
        return None
    return cluster if (cluster.folder / "PG_VERSION").exists() else None


def _record(cluster: Cluster) -> None:
    path, draft = _record_file(), _record_file().with_suffix(".new")
    row = {"folder": str(cluster.folder), "port": cluster.port, "password": cluster.password}
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(row), encoding="utf-8")
    draft.replace(path)


def program_for(cluster: Cluster | None) -> Binaries:
    """The PostgreSQL that can run this cluster: the same major version that made it."""
    if cluster is None:
        found, wanted = binaries(), None
    else:
        wanted = int((cluster.folder / "PG_VERSION").read_text().strip())
        found = binaries(wanted)
    if found is not None:
        return found
    if cluster is None:
        raise CannotStart("No PostgreSQL with PostGIS is installed.")
    raise CannotStart(
        f"The demo's database was made by PostgreSQL {wanted}, which is no longer installed. Install"
        f" postgresql-{wanted}-postgis-3, or remove {cluster.folder} and start again: the demo is then loaded anew."
    )


def create(program: Binaries, folder: Path, port: int) -> Cluster:
    """Make a cluster's files. They appear under their name only when complete: a crash leaves none that looks whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    if not _reachable(folder.parent) and os.geteuid() == 0:
        folder.parent.chmod(0o755)
    draft = folder.with_name(f"{folder.name}.new")
    for left_over in (draft, folder):
        shutil.rmtree(left_over, ignore_errors=True)
    draft.mkdir(mode=0o700)
    _give_to_owner(draft)
    password = secrets.token_urlsafe(24)
    options: list[str | Path] = [
        "--pgdata",
        draft,
        "--username",
        USER,
        "--auth",
        "scram-sha-256",
        "--pwfile",
        "/dev/stdin",
    ]
    options += ["--encoding", "UTF8", f"--locale={_locale()}", "--no-sync"]
    _call(program.command("initdb", *options), text=password)
    draft.rename(folder)
    return Cluster(folder, port, password)


def _locale() -> str:
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
    _settle_what_a_crash_left(program, cluster)
    if not is_free(cluster.port):
        cluster = Cluster(cluster.folder, free_port(), cluster.password)
    options = " ".join(f"-c {name}={value}" for name, value in {**ALWAYS, **settings, "port": cluster.port}.items())
    log = cluster.folder / "server.log"
    with step("Starting PostgreSQL"):
        start: list[str | Path] = [
            "--pgdata",
            cluster.folder,
            "--log",
            log,
            "--wait",
            "--timeout",
            "120",
            "--options",
            options,
        ]
        _call(program.command("pg_ctl", "start", *start), log=log)
    try:
        yield cluster
    finally:
        with step("Stopping PostgreSQL"):
            _call(program.command("pg_ctl", "stop", "--pgdata", cluster.folder, "--mode", "fast", "--wait"))


def _settle_what_a_crash_left(program: Binaries, cluster: Cluster) -> None:
    """Stop a server whose launcher was killed; drop a pid file whose number now belongs to another program."""
    pid_file = cluster.folder / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = pid_file.read_text().split("\n", 1)[0].strip()
    try:
        name = Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return  # PostgreSQL itself recognises the number of a process that is gone
    if "postgres" not in name:
        pid_file.unlink()
    else:
        with step("Stopping the PostgreSQL of an earlier start"):
            _call(program.command("pg_ctl", "stop", "--pgdata", cluster.folder, "--mode", "fast", "--wait"))


def ensure_database(program: Binaries, cluster: Cluster, name: str = "gridwalk") -> None:
    """Create the database if it is not there. PostGIS itself is put in by the first migration."""
    secret = {**os.environ, "PGPASSWORD": cluster.password}
    target = ["--host", "127.0.0.1", "--port", str(cluster.port), "--username", USER]
    asked = f"select 1 from pg_database where datname = '{name}'"
    psql = [str(program.folder / "psql"), *target, "--dbname", "postgres", "--no-psqlrc", "-tAc", asked]
    if not _call(psql, environment=secret).strip():
        _call([str(program.folder / "createdb"), *target, "--template", "template0", name], environment=secret)


def _call(
    command: list[str], *, text: str | None = None, environment: dict[str, str] | None = None, log: Path | None = None
) -> str:
    """Run one of PostgreSQL's programs; what it says comes back, or is in the message where it fails.

    Through files, not pipes: the server that pg_ctl starts would hold a pipe open for as long as it runs.
    """
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            command,
            input=text,
            stdin=None if text is not None else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
            cwd="/",
            start_new_session=True,
        )
        output.seek(0)
        said = output.read()
    if done.returncode:
        more = f"\n{log.read_text(errors='replace')[-2000:]}" if log is not None and log.exists() else ""
        raise CannotStart(f"{Path(command[-1] if len(command) == 1 else command[0]).name} failed:\n{said}{more}")
    return said
