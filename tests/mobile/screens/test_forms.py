"""The office's forms, filled in by touches: kept at every answer, checked as the office wants, sent whole."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mobile.forms.filled import Spot
from tests.mobile.forms.builders import definition, question
from tests.mobile.kivy_window import KivyWindow
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.forms import EVERY_TYPE, tell_forms
from tests.mobile.screens.town import Town


@pytest.fixture
def town(town: Town) -> Town:
    tell_forms(town, EVERY_TYPE)
    return town


@pytest.fixture
def at_door(phone: Phone, town: Town) -> Phone:
    open_form(phone, town)
    return phone


def open_form(phone: Phone, town: Town) -> None:
    phone.tap_building(town.buildings[0])
    phone.open_household(town.households[0])
    phone.tap("household:visit")
    phone.tap("outcome:met")
    phone.tap("visit:next")


def step(phone: Phone) -> Any:
    return phone.map.pages["visit"].steps["form"]


def here(phone: Phone) -> str:
    return str(step(phone).page.spot.path[-1])


def keys(phone: Phone, name: str, digits: str) -> None:
    for digit in digits:
        phone.tap(f"{name}:{digit}")


def sent(phone: Phone) -> dict[str, Any]:
    op = phone.app.store.outgoing.unsent()[-1]
    return dict(op.body)


def stands_still(phone: Phone, place: Callable[[], object]) -> None:
    """A map that was let go of in motion rolls on for a while."""

    def is_still() -> bool:
        before = place()
        phone.step(10)
        return place() == before

    phone.wait(is_still)


def go_to(phone: Phone, path: str) -> None:
    phone.tap("form:all")
    phone.wait(lambda: phone.has(f"form:all:{path}"))
    phone.tap(f"form:all:{path}")


def fill_all(phone: Phone) -> None:
    phone.tap("form:/health:poor")
    phone.tap("visit:next")
    phone.type("form:/wrong", "腿脚不便")
    phone.tap("visit:next")
    phone.tap("form:/help:food")
    phone.tap("form:/help:heat")
    phone.tap("visit:next")
    phone.tap("form:/room/degrees:open")
    keys(phone, "form:/room/degrees", "12.5")
    phone.tap("form:/room/since:back_0")
    phone.tap("form:/room/since:day:-")
    phone.tap("visit:next")
    keys(phone, "form:/people", "3")
    phone.tap("visit:next")
    phone.tap("form:/back_at:15:00")
    phone.tap("form:/back_at:minute:+")
    phone.tap("visit:next")
    phone.tap("form:/photo:camera")
    phone.wait(lambda: step(phone).photos())
    phone.tap("visit:next")
    phone.tap("form:/spot:fix")
    phone.wait(lambda: step(phone).filled.answer(Spot(("spot",))))
    phone.tap("visit:next")
    for number, kind in enumerate(("猫", "狗"), 1):
        phone.tap("form:/pets:add")
        phone.type(f"form:/pets[{number}]/kind", kind)
        phone.tap("visit:next")
        phone.tap("visit:next")


def test_a_form_with_every_type_of_question_is_filled_in_and_sent(at_door: Phone) -> None:
    phone = at_door
    fill_all(phone)
    phone.tap("visit:save_now")
    phone.wait(lambda: phone.app.store.outbox())
    body = sent(phone)
    answers = body["form"]["answers"]
    assert (body["form"]["code"], body["form"]["version"]) == ("every", 1)
    (photo,) = body["photos"]
    assert answers.pop("photo") == photo
    since = answers["room"].pop("since")
    assert len(since) == len("2026-11-21")
    assert answers == {
        "health": "poor",
        "wrong": "腿脚不便",
        "help": ["food", "heat"],
        "room": {"degrees": 12.5, "cold": "冷"},
        "people": 3,
        "back_at": "15:05",
        "spot": {"lon": 116.3201, "lat": 40.0001, "accuracy_m": 8},
        "pets": [{"kind": "猫", "count": 1}, {"kind": "狗", "count": 1}],
    }


def test_what_is_no_longer_asked_is_not_sent_but_comes_back(at_door: Phone) -> None:
    phone = at_door
    phone.tap("form:/health:poor")
    phone.tap("visit:next")
    phone.type("form:/wrong", "头晕")
    phone.tap("visit:back")
    phone.tap("form:/health:good")
    phone.tap("visit:next")
    assert here(phone) == "help"
    assert step(phone).record()["form"]["answers"] == {"health": "good", "room": {"cold": "不冷"}}
    phone.tap("visit:back")
    phone.tap("form:/health:poor")
    phone.tap("visit:next")
    assert phone.find_all("form:/wrong")[-1].text == "头晕"


def test_a_missing_answer_is_told_once_and_a_wrong_one_always(at_door: Phone) -> None:
    phone = at_door
    phone.tap("visit:next")
    assert here(phone) == "health"
    assert phone.page.problem
    phone.tap("visit:next")
    assert here(phone) == "help"
    phone.tap("form:/help:none")
    phone.tap("form:/help:talk")
    for _ in range(2):
        phone.tap("visit:next")
        assert phone.page.problem == "选了“都不需要”就不能再选别的"
        assert here(phone) == "help"
    phone.tap("form:/help:none")
    assert phone.page.problem == ""
    phone.tap("visit:next")
    assert here(phone) == "room"


def test_saving_leads_to_what_must_still_be_answered(at_door: Phone) -> None:
    phone = at_door
    phone.tap("visit:save_now")
    assert "2" in phone.page.problem
    assert phone.app.store.outbox() == []
    assert {"form:all:/health", "form:all:/room/degrees"} <= phone.names()
    phone.tap("form:all:/health")
    phone.tap("form:/health:good")
    phone.tap("visit:save_now")
    phone.tap("form:all:/room/degrees")
    phone.tap("form:/room/degrees:open")
    keys(phone, "form:/room/degrees", "20")
    phone.tap("visit:save_now")
    phone.wait(lambda: phone.app.store.outbox())
    assert sent(phone)["form"]["answers"] == {"health": "good", "room": {"degrees": 20, "cold": "不冷"}}


def test_another_outcome_asks_nothing_of_the_form_and_loses_nothing(at_door: Phone) -> None:
    phone = at_door
    phone.tap("form:/health:fair")
    phone.tap("visit:back")
    phone.tap("visit:back")
    phone.tap("outcome:declined")
    assert "form" not in phone.page.asked
    phone.tap("visit:back")
    phone.tap("outcome:met")
    phone.tap("visit:next")
    assert step(phone).boxes[Spot(("health",))].rows["fair"].chosen


def test_a_turn_can_be_taken_away_after_a_second_press(at_door: Phone) -> None:
    phone = at_door
    go_to(phone, "/pets")
    for number, kind in enumerate(("猫", "狗"), 1):
        phone.tap("form:/pets:add")
        phone.type(f"form:/pets[{number}]/kind", kind)
        phone.tap("visit:next")
        phone.tap("visit:next")
    phone.tap("form:/pets:1:remove")
    phone.tap("form:/pets:1:sure")
    assert step(phone).filled.sent()["pets"] == [{"kind": "狗", "count": 1}]
    phone.tap("form:/pets:1")
    assert phone.find_all("form:/pets[1]/kind")[-1].text == "狗"


def test_the_language_changes_in_the_middle_of_a_sentence(at_door: Phone) -> None:
    phone = at_door
    phone.tap("form:/health:poor")
    phone.tap("visit:next")
    phone.tap("form:/wrong")
    phone.window.type_text("半句")
    phone.app.wiring.choices.set_language("en")
    phone.rest()
    assert phone.page.question == "What is wrong?"
    assert phone.find_all("form:/wrong")[-1].text == "半句"


def start(window: KivyWindow, town: Town, photo: Path) -> Phone:
    from mobile.device.devices import desk_devices

    devices = desk_devices(town.data, gps="off", camera=str(photo))
    devices.network.set_online(False)
    phone = Phone.start(data=town.data, window=window, devices=devices)
    phone.wait(lambda: phone.place == "map")
    phone.rest()
    return phone


def test_a_draft_outlives_the_app_with_its_own_version_of_the_form(
    kivy_window: KivyWindow, town: Town, photo: Path
) -> None:
    phone = start(kivy_window, town, photo)
    open_form(phone, town)
    phone.tap("form:/health:poor")
    phone.tap("visit:next")
    phone.type("form:/wrong", "头晕")
    phone.tap("visit:next")
    phone.tap("form:/help:heat")
    answered = {"health": "poor", "wrong": "头晕", "help": ["heat"]}
    draft = phone.app.store.drafts()[town.households[0]]
    assert draft["more"]["form"]["every"]["answers"] == answered, "on the disk before anything is closed"
    phone.stop()
    other = question("other", label={"zh": "新问题", "en": "New"})
    tell_forms(town, definition(other, code="every", version=2, outcomes=["met"]))
    again = start(kivy_window, town, photo)
    again.tap_building(town.buildings[0])
    again.open_household(town.households[0])
    again.tap("household:visit")
    again.tap("visit:next")
    assert here(again) == "help"
    assert step(again).filled.draft() == answered
    assert step(again).record()["form"]["version"] == 1
    again.stop()


def test_a_form_that_this_app_cannot_ask_says_so_and_stops_no_visit(
    kivy_window: KivyWindow, town: Town, photo: Path
) -> None:
    tell_forms(town, definition(question("sign", "signature"), code="newer", title={"zh": "新表", "en": "New form"}))
    phone = start(kivy_window, town, photo)
    open_form(phone, town)
    assert phone.page.question == "新表"
    assert "新版" in phone.find("form:unusable").text
    phone.tap("visit:save_now")
    phone.wait(lambda: phone.app.store.outbox())
    assert "form" not in sent(phone)
    phone.stop()


def test_a_place_is_pointed_at_on_the_map(at_door: Phone, town: Town) -> None:
    phone = at_door
    phone.tap("form:/health:good")
    go_to(phone, "/spot")
    phone.tap("form:/spot:pin")
    grid_map = phone.map.grid_map
    phone.step(30)
    phone.window.drag((206, 560), (150, 500))
    stands_still(phone, lambda: grid_map.pin_lonlat)
    assert phone.page is phone.map.pages["form_pin"], "a touch on the map opens nothing"
    lon, lat = grid_map.pin_lonlat
    phone.tap("form_pin:here")
    assert here(phone) == "spot"
    assert step(phone).filled.sent()["spot"] == {"lon": lon, "lat": lat, "accuracy_m": None}
    assert not grid_map.pin_mode


def test_the_last_answer_at_this_door_is_offered_where_the_form_says_so(at_door: Phone, town: Town) -> None:
    phone = at_door
    go_to(phone, "/room/degrees")
    phone.tap("form:/room/degrees:open")
    keys(phone, "form:/room/degrees", "20")
    go_to(phone, "/health")
    phone.tap("form:/health:fair")
    phone.tap("visit:save_now")
    phone.wait(lambda: phone.app.store.outbox())
    phone.rest()
    phone.map.close_sheet()
    phone.rest()
    open_form(phone, town)
    box = step(phone).boxes[Spot(("health",))]
    phone.wait(lambda: box.last or step(phone).last)
    phone.tap("form:all")
    phone.tap("form:all:/health")
    phone.tap("form:/health:last")
    assert step(phone).filled.sent()["health"] == "fair"
    assert not phone.has("form:/help:last")
