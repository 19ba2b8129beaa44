"""The ledger counts what was tried, notices what was violated, and knows every name."""

import pytest

from tests.faults.catalogue import FAULTS
from tests.faults.ledger import Report, Trials


class Told:
    """A test's report, as pytest hands it to plugins."""

    def __init__(self, when: str, outcome: str = "passed", **properties: object) -> None:
        self.when, self.outcome, self.nodeid = when, outcome, "tests/x.py::test_it"
        self.passed, self.failed = outcome == "passed", outcome == "failed"
        self.user_properties = list(properties.items())


def test_tries_are_counted_by_fault():
    trials = Trials(("cut-reply", "stall"))
    trials.count("stall", times=3)
    trials.count()
    assert trials.tried == {"stall": 4, "cut-reply": 1}
    with pytest.raises(AssertionError, match="not among the marks"):
        trials.count("poison")


def test_a_violation_is_kept_with_its_circumstances():
    trials = Trials(())
    trials.hold("A", fact=True)
    trials.hold("B", fact=False, circumstances="byte 17")
    assert trials.violations == [("B", "byte 17")]


def test_the_report_adds_up():
    report = Report()
    report.add(Told("call", faults=("stall",), cases=("R11",), uses_trials=True))
    report.add(Told("teardown", faults=("stall",), tried={"stall": 40}, violations=0))
    report.add(Told("call", faults=("poison",), cases=(), uses_trials=False))
    report.add(Told("call", outcome="failed", faults=("restore",), cases=("R10",), uses_trials=False))
    text = "\n".join(report.lines())
    assert f"| {FAULTS['stall']} | 40 | 0 |" in text
    assert f"| {FAULTS['poison']} | 1 | 0 |" in text
    assert f"| {FAULTS['restore']} | **not tried** | 1 |" in text
    assert "| R11 | tests/x.py::test_it | passed |" in text
    assert not report.complete()
