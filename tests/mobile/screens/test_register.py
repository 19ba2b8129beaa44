"""The register amended at the door by touches, without network: what was amended is seen waiting."""

from tests.mobile.screens.driver import Phone
from tests.mobile.screens.town import Town


def open_home(phone: Phone, town: Town, number: int = 0) -> None:
    phone.app.wiring.ways.household(town.households[number])
    page = phone.map.pages["household"]
    phone.wait(lambda: phone.page is page and page.household is not None)
    phone.rest()


def home(phone: Phone, town: Town, number: int = 0):
    return phone.app.store.household(town.households[number])


def back_at_door(phone: Phone) -> None:
    phone.wait(lambda: phone.page is phone.map.pages["household"])
    phone.rest()


def test_a_telephone_number_is_amended_and_seen_waiting(phone: Phone, town: Town) -> None:
    open_home(phone, town)
    phone.tap("household:amend")
    assert phone.find("register:phone").text == "", "stars that the server put there are never sent back"
    phone.type("register:phone", "13900000001")
    phone.tap("register:save")
    back_at_door(phone)
    assert (home(phone, town).phone, home(phone, town).waiting) == ("13900000001", ("phone",))
    phone.wait(lambda: any("已修改电话" in text for text in phone.texts()))
    assert phone.counts() == (1, 0)


def test_nothing_amended_is_no_record(phone: Phone, town: Town) -> None:
    open_home(phone, town)
    phone.tap("household:amend")
    phone.tap("register:save")
    back_at_door(phone)
    assert phone.counts() == (0, 0)


def test_a_home_that_is_empty_is_marked_in_three_taps(phone: Phone, town: Town) -> None:
    open_home(phone, town)
    phone.tap("household:amend")
    phone.tap("register:vacant")
    phone.tap("register:save")
    back_at_door(phone)
    assert home(phone, town).status == "vacant"


def test_a_resident_is_added_after_a_look_at_somebody_alike(phone: Phone, town: Town) -> None:
    open_home(phone, town)
    phone.tap("household:add")
    phone.type("resident:name", "陈静")
    phone.type("resident:birth_year", "1952")
    phone.tap("care:lives_alone")
    phone.tap("resident:save")
    phone.wait(lambda: any("已有同名同岁的人" in text for text in phone.texts()))
    assert phone.counts() == (0, 0), "asked first"
    assert phone.has("similar:0")
    phone.tap("resident:save")
    back_at_door(phone)
    added = home(phone, town).residents[-1]
    assert (added.name, added.birth_year, added.care, added.waiting) == ("陈静", 1952, ("lives_alone",), True)
    phone.wait(lambda: any("等待发送" in text for text in phone.texts()))


def test_somebody_alike_can_be_opened_instead(phone: Phone, town: Town) -> None:
    open_home(phone, town)
    phone.tap("household:add")
    phone.type("resident:name", "陈静")
    phone.wait(lambda: phone.has("similar:0"))
    phone.tap("similar:0")
    page = phone.map.pages["household"]
    phone.wait(lambda: phone.page is page and page.household.id != town.households[0])
    assert "陈静" in {it.name for it in page.household.residents}
    assert phone.counts() == (0, 0)


def test_a_resident_who_has_left_stays_in_sight_until_the_office_knows(phone: Phone, town: Town) -> None:
    open_home(phone, town)
    phone.tap("resident:0")
    phone.tap("resident:gone")
    phone.tap("leaving:moved")
    back_at_door(phone)
    assert home(phone, town).residents[0].removed
    phone.wait(lambda: any("已登记离开" in text for text in phone.texts()))


def test_a_year_that_is_none_is_refused_in_words(phone: Phone, town: Town) -> None:
    open_home(phone, town)
    phone.tap("resident:0")
    phone.type("resident:birth_year", "48")
    phone.tap("resident:save")
    assert any("出生年份不对" in text for text in phone.texts())
    assert phone.counts() == (0, 0)


def test_a_draft_outlives_a_killed_app(phone: Phone, town: Town) -> None:
    open_home(phone, town)
    phone.tap("household:visit")
    phone.tap("outcome:met")
    phone.tap("need:company")
    phone.tap("visit:next")
    phone.type("visit:note", "半句话")
    phone.wait(lambda: phone.app.store.drafts().get(town.households[0], {}).get("note") == "半句话")
    from mobile.screens.drafts import Drafts
    from mobile.store import Store

    again = Drafts(Store.open(town.folder, key=phone.app.wiring.account.keys.open_key()), phone.app.wiring.worker)
    phone.wait(lambda: town.households[0] in again)
    draft = again.get(town.households[0])
    assert (draft.outcome, draft.needs, draft.note) == ("met", ["repair", "company"], "半句话")
    again.store.close()
