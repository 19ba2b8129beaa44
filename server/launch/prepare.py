"""From an empty database to a server that can be started: translations, tables, static files, the demo."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from server.launch.places import PYTHON, REQUIREMENTS, ROOT, STATE
from server.launch.problems import CannotStart
from server.launch.progress import run, step

STATIC_STAMP = STATE / "static.stamp"


def manage(*arguments: str) -> list[str | Path]:
    """A Django command as a command line."""
    return [PYTHON, ROOT / "server" / "manage.py", *arguments]


def compile_translations() -> None:
    """Compile the catalogues that changed. `msgfmt` at once: Django's own command takes seconds to look at them."""
    stale = [po for po in catalogues() if _older(po.with_suffix(".mo"), po)]
    if not stale:
        return
    msgfmt = shutil.which("msgfmt")
    if msgfmt is None:
        raise CannotStart("msgfmt is missing: install gettext.")
    with step(f"Compiling {len(stale)} translation catalogues"):
        for po in stale:
            draft = po.with_suffix(".mo.new")
            done = subprocess.run(
                [msgfmt, "--check-format", "-o", str(draft), str(po)], capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise CannotStart(f"{po.relative_to(ROOT)} does not compile:\n{done.stderr}")
            draft.replace(po.with_suffix(".mo"))


def catalogues() -> list[Path]:
    return sorted(ROOT.glob("server/**/locale/*/LC_MESSAGES/*.po"))


def _older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def migrate(environment: Mapping[str, str]) -> None:
    command = manage("migrate", "--no-input")
    try:
        run("Bringing the database up to date", command, log="migrate", environment=environment)
    except CannotStart as problem:
        hint = "A demo database that an older version left behind goes away with: python3 -m server demo --fresh"
        raise CannotStart(f"{problem}\n\n{hint}") from None


def collect_static(environment: Mapping[str, str]) -> None:
    """Gather the static files where WhiteNoise serves them from; nothing where they are as before."""
    wanted = fingerprint([*ROOT.glob("server/*/static/**/*"), *ROOT.glob("server/static/**/*")])
    if STATIC_STAMP.exists() and STATIC_STAMP.read_text() == wanted and (STATE / "static").is_dir():
        return
    command = manage("collectstatic", "--no-input", "--clear", "--verbosity", "0")
    run("Gathering static files", command, log="collectstatic", environment=environment)
    STATIC_STAMP.write_text(wanted)


def fingerprint(files: Iterable[Path]) -> str:
    """Changes when a file comes, goes or is written, or when packages (which bring static files too) change."""
    digest = hashlib.sha256((REQUIREMENTS / "server.txt").read_bytes())
    for file in sorted(files):
        if file.is_file():
            about = file.stat()
            digest.update(f"{file}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def load_demo(environment: Mapping[str, str], *, fresh: bool) -> None:
    """Load the demo; it is left alone where it is there already, unless it is to be fresh."""
    command = manage("load_demo", *(["--fresh"] if fresh else []))
    run("Loading the demo", command, log="load_demo", environment=environment)
