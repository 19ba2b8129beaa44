"""Fetches the parts of the map pack. A part that was cut off goes on where it stopped; one that is not what was
announced is thrown away."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from mobile.store import Store
from mobile.store.problems import DiskFull
from mobile.store.reserve import CAMERA_NEEDS, free_bytes
from mobile.store.views import PackPart
from mobile.sync.client import Client
from mobile.sync.problems import DamagedDownload, NotOurServer

# Room that stays for records, which matter more than maps.
SPARE = CAMERA_NEEDS // 5


def fetch_packs(store: Store, client: Client, on_progress: Callable[[int, int], None]) -> int:
    """Brings the map up to date; gives the number of parts fetched. The old map stays until the new one is complete.

    Raises `NoPost`, `DiskFull` before anything is fetched, `DamagedDownload`.
    """
    manifest = client.get("packs/")
    urls = urls_of(manifest)
    missing = store.packs.announce(manifest)
    total = sum(part.bytes for part in missing)
    have = sum(store.packs.partial(part) for part in missing)
    if missing and free_bytes(store.folder) < total - have + SPARE:
        raise DiskFull(free=free_bytes(store.folder), needed=total - have + SPARE)
    before = 0

    def tell(at: int) -> None:
        on_progress(before + at, total)

    for part in missing:
        fetch_part(store, client, part, urls[part.sha256], tell)
        before += part.bytes
    store.packs.switch()
    return len(missing)


def urls_of(manifest: Any) -> dict[str, str]:
    """The path of each part by its hash. Raises `NotOurServer` for a manifest that is none."""
    try:
        return {str(part["sha256"]): urlsplit(part["url"]).path for part in manifest["parts"]}
    except (KeyError, TypeError) as error:
        raise NotOurServer from error


def fetch_part(store: Store, client: Client, part: PackPart, path: str, on_bytes: Callable[[int], None]) -> None:
    """One part: goes on where it stopped, and begins again once if what came is not what was announced."""
    for _ in range(2):
        start = store.packs.partial(part)
        if start > part.bytes:
            store.packs.start_again(part)
            start = 0
        if start < part.bytes:
            receive(store, client, part, path, start, on_bytes)
        if store.packs.finish(part):
            return
    raise DamagedDownload(part.name)


def receive(
    store: Store, client: Client, part: PackPart, path: str, start: int, on_bytes: Callable[[int], None]
) -> None:
    at = start
    for heeded, piece in client.pieces(path, start=start):
        if start and not heeded and at == start:
            # The whole file came although a part of it was asked for.
            store.packs.start_again(part)
            start = at = 0
        store.packs.add_piece(part, piece)
        at += len(piece)
        on_bytes(min(at, part.bytes))
        if at > part.bytes:
            return
