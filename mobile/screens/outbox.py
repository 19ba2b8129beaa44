"""The outbox tells the truth: what waits on this phone, what is on its way, what the office refused and why."""

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.screenmanager import Screen

from mobile.widgets.words import words

ICONS = {"waiting": "waiting", "sending": "sync", "sent": "check", "attention": "alert", "blocked": "clock"}


class OutboxRow(BoxLayout):
    icon = StringProperty("")
    state = StringProperty("waiting")
    text = StringProperty("")
    note = StringProperty("")
    photos = StringProperty("")
    reason = StringProperty("")
    todo = StringProperty("")
    act = StringProperty("")
    act_name = StringProperty("")
    press_act = ObjectProperty(None, allownone=True)


class OutboxTitle(BoxLayout):
    text = StringProperty("")


class OutboxScreen(Screen):
    """`open_household(id)` leads to what an item is about; `back()` to where one came from."""

    summary = StringProperty("")
    line = StringProperty("")
    line_kind = StringProperty("info")
    share = NumericProperty(0)
    loading = BooleanProperty(True)
    empty = BooleanProperty(False)
    syncing = ObjectProperty()

    def __init__(self, *, store, worker, syncing, open_household, ways, **kwargs) -> None:
        super().__init__(name="outbox", syncing=syncing, **kwargs)
        self.store = store
        self.worker = worker
        self.open_household = open_household
        self.ways = ways
        self.items = []
        for name in ("running", "problem", "online", "step", "done", "total", "finished_at", "waiting", "attention"):
            syncing.fbind(name, self.draw_line)
        syncing.fbind("changed", self.read)
        words.fbind("say", self.draw)
        self.draw_line()
        self.read()

    def on_pre_enter(self, *_: object) -> None:
        self.read()

    def read(self, *_: object) -> None:
        self.worker.run(self.store.outbox, self.show, topic="outbox")

    def show(self, items) -> None:
        self.items, self.loading = items, False
        self.draw()

    def draw_line(self, *_: object) -> None:
        sync = self.syncing
        self.share = sync.done / sync.total if sync.running and sync.total else 0
        if sync.running:
            step = words.say_or(f"sync.{sync.step}", "sync.start")
            self.line, self.line_kind = step, "info"
        elif sync.problem:
            self.line = words.say_or(f"problem.{sync.problem}", "problem.unexpected")
            self.line_kind = "warn" if sync.problem in ("offline", "server_busy") else "danger"
        elif sync.finished_at:
            self.line = words.say("sync.last", when=words.moment(sync.finished_at))
            self.line_kind = "good"
        else:
            self.line, self.line_kind = "", "info"
        parts = []
        if sync.waiting:
            parts.append(words.say("pill.waiting", n=sync.waiting))
        if sync.attention:
            parts.append(words.say("pill.attention", n=sync.attention))
        if sync.photos:
            parts.append(words.say("outbox.photos", n=sync.photos))
        self.summary = words.say("list.comma").join(parts) or words.say("outbox.all_sent")

    def draw(self, *_: object) -> None:
        self.draw_line()
        box = self.ids.rows
        box.clear_widgets()
        self.empty = not self.items and not self.loading
        for group, states in (
            ("attention", ("attention", "blocked")),
            ("waiting", ("waiting", "sending")),
            ("sent", ("sent",)),
        ):
            members = [item for item in self.items if item.state in states]
            if members:
                box.add_widget(OutboxTitle(text=words.say(f"outbox.{group}", n=len(members))))
            for item in members:
                box.add_widget(self.row(item))

    def row(self, item) -> OutboxRow:
        kind = words.say_or(f"kind.{item.kind}", "kind.other")
        row = OutboxRow(
            icon=ICONS.get(item.state, "waiting"),
            state=item.state,
            text=words.say("outbox.item", kind=kind, title=item.title) if item.title else kind,
            note=f"{words.moment(item.captured_at)} · {words.say_or(f'outbox.state_{item.state}', 'list.other')}",
        )
        if item.photos_total:
            row.photos = words.say("visit.photos_of", done=item.photos_sent, total=item.photos_total)
        if item.state in ("attention", "blocked"):
            row.reason = words.say_or(f"reason.{item.code}", "reason.other")
            if item.message and not words.has(f"reason.{item.code}"):
                row.reason = item.message
            row.todo = words.say_or(f"todo.{item.code}", "todo.blocked" if item.state == "blocked" else "todo.other")
            if item.household_id:
                row.act, row.act_name = words.say("outbox.open"), f"outbox:open:{item.op_id}"
                row.press_act = lambda: self.open_household(item.household_id)
        return row

    def sync(self) -> None:
        if self.syncing.problem == "token_expired":
            self.ways.sign_in_again()
        else:
            self.syncing.start()
