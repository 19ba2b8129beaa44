"""The programs of a running Gridwalk: started together, watched, stopped together."""

import contextlib
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from server.launch.places import LOGS, PYTHON, ROOT
from server.launch.ports import free_port, is_free
from server.launch.prepare import manage
from server.launch.problems import CannotStart
from server.launch.progress import step, stop_group, tail

USUAL_PORT = 8000


class Processes:
    """Every program started through it is stopped when its `with` block ends, the last one first."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def start(
        self, name: str, command: Sequence[str | Path], environment: Mapping[str, str]
    ) -> "subprocess.Popen[bytes]":
        """Start a program; what it says goes to `.gridwalk/logs/<name>.log`."""
        LOGS.mkdir(parents=True, exist_ok=True)
        with (LOGS / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [str(part) for part in command],
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._running[name] = process
        self._stack.callback(stop_group, process)
        return process

    def watch(self) -> None:
        """Wait until a program ends by itself, which none but the phone's window should."""
        while True:
            for name, process in self._running.items():
                if process.poll() is not None:
                    raise CannotStart(f"The {name} has stopped (exit code {process.returncode}):\n\n{log_of(name)}")
            time.sleep(0.5)

    def forget(self, name: str) -> None:
        """Let a program end by itself without that being a fault."""
        self._running.pop(name, None)


def log_of(name: str) -> str:
    return f"The end of {LOGS / f'{name}.log'}:\n{tail(LOGS / f'{name}.log')}"


def serve(processes: Processes, environment: Mapping[str, str], host: str, port: int) -> str:
    """Start the web server and wait until it answers; the address."""
    command: list[str | Path] = [PYTHON, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "32", "--log-level", "warning", "server.wsgi:application"]
    address = f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else host}:{port}"
    with step("Starting the web server"):
        process = processes.start("server", command, environment)
        await_answer(f"{address}/healthz", process, "server")
    return address


def work(processes: Processes, environment: Mapping[str, str]) -> None:
    """Start the process that does the queued jobs."""
    processes.start("worker", manage("procrastinate", "worker", "--concurrency", "2"), environment)


def await_answer(url: str, process: "subprocess.Popen[bytes]", name: str, patience: float = 60.0) -> None:
    """Wait until `url` answers, or say why it does not."""
    until = time.monotonic() + patience
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.1)
    raise CannotStart(f"The {name} does not answer at {url}.\n\n{log_of(name)}")


def usable_port(asked: int | None) -> int:
    """The port asked for, or the usual one, or a free one where somebody else has the usual one."""
    if asked is None:
        return USUAL_PORT if is_free(USUAL_PORT) else free_port()
    if not is_free(asked):
        raise CannotStart(f"Port {asked} is taken. Choose another one with --port, or leave it out.")
    return asked
