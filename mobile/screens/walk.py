"""Today's walk: how long, which doors in what order; accepted, rearranged and dropped by the worker."""

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.screens.hint import hint_text
from mobile.screens.place import door_text, standing
from mobile.store.walk import LENGTHS
from mobile.widgets.press import Actions, Chip, Press
from mobile.widgets.theme import theme
from mobile.widgets.words import words

LARGE_TEXT = 1.3


class WalkRow(Press):
    """A stop: its number or a tick, the door, how far; while arranging, three big buttons in place of the arrow."""

    text = StringProperty("")
    note = StringProperty("")
    due = StringProperty("")
    advice = StringProperty("")
    number = StringProperty("")
    door_state = StringProperty("due")
    has_care = BooleanProperty(False)
    done = BooleanProperty(False)
    arranging = BooleanProperty(False)
    stop_id = StringProperty("")
    panel: Any = ObjectProperty(None, allownone=True)


class WalkActs(Actions):
    """What can be done with the walk as a whole."""

    accepted = BooleanProperty(False)
    arranging = BooleanProperty(False)

    __events__ = ("on_map", "on_accept", "on_arrange", "on_end")

    def on_map(self) -> None:
        """The walk is to be seen on the map."""

    def on_accept(self) -> None:
        """The proposal is taken."""

    def on_arrange(self) -> None:
        """Rearranging begins or is done."""

    def on_end(self) -> None:
        """The walk is given up."""


class WalkPanel(BoxLayout):
    """`where()` gives (lon, lat) to start from, or None; `open_door(door)` and `show_route(walk)` lead to the map."""

    walk = ObjectProperty(None, allownone=True)
    summary = StringProperty("")
    problem = StringProperty("")
    minutes = NumericProperty(60)
    arranging = BooleanProperty(False)
    loading = BooleanProperty(True)
    accepted = BooleanProperty(False)
    found = NumericProperty(-1)

    def __init__(self, *, store, worker, where, open_door, show_route, **kwargs) -> None:
        super().__init__(**kwargs)
        self.store = store
        self.worker = worker
        self.where = where
        self.open_door = open_door
        self.show_route = show_route
        self.acts = WalkActs()
        self.acts.bind(
            on_map=lambda _: self.show_route(self.walk),
            on_accept=lambda _: self.accept(),
            on_arrange=lambda _: self.toggle_arranging(),
            on_end=lambda _: self.end(),
        )
        words.fbind("say", self.draw)
        theme.fbind("text_scale", self.draw)

    # -- reading and planning --------------------------------------------------------------------------------------

    def read(self, *_: object) -> None:
        """The accepted walk, or a fresh proposal."""
        start, minutes = self.where(), self.minutes

        def job():
            return self.store.walk.accepted() or self.store.walk.plan(minutes, start)

        self.run(job)

    def choose(self, minutes: int) -> None:
        self.minutes = minutes
        self.read()

    def accept(self) -> None:
        walk = self.walk
        if walk is not None and walk.stops:
            self.run(lambda: self.store.walk.accept(walk))

    def move(self, household_id: str, by: int) -> None:
        self.change(lambda: self.store.walk.move(household_id, by))

    def drop(self, household_id: str) -> None:
        self.change(lambda: self.store.walk.drop(household_id))

    def end(self) -> None:
        self.arranging = False
        self.change(self.store.walk.end)

    def change(self, act) -> None:
        """Changes what is kept and reads it again, in one job: two quick presses come one after the other."""
        start, minutes = self.where(), self.minutes

        def job():
            act()
            return self.store.walk.accepted() or self.store.walk.plan(minutes, start)

        self.run(job)

    def run(self, job) -> None:
        self.worker.run(job, self.show, self.failed, topic=None)

    def show(self, walk) -> None:
        self.walk, self.loading, self.problem = walk, False, ""
        self.accepted = walk.accepted
        self.arranging = self.arranging and walk.accepted
        self.draw()

    def failed(self, problem: Exception) -> None:
        self.loading = False
        words.tell_problem(self, problem)

    def toggle_arranging(self) -> None:
        self.arranging = not self.arranging
        self.draw()

    # -- drawing ---------------------------------------------------------------------------------------------------

    def draw(self, *_: object) -> None:
        walk = self.walk
        self.found = -1 if self.loading else len(walk.stops) if walk else 0
        self.draw_lengths()
        stops = self.ids.stops
        stops.clear_widgets()
        for row in self.rows(walk) if walk else []:
            stops.add_widget(WalkRow(**row))
        self.draw_acts()
        if walk is None or not walk.stops:
            self.summary = "" if self.loading else words.say("walk.none")
        elif walk.accepted:
            done = len(walk.stops) - len(walk.left)
            self.summary = words.say("walk.accepted", n=len(walk.left), done=done, minutes=walk.minutes)
        else:
            self.summary = words.say("walk.proposed", n=len(walk.stops), minutes=walk.minutes, metres=walk.metres)

    def draw_acts(self) -> None:
        self.acts.accepted, self.acts.arranging = self.accepted, self.arranging
        home = self.ids.behind if theme.text_scale > LARGE_TEXT else self.ids.foot
        if self.acts.parent not in (None, home) or self.found <= 0:
            self.ids.behind.clear_widgets()
            self.ids.foot.clear_widgets()
        if self.acts.parent is None and self.found > 0:
            home.add_widget(self.acts)

    def draw_lengths(self) -> None:
        box = self.ids.lengths
        box.clear_widgets()
        if self.accepted:
            return
        for minutes in LENGTHS:
            chip = Chip(name_=f"walk:{minutes}", text=words.say(f"walk.minutes_{minutes}"))
            chip.chosen = minutes == self.minutes
            chip.bind(on_release=lambda _, minutes=minutes: self.choose(minutes))
            box.add_widget(chip)

    def rows(self, walk) -> list[dict[str, Any]]:
        rows, number = [], 0
        for stop in walk.stops:
            number += not stop.done
            rows.append(self.row(stop, "" if stop.done else str(number)))
        return rows

    def row(self, stop, number: str) -> dict[str, Any]:
        door = stop.door
        parts = [words.say("walk.done") if stop.done else standing(door.state, door.due_on)]
        if stop.tasks:
            parts.append(words.say("walk.tasks", n=stop.tasks))
        if stop.metres:
            parts.append(words.say("walk.metres", n=stop.metres))
        return {
            "text": door.name,
            "note": door_text(door),
            "due": " · ".join(parts),
            "advice": "" if stop.done else hint_text(stop.hint),
            "number": number,
            "done": stop.done,
            "door_state": door.state,
            "has_care": door.has_care,
            "arranging": self.arranging,
            "stop_id": door.household_id,
            "name_": f"walk:{door.household_id}",
            "panel": self,
        }

    def pick(self, household_id: str) -> None:
        if not self.arranging:
            self.open_door(next(stop.door for stop in self.walk.stops if stop.door.household_id == household_id))
