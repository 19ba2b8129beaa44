"""What the screens know about sending and fetching: whether it runs, how far it is, what waits, what went wrong."""

import random
from collections.abc import Callable
from datetime import UTC, datetime

from kivy.clock import Clock
from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from mobile.device.network import Network
from mobile.store import Store
from mobile.store.contact import Away
from mobile.sync import Client, Progress, Session, SyncReport
from mobile.sync.backoff import seconds_until_next
from mobile.widgets.words import words
from mobile.widgets.worker import Worker

RETRIED = ("offline", "server_busy", "server_failed", "not_our_server")
QUIET_SECONDS = 2.0


class Syncing(EventDispatcher):
    """One store's sync. `changed` grows whenever screens should read again. `problem` is a code or ""."""

    running = BooleanProperty(False)
    step = StringProperty("")
    done = NumericProperty(0)
    total = NumericProperty(0)
    # Which photo is under way, and how many this run sends: "photo 2 of 5".
    photo = NumericProperty(0)
    photos_in_all = NumericProperty(0)
    problem = StringProperty("")
    online = BooleanProperty(True)
    waiting = NumericProperty(0)
    attention = NumericProperty(0)
    photos = NumericProperty(0)
    changed = NumericProperty(0)
    finished_at = ObjectProperty(None, allownone=True)
    # How long the office has not been heard of: `store.contact`.
    contact = ObjectProperty(Away())

    __events__ = ("on_finished",)

    def __init__(self, store: Store, network: Network, remember: Callable[[datetime], None] | None = None) -> None:
        super().__init__()
        self.store = store
        self.network = network
        self.remember = remember
        self.session = Session()
        self.line = Worker("sync")
        self.reader = Worker("counts")
        self.again: object = None
        self.failures = 0
        self.online = network.is_online()
        network.on_change(self.network_changed)
        self.count()

    def on_finished(self, report: SyncReport | None) -> None:
        """A run has ended, well or not."""

    def start(self, *_: object) -> None:
        """Starts a run unless one is under way. Without any network it says so at once."""
        if self.running:
            return
        login = self.store.login()
        self.online = self.network.is_online()
        if login is None or not login.token:
            self.fail("token_expired")
        elif not self.online:
            self.fail("offline")
        else:
            self.running, self.problem = True, ""
            self.step, self.done, self.total = "", 0, 0
            self.photo, self.photos_in_all = 0, 0
            language = "zh-hans" if words.language == "zh" else "en"
            client = Client(login.base_url, login.token, language=language)
            self.line.run(lambda: self.session.run(self.store, client, self.on_progress), self.finish, self.broke)

    def on_progress(self, progress: Progress) -> None:
        """Called on the working thread."""
        Clock.schedule_once(lambda _: self.show(progress), 0)

    def show(self, progress: Progress) -> None:
        if self.running:
            self.step, self.done, self.total = progress.step, progress.done, progress.total
            if progress.photos:
                self.photos_in_all, before = progress.photos, self.photo
                self.photo = progress.photo
                if before and before != self.photo:
                    self.count()

    def finish(self, report: SyncReport) -> None:
        self.running = False
        self.problem = report.error_code or ""
        if not self.problem:
            self.finished_at = datetime.now(UTC)
            if self.remember:
                self.remember(self.finished_at)
            self.failures = 0
        elif self.problem in RETRIED:
            self.failures += 1
            chance = random.random()  # noqa: S311 (spreads phones, hides nothing)
            self.try_again(seconds_until_next(self.failures, report.retry_after, chance))
        self.touched()
        self.dispatch("on_finished", report)

    def broke(self, problem: Exception) -> None:
        self.running = False
        self.fail(getattr(problem, "code", "unexpected"))

    def fail(self, code: str) -> None:
        self.problem = code
        self.count()
        self.dispatch("on_finished", None)

    def try_again(self, seconds: float) -> None:
        if self.again is not None:
            self.again.cancel()
        self.again = Clock.schedule_once(self.start, seconds)

    def touched(self) -> None:
        """Something was recorded or fetched: the screens read again, the badge counts again."""
        self.changed += 1
        self.count()

    def recorded(self) -> None:
        """A record was kept on the phone: it is sent in a moment if there is a network."""
        self.touched()
        if self.network.is_online():
            self.try_again(QUIET_SECONDS)

    def count(self) -> None:
        self.reader.run(self.store.counts, self.take, topic="counts")
        self.reader.run(self.store.contact.look, self.take_contact, topic="contact")

    def take(self, counts) -> None:
        self.waiting, self.attention, self.photos = counts.waiting, counts.attention, counts.photos_waiting

    def take_contact(self, away: Away) -> None:
        gone = away.expired and not self.contact.expired
        self.contact = away
        if gone:
            # What the screens show of people is no longer there.
            self.changed += 1

    def network_changed(self, online: bool) -> None:
        """Called from any thread when the phone's network comes or goes."""

        def follow(_: float) -> None:
            self.online = online
            if online:
                self.start()

        Clock.schedule_once(follow, 0)

    def close(self) -> bool:
        """Ends its threads; False when a run is still under way and goes on using the store."""
        self.network.on_change(None)
        if self.again is not None:
            self.again.cancel()
        self.reader.close()
        self.line.close(wait=not self.running)
        return not self.running
