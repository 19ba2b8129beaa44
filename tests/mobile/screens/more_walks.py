"""More ways through the app: what the office sends, and the practice with the help over it."""

from collections.abc import Callable

from tests.mobile.screens import mailbox
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.town import Town


def walk_office(phone: Phone, town: Town, at: Callable[[str], object]) -> None:
    """Tasks, call-outs, notices, what one follows, and a word to the office."""
    ways, shell = phone.app.wiring.ways, phone.app.shell
    told = mailbox.fill(phone.app.store)
    phone.app.syncing.touched()
    for name in ("messages", "followed", "feedback"):
        shell.go(name)
        phone.rest()
        at(name)
    for open_it, name in ((ways.task, "task"), (ways.call_out, "call_out"), (ways.notice, "notice")):
        open_it(told[f"{name}s"][0]["id"])
        phone.rest()
        at(name)


def walk_practice(phone: Phone, town: Town, at: Callable[[str], object]) -> None:
    phone.tap("map:help")
    at("help")
    phone.tap("help:close")
    phone.app.wiring.practice.begin()
    phone.wait(lambda: phone.app.wiring.practice.on and phone.place == "map" and phone.map.grid_map.ready)
    phone.rest()
    at("practice")
    phone.go("me")
    at("practice-me")
    phone.app.wiring.practice.end()
    phone.wait(lambda: phone.app.store is not None and phone.place == "map", 60)
    phone.app.wiring.entrance.anybody()
    phone.wait(lambda: phone.place == "sign_in")
    at("sign-in")
