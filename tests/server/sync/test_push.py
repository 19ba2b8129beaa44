"""POST /sync/push: everything is kept, each operation gets its verdict, nothing is applied twice."""

import gzip
import json
from datetime import timedelta
from unittest import mock

import pytest
from django.db import DataError, OperationalError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from server.identity import new_id
from server.sync.models import Operation, Unreadable
from server.sync.verbs import visits
from server.visits.models import Visit
from tests.factories.places import make_building, make_household

pytestmark = pytest.mark.django_db


def test_a_visit_is_applied_and_kept_as_it_came(phone, home):
    op = phone.visit(home)
    [result] = phone.results(op)
    assert result == {"op_id": op["op_id"], "index": 0, "status": "applied"}
    visit = Visit.objects.get(id=op["entity_id"])
    assert (visit.household_id, visit.visitor_id, visit.device_id) == (home.id, phone.person.id, phone.device.id)
    stored = Operation.objects.get(id=op["op_id"])
    assert stored.message == op
    assert stored.state == "applied"
    assert stored.judged_at


def test_ten_times_the_same_push_is_one_visit(phone, home):
    op = phone.visit(home)
    assert [phone.statuses(op) for _ in range(10)] == [["applied"]] + [["duplicate"]] * 9
    assert Visit.objects.count() == 1


def test_the_same_operation_twice_in_one_batch(phone, home):
    op = phone.visit(home)
    assert phone.statuses(op, op) == ["applied", "applied"]
    assert Visit.objects.count() == 1


def test_a_body_that_is_no_gzip(phone):
    response = phone.push_raw(b'{"ops": []}')
    assert response.status_code == 400
    assert response.json()["code"] == "not_gzip"


def test_a_body_that_is_cut_off(phone, home):
    whole = gzip.compress(b'{"device": "x", "ops": []}')
    for end in range(2, len(whole)):
        assert phone.push_raw(whole[:end]).json()["code"] == "not_gzip"


def test_a_gzip_bomb_is_refused_without_being_unpacked(phone):
    bomb = gzip.compress(b" " * (200 * 1024 * 1024), compresslevel=9)
    started = timezone.now()
    response = phone.push_raw(bomb)
    assert response.status_code == 413
    assert response.json()["code"] == "message_too_large"
    assert (timezone.now() - started).total_seconds() < 1


def test_a_message_that_is_no_json_is_kept(phone):
    response = phone.push_raw(gzip.compress(b'{"ops": [NaN]}'))
    assert response.status_code == 400
    assert response.json()["code"] == "not_json"
    assert Unreadable.objects.get().content == '{"ops": [NaN]}'


def test_more_than_a_hundred_operations_are_to_be_halved(phone, home):
    response = phone.push(*[phone.visit(home) for _ in range(101)])
    assert response.status_code == 413
    assert response.json()["data"]["limit"] == 100
    assert not Operation.objects.exists()


def test_a_hundred_are_fine(phone, home):
    assert phone.statuses(*[phone.visit(home) for _ in range(100)]) == ["applied"] * 100


def test_an_unknown_verb_is_refused_and_kept(phone, home):
    op = phone.op("visit.dance", new_id(), {})
    [strange, good] = phone.results(op, phone.visit(home))
    assert (strange["status"], strange["code"], strange["data"]) == (
        "rejected",
        "unknown_verb",
        {"verb": "visit.dance"},
    )
    assert "visit.dance" in strange["message"]
    assert good["status"] == "applied"
    assert Operation.objects.get(id=op["op_id"]).state == "rejected"


@pytest.mark.parametrize(
    "poison",
    [
        None,
        42,
        "text",
        [],
        {},
        {"op_id": "no uuid"},
        {"op_id": str(new_id()), "kind": "visit.record", "body": {"note": "a\x00b"}},
    ],
)
def test_what_cannot_be_read_is_kept_and_harms_nobody(phone, home, poison):
    bad, good = phone.results(poison, phone.visit(home))
    # Where there is an id, the answer names it: the phone that asked for it has to hear of its refusal.
    named = poison["op_id"] if isinstance(poison, dict) and "body" in poison else None
    assert (bad["status"], bad["code"], bad["op_id"]) == ("rejected", "unreadable_operation", named)
    assert good["status"] == "applied"
    assert Unreadable.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"captured_at": "yesterday"}, "bad_operation"),
        ({"captured_at": "2026-11-22T09:00:00"}, "bad_operation"),
        ({"captured_at": "9999-12-31T23:59:59Z"}, "bad_operation"),
        ({"elapsed_ms": -1}, "bad_operation"),
        ({"elapsed_ms": 1e300}, "bad_operation"),
        ({"device_seq": "one"}, "bad_operation"),
        ({"entity_id": "x"}, "bad_operation"),
        ({"schema_version": 2}, "schema_too_new"),
        ({"body": "x"}, "bad_operation"),
        ({"body": {"outcome": "sang"}}, "unknown_outcome"),
        ({"body": {"household_id": "x"}}, "bad_operation"),
        ({"body": {"needs": ["gold"]}}, "unknown_need"),
        ({"body": {"note": "x" * 2001}}, "bad_operation"),
        ({"body": {"next_on": "soon"}}, "bad_operation"),
        ({"body": {"photos": ["x"]}}, None),
        ({"body": {"fix": {"lon": "east", "lat": 1, "accuracy_m": 1}}}, "bad_operation"),
        ({"body": {"fix": {"lon": 999, "lat": 1, "accuracy_m": 1}}}, None),
        ({"body": {"presence": {"grade": "E", "reasons": []}}}, "unknown_presence"),
        ({"body": {"presence": {"grade": "AA", "reasons": []}}}, "bad_operation"),
        ({"body": {"presence": {"grade": "A", "reasons": ["trusted"]}}}, "unknown_presence"),
        ({"body": {"presence": "A"}}, "bad_operation"),
        ({"body": {"corrects": str(new_id())}}, "bad_operation"),
        ({"body": {"household_id": str(new_id())}}, "outside_your_grids"),
    ],
)
def test_one_poison_operation_of_each_kind(phone, home, change, code):
    before, bad, after = phone.results(phone.visit(home), phone.visit(home, **change), phone.visit(home))
    assert (before["status"], bad["status"], after["status"]) == ("applied", "rejected", "applied")
    assert bad["code"] == code or code is None
    assert bad["message"]
    assert Visit.objects.count() == 2


def test_somebody_elses_grid(other, home):
    [result] = other.results(other.visit(home))
    assert (result["status"], result["code"]) == ("rejected", "outside_your_grids")
    assert not Visit.objects.exists()


def test_an_id_of_another_phone_tells_nothing(phone, other, home):
    op = phone.visit(home)
    phone.results(op)
    for _ in range(2):
        [result] = other.results(op)
        assert (result["status"], result["code"]) == ("rejected", "taken_by_another")
    # What the second phone wrote is not lost: the office finds it, once.
    [kept] = Unreadable.objects.all()
    assert (kept.device_id, str(kept.op_id), kept.code) == (other.device.id, op["op_id"], "taken_by_another")
    assert json.loads(kept.content) == op


def test_the_phone_named_must_be_the_one_signed_in(phone, other):
    response = phone.push(device=str(other.device.id))
    assert response.status_code == 403
    assert response.json()["code"] == "wrong_device"


def test_a_browser_cannot_push(client, phone):
    client.force_login(phone.person)
    assert client.post("/api/v1/sync/push", b"", content_type="application/json").json()["code"] in {
        "phone_only",
        "form_expired",
    }


def test_a_correction_in_the_same_batch_and_in_the_wrong_order(phone, home):
    first = phone.visit(home)
    second = phone.op(
        "visit.correct",
        new_id(),
        {"household_id": str(home.id), "outcome": "declined", "corrects": first["entity_id"]},
    )
    third = phone.op(
        "visit.correct",
        new_id(),
        {"household_id": str(home.id), "outcome": "phone", "corrects": second["entity_id"]},
    )
    assert phone.statuses(third, second, first) == ["applied"] * 3
    assert [v.outcome for v in Visit.objects.filter(corrected_by=None)] == ["phone"]


def test_what_builds_on_a_refused_operation_is_blocked(phone, home):
    bad = phone.visit(home, body={"outcome": "sang"})
    on_it = phone.op(
        "visit.correct",
        new_id(),
        {"household_id": str(home.id), "outcome": "met", "corrects": bad["entity_id"]},
    )
    on_that = phone.op(
        "visit.correct",
        new_id(),
        {"household_id": str(home.id), "outcome": "met", "corrects": on_it["entity_id"]},
    )
    free = phone.visit(home)
    results = phone.results(bad, on_it, on_that, free)
    assert [result["status"] for result in results] == ["rejected", "blocked", "blocked", "applied"]
    assert results[1]["data"] == {"op_id": bad["op_id"]}
    assert phone.statuses(on_it) == ["blocked"]
    # What comes another day and builds on one that waits, waits for the same.
    later = phone.op(
        "visit.correct",
        new_id(),
        {"household_id": str(home.id), "outcome": "met", "corrects": on_that["entity_id"]},
    )
    [result] = phone.results(later)
    assert (result["status"], result["data"]) == ("blocked", {"op_id": bad["op_id"]})


def test_the_database_refuses_one_row_of_many(phone, home):
    ops = [phone.visit(home) for _ in range(20)]
    real = visits.record_visits

    def breaks(scope, drafts):
        if any(str(draft.id) == ops[13]["entity_id"] for draft in drafts):
            raise DataError("value out of range")
        return real(scope, drafts)

    with mock.patch.object(visits, "record_visits", breaks):
        results = phone.results(*ops)
    assert [index for index, result in enumerate(results) if result["status"] == "rejected"] == [13]
    assert results[13]["code"] == "not_storable"
    assert Visit.objects.count() == 19


def test_trouble_of_the_database_refuses_nothing(phone, home):
    op = phone.visit(home)
    with mock.patch.object(visits, "record_visits", side_effect=OperationalError("too many connections")):
        response = phone.push(op)
    assert response.status_code == 503
    assert response.json()["code"] == "server_busy"
    assert response["Retry-After"]
    assert Operation.objects.get().state == "received"
    assert phone.statuses(op) == ["applied"]


def test_an_incident_and_an_illegal_step(phone, grids, category):
    op = phone.op(
        "incident.report",
        new_id(),
        {"category": category.code, "description": "垃圾", "lon": 116.3201, "lat": 40.0002, "location_source": "pin"},
    )
    step = phone.op("incident.step", op["entity_id"], {"to_state": "closed"}, base_version=1)
    reported, illegal = phone.results(op, step)
    assert reported["status"] == "applied"
    assert (illegal["status"], illegal["code"]) == ("conflict", "step_not_legal")


def test_what_the_phone_says_of_itself_is_noted(phone, home):
    phone.push(phone.visit(home), waiting=7)
    phone.device.refresh_from_db()
    assert phone.device.waiting_count == 7
    assert (timezone.now() - phone.device.last_seen_at).total_seconds() < 60


def test_refusals_speak_the_language_asked_for(phone):
    op = phone.op("visit.dance", new_id(), {})
    chinese = phone.push_raw(
        gzip.compress(json.dumps({"device": str(phone.device.id), "ops": [op]}).encode()),
        **{"Accept-Language": "zh-hans"},
    ).json()["results"][0]
    assert "服务器" in chinese["message"]
    assert "server" in phone.results(op)[0]["message"]


def test_old_work_of_a_grid_that_was_left(grids, phone, home):
    """Judged by the post held when it happened, not by today's."""
    today = timezone.localdate()
    phone.person.grid_posts.update(term=DateRange(today - timedelta(days=100), today - timedelta(days=1)))
    then = phone.visit(home, captured_at=(timezone.now() - timedelta(days=5)).isoformat(), boot_id="boot-0")
    now = phone.visit(home)
    assert phone.statuses(then, now) == ["applied", "rejected"]


def test_two_doors_of_two_grids_in_one_batch(phone, grids, home):
    foreign = make_household(make_building(grids["S22"], at=(110, 210, 20)), name="李")
    assert phone.statuses(phone.visit(home), phone.visit(foreign)) == ["applied", "rejected"]
