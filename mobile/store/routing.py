"""An order of doors for the time that a worker has: an orienteering problem (Tsiligirides, "Heuristic methods applied
to orienteering", 1984), solved on the phone in some milliseconds.

Doors are put in by the best ratio of worth² to added minutes and the walk is then shortened by 2-opt (Croes 1958) and
or-opt (Or 1976), shaken and filled again: the iterated local search of Vansteenwegen, Souffriau, Vanden Berghe and Van
Oudheusden, "Iterated local search for the team orienteering problem with time windows", Computers & Operations Research
36 (2009). Besides single doors it puts in whole staircases, since doors stand in bunches: climbing to one makes the
next cheap. Nothing is left to chance: the same doors give the same walk. `exact` is the yardstick of the tests.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import hypot

# 0.8 m/s: how fast older women walk, older men a little faster (Asher, Aresu, Falaschetti and Mindell, Age and Ageing
# 41, 2012).
METRES_PER_MINUTE = 48.0
# Ways are longer than a straight line, short ones in towns about 1.3 times (Levinson and El-Geneidy, "The minimum
# circuity frontier", 2009).
DETOUR = 1.3
# A flight of stairs of one storey, up or down, at an easy pace.
MINUTES_PER_FLOOR = 0.4
# Chinese dwellings of seven storeys and more have a lift (GB 50096-2011, 6.4.1): a wait, and little per floor.
LIFT_FROM = 7
LIFT_WAIT, LIFT_PER_FLOOR = 1.0, 0.06
# From one entrance of a building to the next.
NEXT_ENTRANCE_METRES = 15.0
# What a talk at the door takes. A guess by which the length of a walk is chosen, no target.
AT_THE_DOOR = 6.0
MOST_CANDIDATES = 48
SHAKES = 12


@dataclass(frozen=True, eq=False)
class Stop:
    """A door. `x`, `y` in metres on any plane; `worth` says how much it counts to be there today."""

    id: str
    x: float
    y: float
    building: str
    unit: int
    floor: int
    worth: float
    floors: int = 6
    minutes: float = AT_THE_DOOR


@dataclass(frozen=True, eq=False)
class Start:
    x: float
    y: float


Place = Stop | Start


def climb(stop: Stop, floors: int) -> float:
    """Minutes for so many floors in the stop's building, by stairs or by lift, whichever is quicker."""
    if floors <= 0:
        return 0.0
    stairs = floors * MINUTES_PER_FLOOR
    return min(stairs, LIFT_WAIT + floors * LIFT_PER_FLOOR) if stop.floors >= LIFT_FROM else stairs


def up(place: Place) -> float:
    """From the street to the door."""
    return climb(place, place.floor - 1) if isinstance(place, Stop) else 0.0


def metres(a: Place, b: Place) -> float:
    """On the ground; the next door on the same stairs is no way at all."""
    if isinstance(a, Stop) and isinstance(b, Stop) and a.building == b.building:
        return NEXT_ENTRANCE_METRES * abs(a.unit - b.unit)
    return DETOUR * hypot(a.x - b.x, a.y - b.y)


# Compared by identity: the same few thousand ways are asked for a million times.
@lru_cache(maxsize=8192)
def way(a: Place, b: Place) -> float:
    """Minutes from one to the other."""
    if isinstance(a, Stop) and isinstance(b, Stop) and (a.building, a.unit) == (b.building, b.unit):
        return climb(a, abs(a.floor - b.floor))
    return up(a) + metres(a, b) / METRES_PER_MINUTE + up(b)


def length(walk: Sequence[Stop], start: Start | None) -> float:
    """Minutes of the whole walk with the talks, ending at the last door. Without a start it begins at its first."""
    here: list[Place] = [start, *walk] if start else list(walk)
    return sum(way(a, b) for a, b in pairwise(here)) + sum(stop.minutes for stop in walk)


def worth(walk: Sequence[Stop]) -> float:
    return sum(stop.worth for stop in walk)


def plan(stops: Sequence[Stop], minutes: float, start: Start | None = None) -> list[Stop]:
    """The doors worth most that fit into so many minutes, in an order that is short to walk."""
    offered = sorted(stops, key=lambda stop: (-stop.worth / (1 + (way(start, stop) if start else 0.0) / 10), stop.id))
    search = Search(offered[:MOST_CANDIDATES], minutes, start)
    return search.run()


class Search:
    def __init__(self, stops: Sequence[Stop], minutes: float, start: Start | None) -> None:
        self.stops = list(stops)
        self.minutes = minutes
        self.start = start
        self.stairs = self.bunches()

    def run(self) -> list[Stop]:
        best = self.better([], self.fill([]))
        # A walk that begins with the bunch that is worth most may beat one that grew door by door.
        for bunch in self.stairs[:SHAKES]:
            best = self.better(best, self.fill(self.fit(bunch)))
        for number in range(SHAKES):
            best = self.better(best, self.fill(shaken(best, number)))
        return order(best, self.start)

    def better(self, best: list[Stop], walk: list[Stop]) -> list[Stop]:
        mine, other = (worth(best), -length(best, self.start)), (worth(walk), -length(walk, self.start))
        return walk if other > mine else best

    def bunches(self) -> list[list[Stop]]:
        """Doors on the same stairs, those worth most first."""
        stairs: dict[tuple[str, int], list[Stop]] = {}
        for stop in self.stops:
            stairs.setdefault((stop.building, stop.unit), []).append(stop)
        return sorted(stairs.values(), key=lambda bunch: (-worth(bunch), bunch[0].id))

    def fit(self, bunch: Sequence[Stop]) -> list[Stop]:
        """As many of them as the time allows, worth most first."""
        walk: list[Stop] = []
        for stop in sorted(bunch, key=lambda stop: (-stop.worth, stop.id)):
            longer = order([*walk, stop], self.start)
            if length(longer, self.start) <= self.minutes:
                walk = longer
        return walk

    def fill(self, walk: list[Stop]) -> list[Stop]:
        """Puts in doors and staircases by ratio until none fits; shortens the walk and tries once more."""
        while True:
            walk = order(self.grown(walk), self.start)
            more = self.grown(walk)
            if len(more) == len(walk):
                return self.exchanged(walk)
            walk = more

    def grown(self, walk: list[Stop]) -> list[Stop]:
        walk, taken = list(walk), {stop.id for stop in walk}
        now = length(walk, self.start)
        while True:
            best: tuple[float, list[Stop], float] | None = None
            groups = [[stop] for stop in self.stops if stop.id not in taken]
            groups += [rest for bunch in self.stairs if len(rest := [s for s in bunch if s.id not in taken]) > 1]
            for group in groups:
                at, added = self.cheapest(walk, group)
                if now + added <= self.minutes:
                    ratio = worth(group) ** 2 / max(added, 0.01) / len(group)
                    if best is None or ratio > best[0]:
                        best = ratio, [*walk[:at], *group, *walk[at:]], added
            if best is None:
                return walk
            walk, now = best[1], now + best[2]
            taken = {stop.id for stop in walk}

    def cheapest(self, walk: list[Stop], group: list[Stop]) -> tuple[int, float]:
        """Where the group costs least, and how many minutes more."""
        group.sort(key=lambda stop: (stop.floor, stop.id))
        inside = length(group, None)
        cheapest, least = 0, float("inf")
        for at in range(len(walk) + 1):
            before: Place | None = walk[at - 1] if at else self.start
            after = walk[at] if at < len(walk) else None
            added = inside
            added += way(before, group[0]) if before else 0.0
            added += way(group[-1], after) if after else 0.0
            added -= way(before, after) if before and after else 0.0
            if added < least:
                cheapest, least = at, added
        return cheapest, least

    def exchanged(self, walk: list[Stop]) -> list[Stop]:
        """One door for another that is worth more, as long as that helps."""
        helped = True
        while helped:
            helped = False
            taken = {stop.id for stop in walk}
            for out in sorted(walk, key=lambda stop: (stop.worth, stop.id)):
                rest = [stop for stop in walk if stop is not out]
                for stop in self.stops:
                    if stop.id in taken or stop.worth <= out.worth:
                        continue
                    at, _ = self.cheapest(rest, [stop])
                    longer = [*rest[:at], stop, *rest[at:]]
                    if length(longer, self.start) <= self.minutes:
                        walk, helped = self.grown(order(longer, self.start)), True
                        break
                if helped:
                    break
        return walk


def shaken(walk: list[Stop], number: int) -> list[Stop]:
    """The walk without a stretch of it, each time another one."""
    if not walk:
        return []
    size = 1 + number % max(1, len(walk) // 2)
    at = (number * size) % len(walk)
    return walk[:at] + walk[at + size :]


def order(stops: Sequence[Stop], start: Start | None) -> list[Stop]:
    """The same doors in a short order: the nearest next, then 2-opt and or-opt until neither helps."""
    if len(stops) < 2:
        return list(stops)
    firsts = [None] if start else list(stops)[:8]
    walks = [improved(nearest_next(stops, start, first), start) for first in firsts]
    return min([improved(list(stops), start), *walks], key=lambda walk: length(walk, start))


def nearest_next(stops: Sequence[Stop], start: Start | None, first: Stop | None) -> list[Stop]:
    left = list(stops)
    walk: list[Stop] = []
    here: Place | None = start
    while left:
        following = (
            first if first and not walk else min(left, key=lambda stop: (way(here, stop) if here else 0.0, stop.id))
        )
        walk.append(following)
        left.remove(following)
        here = following
    return walk


def improved(walk: list[Stop], start: Start | None) -> list[Stop]:
    best, short = walk, length(walk, start)
    moves: tuple[Callable[[list[Stop]], list[list[Stop]]], ...] = (turned, moved)
    helped = True
    while helped:
        helped = False
        for neighbours in moves:
            for other in neighbours(best):
                if (minutes := length(other, start)) < short - 1e-9:
                    best, short, helped = other, minutes, True
                    break
    return best


def turned(walk: list[Stop]) -> list[list[Stop]]:
    """2-opt: a stretch walked the other way round."""
    n = len(walk)
    return [walk[:i] + walk[i:j][::-1] + walk[j:] for i in range(n) for j in range(i + 2, n + 1)]


def moved(walk: list[Stop]) -> list[list[Stop]]:
    """Or-opt: up to three doors in a row somewhere else."""
    found = []
    for size in (1, 2, 3):
        for i in range(len(walk) - size + 1):
            stretch, rest = walk[i : i + size], walk[:i] + walk[i + size :]
            found += [rest[:j] + stretch + rest[j:] for j in range(len(rest) + 1) if j != i]
    return found


def exact(stops: Sequence[Stop], minutes: float, start: Start | None = None) -> float:
    """The most that any walk within the time is worth, by trying all sets and ends (Held and Karp 1962): 2ⁿ·n²."""
    quick: dict[tuple[int, int], float] = {}
    best = 0.0
    for last, stop in enumerate(stops):
        quick[1 << last, last] = (way(start, stop) if start else 0.0) + stop.minutes
    for chosen in range(1, 1 << len(stops)):
        for last in range(len(stops)):
            took = quick.get((chosen, last))
            if took is None or took > minutes:
                continue
            best = max(best, sum(stop.worth for i, stop in enumerate(stops) if chosen >> i & 1))
            for following, stop in enumerate(stops):
                if not chosen >> following & 1:
                    key = chosen | 1 << following, following
                    then = took + way(stops[last], stop) + stop.minutes
                    if then < quick.get(key, float("inf")):
                        quick[key] = then
    return best
