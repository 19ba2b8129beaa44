"""All questions of a form in one list: what is answered, what still must be; a press goes there."""

from collections.abc import Iterator
from dataclasses import dataclass

from kivy.clock import Clock
from kivy.metrics import dp
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.forms import FilledForm
from mobile.forms.filled import Fault, Spot
from mobile.forms.pages import pages
from mobile.forms.paths import written
from mobile.screens.form_answers import answer_text, label_text, trail_text
from mobile.widgets.press import Row
from mobile.widgets.texts import Caption
from mobile.widgets.words import words

# Rows made in one frame: the first screenful at once, the rest without holding up the finger.
AT_ONCE = 10


@dataclass(frozen=True)
class Line:
    """A question, or with an empty `spot` the name of a group."""

    spot: Spot | None
    text: str
    note: str = ""
    sign: str = ""


class Overview(BoxLayout):
    """Fires `on_jump(spot)`."""

    told = StringProperty("")

    __events__ = ("on_jump",)

    def on_jump(self, spot: Spot) -> None:
        """For the step to bind."""

    def show(self, filled: FilledForm) -> None:
        faults = {fault.spot: fault for fault in filled.faults()}
        self.told = "" if faults else words.say("form.complete")
        self.ids.rows.clear_widgets()
        self.lines = iter(list(lines_of(filled, faults)))
        self.filled = filled
        Clock.unschedule(self.add_some)
        if self.add_some():
            Clock.schedule_interval(self.add_some, 0)

    def add_some(self, *_: object) -> bool:
        """Whether there are more."""
        for _ in range(AT_ONCE):
            line = next(self.lines, None)
            if line is None:
                return False
            self.ids.rows.add_widget(self.widget_of(line))
        return True

    def widget_of(self, line: Line) -> Row | Caption:
        if line.spot is None:
            return Caption(text=line.text, bold=True, padding=(dp(16), dp(14), dp(16), dp(4)))
        row = Row(
            name_=f"form:all:{written(self.filled.form, line.spot)}", text=line.text, note=line.note, icon=line.sign
        )
        row.bind(on_release=lambda _: self.dispatch("on_jump", line.spot))
        return row


def lines_of(filled: FilledForm, faults: dict[Spot, Fault]) -> Iterator[Line]:
    """Those that must be looked at once more stand first: nobody should search for them."""
    if faults:
        yield Line(None, words.say("form.left", n=len(faults)))
        yield from (line_of(filled, spot, fault) for spot, fault in faults.items())
        yield Line(None, words.say("form.all"))
    trail = ""
    for page in pages(filled):
        told = trail_text(filled, page.trail)
        if told and told != trail:
            yield Line(None, told)
        trail = told
        for spot in page.spots:
            question = filled.form.by_path[spot.path]
            if page.is_turns:
                count = filled.turns(spot.path)
                yield Line(spot, label_text(question), words.say("form.turns", n=count), "list")
            elif question.asks:
                yield line_of(filled, spot, faults.get(spot))


def answered(filled: FilledForm) -> tuple[int, int]:
    """How many questions have an answer, of how many that are asked now."""
    spots = [spot for spot in filled.walk() if filled.form.by_path[spot.path].asks]
    return sum(filled.answer(spot) is not None for spot in spots), len(spots)


def line_of(filled: FilledForm, spot: Spot, fault: Fault | None) -> Line:
    question = filled.form.by_path[spot.path]
    answer = answer_text(filled, spot)
    if fault is not None:
        message = words.say("form.must_answer" if fault.code == "required" else "form.not_right")
        return Line(spot, label_text(question), message if not answer else f"{answer} · {message}", "alert")
    return Line(spot, label_text(question), answer or words.say("form.not_answered"), "check" if answer else "minus")
