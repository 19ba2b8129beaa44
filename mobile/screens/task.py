"""One task: what is to be done, where and until when, and the worker's next step, which needs no network."""

from dataclasses import dataclass, field

from kivy.properties import BooleanProperty, StringProperty

from mobile.screens.messages import category_name, lines
from mobile.screens.tab_screen import TabScreen
from mobile.widgets.press import MainButton, PlainButton
from mobile.widgets.words import words

# Handing back and settling say something to the office; beginning does not.
WITH_NOTE = ("resolved", "accepted")


@dataclass
class Begun:
    """A step that is being written: kept while the app runs, so that going back loses nothing."""

    to_state: str
    is_open: bool = True
    note: str = ""
    photos: list[tuple[str, bytes]] = field(default_factory=list)


class TaskScreen(TabScreen):
    tab = "today"
    side = True

    kind = StringProperty("")
    number = StringProperty("")
    icon = StringProperty("")
    state_text = StringProperty("")
    due = StringProperty("")
    overdue = BooleanProperty(False)
    waiting = StringProperty("")
    place = StringProperty("")
    about = StringProperty("")
    said = StringProperty("")
    problem = StringProperty("")
    has_door = BooleanProperty(False)
    # The step that is being written, or "".
    step = StringProperty("")
    note_label = StringProperty("")

    def __init__(self, *, store, worker, syncing, photographer, ways, **kwargs) -> None:
        super().__init__(name="task", **kwargs)
        self.store = store
        self.worker = worker
        self.syncing = syncing
        self.photographer = photographer
        self.ways = ways
        self.task = None
        self.names = {}
        self.begun: dict[str, Begun] = {}
        syncing.fbind("changed", self.read)
        words.fbind("say", self.draw)

    @property
    def is_busy(self) -> bool:
        return bool(self.step)

    def open(self, task_id: str) -> None:
        self.keep()
        if self.task is None or self.task.id != task_id:
            self.task, self.step, self.problem = None, "", ""
        messages = self.store.messages

        def read():
            messages.open_task(task_id)
            return messages.task(task_id), {category.code: category for category in self.store.categories()}

        def show(pair) -> None:
            self.show(pair)
            self.take_up_again()
            self.syncing.touched()

        self.worker.run(read, show, self.failed, topic="task")

    def read(self, *_: object) -> None:
        if self.task is not None:
            task_id = self.task.id
            self.worker.run(lambda: (self.store.messages.task(task_id), self.names), self.show, lambda _: None)

    def show(self, pair) -> None:
        if self.task is None or pair[0].id == self.task.id:
            self.task, self.names = pair
            self.draw()

    def failed(self, problem: Exception) -> None:
        words.tell_problem(self, problem)

    def draw(self, *_: object) -> None:
        task = self.task
        if task is None:
            return
        self.kind = category_name(self.names, task)
        self.number = task.number
        self.icon = task.domain
        self.state_text = words.say_or(f"incident.state_{task.state}", "list.other")
        key = "task.overdue" if task.overdue else "task.due"
        self.due = words.say(key, when=words.moment(task.due_at)) if task.due_at else words.say("task.no_limit")
        self.overdue = task.overdue
        if task.attention:
            self.waiting = words.say_or(f"reason.{task.attention}", "reason.other")
        else:
            self.waiting = words.say("messages.step_waiting") if task.waiting else ""
        self.place = lines(task.place, words.say("task.for_team", team=task.team) if task.team else "")
        self.about = task.description or words.say("incident.no_words")
        self.said = words.say("task.office_says", text=task.note) if task.note else ""
        self.has_door = task.household_id is not None
        self.note_label = words.say(f"task.note_{self.step}") if self.step else ""
        self.draw_steps()

    def draw_steps(self) -> None:
        """One button per step; the first is the main one."""
        box = self.ids.steps
        box.clear_widgets()
        if self.step or self.task is None:
            return
        # The main one stands last: on the right, or at the foot where the text is large.
        for to_state in reversed(self.task.next):
            kind = MainButton if to_state == self.task.next[0] else PlainButton
            button = kind(
                name_=f"task:to_{to_state}",
                icon="back" if to_state == "accepted" else "check",
                text=words.say(f"task.to_{to_state}"),
            )
            button.bind(on_release=lambda _, to_state=to_state: self.begin(to_state))
            box.add_widget(button)

    # -- a step ----------------------------------------------------------------------------------------------------

    def begin(self, to_state: str) -> None:
        self.problem = ""
        if to_state not in WITH_NOTE:
            self.take(to_state, "", ())
            return
        self.write(self.begun.get(self.task.id) or Begun(to_state), to_state)

    def take_up_again(self) -> None:
        begun = self.begun.get(self.task.id)
        if begun is not None and begun.is_open and begun.to_state in self.task.next:
            self.write(begun, begun.to_state)

    def write(self, begun: Begun, to_state: str) -> None:
        begun.to_state, begun.is_open = to_state, True
        self.begun[self.task.id] = begun
        self.note_label = words.say(f"task.note_{to_state}")
        self.ids.note.text = begun.note
        strip = self.ids.photos
        strip.clear()
        for sha256, jpeg in begun.photos:
            strip.add(sha256, jpeg)
        self.step = to_state
        self.draw_steps()

    def keep(self) -> None:
        begun = self.begun.get(self.task.id) if self.task is not None else None
        if begun is not None and self.step:
            begun.note = self.ids.note.text
            begun.photos = [pair for pair in begun.photos if pair[0] in self.ids.photos.hashes]

    def leave_step(self) -> None:
        self.keep()
        self.begun[self.task.id].is_open = False
        self.step = ""
        self.draw_steps()

    def camera(self) -> None:
        task_id = self.task.id

        def taken(sha256: str, jpeg: bytes) -> None:
            self.begun[task_id].photos.append((sha256, jpeg))
            if self.task.id == task_id:
                self.ids.photos.add(sha256, jpeg)

        self.photographer.take("incident", taken, self.photo_failed)

    def photo_failed(self, code: str) -> None:
        words.tell(self, "problem", lambda: words.say_or(f"photo.{code}", "photo.failed"))

    def save(self) -> None:
        note = self.ids.note.text.strip()
        if not note:
            words.tell(self, "problem", lambda: words.say("task.note_needed"))
            return
        self.take(self.step, note, tuple(self.ids.photos.hashes))

    def take(self, to_state: str, note: str, photos: tuple[str, ...]) -> None:
        task_id = self.task.id

        def kept(_: object) -> None:
            self.begun.pop(task_id, None)
            self.step, self.problem = "", ""
            self.syncing.recorded()
            if to_state in WITH_NOTE:
                self.ways.back()

        self.worker.run(
            lambda: self.store.messages.take_step(task_id, to_state=to_state, note=note, photos=photos),
            kept,
            self.failed,
        )

    # -- ways on ---------------------------------------------------------------------------------------------------

    def go_back(self) -> None:
        """Out of the step that is being written, then out of the task."""
        if self.step:
            self.leave_step()
        else:
            self.ways.back()

    def to_map(self) -> None:
        self.keep()
        if self.task.on_phone:
            self.ways.incident(self.task.id)
        else:
            self.ways.place(self.task.lon, self.task.lat)

    def to_door(self) -> None:
        self.keep()
        self.ways.household(self.task.household_id)
