"""The database down, all connections in use, one heavy first sync: the others hear "later" or go on, and keep all."""

import contextlib
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mobile.sync import Session
from mobile.sync.pushing import push_all
from server.households.models import Household, HouseholdPlacement
from server.sync.models import Operation
from server.sync.selectors import PAGE, snapshot_page
from server.visits.models import Visit
from tests.factories.places import make_building, make_household
from tests.faults.served import Served, database_url
from tests.journeys.field import Field, Handset

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def field(real_passwords):
    return Field()


def handset(folder, url: str, username: str = "worker") -> Handset:
    phone = Handset(folder, url, username)
    phone.sign_in()
    assert phone.sync().complete
    return phone


class Closed:
    """The database of the test takes nobody in and has sent everybody out; the test's own connection ends as well."""

    def __enter__(self) -> None:
        self.name = connection.settings_dict["NAME"]
        connection.close()
        self.allow(False)

    def __exit__(self, *_: object) -> None:
        self.allow(True)

    def allow(self, yes: bool) -> None:
        url = database_url().replace("postgis://", "postgresql://").rpartition("/")[0] + "/postgres"
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(f'alter database "{self.name}" allow_connections {str(yes).lower()}')
            if not yes:
                other.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [self.name])


@pytest.mark.fault("database-down")
def test_while_the_database_is_down_the_phone_hears_later_and_keeps_everything(field, trials, tmp_path):
    with Served(tmp_path / "server", threads=8) as served:
        phone = handset(tmp_path / "worker", served.url)
        made: list[str] = []
        for turn in range(2):
            made.append(phone.store.record_visit(household_id=str(field.homes[turn].id), outcome="met"))
            with Closed():
                report = phone.sync()
                trials.count("database-down")
                trials.hold("F", report.waiting == 1 and report.pushed == 0, f"{report}")
                trials.hold("G", report.error_code == "server_busy" and report.retry_after == 10, f"{report}")
                for path in ("/api/v1/me/", "/api/v1/packs/", "/api/v1/sync/snapshot?grid=x"):
                    said = ask(phone, path)
                    trials.hold("G", said == (503, "10"), f"{path}: {said}")
                assert ask(phone, "/healthz")[0] == 200
            report = until_it_answers(phone)
            trials.hold("A", (report.error_code, report.waiting) == (None, 0), f"{report}")
        phone.store.close()
    trials.hold("B", {str(one) for one in Visit.objects.values_list("id", flat=True)} == set(made), "every visit once")


def ask(phone: Handset, path: str) -> tuple[int, str | None]:
    client = phone.client()
    try:
        said = client.request("GET", path)
        return said.status, said.headers.get("retry-after")
    finally:
        client.close()


def until_it_answers(phone: Handset):
    """The pool opens its connections again by itself, a little later after each failure."""
    for _ in range(40):
        report = phone.sync()
        if report.error_code != "server_busy":
            break
        time.sleep(0.3)
    return report


@pytest.mark.fault("pool-full")
def test_when_all_connections_are_in_use_the_others_hear_later(field, trials, tmp_path):
    """A pool of two, and two requests that wait for a row that somebody holds."""
    limits = {"GRIDWALK_POOL": "2", "GRIDWALK_AT_ONCE": "6", "GRIDWALK_LOCK_SECONDS": "7"}
    with Served(tmp_path / "server", threads=16, **limits) as served:
        phones = [handset(tmp_path / f"phone{n}", served.url, name) for n, name in enumerate(("worker", "teammate"))]
        third = handset(tmp_path / "third", served.url, "stranger")
        for phone in phones:
            phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met")
        third.store.record_visit(household_id=str(field.far.id), outcome="met")
        reports: list[object] = []
        with held(phone.store.device_id for phone in phones):
            threads = [threading.Thread(target=lambda phone=phone: reports.append(phone.sync())) for phone in phones]
            for thread in threads:
                thread.start()
            wait_for_locks(2)
            began = time.monotonic()
            report = third.sync()
            took = time.monotonic() - began
            trials.count("pool-full")
            trials.hold("G", (report.error_code, report.retry_after) == ("server_busy", 10), f"{report}")
            trials.hold("F", report.waiting == 1, f"{report}")
            # The pool's five seconds, and not the phone's twenty.
            assert took < 9
            for thread in threads:
                thread.join(timeout=30)
        # Who waited for the row was not left hanging either.
        trials.hold("G", {report.error_code for report in reports} == {"server_busy"}, f"{reports}")
        for phone in (*phones, third):
            trials.hold("A", phone.sync().waiting == 0, "afterwards")
            phone.store.close()
    trials.hold("B", Visit.objects.count() == Operation.objects.count() == 3, "three visits")


@contextlib.contextmanager
def held(device_ids) -> Iterator[None]:
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("select id from accounts_device where id = any(%s::uuid[]) for update", [list(device_ids)])
    try:
        yield
    finally:
        other.rollback()
        other.close()


def wait_for_locks(count: int) -> None:
    until = time.monotonic() + 10
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] >= count:
                return
            time.sleep(0.05)
    raise AssertionError("nobody waits")


HEAVY = 2600


@pytest.mark.case("R31")
def test_a_heavy_first_sync_takes_a_bounded_bite_at_a_time(field, live_server, tmp_path):
    """Whatever the size of a grid: a page of so many rows by so many statements; another's push comes between two."""
    fill(field, HEAVY)
    heavy, light = (Handset(tmp_path / name, live_server.url, name) for name in ("worker", "teammate"))
    heavy.sign_in()
    light.sign_in()
    assert light.sync().complete
    pages: list[int] = []
    between: list[float] = []
    spent: list[int] = []

    def push_between(_done: int, _total: int) -> None:
        light.store.record_visit(household_id=str(field.homes[1].id), outcome="met")
        began = time.monotonic()
        client = light.client()
        push_all(light.store, client, lambda _: None)
        client.close()
        between.append(time.monotonic() - began)

    client = heavy.client()
    asked = client.request

    def counted(method, path, body=None, headers=None):
        answer = asked(method, path, body, headers)
        if "/sync/snapshot" in path:
            pages.append(len(answer.body))
        return answer

    client.request = counted
    report = Session().run(heavy.store, client, lambda p: push_between(0, 0) if p.step == "pull" and p.done else None)
    assert report.complete
    assert len(pages) >= HEAVY // PAGE
    assert max(pages) < 1024 * 1024
    # One push after each page, each done before the next page was asked for.
    assert len(between) >= HEAVY // PAGE
    assert Visit.objects.count() == len(between)
    spent += statements_of_a_page(field, small=True), statements_of_a_page(field, small=False)
    print(
        f"\n{HEAVY} households: {len(pages)} pages of at most {max(pages)} bytes, {spent[1]} statements for a page;"
        f" pushes between the pages took {min(between) * 1000:.0f}-{max(between) * 1000:.0f} ms"
    )
    assert spent[1] <= spent[0] + 4
    for phone in (heavy, light):
        phone.store.close()


def fill(field: Field, count: int) -> None:
    """So many households more behind the doors of one building, made with few statements."""
    building = make_building(field.grids["S11"], at=(40, 40, 20), name="大楼")
    first = make_household(building, room="0", name="户0")
    homes = [
        Household(
            street=first.street, small_grid=first.small_grid, dwelling=first.dwelling, name=f"户{n}",
            registered_on=first.registered_on,
        )
        for n in range(1, count)
    ]  # fmt: skip
    Household.objects.bulk_create(homes)
    [placement] = first.placements.all()
    HouseholdPlacement.objects.bulk_create(
        HouseholdPlacement(household=home, small_grid=first.small_grid, valid=placement.valid) for home in homes
    )


def statements_of_a_page(field: Field, *, small: bool) -> int:
    with CaptureQueriesContext(connection) as caught:
        rows, _ = snapshot_page(field.grids["S22" if small else "S11"].id, after=None)
    assert len(rows) <= PAGE
    return len(caught)
