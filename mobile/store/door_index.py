"""All doors of the phone in the order in which results are listed, with one long text of everything by which they are
found. A search is a scan of that text, which stops when it has enough: a millisecond among 20,000 households."""

import re
import sqlite3
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import accumulate, groupby
from operator import itemgetter

DOORS_IN_ORDER = """
    select household.id, household.building_id, coalesce(door.unit, -1), coalesce(door.floor, 0),
        coalesce(door.room, ''), building.number_key
    from household
    left join building on building.id = household.building_id
    left join door on door.id = household.dwelling_id
    order by building.number_key + 0, building.name, building.id, door.unit, door.floor, door.room, household.id
"""


class DoorIndex:
    """Never changed once it is made: any thread may ask it. A door is named by its place in the order."""

    def __init__(self, db: sqlite3.Connection, texts: Mapping[str, str]) -> None:
        """`texts` by household: a mark, the key of its own name, and all keys, line by line."""
        self.ids: list[str] = []
        self.units, self.floors = array("h"), array("h")
        self.rooms: list[str] = []
        self.in_room: dict[str, list[int]] = defaultdict(list)
        self.ranges: dict[str, list[range]] = defaultdict(list)
        self.numbered: dict[str, list[range]] = defaultdict(list)
        for (building_id, number), doors in groupby(db.execute(DOORS_IN_ORDER), key=itemgetter(1, 5)):
            first = len(self.ids)
            for household_id, _building, unit, floor, room, _number in doors:
                self.in_room[room].append(len(self.ids))
                self.ids.append(household_id)
                self.units.append(min(max(unit, -1), 32767))
                self.floors.append(min(max(floor, -32768), 32767))
                self.rooms.append(room)
            here = range(first, len(self.ids))
            self.ranges[building_id].append(here)
            if number:
                self.numbered[number].append(here)
        found_by = [texts.get(household_id, "-\n").split("\n", 2) for household_id in self.ids]
        self.names, self.name_starts = joined([f"\n{each[1]}" for each in found_by])
        self.keys, self.key_starts = joined([f"\n{each[2]}\n" if len(each) > 2 else "\n\n" for each in found_by])

    @cached_property
    def places(self) -> dict[str, int]:
        return {household_id: door for door, household_id in enumerate(self.ids)}

    # -- scans: doors in order

    def with_key(self, beginning: str) -> Iterator[int]:
        """Doors with a key that begins so."""
        return scan(self.keys, self.key_starts, "\n" + beginning)

    def with_needle(self, needle: str) -> Iterator[int]:
        """Doors whose keys, a newline before and after each, hold this."""
        return scan(self.keys, self.key_starts, needle)

    def with_pattern(self, pattern: str) -> Iterator[int]:
        """Doors with a key that begins as the pattern says."""
        last = -1
        for found in re.finditer("\n" + pattern, self.keys):
            door = bisect_right(self.key_starts, found.start()) - 1
            if door != last:
                last = door
                yield door

    def named(self, beginning: str) -> Iterator[int]:
        """Doors whose household's own name begins so."""
        return scan(self.names, self.name_starts, "\n" + beginning)

    def exactly(self, key: str) -> set[str]:
        return {self.ids[door] for door in scan(self.keys, self.key_starts, f"\n{key}\n")}

    def has_pattern(self, door: int, pattern: str) -> bool:
        keys = re.compile("\n" + pattern)
        return keys.search(self.keys, self.key_starts[door], self.key_starts[door + 1]) is not None

    def has(self, door: int, needle: str) -> bool:
        return self.keys.find(needle, self.key_starts[door], self.key_starts[door + 1]) >= 0


def joined(texts: list[str]) -> tuple[str, "array[int]"]:
    """One text, and where each begins in it; the last number is the end."""
    return "".join(texts), array("l", accumulate(map(len, texts), initial=0))


def scan(text: str, starts: "array[int]", needle: str) -> Iterator[int]:
    """The pieces that hold the needle, in order. No needle reaches over the end of a piece: each begins with a newline
    and none has two but at its end."""
    at = text.find(needle)
    while at >= 0:
        piece = bisect_right(starts, at) - 1
        yield piece
        at = text.find(needle, starts[piece + 1])
