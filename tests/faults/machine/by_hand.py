"""The machine driven by hand: its rules as methods, in an order that a test chooses."""

import re
from collections import Counter

from tests.faults.machine.faults import Fault
from tests.faults.machine.mornings import MORNINGS
from tests.faults.machine.test_machine import Machine
from tests.faults.machine.world import PLAIN, World

LOST = Fault("lost", 0, 0, stays_dead=True)
PORTAL = Fault("portal", 0, 0, stays_dead=True)


def morning(world: World, kind: str = PLAIN) -> Machine:
    Machine.world, Machine.machine_room, Machine.tried, Machine.examples = world, None, Counter(), Counter()
    driven = Machine()
    driven.morning(kind=kind)
    return driven


def keep_morning(world: World, name: str) -> None:
    """Makes one of the mornings from which examples begin."""
    driven = morning(world)
    MORNINGS[name](driven)
    assert not driven.day.seen, driven.day.seen
    driven.day.past.model = driven.day.model
    world.keep(name, driven.phones, driven.day.past)


def evening(machine: Machine) -> str:
    """The letters of the invariants that are found violated when the day is over."""
    try:
        machine.teardown()
    except AssertionError as error:
        print(error)
        return "".join(sorted(set(re.findall(r"^\s*([A-G]): ", str(error), re.MULTILINE)))) or str(error)
    return ""


def visit(machine: Machine, phone: str = "a", pick: int = 0) -> None:
    machine.record_visit(phone=phone, pick=pick, outcome="met", shown=[])
