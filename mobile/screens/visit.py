"""The visit form: outcome first, then one question at a time; saving is possible from every step after the first."""

from datetime import date, timedelta

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.screens.drafts import Drafts, VisitDraft
from mobile.screens.household import OUTCOME_ICONS
from mobile.screens.place import door_text
from mobile.widgets.press import Chip, Choice
from mobile.widgets.words import words

NEEDS = ("medical", "daily_living", "repair", "company", "paperwork", "other")
NEXT_DAYS = (1, 3, 7, 14, 30)


class VisitPage(BoxLayout):
    """Fires `on_saved(household)` and `on_leave`. The draft lives in `drafts` until it is saved."""

    step = StringProperty("outcome")
    household = ObjectProperty(None, allownone=True)
    household_name = StringProperty("")
    question = StringProperty("")
    outcome = StringProperty("")
    place = StringProperty("")
    fix_text = StringProperty("")
    fixing = BooleanProperty(False)
    has_fix = BooleanProperty(False)
    next_text = StringProperty("")
    has_next = BooleanProperty(False)
    busy = BooleanProperty(False)
    problem = StringProperty("")
    peek_height = NumericProperty(0)

    __events__ = ("on_saved", "on_leave")

    def __init__(self, *, store, worker, gps, photographer, drafts: Drafts, **kwargs) -> None:
        super().__init__(**kwargs)
        self.store = store
        self.worker = worker
        self.gps = gps
        self.photographer = photographer
        self.drafts = drafts
        self.draft = VisitDraft("")
        # `ids` hold weak references: a step that is not shown must be held here.
        self.boxes = {name: self.ids[f"step_{name}"].__self__ for name in ("outcome", "needs", "note", "next")}
        # What is typed is kept a moment later: a phone may be killed in the middle of a sentence.
        self.keep_soon = Clock.create_trigger(lambda _: self.keep(), 1)
        self.ids.note.fbind("text", lambda *_: self.keep_soon())
        words.fbind("say", self.draw)

    def on_saved(self, household) -> None:
        """The visit is kept on the phone."""

    def on_leave(self) -> None:
        """Left without saving; the draft stays."""

    # -- steps -----------------------------------------------------------------------------------------------------

    def open(self, household, outcome: str = "") -> None:
        self.household = household
        known = self.drafts.get(household.id)
        self.draft = known or VisitDraft(household.id)
        if outcome:
            self.draft.outcome = outcome
        self.problem, self.busy = "", False
        self.ids.note.text = self.draft.note
        self.keep_soon.cancel()
        self.ids.photos.clear()
        for sha256, jpeg in self.draft.photos:
            self.ids.photos.add(sha256, jpeg)
        self.step = self.draft.steps[1] if self.draft.outcome else "outcome"
        self.draw()

    def answer(self, outcome: str) -> None:
        self.draft.outcome = outcome
        self.keep()
        self.step = self.draft.steps[1]
        self.draw()

    def forward(self) -> None:
        steps = self.draft.steps
        self.step = steps[min(len(steps) - 1, steps.index(self.step) + 1)]
        self.draw()

    def back(self) -> None:
        steps = self.draft.steps
        if self.step == "outcome":
            self.leave()
            return
        self.step = steps[steps.index(self.step) - 1]
        self.draw()

    def leave(self) -> None:
        self.keep()
        self.gps.cancel()
        self.fixing = False
        self.dispatch("on_leave")

    def keep(self) -> None:
        self.draft.note = self.ids.note.text.strip()
        chosen = set(self.ids.photos.hashes)
        self.draft.photos = [photo for photo in self.draft.photos if photo[0] in chosen]
        if self.draft.outcome:
            self.drafts.keep(self.draft)

    # -- drawing ---------------------------------------------------------------------------------------------------

    def draw(self, *_: object) -> None:
        if self.household is None:
            return
        draft = self.draft
        self.household_name = self.household.name
        self.place = door_text(self.household)
        self.outcome = draft.outcome
        self.question = words.say(f"visit.ask_{self.step}")
        steps = draft.steps
        self.ids.count.text = (
            words.say("visit.step", n=steps.index(self.step) + 1, of=len(steps)) if draft.outcome else ""
        )
        self.draw_outcomes()
        self.draw_needs()
        self.draw_next()
        self.draw_fix()
        for name, box in self.boxes.items():
            self.show_step(box, name == self.step)
        self.ids.scroll.scroll_y = 1

    def show_step(self, box, shown: bool) -> None:
        holder = self.ids.steps
        if shown and box.parent is None:
            holder.add_widget(box)
        elif not shown and box.parent is not None:
            holder.remove_widget(box)

    def draw_outcomes(self) -> None:
        box = self.ids.step_outcome
        box.clear_widgets()
        for code, icon in OUTCOME_ICONS.items():
            choice = Choice(
                name_=f"outcome:{code}",
                text=words.say(f"outcome.{code}"),
                note=words.say(f"outcome.{code}_note"),
                icon=icon,
                chosen=code == self.draft.outcome,
            )
            choice.bind(on_release=lambda _, code=code: self.answer(code))
            box.add_widget(choice)

    def draw_needs(self) -> None:
        box = self.ids.need_chips
        box.clear_widgets()
        for code in NEEDS:
            chip = Chip(name_=f"need:{code}", text=words.say(f"need.{code}"), chosen=code in self.draft.needs)
            chip.bind(on_release=lambda it, code=code: self.toggle_need(it, code))
            box.add_widget(chip)

    def toggle_need(self, chip: Chip, code: str) -> None:
        chip.chosen = not chip.chosen
        if chip.chosen:
            self.draft.needs.append(code)
        else:
            self.draft.needs.remove(code)
        self.keep()

    def draw_next(self) -> None:
        box, today = self.ids.next_chips, date.today()  # noqa: DTZ011 - the day at the door
        box.clear_widgets()
        options = [(None, words.say("next.planned"))]
        options += [(today + timedelta(days), words.say(f"next.in_{days}")) for days in NEXT_DAYS]
        for number, (day, text) in enumerate(options):
            chip = Chip(name_=f"next:{NEXT_DAYS[number - 1] if number else 'planned'}", text=text)
            chip.chosen = day == self.draft.next_on
            chip.bind(on_release=lambda _, day=day: self.choose_next(day))
            box.add_widget(chip)
        self.has_next = self.draft.next_on is not None
        self.next_text = words.day(self.draft.next_on) if self.draft.next_on else words.say("next.planned_note")

    def choose_next(self, day: date | None) -> None:
        self.draft.next_on = day
        self.keep()
        self.draw_next()

    def shift_next(self, days: int) -> None:
        if self.draft.next_on:
            self.choose_next(max(date.today(), self.draft.next_on + timedelta(days)))  # noqa: DTZ011

    # -- position and photos, never forced -------------------------------------------------------------------------

    def draw_fix(self) -> None:
        self.has_fix = self.draft.fix is not None
        if self.fixing:
            self.fix_text = words.say("fix.looking")
        elif self.draft.fix:
            self.fix_text = words.say("fix.taken", metres=round(self.draft.fix[2]))
        else:
            self.fix_text = words.say("fix.offer")

    def press_fix(self) -> None:
        if self.draft.fix is not None:
            self.draft.fix = None
        elif not self.fixing:
            self.fixing, self.problem = True, ""
            self.gps.take(self.take_fix, self.no_fix)
        self.draw_fix()

    def take_fix(self, fix) -> None:
        if self.fixing:
            self.fixing = False
            self.draft.fix = (fix.lon, fix.lat, fix.accuracy_m)
            self.draw_fix()

    def no_fix(self, code: str) -> None:
        self.fixing = False
        self.problem = words.say_or(f"fix.{code}", "fix.none")
        self.draw_fix()

    def take_photo(self) -> None:
        self.problem = ""
        self.photographer.take("visit", self.photo_taken, self.photo_failed)

    def photo_taken(self, sha256: str, jpeg: bytes) -> None:
        self.draft.photos.append((sha256, jpeg))
        self.ids.photos.add(sha256, jpeg)
        self.keep()

    def photo_failed(self, code: str) -> None:
        self.problem = words.say_or(f"photo.{code}", "photo.failed")

    # -- saving ----------------------------------------------------------------------------------------------------

    def save(self) -> None:
        if self.busy or not self.draft.outcome:
            return
        self.keep()
        self.keep_soon.cancel()
        self.busy, self.problem = True, ""
        draft, household = self.draft, self.household

        def job() -> str:
            asked = draft.steps
            return self.store.record_visit(
                household_id=draft.household_id,
                outcome=draft.outcome,
                needs=tuple(draft.needs) if "needs" in asked else (),
                note=draft.note,
                next_on=draft.next_on,
                fix=draft.fix,
                photos=tuple(sha256 for sha256, _ in draft.photos),
            )

        self.worker.run(job, lambda _: self.saved(household), self.refused)

    def saved(self, household) -> None:
        self.busy = False
        self.keep_soon.cancel()
        self.drafts.forget(household.id)
        self.gps.cancel()
        self.dispatch("on_saved", household)

    def refused(self, problem: Exception) -> None:
        self.busy = False
        self.problem = words.say_or(f"problem.{getattr(problem, 'code', '')}", "problem.unexpected")
