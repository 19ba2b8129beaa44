"""How a day may begin: states that chance alone would seldom reach, each made once by the machine's own rules."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.faults.machine.world import PLAIN

if TYPE_CHECKING:
    from tests.faults.machine.test_machine import Machine

YEAR = 365 * 24 * 60
# Where the one household that all three share stands on each phone, as long as nobody has moved.
SHARED = {"a": 3, "b": 3, "c": 0}


def work_of_everyone(day: "Machine") -> None:
    """All have worked and told the server: much that a restore loses."""
    for number, phone in enumerate("abc"):
        day.record_visit(phone=phone, pick=number, outcome="met", shown=[number])
        day.report_incident(phone=phone, site=("S11", "border", "S12")[number], pick=0, shown=[])
        day.residents(phone=phone, pick=0, who=number, what="add")
        day.sync(phone=phone)
    day.accept_incident(pick=1)
    day.sync(phone="a")
    day.correct_visit(phone="a", which=0)
    day.step_incident(phone="a", pick=0, to_state="cancelled")


def desk_is_full(day: "Machine") -> None:
    """Refusals, conflicts, and what waits behind them."""
    day.poison(phone="a", kind="outcome")
    day.correct_visit(phone="a", which=0)
    day.poison(phone="c", kind="household")
    day.an_hour_elsewhere(phone="b", code="S22", what="visit")
    day.an_hour_elsewhere(phone="a", code="S21", what="add")
    day.both_amend(name="户四", field="name", value=0)
    day.both_amend(name="户四", field="phone", value=1)
    day.report_incident(phone="c", site="S12", pick=None, shown=[])
    day.sync(phone="c")
    day.accept_incident(pick=0)
    for phone in "ac":
        day.sync(phone=phone)
        day.step_incident(phone=phone, pick=0, to_state="in_progress")
    for phone in "cab":
        day.sync(phone=phone)


def decisions_on_their_way(day: "Machine") -> None:
    """The office has decided much of it; one phone has not heard."""
    desk_is_full(day)
    for number, decide in enumerate((day.accept, day.amend, day.dismiss) * 2):
        if day.day.office.inbox():
            decide(pick=number)
    for phone in "ab":
        day.sync(phone=phone)


def people_and_homes_are_moving(day: "Machine") -> None:
    """Unsent work on all phones, for homes and grids that are no longer theirs."""
    for phone in "abc":
        for pick in range(3):
            day.record_visit(phone=phone, pick=pick, outcome="met", shown=[pick])
        day.amend_household(phone=phone, pick=2, field="phone", value=0)
        day.residents(phone=phone, pick=1, who=0, what="name")
    day.places(name="户三", place=None)
    day.places(name="户一", place="S22")
    day.posts(person="mei", code="S12", given=False)
    day.posts(person="lin", code="S21", given=True)


def clocks_are_wrong(day: "Machine") -> None:
    """One phone is a year ahead, one an hour and a half behind, and one has slept a night over its work."""
    day.clock_jumps(phone="a", minutes=YEAR)
    day.clock_jumps(phone="b", minutes=-90)
    for phone in "abc":
        day.record_visit(phone=phone, pick=1, outcome="met", shown=[0])
        day.amend_household(phone=phone, pick=SHARED[phone], field="status", value=1)
    day.misfortune(phone="c", what="night")


MORNINGS: dict[str, Callable[["Machine"], None]] = {
    "work": work_of_everyone,
    "desk": desk_is_full,
    "decided": decisions_on_their_way,
    "moving": people_and_homes_are_moving,
    "clocks": clocks_are_wrong,
}
ALL = [PLAIN, *MORNINGS]
