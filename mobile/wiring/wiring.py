"""What is open on this phone now, and the parts that join the screens to it, each for one area."""

from pathlib import Path

from mobile.device.devices import Devices
from mobile.screens.alerts import Alerts
from mobile.screens.settings import Settings
from mobile.screens.shell import Shell
from mobile.screens.syncing import Syncing
from mobile.store import Store
from mobile.store.accounts import Account, Accounts
from mobile.store.clock import Clock
from mobile.widgets.worker import Worker
from mobile.wiring.choices import Choices
from mobile.wiring.entrance import Entrance
from mobile.wiring.leaving import Leaving
from mobile.wiring.lock import Lock
from mobile.wiring.people import People
from mobile.wiring.practice import Practice
from mobile.wiring.reactions import Reactions
from mobile.wiring.ways import Ways
from mobile.wiring.work import Work


class Wiring:
    """One per app. `account`, `store` and `syncing` are None while nobody's work is open."""

    def __init__(self, *, data: Path, settings: Settings, devices: Devices) -> None:
        self.data = data
        self.settings = settings
        self.devices = devices
        self.accounts = Accounts(data / "accounts", devices.keystore)
        self.clock = Clock()
        self.worker = Worker()
        self.shell = Shell()
        self.account: Account | None = None
        self.store: Store | None = None
        self.syncing: Syncing | None = None
        self.alerts: Alerts | None = None
        self.choices = Choices(self)
        self.entrance = Entrance(self)
        self.leaving = Leaving(self)
        self.lock = Lock(self)
        self.people = People(self)
        self.practice = Practice(self)
        self.work = Work(self)
        self.reactions = Reactions(self)
        self.ways = Ways(self)
        self.shell.bind(
            on_offline=lambda _: self.ways.outbox(),
            on_alarm=lambda _: self.ways.emergency(),
            on_alert=lambda _, alert: self.ways.alert(alert),
            on_leave_practice=lambda _: self.practice.end(),
        )

    def screen(self, name: str):
        return self.shell.places.get_screen(name)

    def remember(self) -> None:
        self.settings.write(self.data / "settings.json")
