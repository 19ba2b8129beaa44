"""Dates and times by chips and steps: no wheels, and no keyboard."""

from datetime import date, datetime, timedelta

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.screens.form_box import QuestionBox
from mobile.widgets.press import Chip
from mobile.widgets.words import words

DAYS_BACK = (0, 1, 2)
HOURS = ("08:00", "10:00", "12:00", "15:00", "18:00")
MINUTES_A_DAY = 1440


class StepRow(BoxLayout):
    """Back and forth by `near`, and where `far` is more, in one go by that. Fires `on_step(by)`."""

    text = StringProperty("")
    name_ = StringProperty("")
    given = BooleanProperty(False)
    near = NumericProperty(1)
    far = NumericProperty(0)

    __events__ = ("on_step",)

    def on_step(self, by: int) -> None:
        """For the box to bind."""


class MomentBox(QuestionBox):
    """`given` while there is an answer; before, the steps begin from now."""

    given = BooleanProperty(False)

    def chip(self, name: str, text: str, answer: str) -> None:
        chip = Chip(name_=f"{self.key}:{name}", text=text, chosen=answer == self.answer)
        chip.bind(on_release=lambda _: self.choose(answer))
        self.ids.chips.add_widget(chip)

    def choose(self, answer: str | None) -> None:
        """A second press on the same takes it away."""
        self.put(None if answer == self.answer else answer)
        self.draw()

    def draw(self) -> None:
        self.given = self.answer is not None
        self.ids.chips.clear_widgets()


class DateBox(MomentBox):
    year = StringProperty("")
    month = StringProperty("")
    day = StringProperty("")

    @property
    def shown_day(self) -> date:
        return date.fromisoformat(self.answer) if self.answer else date.today()  # noqa: DTZ011 - the day at the door

    def draw(self) -> None:
        super().draw()
        today = date.today()  # noqa: DTZ011
        for back in DAYS_BACK:
            self.chip(f"back_{back}", words.say(f"form.days_back_{back}"), (today - timedelta(back)).isoformat())
        shown = self.shown_day
        self.year = words.say("form.year", n=shown.year)
        self.month = words.say("form.month", n=shown.month)
        self.day = words.say("form.day", n=shown.day)

    def step(self, unit: str, by: int) -> None:
        shown = self.shown_day
        if unit == "day":
            stepped = date.fromordinal(max(1, min(date.max.toordinal(), shown.toordinal() + by)))
        else:
            months = shown.year * 12 + shown.month - 1 + (by * 12 if unit == "year" else by)
            year, month = max(1900, min(2199, months // 12)), months % 12 + 1
            stepped = last_day(year, month, shown.day)
        self.put(stepped.isoformat())
        self.draw()


def last_day(year: int, month: int, day: int) -> date:
    """The day, or the month's last where it has fewer."""
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1


class TimeBox(MomentBox):
    hour = StringProperty("")
    minute = StringProperty("")

    @property
    def shown_minutes(self) -> int:
        if self.answer:
            return int(self.answer[:2]) * 60 + int(self.answer[3:])
        now = datetime.now()  # noqa: DTZ005 - the clock on the phone's own wall
        return now.hour * 60 + now.minute // 5 * 5

    def draw(self) -> None:
        super().draw()
        self.chip("now", words.say("form.now"), f"{datetime.now():%H:%M}")  # noqa: DTZ005
        for hour in HOURS:
            self.chip(hour, hour, hour)
        hours, minutes = divmod(self.shown_minutes, 60)
        self.hour, self.minute = words.say("form.hour", n=f"{hours:02d}"), words.say("form.minute", n=f"{minutes:02d}")

    def step(self, by: int) -> None:
        minutes = (self.shown_minutes + by) % MINUTES_A_DAY
        self.put(f"{minutes // 60:02d}:{minutes % 60:02d}")
        self.draw()
