"""One door in an emergency: whom to ask for, whom to call, and how it was found, one tap each."""

from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.modalview import ModalView

from mobile.screens.place import care_text, door_text
from mobile.widgets.press import Choice, PlainButton
from mobile.widgets.words import words

STATE_ICONS = {
    "safe": "check",
    "needs_help": "hand",
    "not_found": "not_home",
    "away": "away",
    "moved_to_shelter": "moved",
    "unchecked": "door",
}
OFFERED = ("safe", "needs_help", "not_found", "away", "moved_to_shelter")
MOST_PEOPLE = 99


class DoorCard(ModalView):
    """At the foot of the window, where the thumb is. Fires `on_checked(state, headcount, note)`."""

    door = ObjectProperty(None, allownone=True)
    name_text = StringProperty("")
    place = StringProperty("")
    care = StringProperty("")
    people = NumericProperty(0)

    __events__ = ("on_checked",)

    def __init__(self, *, share, **kwargs) -> None:
        super().__init__(**kwargs)
        self.share = share

    def on_checked(self, state: str, people: int | None, note: str) -> None:
        """How the door was found."""

    def show(self, door) -> None:
        self.door = door
        self.name_text, self.place, self.care = door.name, door_text(door), care_text(door.care) if door.care else ""
        self.people = door.headcount if door.headcount is not None else door.people
        self.ids.note.text = door.note
        self.draw_calls()
        self.draw_states()
        self.ids.scroll.scroll_y = 1
        self.open(animation=False)

    def draw_calls(self) -> None:
        box = self.ids.calls
        box.clear_widgets()
        for number, (name, phone) in enumerate(self.door.phones):
            who = name or self.door.name
            call = PlainButton(name_=f"door:call:{number}", icon="phone")
            call.text = words.say("emergency.call", name=who, phone=phone)
            call.bind(on_release=lambda _, phone=phone: self.share.dial(phone))
            box.add_widget(call)

    def draw_states(self) -> None:
        box = self.ids.states
        box.clear_widgets()
        for state in OFFERED:
            choice = Choice(
                name_=f"found:{state}",
                icon=STATE_ICONS[state],
                text=words.say(f"emergency.state_{state}"),
                chosen=state == self.door.state,
            )
            choice.bind(on_release=lambda _, state=state: self.choose(state))
            box.add_widget(choice)

    def count(self, step: int) -> None:
        self.people = min(MOST_PEOPLE, max(0, self.people + step))

    def choose(self, state: str) -> None:
        """Only who was seen is counted: behind a closed door nobody was."""
        seen = state in ("safe", "needs_help", "moved_to_shelter")
        self.dismiss(animation=False)
        self.dispatch("on_checked", state, int(self.people) if seen else None, self.ids.note.text.strip())

    def shut(self) -> None:
        self.dismiss(animation=False)
