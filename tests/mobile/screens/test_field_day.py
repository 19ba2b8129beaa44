"""Whole tasks by touches, without any network: what is recorded is in the store and is counted truthfully."""

import pytest

from mobile.store import Store
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.town import Town


def recorded(phone: Phone, town: Town) -> list:
    store: Store = phone.app.store
    return store.outbox()


def test_finds_the_door_by_a_tap_on_the_map(phone: Phone, town: Town) -> None:
    phone.tap_building(town.buildings[1])
    phone.open_household(town.households[24])
    assert phone.page.household_name == "王小明"
    assert "示例4号楼" in phone.page.place


def test_finds_the_door_by_initials_and_shows_its_place(phone: Phone, town: Town) -> None:
    hits = phone.search("ygl")
    assert {hit.name for hit in hits} == {"杨桂兰"}
    phone.tap_result(0)
    grid_map = phone.map.grid_map
    assert grid_map.selected_building == hits[0].building_id
    phone.wait(lambda: abs(grid_map.centre_lonlat[0] - hits[0].lon) < 1e-4)


def test_not_home_takes_two_taps(phone: Phone, town: Town) -> None:
    phone.tap_building(town.buildings[0])
    phone.open_household(town.households[0])
    phone.tap("household:not_home")
    phone.tap("visit:save")
    phone.wait(lambda: phone.page is phone.map.pages["saved"])
    phone.rest()
    visit = phone.app.store.household(town.households[0]).visits[0]
    assert (visit.outcome, visit.waiting) == ("not_home", True)
    assert phone.counts() == (1, 0)
    assert phone.has("map:pill")


def test_a_visit_with_everything(phone: Phone, town: Town) -> None:
    phone.search("王小明")
    phone.tap_result(0)
    household_id = phone.page.household.id
    phone.record_visit("met", needs=("repair", "company"), note="水管还在漏", photo=True, fix=True, next_in=14)
    store: Store = phone.app.store
    visit = store.household(household_id).visits[0]
    assert (visit.outcome, visit.needs, visit.note) == ("met", ("repair", "company"), "水管还在漏")
    assert visit.photo_count == 1
    assert visit.next_on is not None
    assert store.household(household_id).state == "contacted"
    building = store.household(household_id).building_id
    phone.wait(lambda: phone.map.grid_map.colouring.states[building] == store.building_states()[building])


def test_a_fix_can_be_discarded(phone: Phone, town: Town) -> None:
    phone.search("王小明")
    phone.tap_result(0)
    phone.tap("household:visit")
    phone.tap("outcome:met")
    phone.tap("visit:next")
    phone.tap("visit:fix")
    form = phone.map.pages["visit"]
    phone.wait(lambda: form.draft.fix)
    phone.tap("visit:fix")
    assert (form.draft.fix, form.draft.presence) == (None, None)


def test_going_back_loses_nothing(phone: Phone, town: Town) -> None:
    phone.search("王小明")
    phone.tap_result(0)
    phone.tap("household:visit")
    phone.tap("outcome:met")
    phone.tap("need:company")
    phone.tap("visit:next")
    phone.type("visit:note", "半句话")
    phone.tap("visit:close")
    phone.tap("tab:today")
    phone.tap("tab:map")
    phone.tap("household:visit")
    form = phone.map.pages["visit"]
    assert form.draft.needs == ["repair", "company"]
    assert form.draft.note == "半句话"


@pytest.mark.case("R25", "R26")
def test_without_position_and_camera_the_visit_is_saved_all_the_same(phone: Phone, town: Town) -> None:
    phone.app.devices.gps.script = "denied"
    phone.app.devices.camera.file = None
    phone.search("王小明")
    phone.tap_result(0)
    phone.record_visit("met", photo=True, fix=True)
    assert len(recorded(phone, town)) == 1


def test_an_incident_at_the_pin(phone: Phone, town: Town) -> None:
    phone.drop_pin(category="drain", about="井盖翘起", photo=True, move=(-60, 40))
    (incident,) = phone.app.store.incidents()
    assert (incident.category, incident.source, incident.photo_count) == ("drain", "pin", 1)
    assert incident.accuracy_m is None
    assert phone.app.shell.here == "map"


def test_an_incident_at_the_phones_position(phone: Phone, town: Town) -> None:
    phone.drop_pin(category="lamp", about="不亮", fix=True)
    (incident,) = phone.app.store.incidents()
    assert (incident.source, incident.accuracy_m) == ("fix", 8.0)
    assert (round(incident.lon, 6), round(incident.lat, 6)) == (116.3201, 40.0001)


@pytest.mark.case("R25")
def test_moving_the_map_after_a_fix_makes_it_a_pin(phone: Phone, town: Town) -> None:
    phone.tap("tab:report")
    page = phone.map.pages["report"]
    phone.tap("report:position")
    phone.wait(lambda: page.source == "fix")
    phone.rest()
    phone.window.drag((206, 560), (150, 500))
    assert page.source == "pin"


def test_a_due_door_leads_to_its_household(phone: Phone, town: Town) -> None:
    phone.tap("tab:today")
    screen = phone.app.shell.places.get_screen("today")
    phone.wait(lambda: screen.doors)
    assert screen.doors[0].state == "overdue"
    first = screen.doors[0].household_id
    phone.tap(f"due:{first}")
    phone.wait(lambda: phone.page is phone.map.pages["household"] and phone.page.household.id == first)


def test_signing_out_with_unsent_work_is_refused(phone: Phone, town: Town) -> None:
    phone.search("王小明")
    phone.tap_result(0)
    phone.record_visit("not_home")
    phone.tap("tab:me")
    phone.tap("me:sign_out")
    screen = phone.app.shell.places.get_screen("me")
    phone.wait(lambda: screen.problem)
    assert phone.place == "me"
    assert "1 条记录" in screen.problem


def test_the_outbox_says_what_waits_and_why_it_is_not_sent(phone: Phone, town: Town) -> None:
    phone.search("王小明")
    phone.tap_result(0)
    phone.record_visit("met", photo=True)
    phone.tap("tab:me")
    phone.tap("me:outbox")
    assert phone.place == "outbox"
    phone.tap("outbox:sync")
    screen = phone.app.shell.places.get_screen("outbox")
    assert "没有网络" in screen.line
    assert any("照片 0/1" in text for text in phone.texts())


def test_language_and_night_switch_at_once(phone: Phone, town: Town) -> None:
    phone.tap("tab:me")
    phone.tap("me:en")
    assert "Text size" in phone.texts()
    phone.tap("me:night")
    assert phone.map.grid_map.night
    phone.tap("me:zh")
    assert "字号" in phone.texts()
