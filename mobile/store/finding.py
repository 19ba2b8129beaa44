"""By what households are found, and which of them have somebody with a care category: in memory only.

Made when the account is opened, and kept up by what each transaction did to the table. On the disk every household
carries the same, sealed, in `found_by`: a name is a secret, and so is where people live who need help.
"""

import sqlite3
import threading
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any

from mobile.store.crypto import Box
from mobile.store.search import END, household_keys, normal

# First line of `found_by`.
CARE, NO_CARE = "care", "-"
# An SQL expression on a row of `household`.
HAS_CARE = "has_care(household.id)"
TRIGGERS = {
    "household_come": "after insert on main.household begin select note(new.id, new.found_by); end",
    "household_new": "after update of found_by on main.household begin select note(new.id, new.found_by); end",
    "household_gone": "after delete on main.household begin select note(old.id, null); end",
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

    def __init__(self, box: Box) -> None:
        self.box = box
        self.lock = threading.Lock()
        self.noted: dict[str, bytes | None] = {}
        self.keys: dict[str, set[str]] = {}
        self.names: dict[str, set[str]] = {}
        self.care: set[str] = set()
        self.known: dict[str, str] = {}
        self._sorted: list[str] | None = None

    # -- keeping up

    def watch(self, db: sqlite3.Connection) -> None:
        """Of the one connection that writes; begins with what is there."""
        for household_id, found_by in db.execute("select id, found_by from household"):
            if found_by:
                self.add(household_id, found_by)
        db.create_function("note", 2, self.note)
        for name, what in TRIGGERS.items():
            db.execute(f"create temp trigger {name} {what}")

    def note(self, household_id: str, found_by: bytes | None) -> None:
        self.noted[household_id] = found_by

    def commit(self) -> None:
        with self.lock:
            for household_id, sealed in self.noted.items():
                found_by = self.box.plain(sealed)
                if self.known.get(household_id) != found_by:
                    self.remove(household_id)
                    if found_by:
                        self.add(household_id, found_by)
        self.noted.clear()

    def rollback(self) -> None:
        self.noted.clear()

    def add(self, household_id: str, found_by: str) -> None:
        self.known[household_id] = found_by
        mark, name, *keys = found_by.split("\n")
        for key in keys:
            holders = self.keys.get(key)
            if holders is None:
                self.keys[key] = {household_id}
                self._sorted = None
            else:
                holders.add(household_id)
        self.names.setdefault(name, set()).add(household_id)
        if mark == CARE:
            self.care.add(household_id)

    def remove(self, household_id: str) -> None:
        found_by = self.known.pop(household_id, None)
        if found_by is None:
            return
        _mark, name, *keys = found_by.split("\n")
        for key in keys:
            self.keys[key].discard(household_id)
        self.names[name].discard(household_id)
        self.care.discard(household_id)

    # -- asking

    def has_care(self, household_id: str | None) -> bool:
        return household_id in self.care

    def found(self, word: str) -> set[str]:
        """The households with a key that begins like this."""
        with self.lock:
            return set().union(*(self.keys[key] for key in self.between(word)))

    def named(self, word: str) -> set[str]:
        """The households whose own name begins like this."""
        with self.lock:
            return set().union(*(self.names[key] for key in self.between(word) if key in self.names))

    def exactly(self, key: str) -> set[str]:
        """The households with this very key."""
        with self.lock:
            return set(self.keys.get(key, ()))

    def between(self, word: str) -> list[str]:
        if self._sorted is None:
            self._sorted = sorted(self.keys)
        return self._sorted[bisect_left(self._sorted, word) : bisect_left(self._sorted, word + END)]
