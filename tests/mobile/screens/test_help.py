"""The "?": on every screen, with a help of its own, over it and gone with one press; it never stands in the way."""

import re

from tests.mobile.screens.driver import Phone
from tests.mobile.screens.test_texts import MOBILE, ZH
from tests.mobile.screens.town import Town

HEAD_PAGE = re.compile(r"(?:Head|HelpButton):\n(?:\s+(?!page:)\w+:.*\n)*?\s+page: \"(\w+)\"")
PLAIN = re.compile(r"。")


def pages() -> set[str]:
    return {page for path in sorted((MOBILE / "screens").glob("*.kv")) for page in HEAD_PAGE.findall(path.read_text())}


def test_every_page_has_a_help_of_its_own_in_two_or_three_plain_sentences() -> None:
    assert sorted(page for page in pages() if f"help.{page}" not in ZH) == []
    asked = {key: text for key, text in ZH.items() if key.startswith("help.")}
    assert [key for key, text in asked.items() if not 2 <= len(PLAIN.findall(text)) <= 3 or len(text) > 90] == []
    assert len(set(asked.values())) == len(asked)


def test_no_help_is_left_over() -> None:
    named = {key.removeprefix("help.") for key in ZH if key.startswith("help.")}
    left = {name for name in named if name not in pages() and name.rsplit("_", 1)[0] not in pages()}
    assert left == set()


def test_the_help_opens_over_the_screen_and_follows_the_language(phone: Phone, town: Town) -> None:
    phone.go("today")
    phone.tap("today:help")
    assert ZH["help.today"] in phone.texts()
    phone.app.wiring.choices.set_language("en")
    phone.rest()
    assert ZH["help.today"] not in phone.texts()
    phone.tap("help:close")
    assert not phone.has("help:close")
    assert phone.place == "today"


def test_a_question_of_a_form_has_its_own_help(phone: Phone, town: Town) -> None:
    phone.tap_building(town.buildings[0])
    phone.open_household(town.households[0])
    phone.tap("household:visit")
    phone.tap("visit:help")
    assert ZH["help.visit_outcome"] in phone.texts()
    phone.tap("help:close")
    phone.tap("outcome:met")
    phone.tap("visit:help")
    assert ZH["help.visit_needs"] in phone.texts()
    phone.tap("help:close")


def test_what_was_read_once_is_no_longer_pointed_at(phone: Phone, town: Town) -> None:
    from mobile.screens.settings import Settings

    phone.go("today")
    assert phone.find("today:help").ground[3] > 0
    phone.tap("today:help")
    phone.tap("help:close")
    assert phone.find("today:help").ground[3] == 0
    assert Settings.read(town.data / "settings.json").known == ["today"]


def test_the_lock_covers_an_open_help(phone: Phone) -> None:
    phone.tap("map:help")
    phone.app.wiring.lock.cover()
    phone.rest()
    assert not phone.has("help:close")
    assert phone.place == "pin"


def test_the_tab_says_truly_what_waits_and_what_needs_a_look(phone: Phone, town: Town) -> None:
    from mobile.wire import OpResult

    store = phone.app.store
    for household_id in town.households[:3]:
        store.record_visit(household_id=household_id, outcome="not_home")
    phone.app.syncing.touched()
    phone.wait(lambda: phone.app.syncing.waiting == 3)
    tab = phone.find("tab:me")
    assert (tab.badge, tab.urgent) == ("3", False)
    store.outgoing.settle([OpResult(store.outbox()[0].op_id, "rejected", "outside_your_grids", "")])
    phone.app.syncing.touched()
    phone.wait(lambda: phone.app.syncing.attention == 1)
    assert (tab.badge, tab.urgent) == ("1", True)


def test_without_a_network_every_tab_says_so_and_leads_to_what_waits(phone: Phone) -> None:
    assert phone.has("map:hint")
    phone.go("today")
    phone.tap("shell:offline")
    assert phone.place == "outbox"
    phone.network(True)
    phone.wait(lambda: not phone.has("shell:offline"))
