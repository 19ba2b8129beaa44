"""The Chromium that tests and the demonstration drive."""

import os
import shutil
from pathlib import Path

from server.launch.places import PYTHON, STATE
from server.launch.problems import CannotStart
from server.launch.progress import run

DOWNLOADED = STATE / "browsers"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def found() -> str | None:
    """Its path: named by GRIDWALK_CHROMIUM, the system's, or one that Playwright fetched for us."""
    if chosen := os.environ.get("GRIDWALK_CHROMIUM"):
        return chosen
    for name in NAMES:
        path = shutil.which(name)
        if path and not is_door_to_snap(Path(path)):
            return path
    return next((str(path) for path in sorted(DOWNLOADED.glob("chromium-*/chrome-linux*/chrome"))), None)


def is_door_to_snap(path: Path) -> bool:
    """Ubuntu's `chromium-browser` leads to a snap, whose confinement keeps it from our files and sockets."""
    if path.resolve().is_relative_to("/snap") or path.resolve() == Path("/usr/bin/snap"):
        return True
    with path.open("rb") as file:
        head = file.read(4096)
    return head.startswith(b"#!") and b"/snap/" in head


def apt_has_it() -> bool:
    """Debian packages Chromium; Ubuntu's package of that name is the door to the snap."""
    release = Path("/etc/os-release")
    return not release.exists() or "ID=ubuntu" not in release.read_text().split()


def make_sure_of() -> None:
    """Where the system's packages bring none, let Playwright fetch one, with the libraries it needs."""
    if found():
        return
    command: list[str | Path] = [PYTHON, "-m", "playwright", "install", "--with-deps", "chromium"]
    environment = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(DOWNLOADED)}
    run("Fetching Chromium", command, log="browser", environment=environment, own_session=False)
    if not found():
        raise CannotStart("No Chromium was found. GRIDWALK_CHROMIUM can name the path of one.")


def environment() -> dict[str, str]:
    """Tells tests and journeys which Chromium to drive."""
    path = found()
    return {"GRIDWALK_CHROMIUM": path} if path else {}
