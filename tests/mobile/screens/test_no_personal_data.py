"""Nothing of a person gets into a log: the main flows are driven with names, notes and a phone number that a search
would find, and everything that any logger, the console or Kivy's own files say is searched."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from mobile.device.devices import desk_devices
from tests.journeys.field import jpeg
from tests.mobile.kivy_window import KivyWindow
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.test_entry import tap_pin
from tests.mobile.screens.town import settle_in

NOTE, COMPLAINT, PASSWORD, PIN = "金丝雀走访", "金丝雀投诉", "canary-password", "4821"
# Of the town that the phone shows, and typed in.
CANARIES = (
    NOTE,
    COMPLAINT,
    PASSWORD,
    PIN,
    "王小明",
    "李秀英",
    "limin",
    "138****1234",
    "secret",
    "厨房水管",
    "示例路3号",
)


@pytest.fixture
def heard() -> Iterator[io.StringIO]:
    """All that any logger says, from `debug` on: the app itself logs from `info` on, whatever a Kivy file asks for.
    Below that Kivy traces every rule with its values, so that level must stay out of reach (`mobile/main.py`)."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setLevel(logging.NOTSET)
    loggers = [logging.getLogger(), logging.getLogger("kivy")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield said
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_nothing_of_a_person_is_logged(
    kivy_window: KivyWindow, tmp_path: Path, heard: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    town = settle_in(tmp_path / "data")
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(jpeg())
    devices = desk_devices(town.data, gps="116.32,40.0,8", camera=str(picture))
    devices.network.set_online(False)
    phone = Phone.start(data=town.data, window=kivy_window, devices=devices)
    try:
        phone.wait(lambda: phone.place == "map")
        phone.search("王小明")
        phone.tap_result(0)
        phone.record_visit("met", note=NOTE, photo=True)
        phone.tap("tab:me")
        phone.tap("me:feedback")
        phone.type("feedback:text", COMPLAINT)
        phone.tap("feedback:save")
        phone.wait(lambda: phone.counts()[0] == 2)
        # A sync that breaks, a store that fails, a wrong PIN: what goes wrong says most.
        devices.network.set_online(True)
        phone.wait(lambda: phone.app.syncing.problem == "offline")
        phone.app.wiring.worker.run(lambda: phone.app.store.household("王小明"))
        phone.app.wiring.account.keys.set_pin(PIN)
        phone.app.wiring.lock.cover()
        tap_pin(phone, "1111")
        tap_pin(phone, PIN)
        phone.wait(lambda: phone.place != "pin")
        phone.app.wiring.entrance.anybody()
        phone.sign_in("limin", PASSWORD)
        phone.step(10)
    finally:
        phone.stop()
    console = capfd.readouterr()
    everything = heard.getvalue() + console.out + console.err
    assert "Worker: NotInStore" in everything, "nothing was listened to"
    lines = [line for line in everything.splitlines() if any(canary in line for canary in CANARIES)]
    assert lines == []
    files = [path for path in tmp_path.rglob("*") if path.suffix in (".txt", ".log") and path.name != "outbox.log"]
    assert files == [], "Kivy wrote a file of its own"
