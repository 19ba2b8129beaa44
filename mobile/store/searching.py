"""Finding a door: what was typed against the index of all doors, and only the few that are shown are opened."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import chain, islice

from mobile.store import pending, reading
from mobile.store.database import Database
from mobile.store.door_index import DoorIndex
from mobile.store.search import END, ROOM_WORD, Query, alike, household_keys, normal, number, parse
from mobile.store.texts import body_of, residents_of
from mobile.store.views import Hit

PHONE_DIGITS = 11
TAIL = 4


@dataclass(frozen=True)
class Word:
    """One word of what was typed, with all the ways in which a door may hold it."""

    text: str
    index: DoorIndex
    ranges: tuple[range, ...]  # of the buildings whose name or address holds it
    own: dict[int, str]  # keys that only this phone knows so far
    pattern: str | None = None  # for what sounds alike

    @property
    def needles(self) -> list[str]:
        found = ["\n" + self.text]
        if self.text.isdigit() and len(self.text) >= TAIL:
            found.append(self.text + "\n")
        if self.text.isdigit() and len(self.text) == PHONE_DIGITS:
            # The office may have masked the middle of it.
            found.append(f"\n{self.text[:3]}{self.text[-4:]}\n")
        return found

    @property
    def room(self) -> str:
        return number(self.text) if ROOM_WORD.fullmatch(self.text) else self.text

    def doors(self) -> Iterator[int]:
        """All doors that hold it, in order, some of them twice."""
        index = self.index
        own = (door for door in sorted(self.own) if self.has_own(door))
        if self.pattern:
            return merge(index.with_pattern(self.pattern), own)
        scans: list[Iterable[int]] = [index.with_key(self.text), index.in_room.get(self.room, ()), own]
        if len(self.needles) > 1:
            scans += [index.with_needle(needle) for needle in self.needles[1:]]
        return merge(chain.from_iterable(self.ranges), *scans)

    def is_at(self, door: int) -> bool:
        if self.pattern:
            return self.index.has_pattern(door, self.pattern) or self.has_own(door)
        return (
            any(self.index.has(door, needle) for needle in self.needles)
            or self.index.rooms[door] == self.room
            or any(door in here for here in self.ranges)
            or self.has_own(door)
        )

    def has_own(self, door: int) -> bool:
        return any(needle in self.own.get(door, "") for needle in self.needles)


def find(database: Database, text: str, *, today: date, limit: int) -> list[Hit]:
    query = parse(text)
    if query.is_empty:
        return []
    db, index = database.read(), database.finding.index()
    own = own_keys(db, index)
    words = [Word(word, index, buildings_with(db, index, word), own) for word in query.words]
    doors = best(index, query, words, limit)
    sound = False
    if not doors and any(alike(word.text) for word in words):
        words = [Word(word.text, index, word.ranges, own, alike(word.text)) for word in words]
        doors, sound = best(index, query, words, limit), True
    return opened(db, [index.ids[door] for door in doors], query.words, today, sound=sound)


def best(index: DoorIndex, query: Query, words: list[Word], limit: int) -> list[int]:
    """The first doors that match: a name that begins with what was typed comes before one that holds it."""
    matching = Filter(index, query, words)
    first: list[int] = []
    if words:
        own_named = (door for door in sorted(words[0].own) if words[0].own[door].startswith("\n" + words[0].text))
        first = list(islice(filter(matching, once(merge(index.named(words[0].text), own_named))), limit))
    seen = set(first)
    rest = (door for door in once(candidates(index, query, words)) if door not in seen and matching(door))
    return [*first, *islice(rest, limit - len(first))]


@dataclass(frozen=True)
class Filter:
    """Whether a door is all that was typed."""

    index: DoorIndex
    query: Query
    words: list[Word]

    def __call__(self, door: int) -> bool:
        index, query = self.index, self.query
        return (
            (query.unit is None or index.units[door] == query.unit)
            and (query.floor is None or index.floors[door] == query.floor)
            and (query.room is None or index.rooms[door] == query.room)
            and (query.building is None or any(door in here for here in index.numbered.get(query.building, ())))
            and all(word.is_at(door) for word in self.words)
        )


def candidates(index: DoorIndex, query: Query, words: list[Word]) -> Iterable[int]:
    """Where to look, in order: as narrow as what was typed allows without a look at every door."""
    if query.building is not None:
        return chain.from_iterable(index.numbered.get(query.building, ()))
    if query.room is not None:
        return index.in_room.get(query.room, ())
    if words:
        # A longer word is held by fewer doors.
        return max(words, key=lambda word: len(word.text)).doors()
    return range(len(index.ids))


def once(doors: Iterable[int]) -> Iterator[int]:
    last = -1
    for door in doors:
        if door != last:
            last = door
            yield door


def buildings_with(db: sqlite3.Connection, index: DoorIndex, word: str) -> tuple[range, ...]:
    rows = db.execute("select distinct building_id from building_key where key >= ? and key < ?", (word, word + END))
    return tuple(sorted((here for (it,) in rows for here in index.ranges.get(it, ())), key=lambda here: here.start))


def own_keys(db: sqlite3.Connection, index: DoorIndex) -> dict[int, str]:
    """Names and phones that this phone has recorded and the server has not told yet, by door."""
    found: dict[int, str] = {}
    for op in pending.waiting_amendments(db):
        body = body_of(op)
        changed = body.get("changes") or body
        keys = household_keys(str(changed.get("name") or ""), "", "", str(changed.get("phone") or ""), [])
        door = index.places.get(op["household_id"])
        if door is not None and keys:
            # The whole name first: a name that begins so comes first.
            lines = sorted(keys, key=lambda key: -len(key))
            found[door] = "".join(f"\n{key}" for key in lines) + found.get(door, "") + "\n"
    return found


# -- what is shown


def opened(db: sqlite3.Connection, ids: list[str], words: tuple[str, ...], today: date, *, sound: bool) -> list[Hit]:
    """Only these doors are opened: what is sealed in all others stays so."""
    names = pending.names(db)
    rows = {row["id"]: row for row in rows_of(db, reading.AT_THE_DOOR, ids, today=today.isoformat())}
    unclear = {it: left for it, row in rows.items() if (left := unexplained(row, names.get(it), words)) and not sound}
    people = {row["id"]: row for row in rows_of(db, "select * from household", list(unclear))}
    amended = {op["household_id"] for op in pending.waiting_amendments(db)} if people else set()
    hits = []
    for it in ids:
        if it in rows:
            why = ("sound", " ".join(words)) if sound else ("", "")
            if it in people:
                now = pending.register_of(db, people[it]) if it in amended else None
                why = reason(rows[it], people[it], now, unclear[it])
            hits.append(hit_of(rows[it], names.get(it), *why))
    return hits


def rows_of(db: sqlite3.Connection, select: str, ids: list[str], **values: str) -> list[sqlite3.Row]:
    marks = ", ".join(f":id{number_}" for number_ in range(len(ids)))
    values |= {f"id{number_}": it for number_, it in enumerate(ids)}
    return db.execute(f"{select} where household.id in ({marks})", values).fetchall()


def hit_of(row: sqlite3.Row, new_name: str | None, why: str, matched: str) -> Hit:
    return Hit(
        household_id=row["id"],
        name=new_name or row["name"],
        building_id=row["building_id"],
        building_name=reading.building_name(row) if row["building_name"] is not None else "—",
        address=row["address"],
        unit=row["unit"],
        floor=row["floor"],
        room=row["room"],
        lon=row["lon"],
        lat=row["lat"],
        state=row["state"],
        has_care=bool(row["has_care"]),
        why=why,
        matched=matched,
    )


def unexplained(row: sqlite3.Row, new_name: str | None, words: tuple[str, ...]) -> list[str]:
    """The words that neither the name nor the door shows, as they are listed."""
    shown = key(new_name or row["name"]), key(row["building_name"] or ""), key(row["room"])
    return [word for word in words if not any(word in text for text in shown)]


def reason(row: sqlite3.Row, told: sqlite3.Row, now: pending.Household | None, words: list[str]) -> tuple[str, str]:
    """Why a door was found. Nothing for pinyin and initials of the name that is listed. `now` is the register with
    what only this phone knows, where there is such."""
    people = [resident["name"] for resident in residents_of(told)]
    phones = [told["phone"]]
    if now is not None:
        people += [person.name for person in now.residents.values()]
        phones += [now.phone, *(person.phone for person in now.residents.values())]
    for word in words:
        if word in key(row["name"]):
            return "old_name", row["name"]
        if word in key(row["address"]):
            return "address", row["address"]
        if phone := next((phone for phone in phones if word.isdigit() and phone_with(phone, word)), ""):
            return "phone", phone
        if name := next((name for name in people if word in key(name)), ""):
            return "resident", name
    return "", ""


def phone_with(phone: str, word: str) -> bool:
    digits = "".join(filter(str.isdigit, phone))
    return digits.startswith(word) or digits.endswith(word) or digits == word[:3] + word[-4:]


def key(text: str) -> str:
    return normal(text).replace(" ", "")
