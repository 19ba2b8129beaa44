"""PostGIS clusters of our own: one that stays between starts, and one for each run of tests or benchmarks."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.launch import engine
from server.launch.engine import Cluster
from server.launch.places import ROOT, STATE
from server.launch.postgres import Binaries, binaries
from server.launch.problems import CannotStart
from server.launch.progress import step

RECORD = STATE / "cluster.json"
# For databases that are thrown away: nothing has to survive a power cut.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}


@contextmanager
def kept() -> Iterator[Cluster]:
    """The cluster that stays between starts; made on the first one. Stopped at the end."""
    cluster = recorded()
    program = program_for(cluster)
    if cluster is None:
        with step("Making a PostgreSQL cluster"):
            cluster = engine.create(program, home() / "cluster")
    record(cluster)
    with engine.running(program, cluster, {}) as started:
        record(started)
        engine.ensure_database(program, started)
        yield started


@contextmanager
def temporary(settings: dict[str, str]) -> Iterator[Cluster]:
    """A cluster for one run of tests or benchmarks, gone afterwards."""
    program = program_for(None)
    place = Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="gridwalk-", dir=place if open_to_all(place) else "/var/tmp"))
    try:
        engine.give_to_owner(folder)
        with step("Making a PostgreSQL cluster for this run"):
            cluster = engine.create(program, folder / "cluster")
        with engine.running(program, cluster, settings) as started:
            engine.ensure_database(program, started)
            yield started
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_empty(cluster: Cluster) -> None:
    """Drop the database, and create it again without anything in it."""
    program = program_for(cluster)
    with step("Emptying the database"):
        engine.drop_database(program, cluster)
        engine.ensure_database(program, cluster)


def home() -> Path:
    """Where the kept cluster lives: under the project, unless its owner cannot get there (a root's home, 0700)."""
    if os.geteuid() != 0 or open_to_all(STATE):
        return STATE
    return Path("/var/lib") / f"gridwalk-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]}"


def open_to_all(folder: Path) -> bool:
    """Whether everybody may walk down to this folder (or to where it will be)."""
    return all(parent.stat().st_mode & 0o001 for parent in [folder, *folder.parents] if parent.exists())


def recorded() -> Cluster | None:
    """The cluster of an earlier start, if its files are still there."""
    try:
        row = json.loads(RECORD.read_text(encoding="utf-8"))
        cluster = Cluster(Path(row["folder"]), int(row["port"]), str(row["password"]))
    except (FileNotFoundError, ValueError, KeyError):
        return None
    return cluster if (cluster.folder / "PG_VERSION").exists() else None


def record(cluster: Cluster) -> None:
    row = {"folder": str(cluster.folder), "port": cluster.port, "password": cluster.password}
    draft = RECORD.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(row), encoding="utf-8")
    draft.replace(RECORD)


def program_for(cluster: Cluster | None) -> Binaries:
    """The PostgreSQL that can run this cluster: the same major version that made it; the newest for a new one."""
    made_by = int((cluster.folder / "PG_VERSION").read_text()) if cluster else None
    if found := binaries(made_by):
        return found
    if cluster is None:
        raise CannotStart("No PostgreSQL with PostGIS is installed.")
    raise CannotStart(
        f"The demo's database was made by PostgreSQL {made_by}, which is no longer installed. Install"
        f" postgresql-{made_by}-postgis-3, or remove {cluster.folder} and start again: the demo is then loaded anew."
    )
