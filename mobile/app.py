"""Wiring: opens the account's store, makes each screen and hands it what it uses, and leads from one to another."""

import shutil
from datetime import datetime
from pathlib import Path

from kivy.app import App
from kivy.core.window import Window

from mobile.device.devices import Devices, choose_devices
from mobile.map.view import GridMap
from mobile.screens.building import BuildingPage
from mobile.screens.finder import Finder
from mobile.screens.getting import GettingScreen
from mobile.screens.household import HouseholdPage
from mobile.screens.incident import IncidentPage
from mobile.screens.legend import LegendPage
from mobile.screens.licences import LicencesScreen
from mobile.screens.load import load_screens
from mobile.screens.map import MapScreen
from mobile.screens.me import MeScreen
from mobile.screens.outbox import OutboxScreen
from mobile.screens.photographer import Photographer
from mobile.screens.report import ReportPage
from mobile.screens.settings import Settings
from mobile.screens.shell import Shell
from mobile.screens.sign_in import SignInScreen
from mobile.screens.syncing import Syncing
from mobile.screens.today import TodayScreen
from mobile.screens.visit import VisitPage
from mobile.store import Store
from mobile.store.accounts import Accounts, id_of
from mobile.sync import sign_in, sign_in_to
from mobile.widgets.load import load_widgets
from mobile.widgets.theme import theme
from mobile.widgets.words import words
from mobile.widgets.worker import Worker

BACK_KEY = 27
WORK_SCREENS = ("getting", "map", "today", "me", "outbox", "licences")


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
        self.settings_path = self.data / "settings.json"
        self.settings = Settings.read(self.settings_path)
        self.settings.language = language or self.settings.language
        self.server = server or self.settings.server
        self.devices = devices or choose_devices(self.data, gps=gps, camera=camera)
        self.accounts = Accounts(self.data / "accounts", self.devices.keystore)
        self.worker = Worker()
        self.shell: Shell | None = None
        self.store: Store | None = None
        self.syncing: Syncing | None = None
        self.finding: Worker | None = None

    # -- life of the app -------------------------------------------------------------------------------------------

    def build(self) -> Shell:
        load_widgets()
        load_screens()
        words.language = self.settings.language
        theme.text_scale = self.settings.text_scale
        theme.night = self.settings.night
        Window.softinput_mode = "below_target"
        Window.bind(on_keyboard=self.pressed_key)
        self.shell = Shell()
        self.shell.put(
            SignInScreen(
                try_login=self.try_login,
                signed_in=self.enter,
                go_back=self.leave_sign_in,
                set_language=self.set_language,
            )
        )
        self.shell.places.get_screen("sign_in").server = self.server
        self.shell.places.get_screen("sign_in").username = self.settings.username
        if self.settings.account and (self.folder(self.settings.account) / "store.db").exists():
            self.worker.run(self.accounts.by_id(self.settings.account).open, self.reopen, self.cannot_open)
        self.shell.go("sign_in")
        return self.shell

    def on_resume(self) -> None:
        if self.syncing is not None:
            self.syncing.start()

    def on_pause(self) -> bool:
        return True

    def on_stop(self) -> None:
        Window.unbind(on_keyboard=self.pressed_key)
        self.leave_account()
        self.worker.close()

    def get_application_config(self, *_: object) -> str:
        """Kivy's own configuration file is not used; this keeps it out of the working folder."""
        return str(self.data / "kivy.ini")

    def open_settings(self, *_: object) -> bool:
        """F1 opens Kivy's settings panel otherwise."""
        return False

    def pressed_key(self, _: object, key: int, *__: object) -> bool:
        """Android's back: out of a side place or a page, never out of the app in the middle of something."""
        return key == BACK_KEY and self.shell is not None and self.shell.back()

    # -- accounts --------------------------------------------------------------------------------------------------

    def folder(self, account: str) -> Path:
        return self.data / "accounts" / account

    def try_login(self, server: str, username: str, password: str, done, failed) -> None:
        """One store per server and name, so that nobody's work is ever sent as another's."""
        server = server.rstrip("/")
        if "://" not in server:
            server = f"https://{server}"
        account = id_of(server, username)

        def job() -> Store:
            language = "zh-hans" if words.language == "zh" else "en"
            if self.store is not None and account == self.settings.account:
                sign_in(self.store, server, username, password, language=language)
                return self.store
            new = not self.accounts.by_id(account).exists
            try:
                return sign_in_to(self.accounts.begin(server, username), server, username, password, language=language)
            except Exception:
                if new:
                    shutil.rmtree(self.folder(account), ignore_errors=True)
                raise

        def signed_in(store: Store) -> None:
            self.settings.server, self.settings.username, self.settings.account = server, username, account
            self.remember()
            if store is not self.store:
                self.open_work(store)
            done(store)

        self.worker.run(job, signed_in, failed)

    def reopen(self, store: Store) -> None:
        """The next start: straight to the map, also without network and with an expired session."""
        self.open_work(store)
        self.enter()

    def cannot_open(self, problem: Exception) -> None:
        self.shell.places.get_screen("sign_in").failed(problem)

    def open_work(self, store: Store) -> None:
        """The screens of one account's work."""
        self.leave_account()
        self.store = store
        self.syncing = Syncing(store, self.devices.network, self.synced)
        if self.settings.synced_at:
            self.syncing.finished_at = datetime.fromisoformat(self.settings.synced_at)
        shared = {"store": store, "worker": self.worker, "syncing": self.syncing, "ways": self}
        self.shell.put(
            GettingScreen(
                syncing=self.syncing, ready=self.show_work, leave=self.other_account, sign_in_again=self.sign_in_again
            )
        )
        self.shell.put(self.make_map(store))
        self.shell.put(TodayScreen(open_door=self.show_door, **shared))
        self.shell.put(OutboxScreen(open_household=self.show_household, **shared))
        self.shell.put(MeScreen(choices=self, sign_out=self.sign_out, **shared))
        self.shell.put(LicencesScreen(store=store, worker=self.worker, ways=self))

    def make_map(self, store: Store) -> MapScreen:
        grid_map = GridMap()
        # A thread of its own: a slow read elsewhere must not hold up typing.
        self.finding = Worker("find")
        gps, worker, drafts = self.devices.gps, self.worker, {}
        photographer = Photographer(camera=self.devices.camera, store=store, worker=worker)
        pages = {
            "building": BuildingPage(store=store, worker=worker),
            "household": HouseholdPage(store=store, worker=worker, share=self.devices.share, drafts=drafts),
            "visit": VisitPage(store=store, worker=worker, gps=gps, photographer=photographer, drafts=drafts),
            "report": ReportPage(
                store=store, worker=worker, gps=gps, photographer=photographer, pin=lambda: grid_map.pin_lonlat
            ),
            "incident": IncidentPage(store=store, worker=worker),
            "legend": LegendPage(),
        }
        return MapScreen(
            grid_map=grid_map,
            finder=Finder(store=store, worker=self.finding),
            pages=pages,
            store=store,
            worker=worker,
            syncing=self.syncing,
            gps=gps,
            ways=self,
        )

    def enter(self) -> None:
        """After sign-in: the map when its data are there, else the first download; and a sync in any case."""
        self.show_work()
        self.syncing.start()

    def show_work(self) -> None:
        """The map when its data are there, else the first download."""
        grids = (me := self.store.me()) and me.grids
        if me and self.store.pack_parts() and all(grid.complete for grid in grids):
            self.shell.places.get_screen("map").load_map()
            self.shell.go("map")
        else:
            self.shell.go("getting")

    def leave_account(self) -> None:
        store, idle = self.store, True
        if self.syncing is not None:
            idle = self.syncing.close()
            self.finding.close()
        if self.shell is not None:
            self.shell.drop(*WORK_SCREENS)
        self.syncing, self.store = None, None
        # SQLite crashes when a connection is closed under a reader: the close waits in the readers' own line. Under a
        # sync that is still waiting for its answer the store stays open; it is safe on the disk at every moment.
        if store is not None and idle:
            self.worker.run(store.close)

    def sign_out(self, refused) -> None:
        """Refused by the store while anything is unsent."""

        def out(_: object) -> None:
            self.settings.account = ""
            self.settings.synced_at = ""
            self.remember()
            self.shell.go("sign_in")
            self.shell.places.get_screen("sign_in").expired = False
            self.leave_account()

        self.worker.run(self.store.sign_out, out, refused)

    def sign_in_again(self) -> None:
        screen = self.shell.places.get_screen("sign_in")
        screen.ask_again(self.settings.server, self.settings.username, self.syncing.waiting)
        self.shell.go("sign_in")

    def other_account(self) -> None:
        """From a first download that does not come through: somebody else may sign in here."""
        self.shell.places.get_screen("sign_in").expired = False
        self.shell.go("sign_in")

    def leave_sign_in(self) -> None:
        """The session has expired, but recording goes on."""
        self.shell.go("map")

    def synced(self, at: datetime) -> None:
        self.settings.synced_at = at.isoformat()
        self.remember()

    # -- ways between screens --------------------------------------------------------------------------------------

    def outbox(self) -> None:
        self.shell.go("outbox")

    def licences(self) -> None:
        self.shell.go("licences")

    def back(self) -> None:
        self.shell.back()

    def at_map(self) -> None:
        self.shell.here = "map"

    def show_door(self, door) -> None:
        self.shell.go("map")
        self.shell.places.get_screen("map").open_hit(door)

    def show_household(self, household_id: str) -> None:
        self.worker.run(lambda: self.store.household(household_id), lambda found: self.show_found(found))

    def show_found(self, household) -> None:
        self.shell.go("map")
        screen = self.shell.places.get_screen("map")
        screen.stop_report_quietly()
        screen.grid_map.selected_building = household.building_id
        screen.fly_above_sheet(household.lon, household.lat)
        screen.open_household(household.id)

    # -- choices ---------------------------------------------------------------------------------------------------

    def remember(self) -> None:
        self.settings.write(self.settings_path)

    def set_language(self, language: str) -> None:
        self.settings.language = words.language = language
        self.remember()

    def set_night(self, night: bool) -> None:
        self.settings.night = theme.night = night
        self.remember()

    def set_text_scale(self, scale: float) -> None:
        self.settings.text_scale = theme.text_scale = scale
        self.remember()
