"""The day by touches: by date, by distance, and the walk accepted, rearranged, walked and kept over a restart."""

from mobile.screens.place import standing
from mobile.store import Store
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.town import Town


def open_walk(phone: Phone):
    phone.tap("tab:today")
    phone.tap("today:walk")
    panel = phone.app.shell.places.get_screen("today").panels["walk"]
    phone.wait(lambda: panel.walk is not None and panel.found > 0)
    phone.rest()
    return panel


def ids_of(panel) -> list[str]:
    return [stop.door.household_id for stop in panel.walk.stops]


def test_a_walk_is_accepted_rearranged_and_walked(phone: Phone, town: Town) -> None:
    panel = open_walk(phone)
    phone.tap("walk:30")
    phone.wait(lambda: panel.walk.wanted == 30)
    assert panel.walk.minutes <= 30
    phone.tap("walk:accept")
    phone.wait(lambda: panel.accepted)
    first, second, *rest = ids_of(panel)
    phone.tap("walk:arrange")
    phone.tap(f"later:{first}")
    phone.wait(lambda: ids_of(panel)[:2] == [second, first])
    phone.tap(f"drop:{second}")
    phone.wait(lambda: ids_of(panel) == [first, *rest])
    phone.rest()
    phone.tap("walk:arrange")
    phone.tap(f"walk:{first}")
    phone.wait(lambda: phone.page is phone.map.pages["household"] and phone.page.household.id == first)
    phone.rest()
    phone.tap("household:not_home")
    phone.tap("visit:save")
    phone.wait(lambda: phone.page is phone.map.pages["saved"] and (not rest or phone.page.next_door))
    phone.rest()
    if rest:
        phone.tap("saved:next_door")
        phone.wait(lambda: phone.page is phone.map.pages["household"] and phone.page.household.id == rest[0])
    phone.tap("tab:today")
    phone.wait(lambda: [stop.door.household_id for stop in panel.walk.stops if stop.done] == [first])


def test_it_is_there_after_a_restart(phone: Phone, town: Town) -> None:
    panel = open_walk(phone)
    phone.tap("walk:accept")
    phone.wait(lambda: panel.accepted)
    again = Store.open(town.folder, key=phone.app.wiring.account.keys.open_key())
    kept = again.walk.accepted()
    again.close()
    assert kept is not None
    assert [stop.door.household_id for stop in kept.stops] == ids_of(panel)


def test_the_walk_is_a_numbered_line_on_the_map(phone: Phone, town: Town) -> None:
    panel = open_walk(phone)
    phone.tap("walk:accept")
    phone.wait(lambda: panel.accepted)
    phone.rest()
    phone.tap("walk:map")
    assert phone.place == "map"
    assert len(phone.map.walk_line.shown) == len(panel.walk.left)
    phone.tap("tab:today")
    phone.tap("walk:arrange")
    phone.tap("walk:end")
    phone.wait(lambda: not panel.accepted)
    phone.tap("tab:map")
    phone.wait(lambda: phone.map.walk_line.shown == [])


def test_the_nearest_door_first_from_where_one_is(phone: Phone, town: Town) -> None:
    store: Store = phone.app.store
    far = store.building(town.buildings[1])
    phone.app.devices.gps.script = f"{far.lon},{far.lat},8"
    phone.tap("tab:today")
    phone.tap("today:near")
    phone.tap("today:position")
    panel = phone.app.shell.places.get_screen("today").panels["near"]
    phone.wait(lambda: panel.doors and panel.doors[0].building_id == far.id)
    assert panel.metres[panel.doors[0].household_id] == 0


def test_words_and_sign_agree(phone: Phone, town: Town) -> None:
    """A door that nobody has visited is never called overdue, in no list and on no page."""
    store: Store = phone.app.store
    with store.database.write() as db:
        db.execute(
            "update household set now_visit_at = null, now_contact_at = null, now_due_on = '2022-07-10' where id = ?",
            (town.households[0],),
        )
    phone.tap("tab:today")
    screen = phone.app.shell.places.get_screen("today")
    phone.wait(lambda: screen.doors and screen.doors[0].state == "never")
    phone.rest()
    row = phone.find(f"due:{town.households[0]}")
    assert (row.door_state, row.due) == ("never", "从未走访 · 原定 2022年7月10日")
    for door in screen.doors:
        assert ("逾期" in standing(door.state, door.due_on) or "昨天" in standing(door.state, door.due_on)) == (
            door.state == "overdue"
        )
    phone.tap(f"due:{town.households[0]}")
    phone.wait(lambda: phone.page is phone.map.pages["household"] and phone.page.household is not None)
    assert phone.page.due == "从未走访 · 原定 2022年7月10日"
