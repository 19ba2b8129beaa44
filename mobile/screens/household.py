"""A household's page in the sheet: who lives here, what is due, the last visits; and the way to record one."""

from datetime import date

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.screens.hint import hint_text
from mobile.screens.place import care_text, door_text, standing
from mobile.widgets.press import Press, Row
from mobile.widgets.words import words

OUTCOME_ICONS = {
    "met": "met",
    "phone": "phone",
    "not_home": "away",
    "declined": "declined",
    "moved": "moved",
    "vacant": "vacant",
}


class ResidentRow(Press):
    """Pressing it opens the resident's form."""

    text = StringProperty("")
    care = StringProperty("")
    note = StringProperty("")
    waiting = BooleanProperty(False)


class VisitRow(BoxLayout):
    icon = StringProperty("")
    text = StringProperty("")
    note = StringProperty("")
    waiting = BooleanProperty(False)
    attention = StringProperty("")


class HouseholdPage(BoxLayout):
    """Fires `on_visit(household, outcome)` with outcome "" for the whole form, `on_amend(household)`,
    `on_resident(household, resident)` with None for a new one, `on_back` and `on_close`."""

    household = ObjectProperty(None, allownone=True)
    household_name = StringProperty("")
    place = StringProperty("")
    state = StringProperty("excluded")
    due = StringProperty("")
    interval = StringProperty("")
    advice = StringProperty("")
    has_draft = BooleanProperty(False)
    amended = StringProperty("")
    hidden = BooleanProperty(False)
    problem = StringProperty("")
    peek_height = NumericProperty(0)

    __events__ = ("on_visit", "on_amend", "on_resident", "on_back", "on_close")

    def __init__(self, *, store, worker, share, drafts, **kwargs) -> None:
        super().__init__(**kwargs)
        self.store = store
        self.worker = worker
        self.share = share
        self.drafts = drafts
        self.hint = None
        words.fbind("say", self.draw)

    def on_visit(self, household, outcome: str) -> None:
        """A visit is to be recorded."""

    def on_amend(self, household) -> None:
        """The household's own fields are to be amended."""

    def on_resident(self, household, resident) -> None:
        """A resident is to be amended, or added."""

    def on_back(self) -> None:
        """Back to the building."""

    def on_close(self) -> None:
        """Back to the map."""

    def open(self, household_id: str, then=None) -> None:
        def read():
            return self.store.household(household_id), self.store.walk.hint(household_id)

        def show(found) -> None:
            household, self.hint = found
            new = self.household is None or self.household.id != household.id
            self.household = household
            self.problem = ""
            self.draw()
            if new:
                self.ids.scroll.scroll_y = 1
            if then:
                then(household)

        self.worker.run(read, show, self.failed, topic="household")

    def failed(self, problem: Exception) -> None:
        words.tell_problem(self, problem)

    def draw(self, *_: object) -> None:
        household = self.household
        if household is None:
            return
        self.household_name = household.name
        self.place = door_text(household)
        self.state = household.state
        self.due = standing(household.state, household.due_on, household.status)
        self.advice = hint_text(self.hint)
        self.interval = words.say("household.interval", n=household.interval_days) if household.interval_days else ""
        self.has_draft = household.id in self.drafts
        self.hidden = household.hidden
        fields = words.say("list.and").join(words.say_or(f"field.{name}", "field.other") for name in household.waiting)
        self.amended = words.say("household.amended", fields=fields) if fields else ""
        self.fill_residents(household)
        self.fill_visits(household)

    def fill_residents(self, household) -> None:
        box = self.ids.residents
        box.clear_widgets()
        for number, resident in enumerate(household.residents):
            box.add_widget(self.resident_row(household, resident, number))
        if household.phone:
            hidden = "*" in household.phone
            row = Row(icon="phone", text=household.phone, leads=not hidden, name_="household:phone")
            row.note = words.say("household.phone_hidden") if hidden else words.say("household.call")
            row.disabled = False
            row.padding = (0, row.padding[1])
            if not hidden:
                row.bind(on_release=lambda *_: self.share.dial(household.phone))
            box.add_widget(row)

    def resident_row(self, household, resident, number: int) -> ResidentRow:
        age = date.today().year - resident.birth_year if resident.birth_year else None  # noqa: DTZ011
        text = words.say("household.person", name=resident.name, age=age) if age is not None else resident.name
        note = [resident.phone]
        if resident.removed:
            note.append(words.say("resident.removed"))
        elif resident.waiting:
            note.append(words.say("resident.waiting"))
        row = ResidentRow(
            name_=f"resident:{number}",
            text=text,
            care=care_text(resident.care),
            note="\n".join(part for part in note if part),
            waiting=resident.waiting or resident.removed,
            disabled=resident.removed or household.hidden,
        )
        row.bind(on_release=lambda *_: self.dispatch("on_resident", household, resident))
        return row

    def fill_visits(self, household) -> None:
        box = self.ids.visits
        box.clear_widgets()
        for visit in household.visits:
            needs = words.say("list.and").join(words.say_or(f"need.{need}", "need.other") for need in visit.needs)
            when = " · ".join(part for part in (words.moment(visit.when), visit.visitor) if part)
            about = [when, needs, visit.note]
            if visit.photo_count:
                about.append(words.say("visit.photos_of", done=visit.photos_stored, total=visit.photo_count))
            box.add_widget(
                VisitRow(
                    icon=OUTCOME_ICONS.get(visit.outcome, "note"),
                    text=words.say_or(f"outcome.{visit.outcome}", "outcome.other"),
                    note="\n".join(part for part in about if part),
                    waiting=visit.waiting,
                    attention=words.say_or(f"reason.{visit.attention}", "reason.other") if visit.attention else "",
                )
            )
