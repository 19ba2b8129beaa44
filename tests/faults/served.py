"""The real server as programs of its own, to be killed: granian and the job worker on this test's database."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import quote

from server.launch.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 40.0


def database_url() -> str:
    """The database of the running test, as another process names it."""
    from django.db import connection

    kept = connection.settings_dict
    word = f":{quote(kept['PASSWORD'])}" if kept.get("PASSWORD") else ""
    return f"postgis://{quote(kept['USER'])}{word}@{kept['HOST']}:{kept['PORT']}/{kept['NAME']}"


class Program:
    """A program in a process group of its own. `kill` is kill -9 of all of it; its words are in `log`."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, command: list[str], environment: dict[str, str]) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        process, self.process = self.process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Served:
    """A running server: `url`, `kill()`, `stop()`, `start()` again on the same port. A context manager.

    `environment` adds settings (`GRIDWALK_…`); `database` is another URL than that of the running test.
    """

    def __init__(
        self, folder: Path, *, database: str = "", workers: int = 1, threads: int = 4, **environment: str
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.workers, self.threads = workers, threads
        self.environment = {
            **os.environ,
            "GRIDWALK_DEMO": "1",
            "GRIDWALK_STATE_DIR": str(folder / "state"),
            "GRIDWALK_MEDIA_DIR": str(folder / "media"),
            "GRIDWALK_CACHE_DIR": str(folder / "cache"),
            "DATABASE_URL": database or database_url(),
            **environment,
        }
        self.program = Program(folder / "server.log")
        self.jobs = Program(folder / "jobs.log")

    def __enter__(self) -> "Served":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, *, wait: bool = True) -> None:
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", str(self.workers), "--blocking-threads", str(self.threads)]
        self.program.run([*command, "--log-level", "warning", "server.wsgi:application"], self.environment)
        if wait:
            self.await_answer()

    def start_jobs(self) -> None:
        """The job worker beside the server."""
        command = [sys.executable, "server/manage.py", "procrastinate", "worker", "--concurrency", "1"]
        self.jobs.run(command, self.environment)

    def await_answer(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()
                return
            time.sleep(0.05)
        raise AssertionError(f"the server does not answer:\n{self.program.log.read_text()[-3000:]}")

    def kill(self) -> None:
        """kill -9 of the server with all its workers; the jobs go on."""
        self.program.kill()

    def stop(self) -> None:
        self.program.stop()
        self.jobs.stop()
