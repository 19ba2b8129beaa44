"""The environment of the programs that the launcher starts."""

import os
from urllib.parse import urlsplit

from server.launch.places import PYTHON, STATE
from server.launch.problems import CannotStart

SCHEMES = {"postgis", "postgres", "postgresql"}


def with_database(url: str, **more: str) -> dict[str, str]:
    """Our own environment, with the virtual environment first and the database at `url`. Demo mode, debugging off."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}
    return {
        **inherited,
        "PATH": f"{PYTHON.parent}{os.pathsep}{inherited.get('PATH', os.defpath)}",
        "VIRTUAL_ENV": str(PYTHON.parent.parent),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "server.settings",
        "GRIDWALK_DEMO": "1",
        "GRIDWALK_STATE_DIR": str(STATE),
        **more,
    }


def given_database() -> str | None:
    """DATABASE_URL, checked as far as it can be without connecting; None where it is not set."""
    url = os.environ.get("DATABASE_URL", "").strip()
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise CannotStart(f"DATABASE_URL has to begin with postgis://, not {parts.scheme or url!r}.")
    if not parts.path.strip("/"):
        raise CannotStart("DATABASE_URL names no database: postgis://user:password@host:5432/name.")
    return url
