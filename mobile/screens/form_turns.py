"""What is asked several times: a list of the turns, each to open again or take away, and one more on a press."""

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.forms.filled import Spot
from mobile.screens.form_answers import label_text, turn_text
from mobile.screens.form_box import QuestionBox
from mobile.widgets.words import words


class TurnRow(BoxLayout):
    """One turn: its name and first answers open it; a cross asks once and then takes it away."""

    text = StringProperty("")
    note = StringProperty("")
    name_ = StringProperty("")
    sure = BooleanProperty(False)
    can_remove = BooleanProperty(True)

    __events__ = ("on_open", "on_remove")

    def on_open(self) -> None:
        """For the box to bind."""

    def on_remove(self) -> None:
        """For the box to bind."""


class TurnsBox(QuestionBox):
    can_add = BooleanProperty(False)
    told = StringProperty("")

    def draw(self) -> None:
        filled, question, box = self.asking.filled, self.question, self.ids.rows
        box.clear_widgets()
        count = filled.turns(question.path)
        for turn in range(1, count + 1):
            row = TurnRow(
                name_=f"{self.key}:{turn}",
                text=words.say("form.turn", label=label_text(question), n=turn).strip(),
                note=turn_text(filled, question, turn) or words.say("form.nothing_yet"),
                can_remove=question.count is None,
            )
            row.bind(
                on_open=lambda _, turn=turn: self.asking.jump(Spot(question.path, turn)),
                on_remove=lambda _, turn=turn: self.asking.remove_turn(self.spot, turn),
            )
            box.add_widget(row)
        self.can_add = filled.can_add(question.path)
        self.told = "" if count else words.say("form.no_turns")
