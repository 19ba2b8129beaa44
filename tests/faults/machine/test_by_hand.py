"""Days that chance seldom makes: much for the office to decide, a clock a year ahead, and the server put back."""

import pytest

from tests.faults.machine.by_hand import evening, visit
from tests.faults.machine.mornings import SHARED, YEAR
from tests.faults.machine.test_machine import Machine

pytestmark = [pytest.mark.xdist_group("machine"), pytest.mark.django_db(transaction=True)]


def decide_all(machine: Machine, turns: int) -> None:
    """Every third one is dismissed, the others accepted where they can be."""
    for number in range(turns):
        if machine.day.office.inbox():
            machine.decide(pick=number, kind="accepted" if number % 3 else "dismissed")


def test_work_outlives_a_clock_that_is_a_year_ahead_and_a_server_put_back(machine):
    machine.life_of_the_database("backup")
    visit(machine)
    machine.sync_of("a")
    machine.clock_jumps(phone="a", minutes=YEAR)
    machine.misfortune(phone="a", what="killed")
    machine.life_of_the_database("restore")
    assert evening(machine) == ""


def test_a_desk_full_of_refusals_is_decided_and_everybody_hears_of_it(machine):
    machine.poison(phone="a", kind="outcome")
    machine.correct_visit(phone="a", which=0)
    machine.posts(person="lin", code="S22", given=True)
    machine.sync_of("b")
    visit(machine, "b", 4)
    for what in ("add", "name", "remove"):
        machine.residents(phone="b", pick=4, who=0, what=what)
    machine.posts(person="lin", code="S22", given=False)
    machine.sync_of("b")
    machine.sync_of("a")
    decide_all(machine, 12)
    machine.sync_of("a")
    machine.put_to_rest(phone="a")
    assert machine.tried["office: dismissed"]
    assert machine.tried["office: accepted"]
    assert evening(machine) == ""


def test_three_phones_amend_one_household_and_the_server_is_put_back(machine):
    for number, (phone, pick) in enumerate(SHARED.items()):
        machine.amend_household(phone=phone, pick=pick, field="name", value=number)
        machine.amend_household(phone=phone, pick=pick, field="phone", value=0)
        machine.residents(phone=phone, pick=pick, who=0, what=("name", "remove", "care")[number])
    machine.life_of_the_database("backup")
    for phone in "cab":
        machine.sync_of(phone)
    assert {verdict.state for verdict in machine.day.model.verdicts.values()} >= {"conflict", "applied"}
    decide_all(machine, 6)
    machine.sync_of("a")
    machine.life_of_the_database("restore")
    assert evening(machine) == ""
