"""When to try again at a door where nobody opened: one plain rule over this household's own visits.

Studies of household surveys find people at home on weekday evenings and at weekends far more often than on weekday
mornings and afternoons, and a call at another time of the day more promising than one at the same (Weeks, Jones,
Folsom and Benrud, "Optimal times to contact sample households", Public Opinion Quarterly 44, 1980; Purdon, Campanelli
and Sturgis, "Interviewers' calling strategies on face-to-face interview surveys", Journal of Official Statistics 15,
1999). So:

1. Once nobody opened, an hour at which this household was met is suggested, if nobody has failed to open at it since.
2. Twice nobody opened at one part of the day: the next part that was not tried, in the order of those studies.
3. Otherwise nothing is said.

Nothing is learned about anybody else, and nothing is sent: the visits are on the phone already.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

CONTACTS = ("met", "phone")
# Habits change with jobs and seasons.
REMEMBERED = timedelta(days=180)
ENOUGH = 2
# Parts of a day by their first hour; from 20:30 nobody knocks.
PARTS = (("morning", 8.0, 12.0), ("midday", 12.0, 14.0), ("afternoon", 14.0, 17.5), ("evening", 17.5, 20.5))
STARTS = {"morning": "9:00", "midday": "12:00", "afternoon": "14:30", "evening": "17:30"}
# As the studies order them; a weekday before a weekend where both are as good, because it comes sooner.
BEST_FIRST = (
    ("weekday", "evening"),
    ("weekend", "morning"),
    ("weekend", "afternoon"),
    ("weekday", "midday"),
    ("weekend", "evening"),
    ("weekday", "afternoon"),
    ("weekday", "morning"),
    ("weekend", "midday"),
)
Slot = tuple[str, str]


@dataclass(frozen=True)
class Hint:
    """`why` is "met" (they opened then) or "missed" (`times` knocks in vain at `missed`). Try `slot`, from `start`."""

    why: str
    slot: Slot
    start: str
    missed: Slot | None = None
    times: int = 0


def slot_of(local: datetime) -> Slot | None:
    """The part of the week of a moment in the office's time; None for the night."""
    hour = local.hour + local.minute / 60
    part = next((name for name, begin, end in PARTS if begin <= hour < end), None)
    return ("weekend" if local.weekday() >= 5 else "weekday", part) if part else None


def suggest(visits: Iterable[tuple[datetime, str]], now: datetime) -> Hint | None:
    """What to try next at one door. `visits`: (when, outcome), in local time, in any order."""
    known = sorted((when, outcome) for when, outcome in visits if now - when <= REMEMBERED)
    if not known or known[-1][1] != "not_home":
        return None
    missed = Counter(slot for when, outcome in known if outcome == "not_home" and (slot := slot_of(when)))
    met = [(when, slot) for when, outcome in known if outcome == "met" and (slot := slot_of(when))]
    last_met = met[-1] if met else None
    if last_met and not any(
        outcome == "not_home" and slot_of(w) == last_met[1] for w, outcome in known if w > met[-1][0]
    ):
        return Hint("met", last_met[1], STARTS[last_met[1][1]])
    often = [(times, slot) for slot, times in missed.items() if times >= ENOUGH]
    if not often:
        return None
    times, worst = max(often, key=lambda pair: (pair[0], -BEST_FIRST.index(pair[1])))
    untried = next((slot for slot in BEST_FIRST if slot not in missed), None)
    return Hint("missed", untried, STARTS[untried[1]], worst, times) if untried else None


def fits(hint: Hint | None, now: datetime) -> bool:
    """Whether now is a time to knock as far as is known: no hint, or its own part of the week."""
    return hint is None or slot_of(now) == hint.slot
