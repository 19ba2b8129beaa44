"""A walk through every screen: large enough to press, nothing cut at 200 %, no English left in Chinese."""

import re

import pytest

from tests.mobile.kivy_window import WIDTH
from tests.mobile.screens.driver import Phone, shown
from tests.mobile.screens.pictures import walk
from tests.mobile.screens.test_texts import LATIN_KEPT
from tests.mobile.screens.town import Town

TARGET = 47.5
SCREENS = 33
RECEIPT_CODE = re.compile(r"\b[0-9A-Z]{3}-[0-9A-Z]{3}\b")
TYPED = {"zzzz", "limin"}


def small_targets(phone: Phone) -> list[str]:
    from mobile.widgets.press import Press

    pressed = [it for it in shown(phone.window.window) if isinstance(it, Press) and it.name_]
    return [f"{it.name_} {it.width:.0f}×{it.height:.0f}" for it in pressed if min(it.size) < TARGET]


def cut_texts(phone: Phone) -> list[str]:
    """Labels whose drawn text is larger than the label, or that reach over the window's edge."""
    from kivy.uix.label import Label

    found = []
    for it in shown(phone.window.window):
        if isinstance(it, Label) and it.text.strip() and not it.shorten:
            left, _ = it.to_window(it.x, it.y)
            drawn = left + (it.width - it.texture_size[0]) / 2
            over = drawn < -1 or drawn + it.texture_size[0] > WIDTH + 1
            if it.texture_size[0] > it.width + 2 or over:
                found.append(it.text)
    return found


def english(phone: Phone) -> list[str]:
    left = [RECEIPT_CODE.sub("", LATIN_KEPT.sub("", text)) for text in phone.texts()]
    return [text for text in left if re.search(r"[A-Za-z]{3,}", text) and "http" not in text and text not in TYPED]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_at_double_size_nothing_is_cut_and_everything_can_be_pressed(phone: Phone, town: Town, language: str) -> None:
    phone.app.wiring.choices.set_language(language)
    phone.app.wiring.choices.set_text_scale(2.0)
    faults: dict[str, list[str]] = {}
    walk(phone, town, lambda name: faults.__setitem__(name, cut_texts(phone) + small_targets(phone)))
    assert {name: found for name, found in faults.items() if found} == {}
    assert len(faults) == SCREENS


def test_chinese_screens_hold_no_english_and_every_target_is_a_thumb_wide(phone: Phone, town: Town) -> None:
    faults: dict[str, list[str]] = {}
    walk(phone, town, lambda name: faults.__setitem__(name, english(phone) + small_targets(phone) + cut_texts(phone)))
    assert {name: found for name, found in faults.items() if found} == {}


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
