"""The receipt of a day: how much the office has, and a short code that both sides compute, to be read out."""

from datetime import date, timedelta

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from mobile.screens.tab_screen import TabScreen
from mobile.widgets.words import words

# As long as the phone keeps acknowledged records.
DAYS_BACK = 13


class ReceiptScreen(TabScreen):
    """Shows today first; `ways.back()` leads to where one came from."""

    tab = "me"
    side = True

    day_text = StringProperty("")
    code = StringProperty("")
    records = StringProperty("")
    photos = StringProperty("")
    verdict = StringProperty("")
    verdict_kind = StringProperty("info")
    office = StringProperty("")
    problem = StringProperty("")
    is_first = BooleanProperty(False)
    is_last = BooleanProperty(True)
    syncing = ObjectProperty()

    def __init__(self, *, store, worker, syncing, ways, **kwargs) -> None:
        super().__init__(name="receipt", syncing=syncing, **kwargs)
        self.store = store
        self.worker = worker
        self.ways = ways
        self.today = self.day = date.today()  # noqa: DTZ011 - the day on the phone's wall, as the records have it
        self.own = self.told = None
        syncing.fbind("changed", self.read)
        words.fbind("say", self.draw)

    def on_pre_enter(self, *_: object) -> None:
        self.today = self.day = date.today()  # noqa: DTZ011
        self.own = None
        self.read()

    def move(self, days: int) -> None:
        self.day = min(self.today, max(self.today - timedelta(DAYS_BACK), self.day + timedelta(days)))
        self.read()

    def read(self, *_: object) -> None:
        day = self.day
        self.worker.run(
            lambda: (self.store.receipt(day), self.store.office_receipt(day)), self.show, self.failed, topic="receipt"
        )

    def show(self, pair) -> None:
        self.own, self.told = pair
        self.problem = ""
        self.draw()

    def failed(self, problem: Exception) -> None:
        words.tell_problem(self, problem)

    def draw(self, *_: object) -> None:
        own, told = self.own, self.told
        is_today = self.day == self.today
        self.day_text = words.say("receipt.today", day=words.day(self.day)) if is_today else words.day(self.day)
        self.is_last, self.is_first = is_today, self.day <= self.today - timedelta(DAYS_BACK)
        if own is None:
            return
        self.code = own.code if own.records else "–"
        self.records = words.say("receipt.records", n=own.records)
        self.photos = words.say("receipt.photos", n=own.photos, of=own.photos_expected) if own.photos_expected else ""
        self.verdict_kind, self.verdict = verdict(own, told)
        self.office = (
            words.say("receipt.office", n=told.records, code=told.code, when=words.moment(told.fetched_at))
            if told is not None and (told.records or own.records)
            else ""
        )


def verdict(own, told) -> tuple[str, str]:
    """The kind of the notice and its words: "the same" is only said when nothing of the day is missing."""
    open_ones = [words.say("receipt.waiting", n=own.waiting)] if own.waiting else []
    if own.photos < own.photos_expected:
        open_ones.append(words.say("receipt.photos_waiting", n=own.photos_expected - own.photos))
    if own.refused:
        open_ones.append(words.say("receipt.refused", n=own.refused))
    if open_ones:
        return "warn", words.say("receipt.not_yet", what=words.say("list.comma").join(open_ones))
    if not own.records and (told is None or not told.records):
        return "info", words.say("receipt.nothing")
    if told is None:
        return "info", words.say("receipt.not_asked")
    return ("good", words.say("receipt.same")) if told.matches else ("warn", words.say("receipt.differs"))
