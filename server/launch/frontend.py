"""The browser's packages: installed from the lock file, the served files copied into versioned folders."""

import json
import os
import shutil
from pathlib import Path

from server.launch import venv
from server.launch.places import FRONTEND, PYTHON, VENDOR
from server.launch.progress import run


def make_sure_of() -> None:
    """Have `server/static/vendor/<name>-<version>/` for every package that package.json asks to serve."""
    wanted = served()
    if all((VENDOR / f"{name}-{version}").is_dir() for name, version, _ in wanted) and _modules_are_locked_ones():
        return
    npm = shutil.which("npm")
    environment = dict(os.environ)
    if npm is None:
        venv.make_sure_of("node")
        npm = str(PYTHON.parent / "npm")
        environment["PATH"] = f"{PYTHON.parent}{os.pathsep}{environment.get('PATH', os.defpath)}"
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
    run("Installing browser packages", command, log="npm", folder=FRONTEND, environment=environment)
    for name, version, files in wanted:
        copy(FRONTEND / "node_modules" / name, VENDOR / f"{name}-{version}", files)


def served() -> list[tuple[str, str, list[str]]]:
    """(package, locked version, files to serve) of each package under "serve" in package.json."""
    asked = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))["serve"]
    locked = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return [(name, locked[f"node_modules/{name}"]["version"], files) for name, files in asked.items()]


def copy(package: Path, target: Path, files: list[str]) -> None:
    """Copy a package's served files. The folder appears under its name only when complete."""
    draft = target.with_name(f".{target.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for file in files:
        shutil.copyfile(package / file, draft / Path(file).name)
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)


def _modules_are_locked_ones() -> bool:
    """Whether `npm ci` ran since the lock file last changed: npm keeps its own copy of what it installed."""
    if not (installed := FRONTEND / "node_modules" / ".package-lock.json").exists():
        return False
    have = json.loads(installed.read_text(encoding="utf-8"))["packages"]
    want = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    needed = {name: row["integrity"] for name, row in want.items() if name and not row.get("optional")}
    return all(have.get(name, {}).get("integrity") == integrity for name, integrity in needed.items())
