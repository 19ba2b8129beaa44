"""What a benchmark is given: its database, servers on free ports, a folder. All of it goes when the run ends."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Served:
    """A running server: where it answers and what it has cost."""

    url: str
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """CPU of the process and its children so far, user and system."""
        return sum(cpu_seconds(pid) for pid in [self.process.pid, *_descendants(self.process.pid)])


class Context:
    """See the top of the package for what it offers."""

    def __init__(self, cluster: str, database: str, folder: Path, stack: ExitStack) -> None:
        self.cluster = cluster
        self.database = database
        self.folder = folder
        self._stack = stack

    @property
    def dsn(self) -> str:
        return dsn(self.database)

    def say(self, text: str) -> None:
        print(f"    {text}", flush=True)

    def new_database(self) -> str:
        return self._stack.enter_context(temporary_database(self.cluster))

    def manage(self, *arguments: str, database: str | None = None) -> None:
        """Run one Django command over a database of this run."""
        command = [sys.executable, "server/manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self._environment(database, {}), check=True, stdout=subprocess.DEVNULL)

    def load_demo(self, *, households: int = 5000, seed: int = 1, database: str | None = None) -> None:
        self.say(f"loading a demo of {households} households")
        self.manage("load_demo", "--seed", str(seed), "--households", str(households), database=database)

    def serve(
        self,
        database: str | None = None,
        *,
        workers: int = 1,
        threads: int = 4,
        demo: bool = True,
        environment: dict[str, str] | None = None,
    ) -> Served:
        port = free_port()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        command += ["--workers", str(workers), "--blocking-threads", str(threads), "--log-level", "warning"]
        settings = {"GRIDWALK_DEMO": "1" if demo else "0", "GRIDWALK_DEBUG": "0", **(environment or {})}
        base = f"http://127.0.0.1:{port}"
        served = self.start(
            [*command, "server.wsgi:application"],
            url=f"{base}/healthz",
            environment=self._environment(database, settings),
        )
        return Served(base, served.process)

    def start(self, command: Sequence[str], *, url: str, environment: dict[str, str] | None = None) -> Served:
        """Start a server and wait until `url` answers at all; it is stopped when the run ends."""
        log = (self.folder / f"{uuid.uuid4().hex[:8]}.log").open("wb")
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
        self._stack.callback(_stop, process)
        for _ in range(600):
            if process.poll() is not None:
                break
            if _answers(url):
                return Served(url, process)
            time.sleep(0.1)
        raise RuntimeError(f"{command[:4]} does not answer at {url}:\n{Path(log.name).read_text()[-2000:]}")

    def _environment(self, database: str | None, more: dict[str, str]) -> dict[str, str]:
        return {**os.environ, "DATABASE_URL": database or self.database, **more}


@contextmanager
def open_context(cluster: str) -> Iterator[Context]:
    """A context over a fresh database of the cluster that `cluster` (a database URL) points into."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="gridwalk-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        database = stack.enter_context(temporary_database(cluster))
        yield Context(cluster, database, folder, stack)


@contextmanager
def temporary_database(cluster: str) -> Iterator[str]:
    """URL of a new database with PostGIS; it is dropped at the end, whoever still uses it."""
    name = f"gridwalk_bench_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(dsn(cluster), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    url = urlunsplit(urlsplit(cluster)._replace(path=f"/{name}"))
    try:
        with psycopg.connect(dsn(url), autocommit=True) as connection:
            connection.execute("create extension if not exists postgis")
        yield url
    finally:
        with psycopg.connect(dsn(cluster), autocommit=True) as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def dsn(url: str) -> str:
    """A Django database URL as libpq wants it."""
    parts = urlsplit(url)
    host = unquote(parts.hostname or "")
    return psycopg.conninfo.make_conninfo(
        dbname=parts.path.lstrip("/"),
        host=host,
        port=parts.port or 5432,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def free_port() -> int:
    """A loopback port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def cpu_seconds(pid: int) -> float:
    """User and system CPU of one process of this machine, in steps of the kernel's clock (10 ms)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _descendants(pid: int) -> list[int]:
    try:
        children = [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
    return [*children, *(grandchild for child in children for grandchild in _descendants(child))]
