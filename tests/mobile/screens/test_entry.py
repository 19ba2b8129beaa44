"""The right screen for each state of the sign-in; a PIN that costs time and never a record; several people on one
phone; and what is told once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mobile.device.devices import desk_devices
from mobile.store.accounts import Accounts, id_of
from mobile.store.views import Login
from mobile.wire import ScopeGrid, ScopeMessage
from tests.mobile.kivy_window import KivyWindow
from tests.mobile.screens import town as town_module
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.town import GRID, SERVER, Town, settle_in
from tests.mobile.sync.server import Said, Speaker


def tap_pin(phone: Phone, pin: str) -> None:
    for digit in pin:
        phone.tap(f"pin:{digit}")
    phone.tap("pin:done")


def says(phone: Phone, *parts: str) -> bool:
    texts = phone.texts()
    return all(any(part in text for text in texts) for part in parts)


def started(town: Town, window: KivyWindow) -> Phone:
    devices = desk_devices(town.data)
    devices.network.set_online(False)
    return Phone.start(data=town.data, window=window, devices=devices)


@pytest.fixture
def locked(kivy_window: KivyWindow, town: Town) -> Iterator[Phone]:
    """The next start of a phone with a PIN and a session that the server has ended."""
    account = Accounts(town.data / "accounts", desk_devices(town.data).keystore).by_id(town.folder.name)
    store = account.open()
    account.keys.set_pin("2468")
    store.note_login("token_expired")
    store.close()
    phone = started(town, kivy_window)
    phone.wait(lambda: phone.place == "pin")
    yield phone
    phone.stop()


@pytest.mark.case("R22", "R24")
def test_behind_the_pin_an_ended_session_goes_on_capturing_and_is_never_a_wrong_password(
    locked: Phone, town: Town
) -> None:
    tap_pin(locked, "2468")
    locked.wait(lambda: locked.place == "map")
    locked.wait(lambda: "重新登录" in locked.map.hint)
    locked.search("王小明")
    locked.tap_result(0)
    locked.record_visit("not_home")
    assert locked.counts() == (1, 0)
    locked.tap("tab:me")
    locked.wait(lambda: locked.has("me:sign_in_again"))
    assert says(locked, "不是密码错")
    locked.tap("me:sign_in_again")
    assert locked.place == "sign_in"
    assert says(locked, "登录已到期，不是密码错")
    locked.tap("sign_in:back")
    locked.wait(lambda: locked.place == "map")


@pytest.mark.case("R24")
def test_a_wrong_pin_costs_time_and_never_a_record(locked: Phone) -> None:
    for _ in range(5):
        tap_pin(locked, "1111")
        screen = locked.app.shell.places.get_screen("pin")
        locked.wait(lambda screen=screen: not screen.busy)
        assert says(locked, "PIN 不对。手机里的记录都还在")
    assert locked.place == "pin"
    assert screen.wait > 0
    assert says(locked, "请等")
    assert locked.find("pin:1").disabled
    assert locked.app.pressed_key(None, 27), "back leads nowhere from here"


def test_a_forgotten_pin_leads_to_the_password_and_back_never_past_the_pin(locked: Phone) -> None:
    locked.tap("pin:forgotten")
    assert locked.place == "sign_in"
    assert says(locked, "旧 PIN 就会去掉")
    locked.tap("sign_in:back")
    assert locked.place == "pin"


def test_the_password_opens_what_a_forgotten_pin_covers(
    kivy_window: KivyWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Speaker(office) as server:
        monkeypatch.setattr(town_module, "SERVER", server.url)
        monkeypatch.setattr(town_module, "ACCOUNT", id_of(server.url, "limin"))
        town = settle_in(tmp_path / "data", server=server.url)
        phone = started(town, kivy_window)
        try:
            phone.wait(lambda: phone.place == "map")
            phone.app.wiring.account.keys.set_pin("2468")
            phone.app.wiring.lock.cover()
            phone.tap("pin:forgotten")
            phone.sign_in("limin", "right")
            phone.wait(lambda: phone.place == "map")
            assert not phone.app.wiring.account.keys.has_pin
            assert not phone.app.wiring.lock.locked
        finally:
            phone.stop()


def office(method: str, path: str, headers: dict[str, str], body: bytes) -> Said:
    """Signs in whoever asks; knows nothing else."""
    person = {"id": "a", "username": "limin", "display_name": "李敏"}
    if path.endswith("/session/"):
        return Said(200, json.dumps({"token": "new", "expiry": "", "person": person}).encode())
    if path.endswith("/me/"):
        return Said(200, json.dumps({"person": person, "posts": []}).encode())
    return Said(503, b"{}")


def test_a_pin_is_set_and_asked_for_after_a_while_away(phone: Phone, town: Town) -> None:
    phone.tap("tab:me")
    phone.tap("me:pin")
    phone.wait(lambda: phone.place == "pin_change")
    tap_pin(phone, "1357")
    tap_pin(phone, "1350")
    assert says(phone, "两次不一样")
    tap_pin(phone, "1357")
    tap_pin(phone, "1357")
    phone.wait(lambda: phone.place == "me")
    phone.app.on_pause()
    phone.app.on_resume()
    phone.rest()
    assert phone.place == "me", "only a moment away"
    phone.app.wiring.lock.left = None
    phone.app.on_resume()
    phone.wait(lambda: phone.place == "pin")
    assert not says(phone, "王小明")
    tap_pin(phone, "1357")
    phone.wait(lambda: phone.place == "me")


def test_another_persons_unsent_work_stays_safe_at_a_change_of_accounts(phone: Phone, town: Town) -> None:
    phone.search("王小明")
    phone.tap_result(0)
    phone.record_visit("not_home")
    other = Accounts(town.data / "accounts", phone.app.devices.keystore).begin(SERVER, "zhanghua")
    store = other.open()
    store.save_login(
        Login(SERVER, "zhanghua", "secret", ""), {"id": "b", "username": "zhanghua", "display_name": "张华"}
    )
    store.close()
    phone.tap("tab:me")
    phone.tap("me:accounts")
    phone.wait(lambda: says(phone, "1 条记录"))
    phone.tap("account:zhanghua")
    phone.wait(lambda: phone.place == "getting")
    assert phone.app.store.me().username == "zhanghua"
    assert phone.app.store.outbox() == [], "nobody's work is another's"
    phone.app.wiring.people.show()
    phone.wait(lambda: says(phone, "别人没发送的内容很安全"))
    phone.tap("account:limin")
    phone.wait(lambda: phone.place == "map")
    phone.wait(lambda: phone.counts() == (1, 0))


def test_signing_out_with_unsent_work_leads_to_a_sealed_file(phone: Phone, town: Town) -> None:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    phone.search("王小明")
    phone.tap_result(0)
    phone.record_visit("not_home")
    phone.tap("tab:me")
    phone.tap("me:sign_out")
    phone.wait(lambda: phone.has("me:export"))
    phone.tap("me:export")
    phone.wait(lambda: says(phone, "先登录一次"))
    phone.app.store.save_sealing(sealing_of(X25519PrivateKey.generate().public_key().public_bytes_raw()))
    phone.tap("me:export")
    phone.wait(lambda: says(phone, "1 条记录已写进密封文件"))
    (sent,) = phone.app.devices.share.sent
    assert Path(sent).stat().st_size > 0
    phone.tap("me:sign_out")
    phone.wait(lambda: phone.place == "sign_in")


def test_a_change_of_grids_is_told_once(phone: Phone, town: Town) -> None:
    store = phone.app.store
    both = (
        ScopeGrid(GRID, "S1", "示例小网格 1", "示例小区"),
        ScopeGrid(GRID[:-1] + "2", "S2", "示例小网格 2", "示例小区"),
    )
    from mobile.store.scope import apply_scope

    with store.database.write() as db:
        apply_scope(db, ScopeMessage("v2", both), store.clock)
    phone.app.wiring.work.show()
    phone.wait(lambda: phone.place == "news")
    assert says(phone, "您的网格变了：新增 示例小网格 2")
    phone.tap("news:understood")
    phone.wait(lambda: phone.place == "map" and phone.map.loading == 1)
    assert not store.news()
    phone.tap("tab:me")
    phone.wait(lambda: says(phone, "还没下载完：2 个网格里还差 1 个"))


def test_what_was_damaged_in_both_copies_is_said_plainly(phone: Phone, town: Town) -> None:
    from mobile.store import news

    with phone.app.store.database.write() as db:
        news.note_opening(db, rebuilt=True, recovered=3, repaired=0, unreadable=2)
    phone.app.wiring.work.show()
    phone.wait(lambda: phone.place == "news")
    assert says(phone, "手机里有 2 条记录损坏了", "取回了 3 条记录")
    phone.tap("news:understood")
    phone.wait(lambda: phone.place == "map" and not phone.app.store.news())


def sealing_of(public: bytes) -> dict[str, str]:
    import base64

    return {"key": base64.b64encode(public).decode(), "public_key": base64.b64encode(public).decode(), "proof": "AAAA"}
