"""A phone of the machine: a real store on a disk that can be copied as it lies, and a way to the server."""

import os
import shutil
from pathlib import Path

from mobile.store import Store
from mobile.store.ids import new_id
from mobile.store.recording import Intention
from mobile.store.views import OutboxItem
from mobile.sync import Session, SyncReport
from tests.faults.machine.clocks import HeldClock
from tests.faults.machine.faults import Fault, FaultyClient, Watcher, Way
from tests.journeys.field import ACCOUNT_KEY


class PhoneKilled(BaseException):
    """Not an Exception: nothing of the app may catch its own death."""


class Phone:
    """`name` in the order of the world, `person` the account's user name; `generation` counts its deaths."""

    def __init__(self, name: str, person: str, folder: Path, clock: HeldClock) -> None:
        self.name, self.person, self.folder, self.clock = name, person, folder, clock
        self.generation = 0
        self.open()

    def open(self) -> None:
        self.store = Store.open(self.folder, key=ACCOUNT_KEY, clock=self.clock)

    def close(self) -> None:
        self.store.close()

    # -- the worker's day

    def sync(self, watch: Watcher, fault: Fault | None = None) -> tuple[SyncReport | None, Way]:
        """One sync; None if the phone was killed in the middle of it."""
        login = self.store.login()
        assert login, self.name
        way = Way(watch, fault, kill=self.die)
        try:
            return Session().run(self.store, FaultyClient(login.base_url, login.token, way)), way
        except PhoneKilled:
            self.wake()
            return None, way

    def households(self) -> list[str]:
        """What this phone can open, in an order that does not depend on ids. No rule may write a name without 户."""
        return [hit.household_id for hit in self.store.find("户", limit=100)]

    def keep_as_it_is(self, kind: str, body: dict[str, object], household_id: str) -> str:
        """An operation that no form makes: what a bug in the app, or a newer app, would send."""
        recorder, entity = self.store.recorder, new_id()
        with recorder.saving():
            recorder.keep(Intention(kind, entity, body, "poison", household_id=household_id))
        return entity

    def heard(self, decision: str) -> list[str]:
        """What was refused, and of which the worker has heard this decision of the office's; none is ""."""
        rows = self.store.database.read().execute(
            "select op_id from outbox where state = 'attention' and decision = ? and rested_at is null"
            " order by device_seq",
            (decision,),
        )
        return [row[0] for row in rows]

    # -- its end

    def kill(self) -> None:
        """Closed without a goodbye: what lies on the disk at this moment is all that is left."""
        self.take_image()
        self.wake()

    def die(self) -> None:
        """The end in the middle of a sync."""
        self.take_image()
        raise PhoneKilled

    def take_image(self) -> None:
        self.generation += 1
        self.image = self.folder.with_name(f"{self.name}-{self.generation}")
        copy_folder(self.folder, self.image)

    def wake(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)
        self.folder = self.image
        self.clock.reboot()
        self.open()

    # -- what is on it

    def items(self) -> dict[str, OutboxItem]:
        return {item.op_id: item for item in self.store.outbox()}

    def kept(self) -> set[str]:
        """Every operation that is on it, also those that are no longer shown."""
        return {row[0] for row in self.store.database.read().execute("select op_id from outbox")}

    def photo_files(self) -> set[str]:
        return {path.name for path in self.store.photos.folder.glob("*") if not path.name.endswith(".part")}


def copy_folder(source: Path, target: Path) -> None:
    """A copy of a phone's disk. What is never changed in place is linked; SQLite's shared memory is of the living."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.is_dir():
            shutil.copytree(path, target / path.name, copy_function=os.link)
        elif path.name == "reserve":
            os.link(path, target / path.name)
        elif not path.name.endswith("-shm"):
            shutil.copy(path, target / path.name)
