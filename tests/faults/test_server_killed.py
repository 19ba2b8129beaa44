"""kill -9 of the server between commit and reply, and in mid batch: what it said is there, and there once."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from server.sync.models import Operation, OperationState
from server.visits.models import Visit
from tests.faults.proxy import Proxy, Weather
from tests.faults.served import Served
from tests.faults.times import times
from tests.journeys.field import Field, Handset

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = times(3, nightly=60)
BATCH = 20


@pytest.fixture
def field(real_passwords):
    return Field()


@pytest.fixture
def served(field, tmp_path) -> Iterator[Served]:
    with Served(tmp_path / "server", workers=1, threads=4) as server:
        yield server


@pytest.fixture
def phone(field, served, tmp_path) -> Iterator[Handset]:
    handset = Handset(tmp_path / "worker", served.url, "worker")
    handset.sign_in()
    assert handset.sync().complete
    yield handset
    handset.store.close()


def record(phone: Handset, field: Field) -> list[str]:
    homes = [str(home.id) for home in field.homes]
    return [phone.store.record_visit(household_id=homes[n % 3], outcome="met") for n in range(BATCH)]


def wait_for(fact, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


@pytest.mark.fault("server-killed")
@pytest.mark.case("R11")
def test_killed_after_the_commit_and_before_the_reply(field, served, phone, trials):
    """The proxy holds the reply back; the server is killed once the database has the verdicts."""
    visits: list[str] = []
    for turn in range(ROUNDS):
        visits += record(phone, field)
        with Proxy(served.port) as proxy:
            proxy.next(Weather(stall_reply=0))
            report = phone.sync(proxy.url, timeout=1.5)
        committed = Visit.objects.count()
        served.kill()
        trials.count("server-killed")
        trials.hold("F", (report.error_code, report.waiting) == ("offline", BATCH), f"{turn}: {report}")
        trials.hold("A", committed == len(visits), f"{turn}: {committed} of {len(visits)} committed before the kill")
        served.start()
        report = phone.sync()
        trials.hold("A", (report.error_code, report.waiting) == (None, 0), f"{turn}: {report}")
        trials.hold("B", Visit.objects.count() == Operation.objects.count() == len(visits), f"{turn}")
    trials.hold("A", {str(one) for one in Visit.objects.values_list("id", flat=True)} == set(visits), "every visit")


@pytest.mark.fault("server-killed")
@pytest.mark.case("R02")
def test_killed_after_accepting_and_before_judging(field, served, phone, trials):
    """Somebody holds the row that judging needs: the batch is stored and not judged when the server dies."""
    visits: list[str] = []
    for turn in range(max(1, ROUNDS // 2)):
        visits += record(phone, field)
        with Proxy(served.port) as proxy, HeldDevice():
            proxy.next(Weather(stall_reply=0))
            report = phone.sync(proxy.url, timeout=0.6)
            stored = Operation.objects.filter(state=OperationState.RECEIVED).count()
            served.kill()
        trials.count("server-killed")
        trials.hold("A", stored, f"{turn}: not stored verbatim")
        trials.hold("F", (report.error_code, report.waiting) == ("offline", BATCH), f"{turn}: {report}")
        # Its connections are gone with it; nothing of the batch was applied.
        trials.hold("B", Visit.objects.count() == len(visits) - BATCH, f"{turn}")
        served.start()
        report = phone.sync()
        trials.hold("A", (report.error_code, report.waiting) == (None, 0), f"{turn}: {report}")
        trials.hold("B", Visit.objects.count() == Operation.objects.count() == len(visits), f"{turn}")
    assert not Operation.objects.exclude(state=OperationState.APPLIED).exists()


@pytest.mark.fault("server-killed")
def test_killed_at_any_moment(field, served, phone, trials):
    """At moments spread over a push, each followed by a restart."""
    visits: list[str] = []
    for turn in range(ROUNDS):
        visits += record(phone, field)
        with Proxy(served.port, Weather(rate=None)) as proxy:
            run = Running(lambda url=proxy.url: phone.sync(url, timeout=5))
            time.sleep(0.02 * (turn + 1))
            served.kill()
            report = run.result()
        trials.count("server-killed")
        acknowledged = len(visits) - report.waiting
        trials.hold("A", Visit.objects.count() >= acknowledged, f"{turn}: {report}")
        served.start()
        report = phone.sync()
        trials.hold("A", (report.error_code, report.waiting) == (None, 0), f"{turn}: {report}")
        trials.hold("B", Visit.objects.count() == Operation.objects.count() == len(visits), f"{turn}")


class Running:
    """Work in a thread, and what it gives."""

    def __init__(self, work) -> None:
        self.pool = ThreadPoolExecutor(1)
        self.future = self.pool.submit(work)

    def result(self):
        try:
            return self.future.result(timeout=30)
        finally:
            self.pool.shutdown()


class HeldDevice:
    """Holds the phones' rows on a connection of its own."""

    def __enter__(self) -> None:
        self.connection = connection.copy()
        self.connection.set_autocommit(False)
        with self.connection.cursor() as cursor:
            # Whoever names the phone may go on; whoever judges for it has to wait.
            cursor.execute("select id from accounts_device for no key update")

    def __exit__(self, *_: object) -> None:
        self.connection.rollback()
        self.connection.close()
