"""The way through every screen: `walk` leads there by touches and tells when each stands. The gallery draws it, the
tests look at it."""

from collections.abc import Callable

from mobile.store.news import News
from mobile.store.problems import WrongPin
from mobile.wire import OpResult
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.town import Town


def walk(phone: Phone, town: Town, at: Callable[[str], object]) -> None:
    """Through every screen of a signed-in phone without network; `at(name)` is called on each."""
    field(phone, town, at)
    register(phone, town, at)
    reporting(phone, at)
    tabs(phone, town, at)
    entry(phone, at)


def field(phone: Phone, town: Town, at: Callable[[str], object]) -> None:
    screen = phone.map
    at("map")
    screen.open_legend()
    phone.rest()
    at("legend")
    screen.close_sheet()
    phone.search("w")
    at("find")
    phone.search("zzzz")
    at("find-nothing")
    phone.tap("find:clear")
    phone.tap_building(town.buildings[0])
    at("building")
    phone.open_household(town.households[0])
    at("household")
    phone.tap("household:visit")
    at("visit-outcome")
    phone.tap("outcome:met")
    at("visit-needs")
    phone.tap("visit:next")
    phone.tap("visit:photos:camera")
    phone.wait(lambda: phone.page.steps["note"].ids.photos.hashes or phone.page.steps["note"].problem)
    phone.tap("visit:fix")
    phone.wait(lambda: not phone.page.presence.looking)
    phone.rest()
    at("visit-note")
    phone.tap("visit:next")
    phone.tap("next:7")
    at("visit-next")
    phone.tap("visit:save")
    phone.wait(lambda: phone.page is screen.pages["saved"])
    phone.rest()
    at("visit-saved")
    phone.tap("saved:done")
    phone.wait(lambda: phone.page is screen.pages["building"])
    phone.rest()
    at("building-after")


def register(phone: Phone, town: Town, at: Callable[[str], object]) -> None:
    household = phone.app.store.household(town.households[1])
    phone.map.open_register(household)
    phone.rest()
    at("register")
    phone.map.open_resident(household)
    phone.map.pages["resident"].take_similar(phone.app.store.similar_residents("陈静", None))
    phone.rest()
    at("resident-alike")
    phone.map.open_resident(household, household.residents[0])
    phone.rest()
    at("resident")
    phone.map.pages["resident"].ask_reason()
    phone.rest()
    at("resident-leaving")
    phone.map.close_sheet()
    phone.rest()


def entry(phone: Phone, at: Callable[[str], object]) -> None:
    """What stands between a phone and its work."""
    wiring = phone.app.wiring
    wiring.people.show()
    phone.rest()
    at("accounts")
    wiring.people.leave()
    wiring.lock.ask_new()
    phone.wait(lambda: phone.place == "pin_change")
    at("pin-new")
    wiring.lock.cover()
    phone.rest()
    at("pin")
    wiring.screen("pin").failed(WrongPin(seconds=30))
    phone.rest()
    at("pin-wait")
    wiring.lock.forgotten()
    phone.rest()
    at("sign-in-forgotten")
    wiring.lock.locked = False
    news = wiring.screen("news")
    news.show(News(True, 3, 1, 2, ("示例小网格 2",), ("示例小网格 1",)))
    wiring.shell.go("news")
    phone.rest()
    at("news")


def reporting(phone: Phone, at: Callable[[str], object]) -> None:
    phone.tap("tab:report")
    phone.wait(lambda: phone.page.categories)
    phone.rest()
    at("report-place")
    phone.tap("report:here")
    at("report-kind")
    phone.tap("domain:environment")
    at("report-kind-in")
    phone.tap("category:drain")
    phone.type("report:about", "井盖翘起")
    at("report-about")
    phone.tap("report:save")
    phone.wait(lambda: not phone.map.reporting)
    phone.map.open_incident(phone.app.store.incidents()[0].id)
    phone.rest()
    at("incident")
    phone.map.close_sheet()


def tabs(phone: Phone, town: Town, at: Callable[[str], object]) -> None:
    phone.tap("tab:today")
    at("today")
    todays_walk(phone, at)
    refuse_one(phone, town)
    phone.tap("tab:me")
    at("me")
    phone.tap("me:outbox")
    phone.tap("outbox:sync")
    at("outbox")
    phone.tap("outbox:back")
    phone.tap("me:receipt")
    at("receipt")
    phone.tap("receipt:back")
    phone.tap("me:licences")
    at("licences")
    phone.tap("licences:back")
    phone.app.shell.go("getting")
    phone.rest()
    at("getting-offline")
    phone.app.wiring.ways.sign_in_again()
    phone.rest()
    at("sign-in-again")


def todays_walk(phone: Phone, at: Callable[[str], object]) -> None:
    phone.tap("today:near")
    phone.rest()
    at("today-near")
    phone.tap("today:walk")
    panel = phone.app.shell.places.get_screen("today").panels["walk"]
    phone.wait(lambda: panel.found > 0)
    phone.rest()
    at("walk-proposed")
    phone.tap("walk:accept")
    phone.wait(lambda: panel.accepted)
    phone.rest()
    at("walk-accepted")
    phone.tap("walk:arrange")
    at("walk-arranged")
    phone.tap("walk:arrange")
    phone.tap("walk:map")
    phone.rest()
    at("walk-map")
    phone.tap("tab:today")
    phone.tap("today:due")


def refuse_one(phone: Phone, town: Town) -> None:
    """As if the office had refused one of three visits and taken another."""
    store = phone.app.store
    for household_id in town.households[2:4]:
        store.record_visit(household_id=household_id, outcome="not_home")
    first, second = [item.op_id for item in store.outbox()][:2]
    store.outgoing.settle([OpResult(first, "rejected", "outside_your_grids", ""), OpResult(second, "applied")])
    phone.app.syncing.touched()
    phone.rest()
