"""The day: the doors that are due, by date or by distance, and the walk to them."""

from typing import Any

from kivy.properties import ObjectProperty, StringProperty

from mobile.screens.due import MOST, DuePanel
from mobile.screens.tab_screen import TabScreen
from mobile.screens.walk import WalkPanel
from mobile.widgets.press import Chip
from mobile.widgets.words import words


class TodayScreen(TabScreen):
    """Three ways to look at it: by date, by distance, as a walk. `open_door(due)` leads to the household on the map;
    `middle()` is the map's place, from which distances count until a position was taken."""

    tab = "today"
    calm = True

    mode = StringProperty("due")
    summary = StringProperty("")
    syncing = ObjectProperty()
    alerts = ObjectProperty()

    def __init__(self, *, store, worker, syncing, alerts, gps, middle, open_door, ways, **kwargs) -> None:
        super().__init__(name="today", syncing=syncing, alerts=alerts, **kwargs)
        self.store = store
        self.worker = worker
        self.gps = gps
        self.middle = middle
        self.ways = ways
        # Where the worker stood when they last pressed the button; never written down.
        self.position: tuple[float, float] | None = None
        self.problem_code = ""
        self.panels = {
            "due": DuePanel(worker=worker, read_doors=lambda: lambda: store.today(MOST), open_door=open_door),
            "near": DuePanel(
                near=True,
                worker=worker,
                read_doors=self.nearest,
                open_door=open_door,
                take_position=self.take_position,
                place_text=self.place_text,
            ),
            "walk": WalkPanel(store=store, worker=worker, where=self.where, open_door=open_door, show_route=ways.walk),
        }
        self.panels["due"].fbind("found", self.draw)
        syncing.fbind("changed", self.read)
        words.fbind("say", self.draw)
        self.read()

    @property
    def doors(self) -> list[Any]:
        return self.panels["due"].doors

    def on_pre_enter(self, *_: object) -> None:
        """The map may have moved, and a visit been recorded."""
        self.read()

    def read(self, *_: object) -> None:
        self.panels["due"].read()
        if self.mode != "due":
            self.panels[self.mode].read()
        self.draw()

    def look(self, mode: str) -> None:
        self.mode = mode
        self.read()

    # -- where from ------------------------------------------------------------------------------------------------

    def where(self) -> tuple[float, float] | None:
        return self.position or self.middle()

    def nearest(self):
        at = self.where()
        return (lambda: self.store.walk.nearest(*at, MOST)) if at else (lambda: self.store.today(MOST))

    def take_position(self) -> None:
        """One fix by this press; a second press goes back to the map's place."""
        self.problem_code = ""
        if self.position is not None:
            self.position = None
            self.read()
        else:
            self.gps.take(self.took, self.no_fix)

    def took(self, fix) -> None:
        self.position = (fix.lon, fix.lat)
        self.read()

    def no_fix(self, code: str) -> None:
        self.problem_code = code
        self.panels["near"].draw()

    def place_text(self) -> str:
        if self.problem_code:
            return words.say_or(f"fix.{self.problem_code}", "fix.none")
        return words.say("today.at_me" if self.position else "today.at_map")

    # -- drawing ---------------------------------------------------------------------------------------------------

    def draw(self, *_: object) -> None:
        doors = self.doors
        overdue, never = (sum(door.state == state for door in doors) for state in ("overdue", "never"))
        self.summary = words.say("today.summary", n=len(doors), overdue=overdue, never=never) if doors else ""
        box = self.ids.modes
        box.clear_widgets()
        for mode in self.panels:
            chip = Chip(name_=f"today:{mode}", text=words.say(f"today.by_{mode}"), chosen=mode == self.mode)
            chip.bind(on_release=lambda _, mode=mode: self.look(mode))
            box.add_widget(chip)
        panel = self.panels[self.mode]
        if panel.parent is not self.ids.body:
            self.ids.body.clear_widgets()
            self.ids.body.add_widget(panel)
