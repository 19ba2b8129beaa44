"""How visits come about: each worker's habits, each area's diligence, and what is found at the door."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from server.households.models import HouseholdStatus
from server.visits.models import CONTACTS, VisitOutcome

LATE_BY = {"eager": (0.75, 1.0), "steady": (0.85, 1.2), "slow": (1.0, 2.0), "left": (1.6, 4.0)}
AREA_SHARES = {"eager": 30, "steady": 46, "slow": 16, "left": 8}
NEVER_SHARES = {"eager": 0.01, "steady": 0.03, "slow": 0.08, "left": 0.3}
OUTCOMES = {
    VisitOutcome.MET: 62,
    VisitOutcome.PHONE: 11,
    VisitOutcome.NOT_HOME: 21,
    VisitOutcome.DECLINED: 5,
    VisitOutcome.MOVED: 1,
}
EMPTY_OUTCOMES = {VisitOutcome.NOT_HOME: 3, VisitOutcome.VACANT: 7}
# Hours of the day by habit: mornings, afternoons, and those who come when people are back from work.
HABITS = (((8, 11), (14, 17)), ((9, 12), (15, 18)), ((10, 12), (17, 20)))
SUNDAY = 6
MOST_TRIES = 4


@dataclass(frozen=True)
class Knock:
    """One visit to be: when, and what came of it."""

    at: datetime
    outcome: str


def knocks(
    chance: random.Random, *, interval: int, status: str, first: date, today: date, area: str, habit: int
) -> Iterator[Knock]:
    """The visits to one household from the first day on until yesterday, oldest first."""
    if chance.random() < NEVER_SHARES[area] or status == HouseholdStatus.NOT_OURS:
        return
    low, high = LATE_BY[area]
    day = first + timedelta(days=int(interval * chance.uniform(0.05, high)))
    tries = 0
    while day < today:
        knock = Knock(_moment(chance, day, habit), _outcome(chance, status))
        if knock.at.date() >= today:
            return
        yield knock
        tries += 1
        met = knock.outcome in CONTACTS
        if met or tries >= MOST_TRIES:
            tries = 0
            day += timedelta(days=max(3, int(interval * chance.uniform(low, high))))
        else:
            day += timedelta(days=chance.randint(1, max(2, min(12, interval // 2))))


def _moment(chance: random.Random, day: date, habit: int) -> datetime:
    """A time of a working day; Sundays move to Monday."""
    start, end = chance.choice(HABITS[habit % len(HABITS)])
    minutes = chance.randrange(start * 60, end * 60)
    second = chance.randrange(60)
    moved = day + timedelta(days=1) if day.weekday() == SUNDAY else day
    return datetime.combine(moved, time(minutes // 60, minutes % 60, second), ZoneInfo(settings.TIME_ZONE))


def _outcome(chance: random.Random, status: str) -> str:
    shares = OUTCOMES if status == HouseholdStatus.LIVED_IN else EMPTY_OUTCOMES
    return chance.choices(list(shares), weights=list(shares.values()))[0]
