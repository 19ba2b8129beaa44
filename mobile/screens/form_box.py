"""The base of what shows one question of a form, and those that only tell something."""

from typing import Any, Protocol

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.forms import FilledForm, Question
from mobile.forms.filled import Spot
from mobile.forms.paths import written
from mobile.screens.form_answers import answer_text, label_text, value_text
from mobile.widgets.words import words


class Asking(Protocol):
    """The step that asks, as its boxes use it."""

    filled: FilledForm
    store: Any
    worker: Any
    gps: Any

    def put(self, spot: Spot, answer: Any) -> None:
        """Keeps an answer; None takes it away."""

    def take_photo(self, box: Any) -> None: ...
    def pick_place(self, spot: Spot) -> None: ...
    def jump(self, spot: Spot) -> None: ...
    def add_turn(self, spot: Spot) -> None: ...
    def remove_turn(self, spot: Spot, turn: int) -> None: ...
    def last_answer(self, spot: Spot) -> Any: ...


class QuestionBox(BoxLayout):
    """`label` is empty where the page's title already asks the question."""

    label = StringProperty("")
    # Whether it must be answered, and the office's hint.
    about = StringProperty("")
    last = StringProperty("")
    alone = BooleanProperty(True)
    # The beginning of its widgets' names; its own it is not, a touch on the question answers nothing.
    key = StringProperty("")

    def __init__(self, asking: Asking, spot: Spot, *, alone: bool) -> None:
        self.asking = asking
        self.spot = spot
        self.question: Question = asking.filled.form.by_path[spot.path]
        super().__init__(alone=alone, key=f"form:{written(asking.filled.form, spot)}")
        self.tell()
        self.draw()

    @property
    def answer(self) -> Any:
        return self.asking.filled.answer(self.spot)

    def put(self, answer: Any) -> None:
        self.asking.put(self.spot, answer)
        self.tell()

    def tell(self) -> None:
        """What stands around the answer: the question, its hint, and whether it must be answered."""
        question = self.question
        told_by_title = self.alone and (question.asks or question.is_branch)
        self.label = "" if told_by_title else label_text(question)
        mark = words.say("form.required") if question.asks and self.asking.filled.is_required(self.spot) else ""
        self.about = "  ·  ".join(it for it in (mark, question.hint.say(words.language)) if it)
        known = self.asking.last_answer(self.spot) if question.as_last_time and self.answer is None else None
        text = "" if known is None else value_text(question, known)
        self.last = words.say("form.as_last_time", answer=text) if text else ""

    def take_last(self) -> None:
        self.put(self.asking.last_answer(self.spot))
        self.draw()

    def draw(self) -> None:
        """Shows the answer."""

    def keep(self) -> None:
        """Puts what is only in a widget so far."""


class NoteBox(QuestionBox):
    """Something that the office says here."""

    told = StringProperty("")

    def tell(self) -> None:
        super().tell()
        self.told, self.label = self.label, ""


class TellBox(QuestionBox):
    """What the phone has worked out, or may not be changed."""

    told = StringProperty("")

    def tell(self) -> None:
        super().tell()
        self.told = answer_text(self.asking.filled, self.spot) or words.say("form.nothing_yet")
