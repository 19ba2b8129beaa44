"""`gisdata/manifest.toml`: every file with where it came from, under which licence, in which CRS, and its SHA-256."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from server.demo.extract import GISDATA

MANIFEST = GISDATA / "manifest.toml"
KEYS = ("path", "title", "source", "licence", "attribution", "crs", "sha256")
# These describe the folder; the manifest cannot hold its own hash.
UNLISTED = {"manifest.toml", "README.md"}


def entries() -> list[dict[str, Any]]:
    return list(tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["file"])


def faults() -> list[str]:
    """What is wrong between the manifest and the folder, as sentences; empty when nothing is."""
    listed = {entry["path"]: entry for entry in entries()}
    present = {path.relative_to(GISDATA).as_posix() for path in GISDATA.rglob("*") if path.is_file()} - UNLISTED
    return [
        *(f"{path} is not listed" for path in sorted(present - set(listed))),
        *(f"{path} is listed and missing" for path in sorted(set(listed) - present)),
        *(f"{path} has no {key}" for path, entry in listed.items() for key in KEYS if not entry.get(key)),
        *(f"{path} has another hash" for path in sorted(present & set(listed)) if _differs(listed[path])),
    ]


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _differs(entry: dict[str, Any]) -> bool:
    return bool(sha256_of(GISDATA / entry["path"]) != entry.get("sha256"))
