"""Complaints and suggestions: what it is about, a few words, a contact only if wanted; below, the office's answers."""

from kivy.properties import BooleanProperty, StringProperty

from mobile.screens.tab_screen import TabScreen
from mobile.widgets.press import Chip
from mobile.widgets.texts import Body, Caption
from mobile.widgets.words import words

SUBJECTS = ("app", "office", "data")


class FeedbackScreen(TabScreen):
    """Works without a network. Only the street office reads it, and not with whose name."""

    tab = "me"
    side = True

    about = StringProperty("app")
    problem = StringProperty("")
    told = StringProperty("")
    wants_contact = BooleanProperty(False)
    busy = BooleanProperty(False)

    def __init__(self, *, store, worker, syncing, ways, **kwargs) -> None:
        super().__init__(name="feedback", **kwargs)
        self.store = store
        self.worker = worker
        self.syncing = syncing
        self.ways = ways
        self.items = ()
        syncing.fbind("changed", self.read)
        words.fbind("say", self.draw)
        self.draw()

    @property
    def is_busy(self) -> bool:
        return bool(self.ids.text.text.strip())

    def on_pre_enter(self, *_: object) -> None:
        self.problem = self.told = ""
        self.read()

    def read(self, *_: object) -> None:
        self.worker.run(self.store.feedback.items, self.show, topic="feedback")

    def show(self, items) -> None:
        self.items = items
        self.draw()

    def draw(self, *_: object) -> None:
        chips = self.ids.subjects
        chips.clear_widgets()
        for subject in SUBJECTS:
            chip = Chip(name_=f"feedback:{subject}", text=words.say(f"feedback.{subject}"))
            chip.chosen = self.about == subject
            chip.bind(on_release=lambda _, subject=subject: self.choose(subject))
            chips.add_widget(chip)
        rows = self.ids.earlier
        rows.clear_widgets()
        for one in self.items:
            rows.add_widget(Caption(text=self.line(one)))
            rows.add_widget(Body(text=one.text))
            if one.answer:
                rows.add_widget(Body(text=words.say("feedback.answer", text=one.answer), bold=True))

    def line(self, one) -> str:
        state = "waiting" if one.waiting else "answered" if one.answer else "sent"
        about, when = words.say(f"feedback.{one.about}"), words.moment(one.written_at)
        return words.say("feedback.line", about=about, when=when, state=words.say(f"feedback.is_{state}"))

    def choose(self, subject: str) -> None:
        self.about = subject
        self.draw()

    def save(self) -> None:
        text, contact = self.ids.text.text, self.ids.contact.text if self.wants_contact else ""
        if self.busy:
            return
        self.problem = self.told = ""
        if not text.strip():
            words.tell(self, "problem", lambda: words.say("feedback.empty"))
            return
        self.busy = True
        self.worker.run(lambda: self.store.feedback.send(self.about, text, contact), self.saved, self.failed)

    def saved(self, _: object) -> None:
        self.busy = self.wants_contact = False
        self.ids.text.text = self.ids.contact.text = ""
        words.tell(self, "told", lambda: words.say("feedback.saved"))
        self.syncing.recorded()
        self.read()

    def failed(self, problem: Exception) -> None:
        self.busy = False
        words.tell_problem(self, problem)
