"""The doors that are due as a list: overdue first, or the nearest first."""

from collections.abc import Callable
from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.screens.place import door_text, standing
from mobile.store.walk import NearDoor
from mobile.widgets.press import Press
from mobile.widgets.words import words

MOST = 100


class DueRow(Press):
    text = StringProperty("")
    note = StringProperty("")
    due = StringProperty("")
    door_state = StringProperty("due")
    has_care = BooleanProperty(False)
    household_id = StringProperty("")
    on_pick = None


class DuePanel(BoxLayout):
    """`read_doors()` gives the doors on the working thread, `open_door(door)` leads to one. `near`: with the way there,
    from `place_text()`, and a button that takes a position by `take_position(done)`."""

    problem = StringProperty("")
    loading = BooleanProperty(True)
    found = NumericProperty(-1)
    near = BooleanProperty(False)
    place = StringProperty("")

    def __init__(
        self,
        *,
        worker,
        read_doors: Callable[[], Callable[[], list[Any]]],
        open_door,
        take_position=None,
        place_text: Callable[[], str] = str,
        **kwargs,
    ) -> None:
        super().__init__(**kwargs)
        self.worker = worker
        self.read_doors = read_doors
        self.open_door = open_door
        self.take_position = take_position
        self.place_text = place_text
        self.doors: list[Any] = []
        self.metres: dict[str, int] = {}
        words.fbind("say", self.draw)

    def read(self, *_: object) -> None:
        self.worker.run(self.read_doors(), self.show, self.failed, topic="near" if self.near else "today")

    def show(self, found) -> None:
        self.metres = {it.door.household_id: it.metres for it in found if isinstance(it, NearDoor)}
        self.doors = [it.door if isinstance(it, NearDoor) else it for it in found]
        self.loading, self.problem = False, ""
        self.draw()

    def failed(self, problem: Exception) -> None:
        self.loading = False
        words.tell_problem(self, problem)

    def draw(self, *_: object) -> None:
        self.found = -1 if self.loading else len(self.doors)
        self.place = self.place_text()
        self.ids.doors.data = [self.row(door) for door in self.doors]

    def row(self, door) -> dict[str, Any]:
        stands = standing(door.state, door.due_on)
        metres = self.metres.get(door.household_id)
        return {
            "text": door.name,
            "note": door_text(door),
            "due": stands if metres is None else f"{words.say('walk.metres', n=metres)} · {stands}",
            "door_state": door.state,
            "has_care": door.has_care,
            "household_id": door.household_id,
            "name_": f"due:{door.household_id}",
            "on_pick": self.pick,
        }

    def pick(self, household_id: str) -> None:
        self.open_door(next(door for door in self.doors if door.household_id == household_id))
