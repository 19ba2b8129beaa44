"""The doors that are due: overdue first, then those of the coming week."""

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from mobile.screens.place import door_text
from mobile.screens.tab_screen import TabScreen
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


class TodayScreen(TabScreen):
    """`open_door(due)` leads to the household on the map."""

    tab = "today"
    calm = True

    summary = StringProperty("")
    problem = StringProperty("")
    loading = BooleanProperty(True)
    found = NumericProperty(-1)
    syncing = ObjectProperty()

    def __init__(self, *, store, worker, syncing, open_door, ways, **kwargs) -> None:
        super().__init__(name="today", syncing=syncing, **kwargs)
        self.store = store
        self.worker = worker
        self.open_door = open_door
        self.ways = ways
        self.doors = []
        syncing.fbind("changed", self.read)
        words.fbind("say", self.draw)
        self.read()

    def read(self, *_: object) -> None:
        self.worker.run(lambda: self.store.today(MOST), self.show, self.failed, topic="today")

    def show(self, doors) -> None:
        self.doors, self.loading, self.problem = doors, False, ""
        self.draw()

    def failed(self, problem: Exception) -> None:
        self.loading = False
        words.tell_problem(self, problem)

    def draw(self, *_: object) -> None:
        doors = self.doors
        self.found = -1 if self.loading else len(doors)
        overdue = sum(door.state == "overdue" for door in doors)
        self.summary = words.say("today.summary", n=len(doors), overdue=overdue) if doors else ""
        self.ids.doors.data = [
            {
                "text": door.name,
                "note": door_text(door),
                "due": words.due(door.due_on),
                "door_state": door.state,
                "has_care": door.has_care,
                "household_id": door.household_id,
                "name_": f"due:{door.household_id}",
                "on_pick": self.pick,
            }
            for door in doors
        ]

    def pick(self, household_id: str) -> None:
        self.open_door(next(door for door in self.doors if door.household_id == household_id))
