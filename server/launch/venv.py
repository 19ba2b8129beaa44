"""The virtual environment under `.gridwalk/`, filled from the pinned sets. Nothing is done where nothing changed."""

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

from server.launch.places import PYTHON, REQUIREMENTS, STATE, VENV
from server.launch.problems import CannotStart
from server.launch.progress import run

RECORD = STATE / "installed.json"
# A wider set holds the narrower ones at the same versions, so that installing it installs them.
WITHIN = {"test": ("demo",), "bench": ("test", "demo")}


def make_sure_of(name: str) -> None:
    """Have every package of `server/requirements/<name>.txt`, at its pinned version and with its pinned hash."""
    file = REQUIREMENTS / f"{name}.txt"
    wanted = fingerprint(name)
    installed = _installed()
    if installed.get(name) == wanted:
        return
    if "python" not in installed:
        _create()
        installed = {"python": _python()}
    command: list[str | Path] = [PYTHON, "-m", "pip", "install", "--require-hashes", "--requirement", file]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    run(f"Installing Python packages ({name})", command, log=f"pip-{name}", environment=_environment())
    STATE.mkdir(parents=True, exist_ok=True)
    RECORD.write_text(json.dumps(installed | {each: fingerprint(each) for each in (name, *WITHIN.get(name, ()))}))


def fingerprint(name: str) -> str:
    return hashlib.sha256((REQUIREMENTS / f"{name}.txt").read_bytes()).hexdigest()


def _environment() -> dict[str, str]:
    """Ours without what would send pip somewhere other than into our virtual environment."""
    away = {"PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV"}
    return {name: value for name, value in os.environ.items() if name not in away}


def _python() -> str:
    """What a virtual environment is bound to: the Python that made it, and its own path."""
    return f"{sys.version.split()[0]} {Path(sys.base_prefix).resolve()} {VENV}"


def _installed() -> dict[str, str]:
    """What was installed, or nothing where the virtual environment is gone, moved, or of another Python."""
    try:
        record: dict[str, str] = json.loads(RECORD.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return record if record.get("python") == _python() and PYTHON.exists() else {}


def _create() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    RECORD.unlink(missing_ok=True)
    try:
        command: list[str | Path] = [sys.executable, "-m", "venv", VENV]
        run("Making a virtual environment", command, log="venv", environment=_environment())
    except CannotStart:
        shutil.rmtree(VENV, ignore_errors=True)
        raise
