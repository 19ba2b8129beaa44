"""Reporting by touches, without any network: photo first, last category, a duplicate joined, settled on the spot, and
a draft that outlives the app."""

import pytest

from mobile.store import Store
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.town import Town


def report_of(phone: Phone):
    return phone.map.pages["report"]


def incidents(phone: Phone) -> list:
    store: Store = phone.app.store
    return store.incidents()


def begin(phone: Phone) -> None:
    phone.tap("tab:report")
    phone.wait(lambda: report_of(phone).categories)


@pytest.fixture
def known(phone: Phone) -> str:
    """Somebody of this phone has reported a blocked drain at the middle of the map a moment ago, not sent yet."""
    phone.drop_pin(category="drain", about="井盖翘起")
    return incidents(phone)[0].id


def test_a_duplicate_is_joined_in_place_of_a_second_report(phone: Phone, town: Town, known: str) -> None:
    begin(phone)
    phone.tap("report:here")
    phone.tap("last:drain")
    page = report_of(phone)
    phone.wait(lambda: page.step == "alike")
    assert any("60 米" in text for text in phone.texts())
    phone.tap(f"alike:{known}")
    assert any("井盖翘起" in text for text in phone.texts())
    phone.type("report:about", "还翘着")
    phone.tap("report:save")
    phone.wait(lambda: not phone.map.reporting)
    (incident,) = incidents(phone)
    assert incident.joined_by_me
    assert incident.history[-1].note == "还翘着"
    assert [item.kind for item in phone.app.store.outbox()] == ["incident.join", "incident.report"]


def test_it_is_another_one_after_all(phone: Phone, town: Town, known: str) -> None:
    phone.drop_pin(category="drain", about="另一个井盖")
    assert len(incidents(phone)) == 2


def test_another_kind_at_the_same_place_is_not_asked_about(phone: Phone, town: Town, known: str) -> None:
    begin(phone)
    phone.tap("report:here")
    phone.tap("domain:environment")
    phone.tap("category:litter")
    phone.wait(lambda: report_of(phone).step == "about")


def test_beginning_with_the_photo(phone: Phone, town: Town) -> None:
    begin(phone)
    page = report_of(phone)
    phone.tap("report:photo")
    phone.wait(lambda: page.ids.photos.hashes)
    phone.tap("report:position")
    phone.wait(lambda: page.source == "fix")
    phone.tap("report:here")
    phone.tap("domain:service")
    phone.tap("category:lamp")
    phone.wait(lambda: page.step == "about")
    phone.rest()
    assert any("示例网格" in text for text in phone.texts()), "the grid is named before sending"
    phone.tap("report:save")
    phone.wait(lambda: not phone.map.reporting)
    (incident,) = incidents(phone)
    assert (incident.source, incident.photo_count, incident.description) == ("fix", 1, "")


def test_outside_the_own_grids_is_said_plainly(phone: Phone, town: Town) -> None:
    begin(phone)
    phone.map.grid_map.fly_to(116.3225, 40.0)
    phone.wait(lambda: abs(phone.map.grid_map.centre_lonlat[0] - 116.3225) < 1e-4)
    phone.tap("report:here")
    phone.tap("domain:service")
    phone.tap("category:lamp")
    phone.wait(lambda: report_of(phone).step == "about")
    phone.rest()
    assert any("不在您的网格内" in text for text in phone.texts())


def test_settled_on_the_spot(phone: Phone, town: Town) -> None:
    begin(phone)
    page = report_of(phone)
    phone.tap("report:here")
    phone.tap("domain:environment")
    phone.tap("category:litter")
    phone.wait(lambda: page.step == "about")
    phone.type("report:about", "垃圾倒了")
    phone.tap("report:solved")
    phone.tap("report:save")
    assert "怎么解决" in page.problem
    phone.type("report:solved_note", "扶起来扫干净了")
    phone.tap("report:after:camera")
    phone.wait(lambda: page.ids.after.hashes)
    phone.tap("report:save")
    phone.wait(lambda: not phone.map.reporting)
    (incident,) = incidents(phone)
    assert (incident.state, incident.solved_on_spot, incident.photo_count) == ("resolved", True, 1)
    (op,) = phone.app.store.outgoing.take_batch(1)
    assert op.body["solved"] == {"note": "扶起来扫干净了", "photos_after": 1}


def test_a_report_outlives_the_app(phone: Phone, town: Town) -> None:
    begin(phone)
    page = report_of(phone)
    phone.tap("report:photo")
    phone.wait(lambda: page.ids.photos.hashes)
    phone.tap("report:here")
    phone.tap("domain:environment")
    phone.tap("category:drain")
    phone.wait(lambda: page.step == "about")
    phone.type("report:about", "井盖")
    store: Store = phone.app.store
    phone.wait(lambda: (store.drafts().get("report") or {}).get("about") == "井盖")
    place = page.draft.lonlat
    # As after a kill: the screens are made anew from what is on the disk.
    reopen(phone)
    phone.wait(lambda: report_of(phone).draft.about == "井盖")
    begin(phone)
    again = report_of(phone)
    assert again is not page
    assert (again.step, again.draft.lonlat, len(again.ids.photos.hashes)) == ("about", place, 1)
    phone.tap("report:save")
    phone.wait(lambda: not phone.map.reporting)
    assert store.drafts() == {}
    assert incidents(phone)[0].description == "井盖"


def reopen(phone: Phone) -> None:
    """Makes the work's screens anew, with the store as it is on the disk."""
    from mobile.wiring.pages import map_screen

    phone.map.stop_report()
    wiring = phone.app.wiring
    wiring.shell.put(map_screen(wiring, wiring.work.finding))
    wiring.shell.go("map")
    phone.wait(lambda: phone.map.grid_map.ready)


def test_a_begun_report_can_be_thrown_away(phone: Phone, town: Town) -> None:
    begin(phone)
    page = report_of(phone)
    phone.tap("report:here")
    phone.tap("domain:environment")
    phone.tap("category:drain")
    phone.wait(lambda: page.step == "about")
    phone.tap("report:discard")
    phone.wait(lambda: phone.app.store.drafts() == {})
    assert not phone.map.reporting
    assert page.draft.is_empty
