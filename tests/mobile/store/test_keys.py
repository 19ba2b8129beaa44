"""The account's key: by the device, by a PIN, by a sign-in; and which screen comes first."""

import pytest

from mobile.device.keystore import FileKeystore
from mobile.store.accounts import Accounts
from mobile.store.clock import Moment
from mobile.store.entry import first_screen, hinted, is_idle, must_ask_pin
from mobile.store.keys import FREE_TRIES, Keys
from mobile.store.problems import BadPin, KeyLost, PinNeeded, PinWait, WrongPin
from tests.mobile.store.town import NOON, StoppedClock

ESCROW = b"e" * 32


@pytest.fixture
def keys(tmp_path):
    clock = StoppedClock()
    made = Keys(tmp_path / "account", FileKeystore(tmp_path / "device"), clock)
    made.make()
    return made


def again(keys: Keys, device: str = "device") -> Keys:
    return Keys(keys.folder, FileKeystore(keys.folder.parent / device), keys.clock)


def test_without_a_pin_the_device_opens_it_and_no_other_device(keys):
    assert again(keys).unlock() == keys.key
    with pytest.raises(KeyLost):
        again(keys, "another").unlock()
    assert keys.key not in b"".join(path.read_bytes() for path in keys.folder.iterdir())


def test_a_pin_is_asked_for_and_only_it_opens(keys):
    keys.set_pin("2580")
    for pin in ("123", "1234567", "12a4", "１２３４"):
        with pytest.raises(BadPin):
            keys.set_pin(pin)
    with pytest.raises(PinNeeded):
        again(keys).unlock()
    with pytest.raises(WrongPin):
        again(keys).unlock("0000")
    assert again(keys).unlock("2580") == keys.key
    other = again(keys)
    other.change_pin("2580", "147258")
    assert again(keys).unlock("147258") == keys.key
    other.remove_pin()
    assert again(keys).unlock() == keys.key


def test_wrong_pins_wait_longer_each_time_and_never_erase(keys):
    keys.set_pin("2580")
    for _ in range(FREE_TRIES):
        with pytest.raises(WrongPin):
            again(keys).unlock("0000")
    waits = []
    for _ in range(8):
        with pytest.raises(WrongPin) as wrong:
            again(keys).unlock("0000")
        waits.append(wrong.value.data["seconds"])
        with pytest.raises(PinWait):
            again(keys).unlock("2580")
        # Neither the wall clock nor a new start of the phone shortens it.
        keys.clock.at = NOON.replace(year=2030)
        assert again(keys).seconds_left() == waits[-1]
        keys.clock.ms += waits[-1] * 1000
    assert waits == [30, 60, 120, 300, 900, 3600, 3600, 3600]
    assert again(keys).unlock("2580") == keys.key


def test_a_forgotten_pin_and_a_lost_keystore_cost_a_sign_in(keys):
    keys.set_pin("2580")
    keys.keep_escrow(ESCROW)
    with pytest.raises(KeyLost):
        again(keys, "another").unlock("2580")
    with pytest.raises(KeyLost):
        again(keys).unlock_by_escrow(b"x" * 32)
    assert again(keys, "another").unlock_by_escrow(ESCROW) == keys.key
    assert again(keys, "another").unlock() == keys.key


@pytest.mark.parametrize("name", ["keys.json", "keys.copy.json"])
def test_one_damaged_copy_of_the_key_file_is_none(keys, name):
    content = bytearray((keys.folder / name).read_bytes())
    content[20] ^= 1
    (keys.folder / name).write_bytes(content)
    assert again(keys).unlock() == keys.key


def test_a_key_that_nothing_opens_loses_no_folder(tmp_path):
    begun = Accounts(tmp_path / "accounts", FileKeystore(tmp_path / "device")).begin("https://a", "limin")
    begun.open().close()
    elsewhere = Accounts(tmp_path / "accounts", FileKeystore(tmp_path / "another"))
    elsewhere.of("https://a", "limin").open_signed_in(ESCROW).close()
    assert len(list((tmp_path / "accounts").glob("*.locked-*/store.db"))) == 1
    assert [view.username for view in elsewhere.all()] == ["limin"]


@pytest.mark.case("R24")
@pytest.mark.parametrize(
    ("has_account", "key_lost", "locked", "login", "shown"),
    [
        (False, False, False, "signed_out", ("sign_in", "")),
        (True, False, True, "active", ("pin", "")),
        (True, False, True, "expired", ("pin", "")),
        (True, True, True, "active", ("sign_in", "sign_in_again")),
        (True, False, False, "active", ("work", "")),
        (True, False, False, "expired", ("work", "sign_in_again")),
        (True, False, False, "revoked", ("work", "ask_the_office")),
        (True, False, False, "signed_out", ("sign_in", "")),
    ],
)
def test_each_state_has_its_screen(has_account, key_lost, locked, login, shown):
    assert first_screen(has_account=has_account, key_lost=key_lost, locked=locked, login=login) == shown


def test_the_pin_is_asked_on_start_and_after_a_quarter_of_an_hour():
    left = Moment(NOON, "boot", 0)
    assert not must_ask_pin(has_pin=True, left=left, now=Moment(NOON, "boot", 59_000))
    assert must_ask_pin(has_pin=True, left=left, now=Moment(NOON, "boot", 60_000))
    assert must_ask_pin(has_pin=True, left=left, now=Moment(NOON, "other", 1))
    assert must_ask_pin(has_pin=True, left=None, now=left)
    assert not must_ask_pin(has_pin=False, left=None, now=left)


def test_an_app_that_nobody_touches_locks_after_the_minutes_chosen():
    touched = Moment(NOON, "boot", 0)
    assert not is_idle(touched=touched, now=Moment(NOON, "boot", 299_000), minutes=5)
    assert is_idle(touched=touched, now=Moment(NOON, "boot", 300_000), minutes=5)
    assert not is_idle(touched=touched, now=Moment(NOON, "boot", 30_000), minutes=0)


def test_a_locked_screen_says_whose_it_is_and_not_the_name_to_sign_in_with():
    assert [hinted(name) for name in ("", "li", "limin", "zhanghua")] == ["", "l***", "l***", "zh***"]
