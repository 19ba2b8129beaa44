"""Amending a household at the door: its name, its telephone, whether somebody lives there."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.screens.place import door_text
from mobile.widgets.press import Choice
from mobile.widgets.words import words

STATUSES = ("lived_in", "vacant", "not_ours")


class RegisterPage(BoxLayout):
    """Fires `on_saved(household_id)` and `on_leave(household_id)`. Shows what is known; only what differs is kept."""

    household_name = StringProperty("")
    place = StringProperty("")
    phone_note = StringProperty("")
    status = StringProperty("")
    problem = StringProperty("")
    busy = BooleanProperty(False)
    peek_height = NumericProperty(0)

    __events__ = ("on_saved", "on_leave")

    def __init__(self, *, store, worker, **kwargs) -> None:
        super().__init__(**kwargs)
        self.store = store
        self.worker = worker
        self.household = None
        words.fbind("say", self.draw)

    def on_saved(self, household_id: str) -> None:
        """The amendment is kept on the phone."""

    def on_leave(self, household_id: str) -> None:
        """Nothing was amended."""

    def open(self, household) -> None:
        self.household = household
        self.status = household.status
        self.problem, self.busy = "", False
        self.ids.name.text = household.name
        # A number that the server hides in part must not be sent back with its stars.
        self.ids.phone.text = "" if "*" in household.phone else household.phone
        self.ids.scroll.scroll_y = 1
        self.draw()

    def draw(self, *_: object) -> None:
        household = self.household
        if household is None:
            return
        self.household_name = household.name
        self.place = door_text(household)
        hidden = "*" in household.phone
        self.phone_note = words.say("register.phone_hidden", phone=household.phone) if hidden else ""
        box = self.ids.statuses
        box.clear_widgets()
        for status in STATUSES:
            choice = Choice(
                name_=f"register:{status}", text=words.say(f"status.{status}"), chosen=status == self.status
            )
            choice.bind(on_release=lambda _, status=status: self.choose(status))
            box.add_widget(choice)

    def choose(self, status: str) -> None:
        self.status = status
        self.draw()

    def changes(self) -> dict[str, str]:
        """Only what differs from what the form showed."""
        household = self.household
        written = {"name": self.ids.name.text.strip(), "phone": self.ids.phone.text.strip(), "status": self.status}
        shown = {
            "name": household.name,
            "phone": "" if "*" in household.phone else household.phone,
            "status": household.status,
        }
        return {field: value for field, value in written.items() if value != shown[field]}

    def save(self) -> None:
        if self.busy:
            return
        household_id, changes = self.household.id, self.changes()
        if not self.ids.name.text.strip():
            words.tell(self, "problem", lambda: words.say("register.name_missing"))
            return
        if not changes:
            self.dispatch("on_leave", household_id)
            return
        self.busy, self.problem = True, ""
        self.worker.run(
            lambda: self.store.amend_household(household_id, **changes),
            lambda kept: self.saved(household_id, kept),
            self.refused,
        )

    def saved(self, household_id: str, kept: str | None) -> None:
        self.busy = False
        self.dispatch("on_saved" if kept else "on_leave", household_id)

    def refused(self, problem: Exception) -> None:
        self.busy = False
        words.tell(self, "problem", lambda: refusal(problem))

    def leave(self) -> None:
        self.dispatch("on_leave", self.household.id)


def refusal(problem: Exception) -> str:
    """Says which field is not as it should be, where the store says it."""
    code = getattr(problem, "code", "")
    field = str(getattr(problem, "data", {}).get("field", ""))
    if code == "bad_record" and words.has(f"bad_field.{field}"):
        return words.say(f"bad_field.{field}")
    return words.say_or(f"problem.{code}", "problem.unexpected")
