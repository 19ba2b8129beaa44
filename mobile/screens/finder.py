"""Find the door: a search bar over the map, results while typing, read off the drawing thread."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.screens.place import door_text, why_text
from mobile.widgets.press import Press
from mobile.widgets.theme import theme
from mobile.widgets.words import words
from mobile.widgets.worker import Worker

MOST = 50
LARGE = 1.4  # text scale from which a line of a result may break


class HitRow(Press):
    """One result: who, where, and how the door stands."""

    text = StringProperty("")
    note = StringProperty("")
    # Why it was found, where its name and its door don't show it.
    why = StringProperty("")
    door_state = StringProperty("excluded")
    has_care = BooleanProperty(False)
    hit_id = StringProperty("")
    on_pick = None


class Finder(BoxLayout):
    """Fires `on_hit(hit)`. Open while the field has text; the sheet and the buttons make room for it."""

    open = BooleanProperty(False)
    found = NumericProperty(-1)
    # Lines that a row keeps for why it was found; all rows of a list are of one height.
    why_lines = NumericProperty(0)
    # The text that the shown results answer.
    answered = StringProperty("")

    __events__ = ("on_hit",)

    def __init__(self, *, store, worker: Worker, **kwargs) -> None:
        super().__init__(**kwargs)
        self.store = store
        self.worker = worker
        self.hits = []
        # The first search opens by what everybody is found: while the first letter is typed.
        self.ids.entry.fbind("focus", lambda _, focus: self.worker.run(store.database.finding.index) if focus else None)
        words.fbind("say", lambda *_: self.show(self.hits) if self.open else None)

    def on_hit(self, hit) -> None:
        """A result was chosen."""

    def typed(self, text: str) -> None:
        text = text.strip()
        self.open = bool(text)
        if not text:
            self.worker.drop("find")
            self.show([])
            self.found, self.answered = -1, ""
            return

        def show(hits) -> None:
            self.show(hits)
            self.answered = text

        self.worker.run(lambda: self.store.find(text, MOST), show, topic="find")

    def show(self, hits) -> None:
        self.hits = hits
        self.found = len(hits)
        most = 1 if theme.text_scale < LARGE else 2
        self.why_lines = most if any(hit.why for hit in hits) else 0
        self.ids.results.data = [
            {
                "text": hit.name,
                "note": door_text(hit),
                "why": why_text(hit),
                "door_state": hit.state,
                "has_care": hit.has_care,
                "hit_id": hit.household_id,
                "name_": f"hit:{number}",
                "on_pick": self.pick,
            }
            for number, hit in enumerate(hits)
        ]
        self.ids.results.scroll_y = 1

    def pick(self, household_id: str) -> None:
        hit = next(hit for hit in self.hits if hit.household_id == household_id)
        self.shut()
        self.dispatch("on_hit", hit)

    def shut(self) -> None:
        self.ids.entry.focus = False
        self.ids.entry.text = ""
        self.open = False
