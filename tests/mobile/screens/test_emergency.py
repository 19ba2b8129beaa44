"""An emergency by touches, in aeroplane mode with what was last pulled: red line, doors by one tap, all-clear."""

from typing import Any

import pytest

from mobile.store import Store
from mobile.store.sections import keep_sections
from mobile.wire import Section
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.town import CENTRE, Town

EMERGENCY = "0192f4c2-0000-7000-8000-0000000000a1"


def told(town: Town, **fields: Any) -> dict[str, Any]:
    lon, lat = CENTRE
    ring = [
        [lon - 0.001, lat - 0.001],
        [lon + 0.002, lat - 0.001],
        [lon + 0.002, lat + 0.001],
        [lon - 0.001, lat + 0.001],
    ]
    return {
        "id": EMERGENCY, "kind": "flood", "level": 2, "title": "暴雨内涝", "text": "先敲门，低楼层先转移。",
        "is_exercise": False, "started_at": "2026-11-22T01:00:00+00:00", "ended_at": None, "end_note": "",
        "area": [[[*ring, ring[0]]]],
        "places": [{"kind": "shelter", "name": "示例小学", "lon": lon, "lat": lat + 0.001}],
        "doors": [{"household_id": it, "state": "unchecked"} for it in town.households[:12]],
    } | fields  # fmt: skip


def tell(phone: Phone, *items: dict[str, Any], tag: str = "e1") -> None:
    store: Store = phone.app.store
    with store.database.write() as db:
        keep_sections(db, {"emergencies": Section(tag, items)})
    phone.app.wiring.syncing.touched()
    phone.rest()


def screen_of(phone: Phone) -> Any:
    return phone.app.shell.places.get_screen("emergency")


@pytest.fixture
def alarm(phone: Phone, town: Town) -> Phone:
    tell(phone, told(town))
    phone.wait(lambda: phone.has("shell:alarm"))
    phone.tap("shell:alarm")
    phone.wait(lambda: phone.place == "emergency" and screen_of(phone).found == 12)
    phone.rest()
    return phone


def state(phone: Phone, household_id: str) -> str:
    doors = phone.app.store.emergencies.checklist(EMERGENCY)
    return next(door.state for door in doors if door.household_id == household_id)


def test_the_checklist_with_one_tap_and_undo(alarm: Phone, town: Town) -> None:
    screen = screen_of(alarm)
    first = screen.doors[0]
    assert first.care, "people in care come first"
    alarm.tap(f"safe:{first.household_id}")
    alarm.wait(lambda: state(alarm, first.household_id) == "safe")
    alarm.wait(lambda: "1 / 12" in screen.count_text)
    assert alarm.counts()[0] == 1
    alarm.tap("emergency:undo")
    alarm.wait(lambda: state(alarm, first.household_id) == "unchecked")
    alarm.wait(lambda: "0 / 12" in screen.count_text)


def test_a_door_with_headcount_call_and_note(alarm: Phone, town: Town) -> None:
    screen = screen_of(alarm)
    second = screen.doors[1]
    alarm.tap(f"check:{second.household_id}")
    alarm.wait(lambda: alarm.has("found:needs_help"))
    alarm.tap("door:call:0")
    assert alarm.app.devices.share.dialled == [second.phones[0][1]]
    alarm.tap("found:more")
    alarm.type("found:note", "要轮椅")
    alarm.tap("found:needs_help")
    alarm.wait(lambda: state(alarm, second.household_id) == "needs_help")
    alarm.wait(lambda: screen.doors[0].household_id == second.household_id)
    door = screen.doors[0]
    assert (door.headcount, door.note) == (second.people + 1, "要轮椅")
    assert "1 户需要帮助" in screen.people_text


def test_the_area_is_on_the_map_and_the_list_leads_there(alarm: Phone, town: Town) -> None:
    assert alarm.map.grid_map._area
    alarm.tap("emergency:map")
    alarm.wait(lambda: alarm.place == "map")
    assert alarm.has("shell:alarm"), "the line stays until the all-clear"


def test_nearest_first_by_one_fix(alarm: Phone, town: Town) -> None:
    screen = screen_of(alarm)
    alarm.tap("emergency:near")
    alarm.wait(lambda: screen.near is not None and screen.doors[0].metres is not None)


def test_the_all_clear_ends_it(alarm: Phone, town: Town) -> None:
    tell(alarm, told(town, ended_at="2026-11-22T05:00:00+00:00", end_note="水已退", doors=[]), tag="e2")
    alarm.wait(lambda: not alarm.app.shell.alarm_text)
    assert not alarm.has("shell:alarm")
    assert any("已解除" in text for text in alarm.texts())
    assert not alarm.map.grid_map._area


def test_what_i_reported_is_followed(phone: Phone, town: Town) -> None:
    phone.drop_pin(category="drain", about="井盖翘起")
    (incident,) = phone.app.store.incidents()
    phone.tap("tab:me")
    phone.tap("me:followed")
    phone.wait(lambda: phone.has(f"followed:{incident.id}"))
    phone.tap(f"followed:{incident.id}")
    page = phone.map.pages["incident"]
    phone.wait(lambda: phone.page is page and page.incident is not None)
    phone.rest()
    assert any("还没发送" in text for text in phone.texts())
