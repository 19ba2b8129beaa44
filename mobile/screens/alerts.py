"""What the phone says aloud, and the numbers on its badges: looked at after each sync and once a minute.

The words on a locked screen say what kind of thing has come, never of whom or where.
"""

from kivy.clock import Clock
from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from mobile.device.notifications import Note
from mobile.widgets.words import words

EVERY = 60.0
BANNER_SECONDS = 12.0
UNASKED, ON, OFF = "", "on", "off"


class Alerts(EventDispatcher):
    """One account's. `choice` is what the person has chosen; fires `on_chosen` when that changes, `on_follow` with the
    kind and id of an alert that was pressed."""

    # What waits for the worker, by the store's own count.
    waiting = NumericProperty(0)
    overdue = NumericProperty(0)
    choice = StringProperty(UNASKED)
    unasked = BooleanProperty(False)
    # Over the screen for a while, for somebody who has the app in front of them.
    banner = StringProperty("")

    __events__ = ("on_chosen",)

    def __init__(self, *, store, worker, syncing, notifications, choice: str = UNASKED) -> None:
        super().__init__()
        self.store = store
        self.worker = worker
        self.notifications = notifications
        self.about = None
        self.choice = choice
        self.hidden = lambda: False
        syncing.fbind("changed", self.look)
        self.tick = Clock.schedule_interval(self.look, EVERY)
        self.fading: object = None
        self.look()

    def on_chosen(self, choice: str) -> None:
        """To be remembered for the next start."""

    def on_choice(self, *_: object) -> None:
        self.unasked = self.choice == UNASKED and self.waiting > 0

    on_waiting = on_choice

    def look(self, *_: object) -> None:
        messages = self.store.messages

        def read():
            return messages.counts(), messages.due_alerts()

        self.worker.run(read, lambda found: self.take(*found), lambda _: None, topic="alerts")

    def take(self, counts, alerts) -> None:
        self.waiting, self.overdue = counts.all, counts.overdue
        # Whoever was not asked yet, or does not want it, is not told later of what is old by then.
        if alerts:
            self.worker.run(lambda: self.store.messages.told(alerts), failed=lambda _: None)
        if self.choice != ON:
            alerts = [alert for alert in alerts if alert.kind == "emergency"]
        for alert in alerts:
            self.say(alert)

    def say(self, alert) -> None:
        urgent = alert.kind == "emergency"
        text = words.say(f"alert.{alert.kind}")
        self.notifications.show(Note(tag=alert.key, title=words.say("app.name"), text=text, urgent=urgent))
        if urgent:
            # The emergency's own line stands over every screen until the all-clear.
            return
        self.about, self.banner = alert, text
        if self.fading is not None:
            self.fading.cancel()
        self.fading = Clock.schedule_once(self.fade, BANNER_SECONDS)

    def fade(self, *_: object) -> None:
        self.banner = ""

    # -- the person's choice ---------------------------------------------------------------------------------------

    def turn_on(self) -> None:
        """Asks Android for the permission at this very moment; a no there is a no here."""
        self.notifications.ask(lambda given: self.choose(ON if given else OFF))

    def turn_off(self) -> None:
        self.choose(OFF)

    def choose(self, choice: str) -> None:
        self.choice = choice
        self.dispatch("on_chosen", choice)

    def close(self) -> None:
        self.tick.cancel()
        if self.fading is not None:
            self.fading.cancel()
        self.banner = ""
