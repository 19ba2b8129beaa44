"""Today's walk: how near to the best it comes on small towns where every walk can be tried, and what it costs.

`python3 -m tests.bench.walk` prints worth against the optimum over 300 random towns of nine doors, and the CPU time of
a plan of two hours among 300 due doors.
"""

import random
import statistics
import time

from mobile.store.routing import Start, Stop, exact, plan, way, worth

SIDE = 400.0
STOREYS = (6, 6, 11, 18)
WORTHS = (2.0, 3.0, 5.0, 6.0, 8.0, 10.0, 12.0, 15.0)


def town(chance: random.Random, doors: int, buildings: int) -> list[Stop]:
    places = [(chance.uniform(0, SIDE), chance.uniform(0, SIDE), chance.choice(STOREYS)) for _ in range(buildings)]
    stops = []
    for number in range(doors):
        at = chance.randrange(buildings)
        x, y, floors = places[at]
        unit, floor = chance.randint(1, 3), chance.randint(1, floors)
        stops.append(Stop(f"{number:03}", x, y, str(at), unit, floor, chance.choice(WORTHS), floors))
    return stops


def against_the_best(towns: int = 300) -> list[float]:
    shares = []
    for seed in range(towns):
        chance = random.Random(seed)
        stops, minutes = town(chance, 9, chance.randint(1, 6)), chance.choice((20, 30, 45, 60))
        start = Start(chance.uniform(0, SIDE), chance.uniform(0, SIDE)) if seed % 3 else None
        best = exact(stops, minutes, start)
        shares.append(worth(plan(stops, minutes, start)) / best if best else 1.0)
        way.cache_clear()
    return shares


def cost(doors: int, minutes: int) -> float:
    stops = town(random.Random(1), doors, 25)
    way.cache_clear()
    begun = time.process_time()
    plan(stops, minutes, Start(SIDE / 2, SIDE / 2))
    return time.process_time() - begun


def main() -> None:
    shares = against_the_best()
    print(
        f"of the best walk's worth, {len(shares)} towns of 9 doors: mean {statistics.mean(shares):.2%}, "
        f"worst {min(shares):.2%}, {sum(share > 1 - 1e-9 for share in shares)} of them the best"
    )
    for minutes in (30, 60, 120):
        print(f"plan of {minutes} minutes among 300 due doors: {cost(300, minutes) * 1000:.0f} ms CPU")


if __name__ == "__main__":
    main()
