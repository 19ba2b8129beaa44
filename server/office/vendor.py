"""Where the browser packages lie: one folder per version, named by the lock file that set-up installs from."""

import json
from functools import cache
from pathlib import Path

from django.templatetags.static import static

LOCK = Path(__file__).resolve().parents[1] / "frontend" / "package-lock.json"


@cache
def version_of(package: str) -> str:
    """The version that the lock file pins, as in `6.17.0`."""
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    return str(packages[f"node_modules/{package}"]["version"])


def vendor_url(package: str, name: str) -> str:
    """The address of a package's file. Versioned, so that browsers may keep it for ever."""
    return static(f"vendor/{package}-{version_of(package)}/{name}")
