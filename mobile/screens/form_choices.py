"""Choices as large rows, with a tick on the chosen; many of them with a filter."""

from kivy.properties import BooleanProperty, StringProperty

from mobile.screens.form_answers import answer_text
from mobile.screens.form_box import QuestionBox
from mobile.widgets.press import Choice, PlainButton
from mobile.widgets.words import words

# From so many on a list is long: it gets a filter, and shows no more at once than a finger will scroll through.
MANY = 9
AT_ONCE = 24


class ChoicesBox(QuestionBox):
    """Opened by a press where the office wants it small; `open` shows the rows."""

    open = BooleanProperty(True)
    filtered = BooleanProperty(False)
    chosen_text = StringProperty("")

    def __init__(self, *args, **kwargs) -> None:
        self.rows: dict[str, Choice] = {}
        self.most = AT_ONCE
        super().__init__(*args, **kwargs)

    @property
    def chosen(self) -> list[str]:
        answer = self.answer
        return [] if answer is None else [answer] if isinstance(answer, str) else answer

    def draw(self) -> None:
        self.filtered = len(self.question.choices) >= MANY
        self.open = self.question.appearance != "minimal"
        self.show_answer()
        self.show_rows()

    def show_answer(self) -> None:
        self.chosen_text = answer_text(self.asking.filled, self.spot) or words.say("form.choose")
        chosen = self.chosen
        for value, row in self.rows.items():
            row.chosen = value in chosen

    def toggle_list(self) -> None:
        self.open = not self.open
        self.show_rows()

    def filter(self) -> None:
        self.most = AT_ONCE
        self.show_rows()

    def show_rows(self) -> None:
        box, wanted = self.ids.rows, self.ids.filter.text.strip().lower()
        box.clear_widgets()
        self.rows = {}
        if not self.open:
            return
        chosen = self.chosen
        fitting = [it for it in self.question.choices if wanted in it.label.say(words.language).lower()]
        # What is chosen stands first in a long list: nobody should search for it.
        if self.filtered and not wanted:
            fitting.sort(key=lambda it: it.value not in chosen)
        for choice in fitting[: self.most]:
            text = choice.label.say(words.language)
            row = Choice(name_=f"{self.key}:{choice.value}", text=text, chosen=choice.value in chosen)
            row.bind(on_release=lambda _, value=choice.value: self.press(value))
            self.rows[choice.value] = row
            box.add_widget(row)
        if len(fitting) > self.most:
            left = len(fitting) - self.most
            more = PlainButton(name_=f"{self.key}::more", text=words.say("form.more_choices", n=left))
            more.bind(on_release=lambda _: self.show_more())
            box.add_widget(more)

    def show_more(self) -> None:
        self.most += AT_ONCE
        self.show_rows()

    def press(self, value: str) -> None:
        raise NotImplementedError


class OneBox(ChoicesBox):
    def press(self, value: str) -> None:
        """A second press on the chosen one takes it away."""
        self.put(None if value == self.answer else value)
        if self.question.appearance == "minimal" and self.answer:
            self.open = False
            self.show_rows()
        self.show_answer()


class ManyBox(ChoicesBox):
    def press(self, value: str) -> None:
        chosen = self.chosen
        self.put([it for it in chosen if it != value] if value in chosen else [*chosen, value])
        self.show_answer()
