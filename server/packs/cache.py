"""Parts on disk, named by what they contain: a key (what a part was made from) leads to its hash, the hash to bytes.

Written by rename, so a reader never meets half a file, and two requests that build the same part at once do no harm.
"""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from server.packs.parts import BuiltPart

KEPT_SECONDS = 60 * 24 * 3600


@dataclass(frozen=True)
class StoredPart:
    """A part that lies on disk, and whose it is: `id` is the small grid's, or the square's in `street`."""

    kind: str
    id: str
    street: int
    name: str
    sha256: str
    bytes: int
    faults: list[dict[str, Any]] = field(default_factory=list)


def folder() -> Path:
    return Path(settings.CACHE_DIR) / "packs"


def part_for(key: str, *, kind: str, id: str, street: int, name: str, build: Callable[[], BuiltPart]) -> StoredPart:  # noqa: A002
    """The part made from `key`; built now if it never was."""
    return find(key) or keep(key, build(), kind=kind, id=id, street=street, name=name)


def find(key: str) -> StoredPart | None:
    """The part made from `key`, if it was."""
    entry = _entry_of(key)
    known = _read(entry)
    if known is None or not path_of(known.sha256).is_file():
        return None
    os.utime(entry)
    return known


def keep(key: str, built: BuiltPart, *, kind: str, id: str, street: int, name: str) -> StoredPart:  # noqa: A002
    """Write a part that was made from `key`."""
    stored = StoredPart(
        kind, id, street, name, _digest(built.data), len(built.data), [fault.as_json() for fault in built.faults]
    )
    _write(path_of(stored.sha256), built.data)
    described = json.dumps(asdict(stored), ensure_ascii=False).encode()
    _write(path_of(stored.sha256).with_suffix(".json"), described)
    _write(_entry_of(key), described)
    return stored


def stored(sha256: str) -> StoredPart | None:
    """The part with a hash, if it lies here."""
    return _read(path_of(sha256).with_suffix(".json")) if len(sha256) == 64 and sha256.isalnum() else None


def path_of(sha256: str) -> Path:
    return folder() / "parts" / sha256[:2] / f"{sha256}.gwm"


def prune(*, kept_seconds: float = KEPT_SECONDS, now: float | None = None) -> int:
    """Removes what no manifest has named for a while; how many parts went. What is asked for again is built again."""
    limit = (now or time.time()) - kept_seconds
    used: set[str] = set()
    for entry in (folder() / "keys").glob("*.json"):
        known = _read(entry)
        if known is None or entry.stat().st_mtime < limit:
            entry.unlink(missing_ok=True)
        else:
            used.add(known.sha256)
    gone = [path for path in (folder() / "parts").glob("*/*.gwm") if path.stem not in used]
    for path in gone:
        path.unlink(missing_ok=True)
        path.with_suffix(".json").unlink(missing_ok=True)
    return len(gone)


def _entry_of(key: str) -> Path:
    return folder() / "keys" / f"{_digest(key.encode())}.json"


def _read(path: Path) -> StoredPart | None:
    try:
        return StoredPart(**json.loads(path.read_bytes()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
