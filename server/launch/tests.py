"""`python3 -m server test`: every check and every test. With paths or arguments for pytest, pytest runs alone."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from server.launch import browser, cluster, frontend, prepare, system, venv
from server.launch.environment import given_database, with_database
from server.launch.locks import held
from server.launch.places import LOGS, PYTHON, ROOT
from server.launch.progress import say, step, stop_group

CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff", ("ruff", "check", ".")),
    ("format", ("ruff", "format", "--check", ".")),
    ("imports", ("lintimports",)),
    ("migrations", ("manage", "makemigrations", "--check", "--dry-run")),
    ("openapi", ("server.launch.openapi",)),
    ("translations", ("server.launch.catalogues",)),
    ("mypy", ("mypy",)),
)


@dataclass(frozen=True)
class Outcome:
    """What became of one check; `text` is what to show of it."""

    name: str
    passed: bool
    seconds: float
    text: str


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pytest", nargs="*", metavar="PATH", help="only pytest runs, on these; its options after --")
    parser.add_argument(
        "--report", action="store_true", help="print what was tried against each fault, and the reliability cases"
    )


def main(options: argparse.Namespace) -> int:
    with held("setup", "setting up"):
        needs = [system.TRANSLATION, system.VENV, system.GIT, system.GRAPHICS, system.SHADERS]
        needs += [system.BROWSER, system.DRIVER, system.FONTS]
        system.make_sure_of(needs if given_database() else [*needs, system.DATABASE])
        venv.make_sure_of("test")
        browser.make_sure_of()
        frontend.make_sure_of()
        prepare.compile_translations()
    with database() as url:
        environment = with_database(url, PYTHONPATH=str(ROOT), **browser.environment())
        chosen = [*options.pytest, *(["--report"] if options.report else [])]
        outcomes = [] if chosen else [check(name, line, environment) for name, line in CHECKS]
        outcomes.append(pytest(chosen, environment))
    return summary(outcomes)


@contextmanager
def database() -> Iterator[str]:
    """A cluster of its own, or DATABASE_URL; pytest makes databases of its own beside the one named."""
    if url := given_database():
        yield url
    else:
        with cluster.temporary(cluster.THROW_AWAY) as own:
            yield own.url()


def check(name: str, line: tuple[str, ...], environment: Mapping[str, str]) -> Outcome:
    """Run one check to its end; its output is kept for the summary."""
    started = time.monotonic()
    with step(f"Checking: {name}") as shown:
        done = subprocess.run(
            command_of(line),
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        shown.passed = done.returncode == 0
    return Outcome(name, done.returncode == 0, time.monotonic() - started, done.stdout)


def command_of(line: tuple[str, ...]) -> list[str]:
    """A check's command line: a Django command, the import rules, or a module."""
    match line:
        case ("manage", *rest):
            return [str(part) for part in prepare.manage(*rest)]
        case ("lintimports",):
            return [str(PYTHON.parent / "lint-imports"), "--no-cache"]
        case (module, *rest):
            return [str(PYTHON), "-m", module, *rest]
    raise ValueError(line)


def pytest(chosen: list[str], environment: Mapping[str, str]) -> Outcome:
    """Run pytest with its output on the terminal and in a log; its closing line goes into the summary."""
    started = time.monotonic()
    command = [str(PYTHON), "-m", "pytest", "-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadgroup", *chosen]
    say("\n$ " + " ".join(["pytest", *command[3:]]))
    LOGS.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    last = ""
    try:
        assert process.stdout is not None
        with (LOGS / "pytest.log").open("wb") as log:
            for row in process.stdout:
                log.write(row)
                sys.stdout.buffer.write(row)
                sys.stdout.flush()
                last = row.decode(errors="replace").strip() or last
        code = process.wait()
    finally:
        if process.poll() is None:
            stop_group(process)
    return Outcome("pytest", code == 0, time.monotonic() - started, last)


def summary(outcomes: list[Outcome]) -> int:
    """What failed, in full, then one line for each; 0 only where all is well."""
    for outcome in outcomes:
        if not outcome.passed and outcome.name != "pytest":
            say(f"\n── {outcome.name} ──\n{outcome.text.rstrip()}")
    say()
    for outcome in outcomes:
        word = "passed" if outcome.passed else "FAILED"
        detail = f"  {outcome.text}" if outcome.name == "pytest" else ""
        say(f"{outcome.name:<14}{word:<8}{outcome.seconds:6.1f} s{detail}")
    return 0 if all(outcome.passed for outcome in outcomes) else 1
