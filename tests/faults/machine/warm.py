"""A real server that comes back quickly: a program has read all its modules, and each start is a fork of it.

As a program (`python -m tests.faults.machine.warm`) it is that forerunner: for every port that it reads it starts
granian, in a process group of its own, and prints its number.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.faults.served import ROOT, Program, Served


class WarmServed(Served):
    """`kill()` is kill -9 of granian with its worker; `start()` takes a tenth of a second."""

    def __init__(self, folder: Path, *, threads: int = 4, **environment: str) -> None:
        super().__init__(folder, threads=threads, **environment)
        self.program = Forked(folder / "server.log", self.environment)

    def start(self, *, wait: bool = True) -> None:
        self.program.fork(self.port, self.threads)
        if wait:
            self.await_answer()

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self.program.close()


class Forked(Program):
    """A process group that a forerunner has started."""

    def __init__(self, log: Path, environment: dict[str, str]) -> None:
        super().__init__(log)
        self.group = self.port = 0
        with log.open("ab") as words:
            self.forerunner = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.machine.warm"], cwd=ROOT, env=environment, stderr=words,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )  # fmt: skip

    def fork(self, port: int, threads: int) -> None:
        self.port = port
        assert self.forerunner.stdin
        assert self.forerunner.stdout
        self.forerunner.stdin.write(f"{port} {threads}\n")
        self.forerunner.stdin.flush()
        self.group = int(self.forerunner.stdout.readline())

    def _end(self, how: signal.Signals) -> None:
        group, self.group = self.group, 0
        if group:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, how)
            await_closed(self.port)

    def close(self) -> None:
        assert self.forerunner.stdin
        self.forerunner.stdin.close()
        self.forerunner.wait(timeout=15)
        if self.forerunner.stdout:
            self.forerunner.stdout.close()


def await_closed(port: int) -> None:
    """Until nobody listens there any more. Their numbers last longer: who reaps orphans takes its time."""
    until = time.monotonic() + 15
    while time.monotonic() < until:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.005)
    raise AssertionError(f"somebody still listens on {port}")


# -- the program


def main() -> None:
    from django.urls import get_resolver

    import server.wsgi  # noqa: F401

    assert get_resolver().url_patterns
    # The dead are nobody's children to mourn.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        port, threads = map(int, line.split())
        group = os.fork()
        if not group:
            serve(port, threads)
        print(group, flush=True)


def serve(port: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nothing, number)
    Granian(
        "server.wsgi:application", port=port, interface=Interfaces.WSGI, blocking_threads=threads,
        log_level=LogLevels.warning,
    ).serve()  # fmt: skip
    os._exit(0)


if __name__ == "__main__":
    main()
