"""Long steps, one line each: what is done, for how long, and the end of the log where one fails."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from server.launch.places import LOGS, ROOT
from server.launch.problems import CannotStart

SIGN_OF_LIFE = 20.0  # seconds between two lines of a step where there is no terminal to draw on


def say(text: str = "") -> None:
    """Print a line. A terminal that went away must not keep us from stopping what we started."""
    with suppress(OSError):
        print(text, flush=True)


@dataclass
class Shown:
    """A step that runs; it passes unless an error leaves it, or somebody says otherwise."""

    passed: bool = True


@contextmanager
def step(title: str, log: Path | None = None) -> Iterator[Shown]:
    """Show `title` with a running clock and the last line of its log, and at the end the time it took."""
    started, done = time.monotonic(), threading.Event()
    ticker = threading.Thread(target=_tick, args=(title, started, done, log), daemon=True)
    ticker.start()
    shown = Shown()
    try:
        yield shown
    except BaseException:
        shown.passed = False
        raise
    finally:
        done.set()
        ticker.join()
        say(f"{_start_of_line()}{'✓' if shown.passed else '✗'} {title} ({time.monotonic() - started:.1f} s)")


def _tick(title: str, started: float, done: threading.Event, log: Path | None) -> None:
    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns - 1 if terminal else 160
    while not done.wait(0.5 if terminal else SIGN_OF_LIFE):
        doing = tail(log, 1).strip() if log else ""
        line = f"… {title} ({time.monotonic() - started:.0f} s){f': {doing}' if doing else ''}"[:width]
        with suppress(OSError):
            print(_start_of_line() + line, end="" if terminal else "\n", flush=True)


def _start_of_line() -> str:
    """Takes a terminal back over the line that was drawn last."""
    return "\r\033[K" if sys.stdout.isatty() else ""


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
    with path.open("wb") as output, step(title, path):
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            env=dict(environment) if environment is not None else None,
            stdin=subprocess.DEVNULL if own_session else None,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=own_session,
        )
        if code := _wait(process, own_session=own_session):
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
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4000 - 200 * lines))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
