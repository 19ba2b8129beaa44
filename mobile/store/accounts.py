"""The accounts on this phone: a folder and a key for each server and name, so that nobody's work is ever sent, or
shown, as another's."""

import hashlib
import platform
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from mobile.store import account, opening
from mobile.store.belonging import APP_VERSION
from mobile.store.clock import Clock
from mobile.store.folders import make_folder
from mobile.store.ids import new_id
from mobile.store.keys import Keys, Keystore
from mobile.store.problems import KeyLost, PinNeeded
from mobile.store.store import Store

# Of rows whose content stays sealed.
UNSENT = """
    select (select count(*) from outbox where state in ('waiting', 'sending', 'blocked')),
        (select count(distinct sha256) from photo join op_photo using (sha256) join outbox using (op_id)
         where stored = 0 and outbox.state <> 'attention')
"""


@dataclass(frozen=True)
class AccountView:
    """One account for the choice of accounts. `records` and `photos` wait for their owner to send them."""

    id: str
    server: str
    username: str
    records: int
    photos: int
    has_pin: bool

    @property
    def unsent(self) -> int:
        return self.records + self.photos


class Account:
    """One person at one server, on this phone."""

    def __init__(self, folder: Path, keystore: Keystore, clock: Clock | None = None) -> None:
        self.folder = folder
        self.clock = clock
        self.keys = Keys(folder, keystore, clock)

    @property
    def exists(self) -> bool:
        return (self.folder / opening.NAME).exists()

    def open(self, pin: str | None = None) -> Store:
        """Raises as `Keys.unlock` and `Store.open`; makes the account where there is none."""
        if not self.keys.exist and not account.read(self.folder).get("key_mark"):
            # New, or of the first version, which knew no keys.
            return Store.open(self.folder, key=self.keys.make(), clock=self.clock)
        return Store.open(self.folder, key=self.keys.unlock(pin), clock=self.clock)

    def open_signed_in(self, escrow: bytes | None) -> Store:
        """After a password was right: by the device's own wrap, else by the server's secret. Where both are gone, the
        folder is kept aside under another name and a new account begun: a key that is lost is no reason to lose data.
        """
        try:
            store = self.open()
        except PinNeeded:
            store = self.open_by_escrow(escrow)
        except KeyLost:
            try:
                store = self.open_by_escrow(escrow)
            except KeyLost:
                self.set_aside()
                store = self.open()
        if escrow is not None:
            self.keys.keep_escrow(escrow)
        return store

    def open_by_escrow(self, escrow: bytes | None) -> Store:
        """Takes a PIN off: it was forgotten. Raises `KeyLost`."""
        if escrow is None:
            raise KeyLost
        return Store.open(self.folder, key=self.keys.unlock_by_escrow(escrow), clock=self.clock)

    def set_aside(self) -> None:
        """Nothing opens this folder any more, perhaps for now; whoever finds the key finds the work."""
        kept = account.read(self.folder)
        self.folder.rename(self.folder.with_name(f"{self.folder.name}.locked-{new_id()}"))
        make_folder(self.folder)
        account.write(self.folder, **{name: kept[name] for name in ("server", "username") if name in kept})

    def device(self) -> dict[str, str]:
        """What sign-in tells the server about this phone; known without the key."""
        return {
            "id": account.device_id(self.folder),
            "name": platform.node()[:80] or "phone",
            "platform": f"{platform.system()} {platform.release()}"[:40],
            "app_version": APP_VERSION,
        }

    def unsent(self) -> tuple[int, int]:
        """Records and photos that wait, counted without the key."""
        try:
            with closing(sqlite3.connect(self.folder / opening.NAME, timeout=5)) as db:
                records, photos = db.execute(UNSENT).fetchone()
        except sqlite3.Error:
            return 0, 0
        return int(records), int(photos)


class Accounts:
    def __init__(self, root: Path, keystore: Keystore, clock: Clock | None = None) -> None:
        self.root = root
        self.keystore = keystore
        self.clock = clock

    def of(self, server: str, username: str) -> Account:
        """The account of this person at this server; `begin` it before it is opened for the first time."""
        return self.by_id(id_of(server, username))

    def by_id(self, account_id: str) -> Account:
        return Account(self.root / account_id, self.keystore, self.clock)

    def begin(self, server: str, username: str) -> Account:
        begun = self.of(server, username)
        make_folder(begun.folder)
        account.write(begun.folder, server=server, username=username)
        return begun

    def all(self) -> list[AccountView]:
        """Every account on this phone, without opening any."""
        found = []
        for folder in sorted(path for path in self.root.glob("*") if "." not in path.name):
            if not (folder / opening.NAME).exists():
                continue
            each = self.by_id(folder.name)
            kept = account.read(folder)
            records, photos = each.unsent()
            server, username = str(kept.get("server") or ""), str(kept.get("username") or "")
            found.append(AccountView(folder.name, server, username, records, photos, each.keys.has_pin))
        return found

    def waiting_for_others(self, account_id: str) -> list[AccountView]:
        """Accounts with work that waits for its owner: said at every change of the person."""
        return [view for view in self.all() if view.unsent and view.id != account_id]


def id_of(server: str, username: str) -> str:
    return hashlib.sha256(f"{server.rstrip('/')}\n{username}".encode()).hexdigest()[:20]
