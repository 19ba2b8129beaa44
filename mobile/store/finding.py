"""By what households are found, and which of them have somebody with a care category: in memory only.

On the disk every household carries it sealed, in `found_by`: a name is a secret, and so is where people live who need
help. It is opened when somebody first asks, off the drawing thread, and kept up by what each transaction does.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from typing import Any

from mobile.store.crypto import Box
from mobile.store.door_index import DoorIndex
from mobile.store.problems import RecordDamaged
from mobile.store.search import household_keys, normal

# First line of `found_by`.
CARE, NO_CARE = "care", "-"
# An SQL expression on a row of `household`.
HAS_CARE = "has_care(household.id)"
TRIGGERS = {
    "household_come": "after insert on main.household begin select note(new.id, new.found_by); end",
    "household_new": "after update of found_by on main.household begin select note(new.id, new.found_by); end",
    "household_gone": "after delete on main.household begin select note(old.id, null); end",
    "building_come": "after insert on main.building begin select note_place(); end",
    "building_gone": "after delete on main.building begin select note_place(); end",
    "door_come": "after insert on main.door begin select note_place(); end",
    "door_gone": "after delete on main.door begin select note_place(); end",
}


def text_of(row: Mapping[str, Any]) -> str:
    """What `found_by` holds for a household as the server tells it."""
    names = [resident["name"] for resident in row["residents"]]
    keys = household_keys(row["name"], row["pinyin"], row["initials"], row["phone"], names)
    return text(keys, name=row["name"], has_care=any(resident["care"] for resident in row["residents"]))


def text(keys: Iterable[str], *, name: str, has_care: bool) -> str:
    """Care or not, the key of the household's own name, and all keys."""
    return "\n".join([CARE if has_care else NO_CARE, normal(name).replace(" ", ""), *sorted(keys)])


class Finding:
    """One for all threads. A transaction's changes are noted as they come and count once it is committed."""

    def __init__(self, box: Box, connect: Callable[[], sqlite3.Connection], damaged: Callable[[], None]) -> None:
        """`connect` gives a bare connection to the file; `damaged` is told of a value that cannot be opened."""
        self.box, self.connect, self.damaged = box, connect, damaged
        self.lock = threading.RLock()
        self.loaded = False
        self.texts: dict[str, str] = {}
        self.care: set[str] = set()
        self.noted: dict[str, bytes | None] = {}
        self.noted_place = False
        self.version = 0
        self._index: tuple[int, DoorIndex] | None = None

    # -- keeping up

    def watch(self, db: sqlite3.Connection) -> None:
        """Of the one connection that writes."""
        db.create_function("note", 2, self.note)
        db.create_function("note_place", 0, self.note_place)
        for name, what in TRIGGERS.items():
            db.execute(f"create temp trigger {name} {what}")

    def note(self, household_id: str, found_by: bytes | None) -> None:
        self.noted[household_id] = found_by

    def note_place(self) -> None:
        self.noted_place = True

    def commit(self) -> None:
        if self.noted or self.noted_place:
            with self.lock:
                self.version += 1
                if self.loaded:
                    for household_id, found_by in self.noted.items():
                        self.take(household_id, found_by)
        self.rollback()

    def rollback(self) -> None:
        self.noted.clear()
        self.noted_place = False

    def load(self) -> None:
        """Opens what is sealed, once. Through a connection of its own: it may be asked for from inside a statement."""
        with self.lock:
            if self.loaded:
                return
            with closing(self.connect()) as db:
                for household_id, found_by in db.execute("select id, found_by from household"):
                    self.take(household_id, found_by)
            self.loaded = True

    def take(self, household_id: str, found_by: bytes | None) -> None:
        try:
            plain = self.box.plain(found_by)
        except RecordDamaged:
            # Found by nothing today; the next opening fetches everything afresh.
            self.damaged()
            plain = None
        self.care.discard(household_id)
        if plain:
            self.texts[household_id] = plain
            if plain.startswith(CARE):
                self.care.add(household_id)
        else:
            self.texts.pop(household_id, None)

    # -- asking

    def has_care(self, household_id: str | None) -> bool:
        if not self.loaded:
            self.load()
        return household_id in self.care

    def index(self) -> DoorIndex:
        """All doors in the order in which results are listed. Made again when a household or a place has changed."""
        self.load()
        with self.lock:
            if self._index is None or self._index[0] != self.version:
                version = self.version
                with closing(self.connect()) as db:
                    self._index = version, DoorIndex(db, self.texts)
            return self._index[1]

    def exactly(self, key: str) -> set[str]:
        """The households with this very key."""
        return self.index().exactly(key)
