"""After a visit is saved: what happens next, some seconds to take it back, and what may follow from it."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.screens.hint import hint_text
from mobile.screens.place import door_text
from mobile.store.undoing import SECONDS
from mobile.widgets.press import Row
from mobile.widgets.words import words


class SavedPage(BoxLayout):
    """Fires `on_released` when the visit may be sent, `on_undone(household, draft)` when it was taken back,
    `on_hand_on(household, need, note)` for a need that is to become an incident, `on_next(door)` for the walk's next
    door, and `on_done`."""

    household = ObjectProperty(None, allownone=True)
    household_name = StringProperty("")
    place = StringProperty("")
    title = StringProperty("")
    follows = StringProperty("")
    advice = StringProperty("")
    problem = StringProperty("")
    undo_text = StringProperty("")
    seconds = NumericProperty(0)
    busy = BooleanProperty(False)
    next_door = ObjectProperty(None, allownone=True)
    peek_height = NumericProperty(0)

    __events__ = ("on_released", "on_undone", "on_hand_on", "on_next", "on_done")

    def __init__(self, *, store, worker, syncing, **kwargs) -> None:
        super().__init__(**kwargs)
        self.store = store
        self.worker = worker
        self.syncing = syncing
        self.visit_id = ""
        self.draft: Any = None
        self.handed: set[str] = set()
        self.ticking: Any = None
        self.read: tuple[Any, Any, Any] = (None, None, None)
        words.fbind("say", self.draw)

    def on_released(self) -> None:
        """The time for taking it back is over."""

    def on_undone(self, household, draft) -> None:
        """The visit was taken back."""

    def on_hand_on(self, household, need: str, note: str) -> None:
        """A need is to be reported as an incident."""

    def on_next(self, door) -> None:
        """To the next door of today's walk."""

    def on_done(self) -> None:
        """The worker has seen it."""

    def open(self, household, visit_id: str, draft) -> None:
        self.stop()
        self.household, self.visit_id, self.draft = household, visit_id, draft
        self.handed, self.problem, self.busy = set(), "", False
        self.read = (household, None, None)
        self.seconds = SECONDS
        self.ticking = Clock.schedule_interval(self.tick, 1)

        def job():
            store = self.store
            return store.household(household.id), store.walk.hint(household.id), store.walk.accepted()

        self.worker.run(job, self.show, lambda _: None, topic="saved")
        self.draw()

    def show(self, read) -> None:
        self.read = read
        self.draw()

    # -- taking it back --------------------------------------------------------------------------------------------

    def tick(self, _: float) -> None:
        self.seconds = max(0, self.seconds - 1)
        if self.seconds:
            self.draw_undo()
        else:
            self.release()

    def stop(self) -> None:
        if self.ticking is not None:
            self.ticking.cancel()
            self.ticking = None

    def release(self) -> None:
        """From now on the visit may be sent."""
        if self.ticking is None:
            return
        self.stop()
        self.seconds = 0
        self.store.undo.release()
        self.draw_undo()
        self.dispatch("on_released")

    def undo(self) -> None:
        if not self.seconds or self.busy:
            return
        self.stop()
        self.busy = True
        visit_id, household, draft = self.visit_id, self.household, self.draft

        def undone(_: object) -> None:
            self.busy, self.seconds = False, 0
            self.dispatch("on_undone", household, draft)

        self.worker.run(lambda: self.store.undo.take_back(visit_id), undone, self.refused)

    def refused(self, problem: Exception) -> None:
        self.busy, self.seconds = False, 0
        self.store.undo.release()
        words.tell_problem(self, problem)
        self.draw_undo()
        self.dispatch("on_released")

    # -- what follows ----------------------------------------------------------------------------------------------

    def hand_on(self, need: str) -> None:
        self.handed.add(need)
        self.release()
        self.dispatch("on_hand_on", self.household, need, self.draft.note)

    def go_next(self) -> None:
        self.release()
        self.dispatch("on_next", self.next_door)

    def done(self) -> None:
        self.release()
        self.dispatch("on_done")

    # -- drawing ---------------------------------------------------------------------------------------------------

    def draw(self, *_: object) -> None:
        if self.household is None:
            return
        household, hint, walk = self.read
        self.household_name, self.place = self.household.name, door_text(self.household)
        self.title = words.say("saved.title", outcome=words.say(f"outcome.{self.draft.outcome}"))
        sent = words.say("saved.sent_soon" if self.syncing.online else "saved.sent_later")
        self.follows = "\n".join(part for part in (sent, self.next_text(household)) if part)
        self.advice = hint_text(hint)
        left = [stop.door for stop in walk.left if stop.door.household_id != self.household.id] if walk else []
        self.next_door = left[0] if left else None
        self.draw_undo()
        self.draw_rows()

    def next_text(self, household) -> str:
        if household is None or household.due_on is None:
            return ""
        if household.state == "excluded":
            return words.say("saved.no_next")
        return words.say("saved.next", day=words.day(household.due_on), due=words.due(household.due_on))

    def draw_undo(self) -> None:
        self.undo_text = words.say("saved.undo", n=round(self.seconds)) if self.seconds else ""

    def draw_rows(self) -> None:
        box = self.ids.rows
        box.clear_widgets()
        needs = self.draft.needs if self.draft.outcome in ("met", "phone") else ()
        for need in needs:
            if need in self.handed:
                continue
            row = Row(
                name_=f"saved:hand_on:{need}",
                icon="report",
                text=words.say("saved.hand_on", need=words.say(f"need.{need}")),
                note=words.say("saved.hand_on_note"),
            )
            row.bind(on_release=lambda _, need=need: self.hand_on(need))
            box.add_widget(row)
        if self.next_door is not None:
            door = self.next_door
            row = Row(
                name_="saved:next_door",
                icon="today",
                text=words.say("saved.next_door", name=door.name),
                note=door_text(door),
            )
            row.bind(on_release=lambda _: self.go_next())
            box.add_widget(row)
