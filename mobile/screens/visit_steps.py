"""The steps that every visit has: how it went, what is needed, a few words and photos, and when to come again."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, StringProperty

from mobile.screens.hint import hint_text
from mobile.screens.household import OUTCOME_ICONS
from mobile.screens.step import Step
from mobile.widgets.press import Chip, Choice
from mobile.widgets.words import words

NEEDS = ("medical", "daily_living", "repair", "company", "paperwork", "other")
NEXT_DAYS = (1, 3, 7, 14, 30)
CONTACTS = ("met", "phone")


class OutcomeStep(Step):
    """Always first: one press answers it."""

    name = "outcome"

    def asked(self, _: Any) -> bool:
        return True

    def draw(self) -> None:
        self.clear_widgets()
        for code, icon in OUTCOME_ICONS.items():
            choice = Choice(
                name_=f"outcome:{code}",
                text=words.say(f"outcome.{code}"),
                note=words.say(f"outcome.{code}_note"),
                icon=icon,
                chosen=code == self.draft.outcome,
            )
            choice.bind(on_release=lambda _, code=code: self.choose(code))
            self.add_widget(choice)

    def choose(self, outcome: str) -> None:
        self.draft.outcome = outcome
        self.dispatch("on_answer")

    def record(self) -> dict[str, Any]:
        return {"outcome": self.draft.outcome}


class NeedsStep(Step):
    """What was needed last time is filled in; a press takes away what is settled."""

    name = "needs"
    known = StringProperty("")

    def asked(self, draft: Any) -> bool:
        return draft.outcome in CONTACTS

    def draw(self) -> None:
        self.known = words.say("visit.needs_known") if self.draft.known_needs else words.say("visit.needs_note")
        box = self.ids.need_chips
        box.clear_widgets()
        for code in NEEDS:
            chip = Chip(name_=f"need:{code}", text=words.say(f"need.{code}"), chosen=code in self.draft.needs)
            chip.bind(on_release=lambda it, code=code: self.toggle(it, code))
            box.add_widget(chip)

    def toggle(self, chip: Chip, code: str) -> None:
        chip.chosen = not chip.chosen
        if chip.chosen:
            self.draft.needs.append(code)
        else:
            self.draft.needs.remove(code)
        self.dispatch("on_change")

    def record(self) -> dict[str, Any]:
        return {"needs": tuple(self.draft.needs)}


class NoteStep(Step):
    """A few words and photos, none of which must be."""

    name = "note"
    problem = StringProperty("")

    def __init__(self, *, photographer, **kwargs) -> None:
        super().__init__(**kwargs)
        self.photographer = photographer
        # What is typed is kept a moment later: a phone may be killed in the middle of a sentence.
        self.keep_soon = Clock.create_trigger(lambda _: self.dispatch("on_change"), 1)
        self.ids.note.fbind("text", lambda *_: self.keep_soon())

    def asked(self, draft: Any) -> bool:
        return bool(draft.outcome) and draft.outcome != "not_home"

    def open(self, household: Any, draft: Any) -> None:
        super().open(household, draft)
        self.problem = ""
        self.ids.note.text = draft.note
        self.keep_soon.cancel()
        self.ids.photos.clear()
        for sha256, jpeg in draft.photos:
            self.ids.photos.add(sha256, jpeg)

    def keep(self) -> None:
        self.draft.note = self.ids.note.text.strip()
        chosen = set(self.ids.photos.hashes)
        self.draft.photos = [photo for photo in self.draft.photos if photo[0] in chosen]

    def take_photo(self) -> None:
        self.problem = ""
        draft = self.draft
        self.photographer.take("visit", lambda sha256, jpeg: self.photo_taken(draft, sha256, jpeg), self.photo_failed)

    def photo_taken(self, draft: Any, sha256: str, jpeg: bytes) -> None:
        """The picture belongs to the form from which it was asked for, whichever is open by now."""
        if draft is not self.draft:
            return
        draft.photos.append((sha256, jpeg))
        self.ids.photos.add(sha256, jpeg)
        self.dispatch("on_change")

    def photo_failed(self, code: str) -> None:
        words.tell(self, "problem", lambda: words.say_or(f"photo.{code}", "photo.failed"))

    def close(self) -> None:
        self.keep_soon.cancel()

    def record(self) -> dict[str, Any]:
        return {"note": self.draft.note, "photos": tuple(sha256 for sha256, _ in self.draft.photos)}


class NextStep(Step):
    """When to come again: by the plan, or on a day; after "not home" also at what hour."""

    name = "next"
    next_text = StringProperty("")
    has_next = BooleanProperty(False)
    advice = StringProperty("")

    def __init__(self, *, hints: Callable[[str, Callable[[Any], None]], None], **kwargs) -> None:
        super().__init__(**kwargs)
        self.hints = hints
        self.hint: Any = None

    def open(self, household: Any, draft: Any) -> None:
        super().open(household, draft)
        self.hint = None
        self.hints(household.id, lambda hint: self.take_hint(household, hint))

    def take_hint(self, household: Any, hint: Any) -> None:
        if household is self.household:
            self.hint = hint
            self.draw()

    def draw(self) -> None:
        self.advice = hint_text(self.hint) if self.draft.outcome == "not_home" else ""
        box, today = self.ids.next_chips, date.today()  # noqa: DTZ011 - the day at the door
        box.clear_widgets()
        options: list[tuple[str, date | None, str]] = [("planned", None, words.say("next.planned"))]
        agreed = self.draft.agreed_on
        if agreed and agreed > today:
            options.append(("agreed", agreed, words.say("next.agreed", day=words.day(agreed))))
        options += [(str(days), today + timedelta(days), words.say(f"next.in_{days}")) for days in NEXT_DAYS]
        marked = False
        for name, day, text in options:
            chip = Chip(name_=f"next:{name}", text=text)
            chip.chosen = day == self.draft.next_on and not marked
            marked |= chip.chosen
            chip.bind(on_release=lambda _, day=day: self.choose(day))
            box.add_widget(chip)
        self.has_next = self.draft.next_on is not None
        self.next_text = words.day(self.draft.next_on) if self.draft.next_on else words.say("next.planned_note")

    def choose(self, day: date | None) -> None:
        self.draft.next_on = day
        self.dispatch("on_change")
        self.draw()

    def shift(self, days: int) -> None:
        if self.draft.next_on:
            self.choose(max(date.today(), self.draft.next_on + timedelta(days)))  # noqa: DTZ011

    def record(self) -> dict[str, Any]:
        return {"next_on": self.draft.next_on}
