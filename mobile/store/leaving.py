"""Removing an account from this phone because the office asks for it. What was not sent is sealed first.

The sealed files lie in `leaving/<account>-<device>/`: `order.json` (where to send them), and numbered `.sealed` files,
the first with all records, then one for each photo: a broken line costs one of them. Only the server opens them.
Once that folder has its name, nothing of the account is needed any more: a phone that dies in the middle of the removal
goes on with it at its next start, without a key.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from mobile.store import account, meta, sealed
from mobile.store.database import storage_problems
from mobile.store.folders import make_folder, sync_folder
from mobile.store.keys import NAMES as KEY_FILES
from mobile.store.reserve import give_up_reserve
from mobile.store.store import Store

ORDER = "order.json"
UNFINISHED = ".part"


@dataclass(frozen=True)
class Order:
    """Where the sealed files go. `token` is good for nothing else any more."""

    account: str
    device: str
    server: str
    token: str


@dataclass(frozen=True)
class Farewell:
    """A folder of sealed files that wait to be sent."""

    folder: Path
    order: Order

    def files(self) -> list[Path]:
        """In the order in which they go."""
        return sorted(self.folder.glob("*.sealed"), key=lambda path: int(path.stem))

    def forget(self, path: Path) -> None:
        """The server has it."""
        path.unlink(missing_ok=True)

    def end(self) -> None:
        """The server has everything and knows that the data are gone."""
        (self.folder / ORDER).unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def seal(store: Store, root: Path) -> Farewell:
    """Seals everything unsent. The map goes first: it is the largest, and may be what keeps the disk full.

    Raises `DiskFull`, `StorageFailed`: then the account is still here, and the next contact asks again.
    """
    login = store.login()
    order = Order(store.folder.name, store.device_id, login.base_url if login else "", login.token if login else "")
    name = f"{order.account}-{order.device}"
    part, folder = root / f"{name}{UNFINISHED}", root / name
    shutil.rmtree(store.folder / "packs", ignore_errors=True)
    give_up_reserve(store.folder)
    with storage_problems(store.folder):
        shutil.rmtree(part, ignore_errors=True)
        make_folder(part)
        with store.database.lock:
            write_files(store, part)
        write_order(part / ORDER, order)
        shutil.rmtree(folder, ignore_errors=True)
        part.replace(folder)
        sync_folder(root)
    return Farewell(folder, order)


def write_files(store: Store, folder: Path) -> None:
    """Nothing where the server has never given a key to seal with: then nothing was ever downloaded either."""
    sealing = meta.get(store.database.read(), "sealing")
    operations, photos = store.outgoing.unsent(), store.outgoing.photos_to_send()
    if not sealing or not (operations or photos):
        return
    files = [sealed.content(store.device_id, operations, {}, store.photos)]
    files += (
        sealed.content(store.device_id, [], {sha256: len(picture)}, store.photos)
        for sha256 in photos
        if (picture := store.photos.read(sha256))
    )
    for number, content in enumerate(files):
        sealed.write_file(folder / f"{number}.sealed", store.device_id, sealing, content)


def write_order(path: Path, order: Order) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(asdict(order), file)
        file.flush()
        os.fsync(file.fileno())


def remove(folder: Path) -> None:
    """The keys first: without them the rest is noise, whenever the removal is cut off."""
    for name in KEY_FILES:
        (folder / name).unlink(missing_ok=True)
    if folder.is_dir():
        sync_folder(folder)
    shutil.rmtree(folder, ignore_errors=True)


def farewells(root: Path) -> Iterator[Farewell]:
    """What still has to be sent, after finishing each removal that was cut off."""
    for folder in sorted(root.glob("*")) if root.is_dir() else ():
        if folder.suffix == UNFINISHED:
            shutil.rmtree(folder, ignore_errors=True)
            continue
        try:
            order = Order(**json.loads((folder / ORDER).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            continue
        yield Farewell(folder, order)


def finish(accounts: Path, farewell: Farewell) -> None:
    """Removes what is left of the account; another one of the same person, begun since, has another device id."""
    folder = accounts / farewell.order.account
    kept = account.read(folder).get("device_id")
    if folder.is_dir() and kept in (None, farewell.order.device):
        remove(folder)
