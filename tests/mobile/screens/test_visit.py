"""The visit's way by touches: two taps and an undo, presence in words, a need handed on without typing again."""

import pytest

from mobile.store import Store
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.town import Town


@pytest.fixture
def home(phone: Phone, town: Town) -> str:
    phone.tap_building(town.buildings[0])
    phone.open_household(town.households[0])
    return town.households[0]


def not_home(phone: Phone) -> None:
    phone.tap("household:not_home")
    phone.tap("visit:save")
    phone.wait(lambda: phone.page is phone.map.pages["saved"])
    phone.rest()


def test_not_home_in_two_taps_is_taken_back_by_a_third(phone: Phone, home: str) -> None:
    store: Store = phone.app.store
    before = store.household(home)
    not_home(phone)
    assert store.household(home).visits[0].outcome == "not_home"
    assert store.outgoing.take_batch(10) == []
    phone.tap("saved:undo")
    phone.wait(lambda: phone.page is phone.map.pages["household"])
    assert store.household(home) == before
    assert phone.counts() == (0, 0)


def test_when_the_time_is_over_it_may_be_sent_and_not_taken_back(phone: Phone, home: str) -> None:
    not_home(phone)
    page = phone.map.pages["saved"]
    page.seconds = 1
    page.tick(1)
    phone.rest()
    assert not phone.has("saved:undo")
    assert len(phone.app.store.outgoing.take_batch(10)) == 1


def test_it_says_what_happens_next(phone: Phone, home: str) -> None:
    not_home(phone)
    page = phone.map.pages["saved"]
    phone.wait(lambda: "下次走访" in page.follows)
    assert "没有网络" in page.follows


def test_presence_is_graded_in_words_and_goes_with_the_visit(phone: Phone, home: str) -> None:
    phone.tap("household:visit")
    phone.tap("visit:fix")
    form = phone.map.pages["visit"]
    phone.wait(lambda: form.draft.presence)
    phone.rest()
    assert form.draft.presence.grade == "B"
    assert form.presence.text == "在楼附近记录"
    assert "误差约 8 米" in form.presence.note
    phone.tap("outcome:met")
    phone.tap("visit:save_now")
    phone.wait(lambda: phone.page is phone.map.pages["saved"])
    (operation,) = phone.app.store.outgoing.unsent()
    assert operation.body["presence"] == {"grade": "B", "reasons": ["near", "accurate", "brief"]}
    assert set(operation.body["fix"]) == {"lon", "lat", "accuracy_m"}


def test_no_fix_is_taken_once_the_form_is_left(phone: Phone, home: str) -> None:
    taken = []
    gps = phone.app.devices.gps
    take = gps.take
    gps.take = lambda done, failed: (taken.append(1), take(done, failed))
    phone.tap("household:visit")
    form = phone.map.pages["visit"]
    phone.tap("visit:fix")
    phone.wait(lambda: form.draft.fix)
    assert form.presence.next_fix is not None
    phone.tap("visit:close")
    assert form.presence.next_fix is None
    assert len(taken) == 1


def test_another_apps_position_is_said(phone: Phone, home: str) -> None:
    phone.app.devices.gps.script = "116.3201,40.0001,3,mock"
    phone.tap("household:visit")
    form = phone.map.pages["visit"]
    phone.tap("visit:fix")
    phone.wait(lambda: form.draft.presence)
    assert form.draft.presence.grade == "D"
    assert "其他应用" in form.presence.note


@pytest.mark.parametrize("script", ["denied", "off", "timeout"])
def test_without_permission_or_fix_the_visit_goes_on(phone: Phone, home: str, script: str) -> None:
    phone.app.devices.gps.script = script
    phone.tap("household:visit")
    form = phone.map.pages["visit"]
    phone.tap("visit:fix")
    phone.wait(lambda: form.presence.problem)
    phone.tap("outcome:met")
    phone.tap("visit:save_now")
    phone.wait(lambda: phone.page is phone.map.pages["saved"])
    (operation,) = phone.app.store.outgoing.unsent()
    assert operation.body["fix"] is None
    assert "presence" not in operation.body


def test_a_need_becomes_an_incident_without_typing_again(phone: Phone, home: str) -> None:
    phone.tap("household:visit")
    phone.tap("outcome:met")
    # Filled in from the last visit.
    assert phone.find("need:repair").chosen
    phone.tap("visit:next")
    phone.type("visit:note", "水管漏水")
    phone.tap("visit:save_now")
    phone.wait(lambda: phone.page is phone.map.pages["saved"])
    phone.rest()
    phone.tap("saved:hand_on:repair")
    page = phone.map.pages["report"]
    phone.wait(lambda: page.categories)
    phone.rest()
    phone.tap("domain:service")
    phone.tap("category:lamp")
    phone.tap("report:save")
    phone.wait(lambda: not phone.map.reporting)
    (incident,) = phone.app.store.incidents()
    household = phone.app.store.household(home)
    assert (incident.household_id, incident.source) == (home, "address")
    assert (incident.lon, incident.lat) == (household.lon, household.lat)
    assert "水管漏水" in incident.description
    assert household.visits[0].needs == ("repair",)
