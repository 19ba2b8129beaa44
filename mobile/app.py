"""Wiring: opens the account's store, makes each screen and hands it what it uses, and leads from one to another."""

import shutil
from datetime import datetime
from pathlib import Path

from kivy.app import App
from kivy.core.window import Window

from mobile.device.devices import Devices, choose_devices
from mobile.map.view import GridMap
from mobile.screens.accounts import AccountsScreen
from mobile.screens.building import BuildingPage
from mobile.screens.drafts import Drafts
from mobile.screens.finder import Finder
from mobile.screens.getting import GettingScreen
from mobile.screens.household import HouseholdPage
from mobile.screens.incident import IncidentPage
from mobile.screens.legend import LegendPage
from mobile.screens.licences import LicencesScreen
from mobile.screens.load import load_screens
from mobile.screens.map import MapScreen
from mobile.screens.me import MeScreen
from mobile.screens.news import NewsScreen
from mobile.screens.outbox import OutboxScreen
from mobile.screens.photographer import Photographer
from mobile.screens.pin import PinChangeScreen, PinScreen
from mobile.screens.receipt import ReceiptScreen
from mobile.screens.register import RegisterPage
from mobile.screens.report import ReportPage
from mobile.screens.resident import ResidentPage
from mobile.screens.settings import Settings
from mobile.screens.shell import Shell
from mobile.screens.sign_in import SignInScreen
from mobile.screens.syncing import Syncing
from mobile.screens.today import TodayScreen
from mobile.screens.visit import VisitPage
from mobile.store import Store
from mobile.store.accounts import Account, Accounts, id_of
from mobile.store.clock import Clock, Moment
from mobile.store.entry import first_screen, must_ask_pin
from mobile.store.news import News
from mobile.store.problems import KeyLost, PinNeeded
from mobile.sync import sign_in, sign_in_to
from mobile.widgets.load import load_widgets
from mobile.widgets.theme import theme
from mobile.widgets.words import words
from mobile.widgets.worker import Worker

BACK_KEY = 27
WORK_SCREENS = ("getting", "map", "today", "me", "outbox", "receipt", "licences", "news", "pin_change")
# Where a message may come in between: nobody is filling in a form there.
CALM = ("getting", "map", "today", "me", "outbox")


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
        self.clock = Clock()
        self.worker = Worker()
        self.shell: Shell | None = None
        self.account: Account | None = None
        self.store: Store | None = None
        # Behind the PIN: the work may be open, and goes on sending, but nothing of it is shown.
        self.locked = False
        self.left: Moment | None = None
        self.here = "map"
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
                accounts=self.show_accounts,
            )
        )
        self.shell.put(
            PinScreen(
                unlock=self.unlock, opened=self.unlocked, forgotten=self.pin_forgotten, accounts=self.show_accounts
            )
        )
        self.shell.put(
            AccountsScreen(
                accounts=self.accounts,
                worker=self.worker,
                choose=self.choose_account,
                newcomer=self.newcomer,
                leave=self.leave_accounts,
            )
        )
        sign_in_screen = self.shell.places.get_screen("sign_in")
        sign_in_screen.server, sign_in_screen.username = self.server, self.settings.username
        self.worker.run(self.accounts.all, lambda views: setattr(sign_in_screen, "accounts_here", bool(views)))
        self.shell.go("sign_in")
        if self.settings.account and (self.folder(self.settings.account) / "store.db").exists():
            self.open_account(self.settings.account)
        return self.shell

    def on_resume(self) -> None:
        if self.account is not None and self.store is not None and not self.locked:
            account, left = self.account, self.left
            self.worker.run(
                lambda: must_ask_pin(has_pin=account.keys.has_pin, left=left, now=self.clock.now()), self.back_again
            )
        elif self.syncing is not None:
            self.syncing.start()

    def back_again(self, asks: bool) -> None:
        if asks:
            self.lock()
        if self.syncing is not None:
            self.syncing.start()

    def on_pause(self) -> bool:
        self.left = self.clock.now()
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
        return key == BACK_KEY and self.shell is not None and (self.locked or self.shell.back())

    # -- accounts --------------------------------------------------------------------------------------------------

    def folder(self, account: str) -> Path:
        return self.data / "accounts" / account

    def try_login(self, server: str, username: str, password: str, done, failed) -> None:
        """One store per server and name, so that nobody's work is ever sent as another's."""
        server = server.rstrip("/")
        if "://" not in server:
            server = f"https://{server}"
        account = id_of(server, username)
        opened: list[Account] = []

        def job() -> Store:
            language = "zh-hans" if words.language == "zh" else "en"
            if self.store is not None and account == self.settings.account:
                sign_in(self.store, server, username, password, language=language)
                if self.locked:
                    # The password has shown whose phone this is: the forgotten PIN goes.
                    self.account.keys.remove_pin()
                return self.store
            new = not self.accounts.by_id(account).exists
            try:
                begun = self.accounts.begin(server, username)
                store = sign_in_to(begun, server, username, password, language=language)
                opened.append(begun)
                return store
            except Exception:
                if new:
                    shutil.rmtree(self.folder(account), ignore_errors=True)
                raise

        def signed_in(store: Store) -> None:
            self.settings.server, self.settings.username, self.settings.account = server, username, account
            self.remember()
            self.locked = False
            if store is not self.store:
                self.open_work(store, opened[0])
            done(store)

        self.worker.run(job, signed_in, failed)

    def open_account(self, account_id: str) -> None:
        """The next start, or another person's turn: to the work, to the PIN, or to the sign-in. Needs no network."""
        account = self.accounts.by_id(account_id)

        def job() -> tuple[str, str, Store | None]:
            try:
                store = account.open()
            except PinNeeded:
                return *first_screen(has_account=True, key_lost=False, locked=True, login="active"), None
            except KeyLost:
                return *first_screen(has_account=True, key_lost=True, locked=False, login="active"), None
            state = store.login_state()
            return *first_screen(has_account=True, key_lost=False, locked=False, login=state), store

        self.worker.run(job, lambda opened: self.account_opened(account, *opened), self.cannot_open)

    def account_opened(self, account: Account, screen: str, notice: str, store: Store | None) -> None:
        if store is None:
            self.account = account
        if screen == "pin":
            self.locked = True
            self.ask_pin()
        elif store is None:
            self.again("key_lost" if notice else "expired")
        else:
            self.reopen(store, account)
            if screen == "sign_in":
                self.again("expired", back=False)

    def reopen(self, store: Store, account: Account) -> None:
        """Straight to the map, also without network and with an expired session."""
        self.open_work(store, account)
        self.enter()

    def cannot_open(self, problem: Exception) -> None:
        self.shell.go("sign_in")
        self.shell.places.get_screen("sign_in").failed(problem)

    # -- the PIN ---------------------------------------------------------------------------------------------------

    def lock(self) -> None:
        """Covers the work: forms stay as they are behind it."""
        if self.shell.places.current not in ("pin", "sign_in", "accounts"):
            self.here = self.shell.places.current
        self.locked = True
        self.ask_pin()

    def ask_pin(self) -> None:
        account, who = self.account, self.settings.username
        self.worker.run(
            account.keys.seconds_left, lambda seconds: self.shell.places.get_screen("pin").ask(who, seconds)
        )
        self.shell.go("pin")

    def unlock(self, pin: str, done, failed) -> None:
        account, store = self.account, self.store

        def job() -> Store:
            if store is None:
                return account.open(pin)
            account.keys.unlock(pin)
            return store

        self.worker.run(job, done, lambda problem: self.not_unlocked(problem, failed))

    def not_unlocked(self, problem: Exception, failed) -> None:
        if isinstance(problem, KeyLost):
            self.again("key_lost")
        else:
            failed(problem)

    def unlocked(self, store: Store) -> None:
        self.locked = False
        if store is not self.store:
            self.reopen(store, self.account)
        else:
            self.shell.go(self.here if self.shell.places.has_screen(self.here) else "map")

    def pin_forgotten(self) -> None:
        self.again("forgotten")

    def pin_change(self) -> None:
        keys = self.account.keys

        def begin(has_pin: bool) -> None:
            self.shell.places.get_screen("pin_change").begin(has_pin)
            self.shell.go("pin_change")

        self.worker.run(lambda: keys.has_pin, begin)

    def change_pin(self, old: str, new: str, done, failed) -> None:
        """Sets the first one, changes it, or with an empty new one takes it off."""
        keys = self.account.keys

        def job() -> None:
            if old:
                keys.unlock(old)
            if new:
                keys.set_pin(new)
            else:
                keys.remove_pin()

        self.worker.run(job, done, failed)

    def pin_changed(self) -> None:
        self.shell.back()
        self.read_pin()

    def read_pin(self) -> None:
        keys, me = self.account.keys, self.shell.places.get_screen("me")
        self.worker.run(lambda: keys.has_pin, lambda has_pin: setattr(me, "has_pin", has_pin))

    # -- several people on one phone -------------------------------------------------------------------------------

    def show_accounts(self) -> None:
        if self.shell.places.current not in ("pin", "sign_in", "accounts"):
            self.here = self.shell.places.current
        screen = self.shell.places.get_screen("accounts")
        screen.open(self.settings.account if self.store is not None else "")
        self.shell.go("accounts")

    def choose_account(self, view) -> None:
        if view.id == self.settings.account and self.store is not None:
            self.leave_accounts()
            return
        self.leave_account()
        self.locked = False
        self.settings.server, self.settings.username, self.settings.account = view.server, view.username, view.id
        self.settings.synced_at = ""
        self.remember()
        self.open_account(view.id)

    def newcomer(self) -> None:
        self.shell.places.get_screen("sign_in").ask_anybody(self.settings.server or self.server, back=True)
        self.shell.go("sign_in")

    def leave_accounts(self) -> None:
        """Back to where one was, but never past the PIN."""
        if self.locked:
            self.ask_pin()
        elif self.store is not None:
            self.shell.go(self.here if self.shell.places.has_screen(self.here) else "me")
        else:
            self.shell.go("sign_in")

    def open_work(self, store: Store, account: Account) -> None:
        """The screens of one account's work."""
        self.leave_account()
        self.store, self.account = store, account
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
        self.shell.put(ReceiptScreen(**shared))
        self.shell.put(MeScreen(choices=self, sign_out=self.sign_out, export=self.export, **shared))
        self.shell.put(PinChangeScreen(change=self.change_pin, ways=self))
        self.shell.put(NewsScreen(understood=self.news_understood))
        self.shell.put(LicencesScreen(store=store, worker=self.worker, ways=self))
        self.read_pin()

    def make_map(self, store: Store) -> MapScreen:
        grid_map = GridMap()
        # A thread of its own: a slow read elsewhere must not hold up typing.
        self.finding = Worker("find")
        gps, worker, drafts = self.devices.gps, self.worker, Drafts(store, self.worker)
        photographer = Photographer(camera=self.devices.camera, store=store, worker=worker)
        pages = {
            "building": BuildingPage(store=store, worker=worker),
            "household": HouseholdPage(store=store, worker=worker, share=self.devices.share, drafts=drafts),
            "visit": VisitPage(store=store, worker=worker, gps=gps, photographer=photographer, drafts=drafts),
            "register": RegisterPage(store=store, worker=worker),
            "resident": ResidentPage(store=store, worker=worker),
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
        """The map when there is something on it, else the first download. A grid that is still missing is said on the
        map: it must not keep the worker from the others."""
        store = self.store

        def read() -> tuple[bool, News]:
            grids = (me := store.me()) and me.grids
            return bool(grids and store.pack_parts() and any(grid.complete for grid in grids)), store.news()

        def show(found: tuple[bool, News]) -> None:
            ready, news = found
            if store is not self.store or self.locked:
                return
            if ready:
                self.shell.places.get_screen("map").load_map()
            self.shell.go("map" if ready else "getting")
            self.show_news(news)

        self.worker.run(read, show)

    def show_news(self, news: News) -> None:
        """Once, and not into the middle of a form."""
        screen = self.shell.places.current_screen
        calm = screen.name in CALM and not (screen.name == "map" and screen.is_busy)
        if news and calm and not self.locked:
            self.here = screen.name
            self.shell.places.get_screen("news").show(news)
            self.shell.go("news")

    def news_understood(self) -> None:
        self.worker.run(self.store.news_read)
        self.shell.go(self.here)

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
            self.shell.places.get_screen("sign_in").ask_anybody(self.settings.server, back=False)
            self.shell.go("sign_in")
            self.leave_account()

        self.worker.run(self.store.sign_out, out, refused)

    def export(self, done, failed) -> None:
        """What cannot be sent leaves the phone sealed: a file that only the office's server opens."""
        store, share = self.store, self.devices.share
        target = self.data / "export" / f"gridwalk-{datetime.now():%Y%m%d-%H%M%S}.sealed"  # noqa: DTZ005 - a name

        def job() -> int:
            target.parent.mkdir(exist_ok=True)
            return store.export_sealed(target)

        def written(count: int) -> None:
            share.send_file(target)
            done(count)

        self.worker.run(job, written, failed)

    def sign_in_again(self) -> None:
        self.again("expired")

    def again(self, why: str, back: bool = True) -> None:
        unsent = int(self.syncing.waiting) if self.syncing is not None else 0
        screen = self.shell.places.get_screen("sign_in")
        screen.ask_again(self.settings.server, self.settings.username, unsent, why, back)
        self.shell.go("sign_in")

    def other_account(self) -> None:
        """From a first download that does not come through: somebody else may sign in here."""
        self.newcomer()

    def leave_sign_in(self) -> None:
        """The session may have expired, but recording goes on; never past the PIN."""
        if self.locked:
            self.ask_pin()
        elif self.store is None:
            self.show_accounts()
        else:
            self.show_work()

    def synced(self, at: datetime) -> None:
        self.settings.synced_at = at.isoformat()
        self.remember()
        self.worker.run(self.store.news, self.show_news)

    # -- ways between screens --------------------------------------------------------------------------------------

    def outbox(self) -> None:
        self.shell.go("outbox")

    def receipt(self) -> None:
        self.shell.go("receipt")

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
