"""The app's life: it starts with what was remembered, goes away, comes back, ends; `mobile/wiring` does the rest."""

from pathlib import Path

from kivy.app import App
from kivy.core.window import Window

from mobile.device.devices import Devices, choose_devices
from mobile.screens.load import load_screens
from mobile.screens.settings import Settings
from mobile.screens.shell import Shell
from mobile.screens.syncing import Syncing
from mobile.store import Store
from mobile.widgets.load import load_widgets
from mobile.wiring.wiring import Wiring

BACK_KEY = 27


class GridwalkApp(App):
    """`data` is the app's private folder; `server` fills the sign-in; `gps` and `camera` steer the desk's stand-ins."""

    title = "Gridwalk"

    def __init__(
        self,
        *,
        data: Path,
        server: str = "",
        language: str | None = None,
        gps: str = "",
        camera: str = "",
        devices: Devices | None = None,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        self.data = Path(data)
        self.settings = Settings.read(self.data / "settings.json")
        self.settings.language = language or self.settings.language
        self.server = server or self.settings.server
        self.devices = devices or choose_devices(self.data, gps=gps, camera=camera)
        self.wiring: Wiring | None = None

    def build(self) -> Shell:
        load_widgets()
        load_screens()
        Window.softinput_mode = "below_target"
        Window.bind(on_keyboard=self.pressed_key)
        self.wiring = wiring = Wiring(data=self.data, settings=self.settings, devices=self.devices)
        wiring.choices.apply()
        wiring.lock.start()
        wiring.people.start()
        self.devices.secrecy.keep_secret()
        wiring.leaving.start()
        wiring.entrance.start(self.server)
        return wiring.shell

    def on_pause(self) -> bool:
        self.wiring.lock.went_away()
        return True

    def on_resume(self) -> None:
        self.wiring.lock.came_back(self.sync_again)
        self.wiring.leaving.say_again()

    def sync_again(self) -> None:
        if self.syncing is not None:
            self.syncing.start()

    def on_stop(self) -> None:
        Window.unbind(on_keyboard=self.pressed_key)
        self.wiring.lock.stop()
        self.wiring.work.close()
        self.wiring.leaving.close()
        self.wiring.worker.close()

    def get_application_config(self, *_: object) -> str:
        """Kivy's own configuration file is not used; this keeps it out of the working folder."""
        return str(self.data / "kivy.ini")

    def open_settings(self, *_: object) -> bool:
        """F1 opens Kivy's settings panel otherwise."""
        return False

    def pressed_key(self, _: object, key: int, *__: object) -> bool:
        """Android's back: out of a side place or a page, never out of the app in the middle of something."""
        return key == BACK_KEY and self.wiring is not None and (self.wiring.lock.locked or self.shell.back())

    # -- what is open ----------------------------------------------------------------------------------------------

    @property
    def shell(self) -> Shell:
        return self.wiring.shell

    @property
    def store(self) -> Store | None:
        return self.wiring.store

    @property
    def syncing(self) -> Syncing | None:
        return self.wiring.syncing
