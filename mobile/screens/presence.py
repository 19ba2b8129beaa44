"""Noting where one is while a visit is written down: asked for by a press, shown in words, discarded by another press.

After that press a fix is taken now and then for as long as the form is open, and no longer. Each is graded as it comes
(`mobile.store.presence`) and forgotten; what stays is the grade and the one best fix. Nothing waits for any of it.
"""

import time
from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, StringProperty

from mobile.device.gps import Fix, Gps
from mobile.store.presence import Seen
from mobile.widgets.press import Press
from mobile.widgets.words import words

# Often enough to see that somebody stays for a minute; seldom enough to spare the battery.
PAUSE_SECONDS = 20.0
MOST_FIXES = 12


class PresenceRow(Press):
    """Fires `on_change` when the draft is to be kept. `distance(household, fix)` gives metres to the building."""

    state = StringProperty("offer")
    text = StringProperty("")
    note = StringProperty("")
    # A code of `mobile.device.gps.PROBLEMS`.
    problem = StringProperty("")
    taken = BooleanProperty(False)
    looking = BooleanProperty(False)

    __events__ = ("on_change",)

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.gps: Gps | None = None
        self.distance: Callable[[Any, Fix], float | None] = lambda *_: None
        self.household: Any = None
        self.draft: Any = None
        self.seen = Seen()
        self.fixes = 0
        self.next_fix: Any = None
        words.fbind("say", self.draw)

    def on_change(self) -> None:
        """The draft has another fix or grade."""

    def open(self, household: Any, draft: Any) -> None:
        self.close()
        self.household, self.draft, self.problem = household, draft, ""
        self.draw()

    def on_release(self) -> None:
        if self.draft is None:
            return
        if self.draft.fix is not None or self.looking:
            self.discard()
        else:
            self.seen, self.fixes, self.problem = Seen(), 0, ""
            self.looking = True
            self.take()
        self.draw()

    def take(self, *_: object) -> None:
        draft = self.draft
        if self.gps is not None:
            self.gps.take(lambda fix: self.took(fix, draft), self.failed)

    def took(self, fix: Fix, draft: Any) -> None:
        if draft is not self.draft or (not self.looking and draft.fix is None):
            return
        self.looking, self.fixes = False, self.fixes + 1
        metres = self.distance(self.household, fix)
        if self.seen.add(distance_m=metres, accuracy_m=fix.accuracy_m, seconds=time.monotonic(), mock=fix.mock):
            draft.fix = (fix.lon, fix.lat, fix.accuracy_m)
        draft.presence = self.seen.presence()
        if self.fixes < MOST_FIXES:
            self.next_fix = Clock.schedule_once(self.take, PAUSE_SECONDS)
        self.dispatch("on_change")
        self.draw()

    def failed(self, code: str) -> None:
        """A later fix that does not come changes nothing."""
        if self.looking:
            self.looking = False
            self.problem = code
            self.draw()

    def discard(self) -> None:
        self.close()
        self.draft.fix = self.draft.presence = None
        self.dispatch("on_change")

    def close(self) -> None:
        """The form is left, saved or covered: no fix is taken any more."""
        if self.next_fix is not None:
            self.next_fix.cancel()
            self.next_fix = None
        if self.gps is not None:
            self.gps.cancel()
        self.looking, self.seen = False, Seen()

    def draw(self, *_: object) -> None:
        draft = self.draft
        self.taken = draft is not None and draft.fix is not None
        if self.taken:
            self.text = words.say(f"presence.{draft.presence.grade}") if draft.presence else words.say("presence.fix")
            reasons = draft.presence.reasons if draft.presence else ()
            told = [words.say(f"presence.reason_{reason}", metres=round(draft.fix[2])) for reason in reasons]
            self.note = words.say("presence.discard", reasons=words.say("list.and").join(told))
        else:
            self.text = words.say("fix.looking") if self.looking else words.say("presence.offer")
            self.note = (
                words.say_or(f"fix.{self.problem}", "fix.none") if self.problem else words.say("presence.promise")
            )
