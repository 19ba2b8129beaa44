"""A walk through every screen, in both languages and large text, which are put on while the screen stands."""

import os
from collections.abc import Callable

import pytest

from tests.mobile.screens.checks import all_faults, faults
from tests.mobile.screens.driver import Phone, shown
from tests.mobile.screens.looks import LARGE, PLAIN, SIZES, Look, in_each
from tests.mobile.screens.more_walks import walk_office, walk_practice
from tests.mobile.screens.pictures import walk
from tests.mobile.screens.states import walk_broken, walk_empty
from tests.mobile.screens.town import Town

SCREENS = 33
AT_NIGHT = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
by_night = pytest.mark.skipif(not AT_NIGHT, reason="minutes of drawing: with HYPOTHESIS_PROFILE=nightly")


@pytest.mark.parametrize("look", [*LARGE, PLAIN], ids=lambda look: look.name)
def test_every_screen_speaks_one_language_cuts_nothing_and_can_be_pressed(phone: Phone, town: Town, look: Look) -> None:
    found: dict[str, list[str]] = {}
    look.put_on()
    phone.rest()
    walk(phone, town, lambda screen: found.__setitem__(screen, faults(phone, look.language)))
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert len(found) >= SCREENS


def walked(phone: Phone, town: Town, walking: Callable[..., object]) -> dict[str, list[str]]:
    """In each look, put on while the screen stands."""
    found: dict[str, list[str]] = {}

    def look_at(screen: str, look: Look) -> None:
        found[f"{screen} {look.name}"] = all_faults(phone, look.language)

    walking(phone, town, in_each(phone, SIZES, look_at))
    return found


@by_night
@pytest.mark.parametrize("walking", [walk, walk_office, walk_practice, walk_empty, walk_broken])
def test_so_do_all_ways_and_states_when_the_look_changes_live(
    phone: Phone, town: Town, walking: Callable[..., object]
) -> None:
    found = walked(phone, town, walking)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_captions_stay_smaller_than_running_text_when_the_text_grows(phone: Phone, town: Town) -> None:
    from mobile.widgets.texts import Caption
    from mobile.widgets.theme import theme

    phone.go("me")
    phone.tap("me:text_200")
    captions = [it for it in shown(phone.window.window) if isinstance(it, Caption)]
    assert {it.font_size for it in captions} == {theme.caption}
    assert theme.caption < theme.body


def test_at_double_size_an_opened_door_shows_its_whole_name(phone: Phone, town: Town) -> None:
    phone.app.wiring.choices.set_text_scale(2.0)
    phone.tap_building(town.buildings[0])
    phone.open_household(town.households[0])
    sheet = phone.map.ids.sheet
    head = phone.page.ids.head
    assert head.to_window(head.x, head.top)[1] <= sheet.to_window(sheet.x, sheet.top)[1]
