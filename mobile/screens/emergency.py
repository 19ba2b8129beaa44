"""An emergency on the phone: the doors to knock at, one tap for each, and how many people were found. Needs no network:
it works with what was last pulled, and each tap is kept at once."""

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from mobile.screens.emergency_door import STATE_ICONS, DoorCard
from mobile.screens.place import care_text, door_text
from mobile.screens.tab_screen import TabScreen
from mobile.store.emergencies import DoorToCheck, tally
from mobile.widgets.press import Chip, Press
from mobile.widgets.words import words

UNDO_SECONDS = 12
# Rows shown before "more": who needs help and who is unchecked stand on top.
MOST = 40


class CheckRow(Press):
    """A door of the checklist. Its tick says "safe" in one tap; the rest of the row opens the door."""

    text = StringProperty("")
    note = StringProperty("")
    state_text = StringProperty("")
    check_state = StringProperty("unchecked")
    icon = StringProperty("door")
    household_id = StringProperty("")
    has_care = BooleanProperty(False)

    __events__ = ("on_safe",)

    def on_safe(self) -> None:
        """The tick was pressed."""


class EmergencyScreen(TabScreen):
    """`headline` is what the red line over every screen says, "" when nothing is on; `rings` the area on the map."""

    tab = "map"
    side = True

    headline = StringProperty("")
    current_id = StringProperty("")
    rings = ObjectProperty(())
    title = StringProperty("")
    kind_text = StringProperty("")
    about = StringProperty("")
    places_text = StringProperty("")
    count_text = StringProperty("")
    people_text = StringProperty("")
    share_done = NumericProperty(0)
    clear_text = StringProperty("")
    undo_text = StringProperty("")
    more_text = StringProperty("")
    problem = StringProperty("")
    found = NumericProperty(-1)
    syncing = ObjectProperty()

    def __init__(self, *, store, worker, syncing, ways, gps, share, **kwargs) -> None:
        super().__init__(name="emergency", syncing=syncing, **kwargs)
        self.store = store
        self.worker = worker
        self.ways = ways
        self.gps = gps
        self.emergencies = []
        self.current = ""
        self.doors: list[DoorToCheck] = []
        self.rows: list[CheckRow] = []
        self.most = MOST
        self.near = None
        self.before: tuple[DoorToCheck, str] | None = None
        self.card = DoorCard(share=share)
        self.card.bind(on_checked=lambda _, state, people, note: self.check(self.card.door, state, people, note))
        syncing.fbind("changed", self.read)
        words.fbind("say", self.draw)
        self.read()

    # -- reading ---------------------------------------------------------------------------------------------------

    def on_pre_enter(self, *_: object) -> None:
        self.read()

    def read(self, *_: object) -> None:
        current, near = self.current, self.near

        def job():
            everything = self.store.emergencies.all()
            chosen = next((it for it in everything if it.id == current), next(iter(everything), None))
            doors = self.store.emergencies.checklist(chosen.id, near) if chosen and not chosen.ended_at else []
            return everything, chosen, doors

        self.worker.run(job, lambda found: self.show(*found), self.failed, topic="emergency")

    def show(self, everything, chosen, doors) -> None:
        self.emergencies, self.doors, self.problem = everything, doors, ""
        self.current = self.current_id = chosen.id if chosen else ""
        self.rings = tuple(ring for it in everything if it.ended_at is None for ring in it.area)
        self.draw()

    def failed(self, problem: Exception) -> None:
        words.tell_problem(self, problem)

    @property
    def chosen(self):
        return next((it for it in self.emergencies if it.id == self.current), None)

    def choose(self, emergency_id: str) -> None:
        self.current = emergency_id
        self.read()

    # -- drawing ---------------------------------------------------------------------------------------------------

    def draw(self, *_: object) -> None:
        running = [it for it in self.emergencies if it.ended_at is None]
        self.headline = ""
        if running:
            key = "emergency.exercise_on" if running[0].is_exercise else "emergency.on"
            self.headline = words.say(key, title=running[0].title)
        self.draw_chips(running)
        self.draw_head()
        self.draw_count()
        self.draw_rows()

    def draw_chips(self, running) -> None:
        box = self.ids.chips
        box.clear_widgets()
        for emergency in running if len(running) > 1 else ():
            chip = Chip(name_=f"emergency:{emergency.id}", text=emergency.title, chosen=emergency.id == self.current)
            chip.bind(on_release=lambda _, it=emergency.id: self.choose(it))
            box.add_widget(chip)

    def draw_head(self) -> None:
        emergency = self.chosen
        self.found = len(self.doors) if emergency and not emergency.ended_at else -1
        if emergency is None:
            self.title, self.kind_text, self.about, self.places_text = words.say("emergency.none"), "", "", ""
            self.clear_text = ""
            return
        self.title = emergency.title
        parts = [words.say_or(f"emergency.kind_{emergency.kind}", "emergency.kind_other")]
        parts.append(words.say_or(f"emergency.level_{emergency.level}", "emergency.kind_other"))
        if emergency.is_exercise:
            parts.append(words.say("emergency.exercise"))
        self.kind_text = " · ".join(parts)
        self.about = emergency.text
        self.places_text = words.say("list.comma").join(
            words.say_or(f"emergency.place_{it.kind}", "emergency.place_shelter", name=it.name)
            for it in emergency.places
        )
        self.clear_text = ""
        if emergency.ended_at:
            self.clear_text = words.say("emergency.all_clear", when=words.moment(emergency.ended_at))
            self.about = emergency.end_note

    def draw_count(self) -> None:
        count = tally(self.doors)
        self.share_done = count.checked / count.doors if count.doors else 0
        self.count_text = words.say("emergency.count", done=count.checked, all=count.doors)
        needs = count.states.get("needs_help", 0)
        found = words.say("emergency.people", found=count.found, people=count.people)
        self.people_text = " · ".join([words.say("emergency.need", n=needs), found] if needs else [found])

    def draw_rows(self) -> None:
        """Rows are made once and filled anew: a tap must not wait for forty new ones."""
        box, shown = self.ids.doors, self.doors[: self.most]
        while len(self.rows) < len(shown):
            row = CheckRow()
            row.bind(
                on_release=lambda it: self.open_door(it.household_id), on_safe=lambda it: self.safe(it.household_id)
            )
            self.rows.append(row)
        for number, row in enumerate(self.rows):
            if number < len(shown):
                for name, value in self.row(shown[number]).items():
                    setattr(row, name, value)
                if row.parent is None:
                    box.add_widget(row)
            elif row.parent is not None:
                box.remove_widget(row)
        left = len(self.doors) - len(shown)
        self.more_text = words.say("emergency.more", n=left) if left > 0 else ""

    def show_more(self) -> None:
        self.most += MOST
        self.draw_rows()

    def row(self, door: DoorToCheck) -> dict[str, object]:
        parts = [door_text(door)]
        if door.metres is not None:
            parts.append(words.say("report.away", metres=round(door.metres)))
        return {
            "name_": f"check:{door.household_id}",
            "household_id": door.household_id,
            "text": door.name,
            "note": " · ".join(parts),
            "state_text": self.state_text(door),
            "check_state": door.state,
            "icon": STATE_ICONS[door.state],
            "has_care": bool(door.care),
        }

    def state_text(self, door: DoorToCheck) -> str:
        """For a door that is unchecked, why to go there; else how it was found and by whom."""
        if door.state == "unchecked":
            return care_text(door.care) if door.care else words.say("emergency.state_unchecked")
        parts = [words.say(f"emergency.state_{door.state}")]
        if door.headcount is not None:
            parts.append(words.say("emergency.headcount", n=door.headcount))
        parts.append(words.say("incident.not_sent") if door.waiting else door.by)
        return " · ".join(part for part in parts if part)

    # -- checking --------------------------------------------------------------------------------------------------

    def door_of(self, household_id: str) -> DoorToCheck | None:
        return next((door for door in self.doors if door.household_id == household_id), None)

    def open_door(self, household_id: str) -> None:
        if door := self.door_of(household_id):
            self.card.show(door)

    def safe(self, household_id: str) -> None:
        if door := self.door_of(household_id):
            self.check(door, "safe", door.headcount if door.headcount is not None else door.people or None, door.note)

    def check(self, door: DoorToCheck, state: str, people: int | None, note: str) -> None:
        """Kept at once; "undo" keeps what stood before as one more check."""
        self.before = (door, state)
        self.record(door, state, people, note)
        words.tell(self, "undo_text", lambda: words.say("emergency.undo", name=door.name, state=said(state)))
        Clock.unschedule(self.forget_undo)
        Clock.schedule_once(self.forget_undo, UNDO_SECONDS)

    def undo(self) -> None:
        if self.before:
            door, _ = self.before
            self.record(door, door.state, door.headcount, door.note)
        self.forget_undo()

    def forget_undo(self, *_: object) -> None:
        self.before, self.undo_text = None, ""

    def record(self, door: DoorToCheck, state: str, people: int | None, note: str) -> None:
        emergency_id = self.current

        def job() -> str:
            return self.store.emergencies.check(
                emergency_id=emergency_id, household_id=door.household_id, state=state, headcount=people, note=note
            )

        self.worker.run(job, lambda _: self.syncing.recorded(), self.failed)
        self.read()

    # -- where -----------------------------------------------------------------------------------------------------

    def sort_by_distance(self) -> None:
        """One fix on a press; it only sorts the list, and is not kept."""
        self.gps.take(self.take_fix, lambda code: words.tell(self, "problem", lambda: words.say(f"fix.{code}")))

    def take_fix(self, fix) -> None:
        self.near = (fix.lon, fix.lat)
        self.read()

    def to_map(self) -> None:
        self.ways.area(self.rings)


def said(state: str) -> str:
    return words.say(f"emergency.state_{state}")
