"""The app's texts in the chosen language. In kv: `text: words.say("visit.save")` follows a language change at once."""

import json
from collections.abc import Callable
from datetime import date, datetime
from string import Formatter
from weakref import ref

from kivy.event import EventDispatcher
from kivy.properties import ObjectProperty, OptionProperty

from mobile.assets import TEXTS

LANGUAGES = ("zh", "en")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Counting(Formatter):
    """Knows one thing more than `str.format`: `{n:door|doors}` is "1 door" and "2 doors"."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return f"{value} {one if str(value) == '1' else many}"


counting = Counting()


class Words(EventDispatcher):
    """`say` is a property that holds a function, so that kv binds to it and asks again when the language changes."""

    language = OptionProperty("zh", options=LANGUAGES)
    say = ObjectProperty()

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[ref[EventDispatcher], str, Callable[[], str], str]] = []
        self.texts = {name: json.loads((TEXTS / f"{name}.json").read_text("utf-8")) for name in LANGUAGES}
        self.on_language()

    def on_language(self, *_: object) -> None:
        texts = self.texts[self.language]

        def say(key: str, **data: object) -> str:
            return counting.format(texts[key], **data) if data else texts[key]

        self.say = say
        self.tell_again()

    def tell(self, widget: EventDispatcher, name: str, sentence: Callable[[], str]) -> None:
        """Writes a sentence into a widget's property and says it again when the language changes, as long as it stands
        there."""
        said = sentence()
        setattr(widget, name, said)
        self.told = [it for it in self.told if it[0]() is not None and (it[0]() is not widget or it[1] != name)]
        self.told.append((ref(widget), name, sentence, said))

    def tell_problem(self, widget: EventDispatcher, problem: Exception | str) -> None:
        """Into `widget.problem`: what a problem, or its code, means in plain words."""
        code = problem if isinstance(problem, str) else getattr(problem, "code", "")
        self.tell(widget, "problem", lambda: self.say_or(f"problem.{code}", "problem.unexpected"))

    def tell_again(self) -> None:
        for number, (known, name, sentence, said) in enumerate(self.told):
            widget = known()
            if widget is not None and getattr(widget, name) == said:
                now = sentence()
                self.told[number] = (known, name, sentence, now)
                setattr(widget, name, now)

    def has(self, key: str) -> bool:
        return key in self.texts[self.language]

    def say_or(self, key: str, otherwise: str, **data: object) -> str:
        """The text of a key that came from outside, such as a server's code, or the fallback's text."""
        return self.say(key if self.has(key) else otherwise, **data)

    def day(self, day: date, today: date | None = None) -> str:
        """11月22日 or 22 Nov; with the year when it is another year."""
        other_year = day.year != (today or date.today()).year  # noqa: DTZ011 - the day on the phone's wall
        if self.language == "zh":
            return f"{day.year}年{day.month}月{day.day}日" if other_year else f"{day.month}月{day.day}日"
        return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if other_year else "")

    def moment(self, moment: datetime) -> str:
        """Today 14:30, or the day and the time, in the phone's own time zone."""
        local = moment.astimezone() if moment.tzinfo else moment
        now = datetime.now(local.tzinfo)
        if local.date() == now.date():
            return self.say("time.today_at", time=f"{local:%H:%M}")
        return f"{self.day(local.date())} {local:%H:%M}"

    def due(self, due_on: date, today: date | None = None) -> str:
        days = (due_on - (today or date.today())).days  # noqa: DTZ011
        if days < 0:
            return self.say("due.overdue_days", n=-days) if days < -1 else self.say("due.overdue_day")
        if days == 0:
            return self.say("due.today")
        return self.say("due.in_days", n=days) if days > 1 else self.say("due.tomorrow")


words = Words()
