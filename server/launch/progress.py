"""Long steps, one line each: what is done, for how long, and the end of the log where one fails."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from server.launch.places import LOGS, ROOT
from server.launch.problems import CannotStart

SIGN_OF_LIFE = 20.0  # seconds between two lines of a step where there is no terminal to draw on


def say(text: str = "") -> None:
    """Print a line. A terminal that went away must not keep us from stopping what we started."""
    with suppress(OSError):
        print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show `title` with a running clock, and the time it took."""
    started, done = time.monotonic(), threading.Event()
    ticker = threading.Thread(target=_tick, args=(title, started, done), daemon=True)
    ticker.start()
    ended = "failed"
    try:
        yield
        ended = "done"
    finally:
        done.set()
        ticker.join()
        mark = {"done": "✓", "failed": "✗"}[ended]
        clear = "\r\033[K" if sys.stdout.isatty() else ""
        say(f"{clear}{mark} {title} ({time.monotonic() - started:.1f} s)")


def _tick(title: str, started: float, done: threading.Event) -> None:
    if sys.stdout.isatty():
        while not done.wait(0.5):
            print(f"\r\033[K… {title} ({time.monotonic() - started:.0f} s)", end="", flush=True)
    else:
        while not done.wait(SIGN_OF_LIFE):
            say(f"… {title} ({time.monotonic() - started:.0f} s)")


def run(
    title: str,
    command: Sequence[str | Path],
    *,
    log: str,
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    own_session: bool = True,
) -> None:
    """Run a command as one step. Its output goes to `.gridwalk/logs/<log>.log`; where it fails, its end is shown.

    `own_session=False` leaves it on the terminal, for what may ask for a password.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    with step(title), path.open("wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=dict(environment) if environment is not None else None,
            stdin=subprocess.DEVNULL if own_session else None,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=own_session,
        )
        code = _wait(process, own_session=own_session)
    if code:
        raise CannotStart(f"{title}: failed (exit code {code}). The end of {path}:\n\n{tail(path)}")


def _wait(process: "subprocess.Popen[bytes]", *, own_session: bool) -> int:
    try:
        return process.wait()
    except BaseException:
        if own_session:
            stop_group(process)
        else:
            process.wait()
        raise


def stop_group(process: "subprocess.Popen[bytes]", patience: float = 15.0) -> None:
    """End a process and what it started; politely first."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(timeout=patience)
        except ProcessLookupError:
            pass
        except subprocess.TimeoutExpired:
            continue
        break
    process.wait()


def tail(path: Path, lines: int = 25) -> str:
    """The last lines of a log."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return "\n".join(text.splitlines()[-lines:])
