"""A phone with a real store: a small town's records in SQLite, the real app in the real window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.mobile.kivy_window import KivyWindow
from tests.mobile.screens.driver import Phone
from tests.mobile.screens.town import Town, settle_in


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    Image.effect_noise((1600, 1200), 40).convert("RGB").save(path, "JPEG", quality=85)
    return path


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return settle_in(tmp_path / "data")


@pytest.fixture
def phone(kivy_window: KivyWindow, town: Town, photo: Path) -> Iterator[Phone]:
    """Signed in, with its town on it, and no network."""
    from mobile.device.devices import desk_devices

    devices = desk_devices(town.data, gps="116.3201,40.0001,8", camera=str(photo))
    devices.network.set_online(False)
    phone = Phone.start(data=town.data, window=kivy_window, devices=devices)
    phone.wait(lambda: phone.place == "map")
    phone.rest()
    yield phone
    phone.stop()
    from mobile.widgets.help import known
    from mobile.widgets.theme import theme
    from mobile.widgets.words import words

    theme.night, theme.contrast, theme.text_scale, words.language, known.pages = False, False, 1.0, "zh", []
