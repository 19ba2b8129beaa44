"""Counts what the fault tests tried and what they found; `--report` prints it as two tables.

A test names its faults by `@pytest.mark.fault("cut-reply", …)` and its reliability cases by `@pytest.mark.case("R11")`.
The `trials` fixture counts tries and collects violations, so that one run over every byte tells all it found; a test
that does not use it counts as one try of each of its faults.
"""

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.faults.catalogue import CASES, FAULTS, INVARIANTS, NOT_HERE

TESTS = Path(__file__).resolve().parent.parent


class Trials:
    """What one test tried: counts by fault, and every violation of an invariant with its circumstances."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        self.tried: Counter[str] = Counter()
        self.violations: list[tuple[str, str]] = []

    def count(self, *faults: str, times: int = 1) -> None:
        """Notes that these faults (of the test's marks; without a name all of them) were injected."""
        for fault in faults or self.faults:
            assert fault in self.faults, f"{fault} is not among the marks of this test"
            self.tried[fault] += times

    def hold(self, invariant: str, fact: object, circumstances: object = "") -> None:
        """Notes a violation where the invariant (`A`–`G`) does not hold; the test fails at its end, after all tries."""
        assert invariant in INVARIANTS, invariant
        if not fact:
            self.violations.append((invariant, str(circumstances)))


@pytest.fixture
def trials(request: pytest.FixtureRequest):
    """Counts this test's tries; fails the test at its end if any invariant was violated."""
    counted = Trials(marked(request.node, "fault"))
    yield counted
    if not counted.tried and counted.faults:
        counted.count()
    request.node.user_properties.append(("tried", dict(counted.tried)))
    request.node.user_properties.append(("violations", len(counted.violations)))
    told = [f"{name} ({INVARIANTS[name]}): {text}" for name, text in counted.violations[:20]]
    assert not told, f"{len(counted.violations)} violations:\n" + "\n".join(told)


def marked(item: pytest.Item, name: str) -> tuple[str, ...]:
    """What an item's marks of this name list, in their order."""
    return tuple(dict.fromkeys(value for mark in item.iter_markers(name) for value in mark.args))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--report",
        action="store_true",
        help="print what was tried against each fault and which test stands for each reliability case;"
        " also runs the cases that live with their nouns",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "fault(*names): injects these faults of tests/faults/catalogue.py")
    config.addinivalue_line("markers", "case(*numbers): stands for these reliability cases, R01 to R41")
    config.stash[REPORT] = Report()
    # Also in each of xdist's workers, which begins from the command line.
    if config.getoption("--report"):
        config.args = [*config.args, *cases_elsewhere(config.args)]


def cases_elsewhere(given: list[str]) -> list[str]:
    """Test files outside the given paths that stand for a case or a fault."""
    asked = [Path(argument.partition("::")[0]).resolve() for argument in given]
    found = (path for path in sorted(TESTS.rglob("test_*.py")) if not any(path.is_relative_to(one) for one in asked))
    return [str(path) for path in found if MARK.intersection(words_of(path))]


MARK = {"mark.case", "mark.fault"}


def words_of(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    return {word for word in MARK if f"pytest.{word}(" in text}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuses names that the catalogue does not know; of files from elsewhere, keeps only the tests that are marked."""
    for item in items:
        unknown = (set(marked(item, "fault")) - FAULTS.keys()) | (set(marked(item, "case")) - CASES)
        if unknown:
            raise pytest.UsageError(f"{item.nodeid} names what the catalogue does not know: {sorted(unknown)}")
        item.user_properties.append(("faults", marked(item, "fault")))
        item.user_properties.append(("cases", marked(item, "case")))
    if config.getoption("--report"):
        kept = [item for item in items if "tests/faults/" in item.nodeid or is_marked(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def is_marked(item: pytest.Item) -> bool:
    return bool(marked(item, "fault") or marked(item, "case"))


class Report:
    """The tables, filled from the tests' reports; under xdist these come from the workers."""

    def __init__(self) -> None:
        self.tried: Counter[str] = Counter()
        self.violations: Counter[str] = Counter()
        self.cases: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def add(self, report: pytest.TestReport) -> None:
        told = dict(report.user_properties)
        # A fixture's teardown knows the counts; what was skipped has tried nothing.
        if report.when == "call":
            for case in told.get("cases", ()):
                self.cases[case].append((report.nodeid, report.outcome))
            if report.failed:
                self.violations.update(told.get("faults", ()))
        if report.when == "teardown" and "tried" in told:
            self.tried.update(told["tried"])
            if told["violations"]:
                self.violations.update(dict.fromkeys(told["tried"], told["violations"]))
        elif report.when == "call" and report.passed and "tried" not in told and not told.get("uses_trials"):
            self.tried.update(told.get("faults", ()))

    def complete(self) -> bool:
        return not self.violations and all(self.tried[fault] or fault in NOT_HERE for fault in FAULTS)

    def lines(self) -> list[str]:
        """Two tables in Markdown."""
        rows = ["| fault | times tried | violations |", "|---|---:|---:|"]
        for fault, title in FAULTS.items():
            tried = str(self.tried[fault]) if self.tried[fault] else NOT_HERE.get(fault, "**not tried**")
            rows.append(f"| {title} | {tried} | {self.violations[fault]} |")
        rows += ["", "| case | test | outcome |", "|---|---|---|"]
        for case in sorted(CASES):
            found = self.cases.get(case) or [("**no test**", "")]
            rows += [f"| {case} | {test} | {outcome} |" for test, outcome in found]
        return rows


REPORT = pytest.StashKey[Report]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    item.user_properties.append(("uses_trials", "trials" in getattr(item, "fixturenames", ())))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if CONFIG:
        CONFIG[0].stash[REPORT].add(report)


CONFIG: list[pytest.Config] = []


def pytest_sessionstart(session: pytest.Session) -> None:
    CONFIG[:] = [session.config]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.getoption("--report"):
        terminalreporter.section("faults and cases")
        for line in config.stash[REPORT].lines():
            terminalreporter.write_line(line)
