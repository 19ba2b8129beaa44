"""Each alarm comes when its reason does, names it, and goes with it."""

import json
from datetime import timedelta
from io import StringIO

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone, translation

from server.accounts.models import Device
from server.identity import new_id
from server.sync.lives import current_epoch, note_doubt
from server.sync.models import Epoch, Operation, Unreadable
from server.watch import selectors, services
from server.watch.horizon import holders
from server.watch.models import StandingAlarm
from tests.people import make_person, make_street_staff
from tests.server.phones import client_of

pytestmark = pytest.mark.django_db


def codes() -> list[str]:
    return [alarm.code for alarm in selectors.alarms_now()]


def device_of(username: str, **about) -> Device:
    return Device.objects.create(person=make_person(username), **about)


def operation(device: Device, state: str, days: float) -> Operation:
    made = Operation.objects.create(id=new_id(), person=device.person, device=device, message={}, state=state)
    Operation.objects.filter(id=made.id).update(received_at=timezone.now() - timedelta(days=days))
    return made


def test_a_server_in_order_has_no_alarm():
    assert codes() == []


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_stays_open_is_named(monkeypatch):
    monkeypatch.setattr(selectors, "STALLED_AFTER", timedelta(0))
    kept = connection.settings_dict
    address = {"host": kept["HOST"], "port": kept["PORT"], "user": kept["USER"], "password": kept["PASSWORD"]}
    with psycopg.connect(dbname=kept["NAME"], application_name="night import", **address) as other:
        other.execute("select 1")
        assert holders() == []  # it only reads
        other.execute("create temporary table held (x int)")
        found = {alarm.code: alarm for alarm in selectors.alarms_now()}["horizon_stalled"]
        assert (found.data["pid"], found.data["application"]) == (other.info.backend_pid, "night import")
        assert found.data["database"] == kept["NAME"]
        with translation.override("zh-hans"):
            assert "手机收不到更新的变更" in found.message
        other.rollback()
    assert "horizon_stalled" not in codes()


@pytest.mark.parametrize("state", ["rejected", "conflict", "blocked"])
def test_what_nobody_decides_for_two_days_is_told(state):
    device = device_of("someone")
    operation(device, state, days=1)
    assert codes() == []
    old = operation(device, state, days=3)
    found = selectors.alarms_now()[0]
    assert (found.code, found.data["count"], found.data["days"]) == ("quarantine_grows", 2, 3)
    Operation.objects.filter(id=old.id).update(state="applied")
    assert codes() == []


def test_many_at_once_are_told_at_once():
    device = device_of("someone")
    for _ in range(selectors.UNDECIDED_MOST):
        Unreadable.objects.create(person=device.person, device=device, content="{", code="unreadable_operation")
    assert codes() == ["quarantine_grows"]


def test_a_phone_with_unsent_work_that_falls_silent_is_told():
    now = timezone.now()
    device_of("quiet", waiting_count=0, last_seen_at=now - timedelta(days=9))
    device_of("lively", waiting_count=5, last_seen_at=now - timedelta(hours=2))
    device_of("returned", waiting_count=5, last_seen_at=now - timedelta(days=9), revoked_at=now)
    assert codes() == []
    device_of("silent", waiting_count=7, last_seen_at=now - timedelta(days=3))
    found = selectors.alarms_now()[0]
    assert (found.code, found.data) == ("silent_phones", {"count": 1, "records": 7, "days": 3})
    assert selectors.waiting_on_phones() == 12


def test_jobs_that_failed_and_jobs_that_nobody_does_are_told():
    job = "insert into procrastinate_jobs (task_name, queue_name, status, scheduled_at) values (%s, 'x', %s, %s)"
    with connection.cursor() as cursor:
        cursor.execute(job, ["server.photos.jobs.x", "todo", timezone.now() - timedelta(minutes=5)])
        assert codes() == []
        cursor.execute(job, ["server.photos.jobs.x", "todo", timezone.now() - timedelta(hours=2)])
        assert codes() == ["jobs_stuck"]
        cursor.execute(f"{job} returning id", ["server.photos.jobs.y", "doing", None])
        (number,) = cursor.fetchone()
        cursor.execute("update procrastinate_jobs set status = 'failed' where id = %s", [number])
    found = selectors.alarms_now()[0]
    assert (found.code, found.data["tasks"]) == ("jobs_failed", {"server.photos.jobs.y": 1})


def test_another_life_of_the_database_is_told():
    current_epoch()
    Epoch.objects.update(life="elsewhere")
    assert codes() == ["epoch_noticed"]
    note_doubt()
    assert codes() == ["epoch_noticed", "database_set_back"]


def test_little_space_for_photos_is_told(monkeypatch):
    monkeypatch.setattr(selectors, "media_space", lambda: (10 * 1024**3, 100 * 1024**3))
    assert codes() == []
    monkeypatch.setattr(selectors, "media_space", lambda: (10 * 1024**2, 100 * 1024**3))
    assert codes() == ["disk_low"]


def test_an_alarm_keeps_its_beginning_and_goes_with_its_reason():
    device = device_of("silent", waiting_count=7, last_seen_at=timezone.now() - timedelta(days=3))
    (first,) = services.look()
    (again,) = services.look()
    assert (again.began_at, again.seen_at > first.seen_at) == (first.began_at, True)
    Device.objects.filter(id=device.id).update(waiting_count=0)
    assert services.look() == []
    assert not StandingAlarm.objects.exists()


def test_the_street_office_reads_them_in_its_language(settings):
    device_of("silent", waiting_count=7, last_seen_at=timezone.now() - timedelta(days=3))
    services.look()
    client = client_of(make_street_staff())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    answer = client.get("/api/v1/alarms/").json()
    assert [alarm["code"] for alarm in answer["alarms"]] == ["silent_phones"]
    assert answer["alarms"][0]["message"].startswith("有 1 部手机（共 7 条")
    assert answer["looked_at"]
    assert "silent" not in json.dumps([alarm["data"] for alarm in answer["alarms"]])


def test_where_no_worker_looks_the_question_looks():
    device_of("silent", waiting_count=7, last_seen_at=timezone.now() - timedelta(days=3))
    answer = client_of(make_street_staff()).get("/api/v1/alarms/").json()
    assert (len(answer["alarms"]), answer["looked_at"]) == (1, None)


def test_the_command_says_them_and_fails():
    out = StringIO()
    call_command("alarms", stdout=out)
    device_of("silent", waiting_count=7, last_seen_at=timezone.now() - timedelta(days=3))
    with pytest.raises(SystemExit):
        call_command("alarms", stdout=out)
    assert "silent_phones: " in out.getvalue()
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("alarms", "--json", stdout=out)
    assert json.loads(out.getvalue())[0]["data"]["records"] == 7
