"""The states of a screen beside "full": empty, loading, offline, and what it says when something went wrong."""

from collections.abc import Callable

from mobile.store.problems import StorageFailed
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.town import Town


def walk_empty(phone: Phone, town: Town, at: Callable[[str], object]) -> None:
    """A worker whose grids have no household yet, and who has recorded nothing."""
    at("map")
    phone.search("w")
    at("find")
    phone.tap("find:clear")
    phone.tap_building(town.buildings[0])
    at("building")
    phone.map.close_sheet()
    for tab in ("today", "me"):
        phone.go(tab)
        at(tab)
    phone.tap("me:outbox")
    at("outbox")
    phone.tap("outbox:receipt")
    at("receipt")
    phone.tap("receipt:back")
    phone.tap("outbox:back")


def walk_broken(phone: Phone, town: Town, at: Callable[[str], object]) -> None:
    """The store cannot be read, and what is being read is not there yet."""
    places = phone.app.shell.places
    for name in ("today", "outbox", "receipt"):
        phone.app.shell.go(name)
        phone.rest()
        screen = places.get_screen(name)
        screen.failed(StorageFailed())
        phone.rest()
        at(f"{name}-error")
    phone.app.shell.go("today")
    today = places.get_screen("today")
    today.problem, today.loading, today.doors = "", True, []
    today.draw()
    at("today-loading")
    today.read()
    phone.go("map")
    phone.map.map_failed(StorageFailed())
    phone.rest()
    at("map-error")
    phone.map.problem = ""
    for name in ("building", "household", "incident"):
        phone.map.show_page(name, "half")
        phone.map.pages[name].failed(StorageFailed())
        phone.rest()
        at(f"{name}-error")
    phone.map.close_sheet()
    phone.rest()
