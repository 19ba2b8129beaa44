"""PostgreSQL's own programs on this system: where they are, and as whom they run."""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from server.launch.problems import CannotStart


@dataclass(frozen=True)
class Binaries:
    """One installed major version that has PostGIS."""

    major: int
    folder: Path

    def command(self, program: str, *arguments: str | Path) -> list[str]:
        """A command line that runs as the cluster's owner: `postgres` where we are root, since initdb refuses root."""
        line = [str(self.folder / program), *map(str, arguments)]
        return ["runuser", "-u", owner(), "--", *line] if os.geteuid() == 0 else line


def owner() -> str:
    """Who owns the cluster's files and runs its processes."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise CannotStart("PostgreSQL refuses to run as root, and there is no user `postgres` to run it as.")


def binaries(major: int | None = None) -> Binaries | None:
    """The newest installed PostgreSQL that has PostGIS, or the one of a given major version."""
    found = [b for b in installed() if major in (None, b.major)]
    return max(found, key=lambda b: b.major, default=None)


def installed(debian: Path = Path("/usr/lib/postgresql")) -> Iterable[Binaries]:
    """Every installed PostgreSQL with PostGIS: Debian's folders, then whatever `pg_config` on the PATH belongs to."""
    for folder in debian.glob("*/bin"):
        share = Path("/usr/share/postgresql") / folder.parent.name
        if (folder / "initdb").exists() and (share / "extension" / "postgis.control").exists():
            yield Binaries(int(folder.parent.name), folder)
    if pg_config := shutil.which("pg_config"):
        yield from _told_by(pg_config)


def _told_by(pg_config: str) -> Iterable[Binaries]:
    asked = [pg_config, "--bindir", "--sharedir", "--version"]
    lines = subprocess.run(asked, capture_output=True, text=True).stdout.splitlines()
    if len(lines) != 3:
        return
    version = re.search(r"\d+", lines[2])
    folder, control = Path(lines[0]), Path(lines[1]) / "extension" / "postgis.control"
    if version and (folder / "initdb").exists() and control.exists():
        yield Binaries(int(version[0]), folder)
