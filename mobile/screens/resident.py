"""A resident at the door: added, amended, or no longer living here. Care categories are coarse, never a diagnosis."""

from datetime import date

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.screens.place import door_text
from mobile.screens.register import refusal
from mobile.widgets.press import Chip, Choice, Row
from mobile.widgets.words import words

CARE = ("lives_alone", "empty_nest", "left_behind", "reduced_mobility", "disabled", "needs_checking")
REASONS = ("moved", "died", "mistake")
OLDEST = 1900
QUIET = 0.3
MOST_ALIKE = 3


class ResidentPage(BoxLayout):
    """Fires `on_saved(household_id, kind)`, `on_leave(household_id)` and `on_household(id)` for somebody alike."""

    title = StringProperty("")
    place = StringProperty("")
    problem = StringProperty("")
    alike = StringProperty("")
    phone_note = StringProperty("")
    adding = BooleanProperty(False)
    asked_now = BooleanProperty(False)
    # Why somebody is taken off the register is asked on a page of its own.
    leaving = BooleanProperty(False)
    busy = BooleanProperty(False)
    peek_height = NumericProperty(0)

    __events__ = ("on_saved", "on_leave", "on_household")

    def __init__(self, *, store, worker, **kwargs) -> None:
        super().__init__(**kwargs)
        self.store = store
        self.worker = worker
        self.household = self.resident = None
        self.care: list[str] = []
        self.similar: list = []
        self.asked = None
        # `ids` hold weak references: what is not shown must be held here.
        self.form, self.reasons = self.ids.form.__self__, self.ids.reasons.__self__
        for name in ("name", "birth_year"):
            self.ids[name].bind(text=self.look_soon)
        words.fbind("say", self.draw)

    def on_saved(self, household_id: str, kind: str) -> None:
        """Kept on the phone: `added`, `amended` or `removed`."""

    def on_leave(self, household_id: str) -> None:
        """Left without saving."""

    def on_household(self, household_id: str) -> None:
        """The household of somebody alike is to be looked at."""

    def open(self, household, resident=None) -> None:
        """Without a resident, somebody is added."""
        self.household, self.resident = household, resident
        self.adding, self.leaving = resident is None, False
        self.problem, self.busy = "", False
        self.similar, self.asked = [], None
        self.ids.name.text = resident.name if resident else ""
        self.ids.birth_year.text = str(resident.birth_year) if resident and resident.birth_year else ""
        self.ids.phone.text = known_phone(resident)
        self.care = list(resident.care) if resident else []
        self.ids.scroll.scroll_y = 1
        self.draw()

    # -- drawing ---------------------------------------------------------------------------------------------------

    def draw(self, *_: object) -> None:
        if self.household is None:
            return
        self.place = door_text(self.household)
        if self.leaving:
            self.title = words.say("resident.ask_reason", name=self.resident.name)
        else:
            self.title = words.say("resident.add" if self.adding else "resident.amend")
        hidden = self.resident is not None and "*" in self.resident.phone
        self.phone_note = words.say("register.phone_hidden", phone=self.resident.phone) if hidden else ""
        holder = self.ids.holder
        holder.clear_widgets()
        holder.add_widget(self.reasons if self.leaving else self.form)
        self.draw_care()
        self.draw_similar()
        self.draw_reasons()

    def draw_care(self) -> None:
        box = self.ids.care
        box.clear_widgets()
        for code in CARE:
            chip = Chip(name_=f"care:{code}", text=words.say(f"care.{code}"), chosen=code in self.care)
            chip.bind(on_release=lambda it, code=code: self.toggle(it, code))
            box.add_widget(chip)

    def toggle(self, chip: Chip, code: str) -> None:
        chip.chosen = not chip.chosen
        if chip.chosen:
            self.care.append(code)
        else:
            self.care.remove(code)

    def draw_similar(self) -> None:
        box = self.ids.similar
        box.clear_widgets()
        self.alike = words.say("resident.alike") if self.similar else ""
        self.asked_now = self.asked is not None
        for number, person in enumerate(self.similar[:MOST_ALIKE]):
            born = words.say("resident.born", year=person.birth_year) if person.birth_year else ""
            where = words.say("resident.lives_at", building=person.building_name, room=person.room)
            note = " · ".join(part for part in (born, where) if part)
            row = Row(name_=f"similar:{number}", icon="me", text=person.name, note=note)
            row.bind(on_release=lambda _, home=person.household_id: self.dispatch("on_household", home))
            box.add_widget(row)

    def draw_reasons(self) -> None:
        box = self.ids.reasons
        box.clear_widgets()
        for reason in REASONS:
            choice = Choice(
                name_=f"leaving:{reason}",
                text=words.say(f"leaving.{reason}"),
                note=words.say(f"leaving.{reason}_note"),
            )
            choice.bind(on_release=lambda _, reason=reason: self.remove(reason))
            box.add_widget(choice)

    # -- somebody alike --------------------------------------------------------------------------------------------

    def look_soon(self, *_: object) -> None:
        """While typing, not at each letter."""
        Clock.unschedule(self.look)
        if self.adding:
            Clock.schedule_once(self.look, QUIET)

    def look(self, *_: object) -> None:
        name, year = self.ids.name.text.strip(), self.year()
        if not self.adding or not name:
            self.take_similar([])
            return
        year = None if isinstance(year, str) else year
        self.worker.run(lambda: self.store.similar_residents(name, year), self.take_similar, topic="similar")

    def take_similar(self, found) -> None:
        self.similar = list(found)
        self.draw_similar()

    # -- saving ----------------------------------------------------------------------------------------------------

    def year(self) -> int | str | None:
        """The year of birth, None where none is known, or what was typed where it is no year."""
        text = self.ids.birth_year.text.strip()
        if not text:
            return None
        if text.isdecimal() and OLDEST <= int(text) <= date.today().year:  # noqa: DTZ011
            return int(text)
        return text

    def save(self) -> None:
        year = self.year()
        written = {
            "name": self.ids.name.text.strip(),
            "birth_year": year,
            "care": tuple(code for code in CARE if code in self.care),
            "phone": self.ids.phone.text.strip(),
        }
        if self.busy or not self.sound(written["name"], year):
            return
        household, resident = self.household, self.resident
        if resident is None:
            self.add(household, written)
            return
        changes = {field: value for field, value in written.items() if differs(resident, field, value)}
        if not changes:
            self.dispatch("on_leave", household.id)
            return
        self.keep(
            lambda: self.store.amend_resident(household_id=household.id, resident_id=resident.id, **changes), "amended"
        )

    def sound(self, name: str, year) -> bool:
        if not name:
            words.tell(self, "problem", lambda: words.say("register.name_missing"))
        elif isinstance(year, str):
            words.tell(self, "problem", lambda: words.say("bad_field.birth_year"))
        else:
            self.problem = ""
        return not self.problem

    def add(self, household, written) -> None:
        """Asks once more where somebody alike is known: the second press of the button means somebody else."""
        who = (written["name"], written["birth_year"])

        def job():
            similar = [] if self.asked == who else self.store.similar_residents(*who)
            return similar or self.store.add_resident(household_id=household.id, **written)

        def done(answer) -> None:
            self.busy = False
            if isinstance(answer, str):
                self.dispatch("on_saved", household.id, "added")
                return
            self.asked = who
            self.take_similar(answer)
            self.ids.scroll.scroll_y = 1

        self.busy = True
        self.worker.run(job, done, self.refused)

    def remove(self, reason: str) -> None:
        household, resident = self.household, self.resident
        self.keep(
            lambda: self.store.remove_resident(household_id=household.id, resident_id=resident.id, reason=reason),
            "removed",
        )

    def keep(self, job, kind: str) -> None:
        if self.busy:
            return
        home = self.household.id
        self.busy, self.problem = True, ""

        def done(kept) -> None:
            self.busy = False
            if kept:
                self.dispatch("on_saved", home, kind)
            else:
                self.dispatch("on_leave", home)

        self.worker.run(job, done, self.refused)

    def refused(self, problem: Exception) -> None:
        self.busy = False
        words.tell(self, "problem", lambda: refusal(problem))

    def ask_reason(self) -> None:
        self.leaving, self.problem = True, ""
        self.draw()

    def back(self) -> None:
        if self.leaving:
            self.leaving = False
            self.draw()
        else:
            self.dispatch("on_leave", self.household.id)


def known_phone(resident) -> str:
    """A number that the server hides in part must not be sent back with its stars."""
    return "" if resident is None or "*" in resident.phone else resident.phone


def differs(resident, field: str, value) -> bool:
    if field == "care":
        return set(value) != set(resident.care)
    shown = known_phone(resident) if field == "phone" else getattr(resident, field)
    return value != shown
