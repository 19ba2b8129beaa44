"""What a worker and the office can rely on, by touches: an account that the office has removed is gone from the phone,
sealed work goes to the office."""

import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from mobile.device.devices import desk_devices
from mobile.store.accounts import Accounts
from tests.mobile.kivy_window import KivyWindow
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.test_entry import says, sealing_of
from tests.mobile.screens.town import settle_in
from tests.mobile.sync.server import Said, Speaker


class Office:
    """Asks every phone to remove its data, and takes what comes."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, int]] = []
        self.away = False

    def __call__(self, _method: str, path: str, _headers: dict[str, str], body: bytes) -> Said:
        if "/sync/wiped" in path:
            if self.away:
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
