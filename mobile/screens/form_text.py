"""Answers that are typed: words with the phone's keyboard, numbers with large keys of our own."""

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from mobile.forms.values import number_text
from mobile.screens.form_box import QuestionBox
from mobile.widgets.pad import Key
from mobile.widgets.words import words

LONGEST_NUMBER = 15


class TextBox(QuestionBox):
    def __init__(self, *args, **kwargs) -> None:
        # What is typed is kept a moment later: a phone may be killed in the middle of a sentence.
        self.keep_soon = Clock.create_trigger(lambda _: self.keep(), 1)
        super().__init__(*args, **kwargs)
        self.ids.field.fbind("text", lambda *_: self.keep_soon())

    @property
    def lines(self) -> int:
        return 4 if self.question.appearance == "multiline" else 1

    def draw(self) -> None:
        self.ids.field.lines = self.lines
        self.ids.field.text = self.answer or ""
        self.keep_soon.cancel()

    def keep(self) -> None:
        self.keep_soon.cancel()
        typed = self.ids.field.text.strip()
        if typed != (self.answer or ""):
            self.put(typed)


class NumberKey(Key):
    """One key of `box`."""

    box = ObjectProperty(None, allownone=True)


class NumberBox(QuestionBox):
    """Digits as large keys; alone on a page they are always there, in a group on a press."""

    typed = StringProperty("")
    shown = StringProperty("")
    point = BooleanProperty(False)
    open = BooleanProperty(False)

    def draw(self) -> None:
        self.point = self.question.type == "decimal"
        self.open = self.open or self.alone
        answer = self.answer
        self.typed = "" if answer is None else number_text(answer)
        self.shown = self.typed or words.say("form.no_number")

    def press(self, key: str) -> None:
        if key == "-":
            self.typed = self.typed[1:] if self.typed.startswith("-") else "-" + self.typed
        elif len(self.typed) < LONGEST_NUMBER and not (key == "." and "." in self.typed):
            self.typed += key
        self.read()

    def rub(self) -> None:
        self.typed = self.typed[:-1]
        self.read()

    def read(self) -> None:
        self.shown = self.typed or words.say("form.no_number")
        digits = self.typed if any(it.isdigit() for it in self.typed) else ""
        self.put((float(digits) if self.point else int(digits)) if digits else None)
