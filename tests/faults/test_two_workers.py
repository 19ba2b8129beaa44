"""Two workers amend one household: by the real server over HTTP, with real phones; and whichever comes first."""

import itertools
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.grids.scope import for_person
from server.households.models import Household, RegisterChange
from server.sync import decisions
from server.sync.models import Operation
from tests.factories.places import make_household
from tests.journeys.field import Handset
from tests.people import make_community_staff
from tests.server.sync.phone import make_phone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault("two-workers")]


@pytest.fixture
def phones(field, live_server, tmp_path):
    """Two workers of one grid; both have seen the same."""
    made = [Handset(tmp_path / name, live_server.url, name) for name in ("worker", "teammate")]
    for phone in made:
        phone.sign_in()
        assert phone.sync().complete
    yield made
    for phone in made:
        phone.store.close()


def amended(whose, field, **changes):
    whose.store.amend_household(str(field.homes[0].id), **changes)


def now(field):
    return Household.objects.get(id=field.homes[0].id)


def test_different_fields_are_both_there(field, phones, trials):
    first, second = phones
    amended(first, field, phone="13800138000")
    amended(second, field, status="vacant")
    assert (first.sync().waiting, second.sync().waiting) == (0, 0)
    trials.hold("A", (now(field).phone, now(field).status) == ("13800138000", "vacant"))
    assert first.sync().complete
    for phone in phones:
        seen = phone.store.household(str(field.homes[0].id))
        trials.hold("C", (seen.phone, seen.status) == ("13800138000", "vacant"), seen)
        assert phone.store.counts().attention == 0


def test_one_field_is_a_conflict_and_both_values_are_kept_until_the_office_decides(field, phones, trials):
    first, second = phones
    office = for_person(make_community_staff(field.grids["L"]))
    amended(first, field, phone="13800138000")
    amended(second, field, phone="13900139000", status="vacant")
    first.sync()
    second.sync()
    # The server's value stands; the other worker sees both, and that it is not done.
    [item] = [item for item in second.store.outbox() if item.kind == "household.amend"]
    assert (item.state, item.code) == ("attention", "fields_changed")
    [in_conflict] = item.fields
    assert (in_conflict.field, in_conflict.yours, in_conflict.now) == ("phone", "13900139000", "13800138000")
    assert (now(field).phone, now(field).status) == ("13800138000", "vacant")
    stored = Operation.objects.get(id=item.op_id)
    trials.hold("A", stored.data["fields"]["phone"]["yours"] == "13900139000", stored.data)
    # The office decides for the second; the phones hear of it.
    decisions.accept(office, stored.id, reason="已致电核实")
    assert second.sync().complete
    assert first.sync().complete
    [item] = [item for item in second.store.outbox() if item.kind == "household.amend"]
    trials.hold("G", (item.state, item.decision, item.reason) == ("sent", "accepted", "已致电核实"), item)
    for phone in phones:
        seen = phone.store.household(str(field.homes[0].id))
        trials.hold("C", seen.phone == "13900139000", seen)


def test_both_at_the_same_moment(field, phones, trials):
    """Twelve times, on real connections: one of the two wins, the other is in conflict, and no value is lost."""
    trials.count(times=12)
    for turn in range(12):
        values = [f"1380000{turn:02}{n}0" for n in (1, 2)]
        for phone, value in zip(phones, values, strict=True):
            amended(phone, field, phone=value)
        senders = [threading.Thread(target=phone.sync) for phone in phones]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        latest = Operation.objects.order_by("-received_at")[:2]
        states = sorted(operation.state for operation in latest)
        trials.hold("B", states in (["applied", "conflict"], ["applied", "merged"]), states)
        kept = {now(field).phone} | {fields["phone"]["yours"] for op in latest if (fields := op.data.get("fields"))}
        trials.hold("A", set(values) <= kept, (values, kept))
        for phone in phones:
            assert phone.sync().error_code is None


EDIT = st.dictionaries(st.sampled_from(["name", "phone", "status"]), st.integers(0, 2), min_size=1, max_size=3)
ROOMS = itertools.count()
WORDS = {"name": ("甲", "乙", "丙"), "phone": ("1", "2", "3"), "status": ("lived_in", "vacant", "not_ours")}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=EDIT, second=EDIT)
def test_any_two_edits_lose_no_value(field, two_wires, trials, first, second):
    """Random pairs of edits of the same version, pushed one after the other."""
    trials.count()
    base = {"name": "甲", "phone": "1", "status": "lived_in"}
    home = make_household(field.building, room=f"r{next(ROOMS)}", **base)
    written = []
    for wire, edit in zip(two_wires, (first, second), strict=True):
        changes = {name: WORDS[name][value] for name, value in edit.items()}
        body = {"changes": changes, "seen": {name: base[name] for name in changes}}
        [result] = wire.results(wire.op("household.amend", home.id, body, base_version=1))
        written.append((changes, result))
    after = Household.objects.get(id=home.id)
    conflicts = written[1][1].get("data", {}).get("fields", {})
    trials.hold("B", written[0][1]["status"] == "applied", written)
    for changes, _ in written:
        for name, value in changes.items():
            kept = {getattr(after, name), base[name], *conflicts.get(name, {}).values()}
            trials.hold("A", value in kept, (written, name, value))
    both = {name for name in written[0][0].keys() & written[1][0].keys()
            if base[name] != written[0][0][name] != written[1][0][name] != base[name]}  # fmt: skip
    trials.hold("B", set(conflicts) == both, (written, conflicts))


@pytest.fixture
def two_wires(field):
    return [make_phone(field.worker), make_phone(field.teammate)]


def test_an_amendment_that_is_pushed_twice_is_in_the_history_once(field, two_wires, trials):
    body = {"changes": {"phone": "13800138000"}, "seen": {"phone": ""}}
    op = two_wires[0].op("household.amend", field.homes[0].id, body, base_version=1)
    assert [two_wires[0].statuses(op) for _ in range(3)] == [["applied"], ["duplicate"], ["duplicate"]]
    trials.hold("B", RegisterChange.objects.filter(operation_id=op["op_id"]).count() == 1)
