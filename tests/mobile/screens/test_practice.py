"""The practice: reached from the sign-in and from "me", plainly marked, never sent, left with one press."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mobile.practice.town import building_id
from tests.mobile.kivy_window import KivyWindow
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.town import ACCOUNT, Town


@pytest.fixture(autouse=True)
def nothing_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wanted to send would need a client."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a practice was going to be sent")

    monkeypatch.setattr("mobile.screens.syncing.Client", refuse)


@pytest.fixture
def new_phone(kivy_window: KivyWindow, tmp_path: Path) -> Iterator[Phone]:
    """A phone on which nobody has signed in yet."""
    phone = Phone.start(data=tmp_path / "data", window=kivy_window)
    yield phone
    phone.stop()


def visit_somebody(phone: Phone) -> None:
    phone.wait(lambda: phone.place == "map" and building_id(0) in phone.map.grid_map.scene.buildings, 60)
    phone.tap_building(building_id(0))
    board = phone.app.store.board(building_id(0))
    door = next(it for unit in board.units for _, row in unit.floors for it in row if it.state == "overdue")
    phone.open_household(door.household_id)
    phone.record_visit("not_home")


def test_without_an_account_one_practises_a_whole_visit_and_nothing_is_left(new_phone: Phone) -> None:
    phone = new_phone
    phone.tap("sign_in:practise")
    phone.wait(lambda: phone.place == "map" and phone.map.grid_map.ready, 60)
    assert phone.has("shell:practice"), "it is plainly marked"
    visit_somebody(phone)
    phone.wait(lambda: [item.state for item in phone.app.store.outbox()] == ["sent"])
    phone.tap("shell:practice")
    phone.wait(lambda: phone.place == "sign_in")
    phone.wait(lambda: not (phone.app.data / "practice").exists())
    assert not phone.has("shell:practice")
    assert not phone.app.settings.account


def test_the_real_work_waits_untouched_while_one_practises(phone: Phone, town: Town) -> None:
    phone.app.store.record_visit(household_id=town.households[0], outcome="not_home")
    phone.go("me")
    phone.tap("me:practice")
    phone.wait(lambda: phone.app.wiring.practice.on and phone.place == "map")
    assert phone.app.store.outbox() == []
    visit_somebody(phone)
    phone.go("me")
    phone.tap("me:practice")
    phone.wait(lambda: phone.app.store is not None and phone.place == "map" and not phone.app.wiring.practice.on)
    assert [item.state for item in phone.app.store.outbox()] == ["waiting"]
    assert phone.app.settings.account == ACCOUNT
    phone.wait(lambda: not (phone.app.data / "practice").exists())


def test_another_person_may_come_while_one_practises(phone: Phone) -> None:
    phone.go("me")
    phone.tap("me:practice")
    phone.wait(lambda: phone.app.wiring.practice.on and phone.place == "map")
    phone.go("me")
    phone.tap("me:accounts")
    phone.wait(lambda: phone.place == "accounts" and not phone.app.wiring.practice.on)
