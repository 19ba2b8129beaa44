"""Incidents around a place, joining one in place of a second report, and following what became of them."""

from datetime import timedelta

import pytest

from mobile.store import Store
from mobile.store.ids import new_id
from mobile.store.nearby import radius
from mobile.store.problems import NotInStore
from mobile.store.views import IncidentView
from mobile.wire import Change, OpResult
from tests.mobile.store.town import GRID, NOON, PERSON, building, incident_row, open_town

# A degree of longitude at 40° N is 85.3 km.
METRE = 1 / 85_276


def told(**fields) -> Change:
    return Change("incident", new_id(), 1, GRID, False, incident_row(**fields))


@pytest.fixture
def store(tmp_path) -> Store:
    return open_town(tmp_path, building())


def near(store: Store, metres: float = 0.0, accuracy_m: float | None = None) -> list[IncidentView]:
    found = store.reports.nearby(category="rubbish", lon=116.32 + metres * METRE, lat=40.0, accuracy_m=accuracy_m)
    return [it.incident for it in found]


def test_the_radius_is_a_building_and_its_yard_or_the_doubt_of_the_fix():
    assert [radius(accuracy) for accuracy in (None, 8.0, 90.0, 4000.0)] == [60.0, 60.0, 90.0, 150.0]


def test_open_ones_of_the_same_category_within_the_radius(tmp_path):
    rows = [
        told(number="near"),
        told(number="farther", lon=116.32 + 50 * METRE),
        told(number="too far", lon=116.32 + 70 * METRE),
        told(number="closed", state="closed"),
        told(number="other kind", category="lamp"),
    ]
    store = open_town(tmp_path, building(), *rows)
    assert [it.number for it in near(store)] == ["near", "farther"]
    assert [it.number for it in near(store, accuracy_m=80.0)] == ["near", "farther", "too far"]


def test_an_own_report_that_is_not_sent_yet_is_found_and_joined(store):
    incident = store.report_incident(category="rubbish", description="满了", lon=116.32, lat=40.0)
    assert [it.id for it in near(store, 20)] == [incident]
    store.reports.join(incident_id=incident, note="又看到了")
    view = store.incident(incident)
    assert (view.joined, view.joined_by_me, view.waiting) == (0, True, True)
    assert [(it.state, it.note, it.waiting) for it in view.history] == [
        ("reported", "", True),
        ("", "又看到了", True),
    ]
    assert [it.kind for it in store.outbox()] == ["incident.join", "incident.report"]
    assert not store.check()


def test_a_refused_own_report_is_no_incident(store):
    store.report_incident(category="rubbish", description="满了", lon=116.32, lat=40.0)
    (item,) = store.outbox()
    store.outgoing.settle([OpResult(item.op_id, "rejected", "outside_your_street", "")])
    assert near(store) == []


def test_joining_counts_at_once_and_once(tmp_path):
    row = told(joiner_ids=[new_id()])
    store = open_town(tmp_path, building(), row)
    for note in ("也看到了", "还在"):
        store.reports.join(incident_id=row.id, note=note, place=(116.32, 40.0, 5.0, "fix"))
    view = store.incident(row.id)
    assert (view.joined, view.joined_by_me) == (2, True)
    assert [it.note for it in view.history] == ["也看到了", "还在"]


def test_what_is_not_on_the_phone_cannot_be_joined(store):
    with pytest.raises(NotInStore):
        store.reports.join(incident_id=new_id())
    assert store.outbox() == []


def test_settled_on_the_spot_is_resolved_at_once(store):
    incident = store.report_incident(category="rubbish", description="倒了", lon=116.32, lat=40.0, solved=("扶正了", 0))
    view = store.incident(incident)
    assert (view.state, view.solved_on_spot) == ("resolved", True)
    assert [it.state for it in view.history] == ["reported", "resolved"]


def test_the_last_category_comes_first(store):
    with store.database.write() as db:
        db.execute("insert into category (code, domain, name, name_en) values ('lamp', 'service', '路灯', 'Lamp')")
    for category in ("rubbish", "lamp", "rubbish"):
        store.report_incident(category=category, description="x", lon=116.32, lat=40.0)
    assert store.reports.last_categories() == ["rubbish", "lamp"]


def test_followed_are_own_and_joined_ones_and_news_until_read(tmp_path):
    def event(minutes: int, state: str, by: str) -> dict:
        return {"at": (NOON + timedelta(minutes=minutes)).isoformat(), "state": state, "note": "", "by": by}

    mine = told(
        number="mine", reporter_id=PERSON["id"], state="accepted", version=2,
        history=[event(0, "reported", PERSON["display_name"]), event(5, "accepted", "张主任")],
    )  # fmt: skip
    joined = told(number="joined", joiner_ids=[PERSON["id"]], history=[event(0, "reported", PERSON["display_name"])])
    store = open_town(tmp_path, building(), mine, joined, told(number="another's"))
    assert [(it.incident.number, it.is_news) for it in store.reports.followed()] == [("mine", True), ("joined", False)]
    store.reports.read(mine.id)
    assert [it.is_news for it in store.reports.followed()] == [False, False]
