"""System packages: which are needed, which are missing, and how this system gets them."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path

from server.launch import browser
from server.launch.postgres import binaries
from server.launch.problems import CannotStart
from server.launch.progress import run, say

APT = ["apt-get", "-o", "DPkg::Lock::Timeout=500", "-o", "Dpkg::Use-Pty=0", "-y"]
POSTGIS = "postgresql-postgis"  # stands for the newest postgresql-<major>-postgis-<major> that apt knows
CLUSTER_SETTINGS = Path("/etc/postgresql-common/createcluster.conf")
NO_MAIN_CLUSTER = (
    "# Gridwalk brings its own cluster; this file goes once its packages are in.\ncreate_main_cluster = false\n"
)


@dataclass(frozen=True)
class Need:
    """Something of the system: the Debian packages that bring it, and how to see that it is there already."""

    what: str
    packages: tuple[str, ...]
    present: Callable[[], bool]


def has_chinese_font() -> bool:
    if not (found := shutil.which("fc-list")):
        return False
    return bool(subprocess.run([found, ":lang=zh", "family"], capture_output=True).stdout.strip())


def has_gl() -> bool:
    """EGL and GL, and Mesa's software driver for machines without a graphics card."""
    drivers = [*Path("/usr/lib").glob("*/dri/*_dri.so"), *Path("/usr/lib64").glob("dri/*_dri.so")]
    return all(find_library(name) for name in ("EGL", "GL")) and bool(drivers)


def can_make_venv() -> bool:
    """Debian splits `ensurepip` off into a package of its own, without which `venv` fails half-way."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


VENV = Need("Python's venv", (f"python{sys.version_info.major}.{sys.version_info.minor}-venv",), can_make_venv)
DATABASE = Need("PostgreSQL with PostGIS", (POSTGIS,), lambda: binaries() is not None)
TRANSLATION = Need("msgfmt (translations)", ("gettext",), lambda: shutil.which("msgfmt") is not None)
GRAPHICS = Need("OpenGL (the phone app's window)", ("libegl1", "libgl1", "libgl1-mesa-dri"), has_gl)
BROWSER = Need("Chromium", ("chromium",), lambda: browser.found() is not None or not browser.apt_has_it())
# Playwright drives the browser with a Node of its own, which wants this.
DRIVER = Need("libatomic (the browser's driver)", ("libatomic1",), lambda: find_library("atomic") is not None)
FONTS = Need("a Chinese font", ("fonts-noto-cjk", "fontconfig"), has_chinese_font)
SHADERS = Need("glslangValidator", ("glslang-tools",), lambda: shutil.which("glslangValidator") is not None)
GIT = Need("git", ("git",), lambda: shutil.which("git") is not None)


def make_sure_of(needs: Iterable[Need]) -> None:
    """Install what is missing by apt-get; elsewhere, name it. Nothing is run when everything is there."""
    missing = [need for need in needs if not need.present()]
    if not missing:
        return
    listed = ", ".join(need.what for need in missing)
    if not shutil.which("apt-get"):
        raise CannotStart(
            f"Missing on this system: {listed}.\nInstall them with its package manager and start again. On Debian the"
            f" packages are called {' '.join(debian_names(missing, []))}. DATABASE_URL can name a PostGIS elsewhere."
        )
    say(f"Missing on this system: {listed}")
    install(missing)
    if still := [need.what for need in missing if not need.present()]:
        raise CannotStart(f"apt-get has run, but this is still missing: {', '.join(still)}.")


def install(missing: list[Need]) -> None:
    """One `apt-get update` and one `apt-get install` for all that is missing."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    prefix = as_root(debian_names(missing, []))
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    run("Reading the package lists", [*quiet, *APT, "update"], log="apt", environment=environment, own_session=False)
    packages = debian_names(missing, known_to_apt())
    say(f"  apt-get install {' '.join(packages)}")
    wants_cluster_off = any(need is DATABASE for need in missing) and not CLUSTER_SETTINGS.exists()
    if wants_cluster_off:
        # Debian's package would create and start a cluster `main` on port 5432 that nobody asked for.
        write_as_root(prefix, CLUSTER_SETTINGS, NO_MAIN_CLUSTER)
    try:
        run(
            f"Installing {len(packages)} system packages",
            [*quiet, *APT, "install", "--no-install-recommends", *packages],
            log="apt",
            environment=environment,
            own_session=False,
        )
    finally:
        if wants_cluster_off:
            subprocess.run([*prefix, "rm", "-f", str(CLUSTER_SETTINGS)], check=False)


def as_root(packages: list[str]) -> list[str]:
    """The command prefix that makes us root; asks for sudo's password here, where it can be seen."""
    if os.geteuid() == 0:
        return []
    command = f"apt-get install {' '.join(packages)}"
    if not shutil.which("sudo"):
        raise CannotStart(f"System packages are missing, and there is no sudo. Ask an administrator for: {command}")
    say("System packages are installed with sudo, which may ask for your password.")
    if subprocess.run(["sudo", "-v"]).returncode:
        raise CannotStart(f"sudo was refused. Ask an administrator for: {command}")
    return ["sudo"]


def write_as_root(prefix: list[str], path: Path, text: str) -> None:
    subprocess.run([*prefix, "mkdir", "-p", str(path.parent)], check=True)
    subprocess.run([*prefix, "tee", str(path)], input=text.encode(), stdout=subprocess.DEVNULL, check=True)


def debian_names(missing: Iterable[Need], available: Iterable[str]) -> list[str]:
    """Package names for apt-get, each once; PostGIS by the name that this release gives it."""
    names = [name for need in missing for name in need.packages]
    return [newest_postgis(available) if name == POSTGIS else name for name in dict.fromkeys(names)]


def newest_postgis(available: Iterable[str]) -> str:
    """`postgresql-15-postgis-3` on Debian 12, `postgresql-17-postgis-3` on Debian 13, and so on."""
    found = [
        (int(match[1]), int(match[2]), name)
        for name in available
        if (match := re.fullmatch(r"postgresql-(\d+)-postgis-(\d+)", name))
    ]
    return max(found)[2] if found else "postgresql-postgis"


def known_to_apt() -> list[str]:
    """The PostGIS packages in apt's lists."""
    command = ["apt-cache", "search", "--names-only", r"^postgresql-[0-9]+-postgis-[0-9]+$"]
    listing = subprocess.run(command, capture_output=True, text=True).stdout
    return [line.split(" ", 1)[0] for line in listing.splitlines()]
