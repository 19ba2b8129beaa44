"""What a worker and the office can rely on, by touches: an account that the office has removed is gone from the phone,
sealed work goes to the office."""

import json
from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from mobile.device.devices import desk_devices
from mobile.store import contact, meta
from mobile.store.accounts import Accounts
from mobile.store.sections import keep_sections
from mobile.wire import Section
from tests.mobile.kivy_window import KivyWindow
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.test_entry import says, sealing_of, tap_pin
from tests.mobile.screens.town import Town, settle_in
from tests.mobile.sync.server import Said, Speaker


class Office:
    """Asks every phone to remove its data, and takes what comes."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, int]] = []
        self.away = False
        self.turned_away = 0

    def __call__(self, _method: str, path: str, _headers: dict[str, str], body: bytes) -> Said:
        if "/sync/wiped" in path:
            if self.away:
                self.turned_away += 1
                return Said(503, b"{}")
            self.taken.append((path.rpartition("?")[2], len(body)))
            return Said(204)
        return Said(401, json.dumps({"code": "device_wiped", "message": "", "data": {}}).encode())


def test_an_account_that_the_office_removes_is_gone_and_its_work_arrives_sealed(
    kivy_window: KivyWindow, tmp_path: Path
) -> None:
    office = Office()
    with Speaker(office) as server:
        town = settle_in(tmp_path / "data", server=server.url)
        devices = desk_devices(town.data)
        devices.network.set_online(False)
        store = Accounts(town.data / "accounts", devices.keystore).by_id(town.folder.name).open()
        store.save_sealing(sealing_of(X25519PrivateKey.generate().public_key().public_bytes_raw()))
        store.close()
        phone = Phone.start(data=town.data, window=kivy_window, devices=devices)
        try:
            phone.wait(lambda: phone.place == "map")
            phone.search("王小明")
            phone.tap_result(0)
            phone.record_visit("not_home")
            office.away = True
            devices.network.set_online(True)
            phone.wait(lambda: phone.place == "sign_in")
            assert says(phone, "已让这部手机清除", "1 条记录已加密封存")
            phone.wait(lambda: not town.folder.exists())
            assert not any("王小明" in text for text in phone.texts())
            assert len(list((town.data / "leaving").glob("*/*.sealed"))) == 1
            phone.wait(lambda: office.turned_away)
            office.away = False
            phone.app.on_resume()
            phone.wait(lambda: len(office.taken) == 2)
            assert [left for left, _ in office.taken] == ["left=1", "left=0"]
            phone.wait(lambda: not list((town.data / "leaving").glob("*")))
        finally:
            phone.stop()


def test_a_removal_that_was_cut_off_ends_at_the_next_start(kivy_window: KivyWindow, tmp_path: Path) -> None:
    from mobile.store import leaving

    town = settle_in(tmp_path / "data")
    devices = desk_devices(town.data)
    devices.network.set_online(False)
    store = Accounts(town.data / "accounts", devices.keystore).by_id(town.folder.name).open()
    leaving.seal(store, town.data / "leaving")
    store.close()
    phone = Phone.start(data=town.data, window=kivy_window, devices=devices)
    try:
        assert not town.folder.exists()
        assert phone.place == "sign_in"
    finally:
        phone.stop()


def set_pin(phone: Phone, pin: str = "1357") -> None:
    phone.tap("tab:me")
    phone.tap("me:pin")
    phone.wait(lambda: phone.place == "pin_change")
    tap_pin(phone, pin)
    tap_pin(phone, pin)
    phone.wait(lambda: phone.place == "me")


def leave_alone(phone: Phone, minutes: float) -> None:
    """So long ago was the last touch."""
    lock = phone.app.wiring.lock
    lock.touched = replace(lock.touched, elapsed_ms=lock.touched.elapsed_ms - int(minutes * 60_000))
    lock.look()
    phone.rest()


def test_an_app_that_nobody_touches_locks_itself_and_keeps_the_form(phone: Phone, town: Town) -> None:
    set_pin(phone)
    phone.wait(lambda: says(phone, "PIN 已设好"))
    phone.tap("tab:map")
    phone.search("王小明")
    phone.tap_result(0)
    phone.tap("household:visit")
    leave_alone(phone, 4.9)
    assert phone.place == "map"
    leave_alone(phone, 5)
    assert phone.place == "pin"
    assert says(phone, "l***")
    assert not says(phone, "limin")
    assert not says(phone, "王小明")
    tap_pin(phone, "1357")
    phone.wait(lambda: phone.place == "map")
    assert phone.page is phone.map.pages["visit"]
    phone.app.wiring.lock.look()
    phone.rest()
    assert phone.place == "map", "the PIN was a touch"


def test_the_minutes_until_it_locks_are_chosen_and_kept(phone: Phone, town: Town) -> None:
    phone.tap("tab:me")
    assert not phone.has("me:lock_1"), "nothing to choose without a PIN"
    set_pin(phone)
    phone.tap("me:lock_15")
    leave_alone(phone, 14)
    assert phone.place == "me"
    assert '"lock_minutes": 15' in (town.data / "settings.json").read_text("utf-8")


def test_without_a_pin_nothing_locks(phone: Phone) -> None:
    phone.tap("tab:me")
    leave_alone(phone, 600)
    assert phone.place == "me"


def days_pass(phone: Phone, days: int) -> None:
    store = phone.app.store
    with store.database.write() as db:
        contact.note(db, store.clock, complete=True)
        kept = meta.get(db, contact.KEY)
        meta.put(db, contact.KEY, {**kept, "away_ms": days * 86_400_000, "sure_ms": days * 86_400_000})
    phone.app.syncing.count()


def test_a_phone_long_out_of_contact_says_so_and_then_lets_go_of_people(phone: Phone, town: Town) -> None:
    phone.search("王小明")
    phone.tap_result(0)
    phone.record_visit("not_home")
    days_pass(phone, 12)
    phone.wait(lambda: "再过 2 天" in phone.map.hint)
    phone.tap("tab:me")
    phone.wait(lambda: says(phone, "再过 2 天，手机会自动删掉住户资料"))
    days_pass(phone, 14)
    phone.wait(lambda: says(phone, "超过 14 天没联系上办事处"))
    assert phone.counts() == (1, 0)
    assert phone.app.store.find("王小明") == []
    phone.app.wiring.work.show()
    phone.wait(lambda: phone.place == "map" and "已到期删除" in phone.map.hint)


def test_a_complaint_is_two_taps_away_kept_without_a_network_and_its_answer_is_shown(phone: Phone, town: Town) -> None:
    phone.tap("tab:me")
    phone.tap("me:feedback")
    assert phone.place == "feedback"
    phone.tap("feedback:save")
    phone.wait(lambda: says(phone, "请先写几句话"))
    phone.type("feedback:text", "字太小")
    phone.tap("feedback:save")
    phone.wait(lambda: says(phone, "收到了", "等待发送"))
    (op,) = phone.app.store.outgoing.unsent()
    assert (op.kind, op.body) == ("feedback.send", {"about": "app", "text": "字太小", "contact": ""})
    item = {"id": op.entity_id, "about": "app", "text": "字太小", "written_at": op.captured_at, "answer": "下版放大"}
    with phone.app.store.database.write() as db:
        keep_sections(db, {"feedback": Section("t", ({**item, "answered_at": op.captured_at},))})
    phone.app.syncing.touched()
    phone.wait(lambda: says(phone, "办事处答复：下版放大"))
