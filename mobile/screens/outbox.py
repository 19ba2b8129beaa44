"""The worker's own records tell the truth: what waits on this phone, what is on its way, what the office refused and
why, and what it decided about that."""

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.screens.place import value_text
from mobile.screens.tab_screen import TabScreen
from mobile.widgets.press import MainButton, PlainButton
from mobile.widgets.words import words

ICONS = {
    "waiting": "waiting",
    "sending": "sync",
    "sent": "check",
    "attention": "alert",
    "blocked": "clock",
    "dismissed": "note",
}
OPEN = ("attention", "dismissed", "blocked")
GROUPS = (
    ("attention", lambda item: item.state in OPEN),
    ("answered", lambda item: item.state == "sent" and item.decision),
    ("waiting", lambda item: item.state in ("waiting", "sending")),
    ("sent", lambda item: item.state == "sent" and not item.decision),
)
# Both versions are kept and only the office can choose: sending it again changes nothing.
FOR_THE_OFFICE = ("fields_changed", "resident_changed", "resident_removed")
# What is not on this phone any more would only be refused again.
NOT_OURS = ("outside_your_grids", "not_at_your_door", "unknown_household", "not_found")
MOST_SENT = 40


class ConflictField(BoxLayout):
    """A field of which phone and office hold different values."""

    field = StringProperty("")
    seen = StringProperty("")
    yours = StringProperty("")
    now = StringProperty("")


class OutboxRow(BoxLayout):
    icon = StringProperty("")
    state = StringProperty("waiting")
    text = StringProperty("")
    note = StringProperty("")
    photos = StringProperty("")
    written = StringProperty("")
    reason = StringProperty("")
    todo = StringProperty("")
    decision = StringProperty("")
    said = StringProperty("")


class OutboxTitle(BoxLayout):
    text = StringProperty("")


class OutboxScreen(TabScreen):
    """`open_household(id)` leads to what an item is about; `ways` to the day's receipt, or back to where one was."""

    tab = "me"
    side = True
    calm = True

    summary = StringProperty("")
    line = StringProperty("")
    line_kind = StringProperty("info")
    detail = StringProperty("")
    share = NumericProperty(0)
    loading = BooleanProperty(True)
    empty = BooleanProperty(False)
    problem = StringProperty("")
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
        for name in ("photos", "photo"):
            syncing.fbind(name, self.draw_line)
        # A photo has arrived: its record says so at once, not when the whole sync is over.
        syncing.fbind("photo", self.read)
        syncing.fbind("changed", self.read)
        words.fbind("say", self.draw)
        self.draw_line()
        self.read()

    def on_pre_enter(self, *_: object) -> None:
        self.problem = ""
        self.read()

    def read(self, *_: object) -> None:
        self.worker.run(self.store.outbox, self.show, self.failed, topic="outbox")

    def show(self, items) -> None:
        known, self.items, self.loading = (self.items, self.loading), items, False
        # Nothing else on a row but what the items hold: the same items need no new rows.
        if known != (items, False):
            self.draw()

    def failed(self, problem: Exception) -> None:
        self.loading = False
        words.tell_problem(self, problem)

    # -- the line that tells how the sending goes ------------------------------------------------------------------

    def draw_line(self, *_: object) -> None:
        sync = self.syncing
        self.share = sync.done / sync.total if sync.running and sync.total else 0
        self.detail = progress_text(sync) if sync.running else ""
        if sync.running:
            self.line, self.line_kind = words.say_or(f"sync.{sync.step}", "sync.start"), "info"
        elif sync.problem:
            self.line = words.say_or(f"problem.{sync.problem}", "problem.unexpected")
            self.line_kind = "warn" if sync.problem in ("offline", "server_busy", "token_expired") else "danger"
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

    # -- the records -----------------------------------------------------------------------------------------------

    def draw(self, *_: object) -> None:
        self.draw_line()
        box = self.ids.rows
        box.clear_widgets()
        self.empty = not self.items and not self.loading
        for group, belongs in GROUPS:
            members = [item for item in self.items if belongs(item)]
            if members:
                box.add_widget(OutboxTitle(text=words.say(f"outbox.{group}", n=len(members))))
            shown = members[:MOST_SENT] if group == "sent" else members
            for item in shown:
                box.add_widget(self.row(item))
            if len(shown) < len(members):
                box.add_widget(OutboxTitle(text=words.say("outbox.older", n=len(members) - len(shown))))

    def row(self, item) -> OutboxRow:
        row = OutboxRow(
            icon=ICONS.get(item.state, "waiting"),
            state=item.state,
            text=name_of(item),
            note=f"{words.moment(item.captured_at)} · {words.say_or(f'outbox.state_{item.state}', 'list.other')}",
        )
        if item.photos_total:
            row.photos = words.say("visit.photos_of", done=item.photos_sent, total=item.photos_total)
        if item.state in OPEN:
            # Behind the office's own words a general sentence says nothing more.
            row.reason = "" if item.decision and not words.has(f"reason.{item.code}") else reason_text(item)
            row.todo = "" if item.decision else self.todo_text(item)
            for conflict in item.fields:
                row.ids.fields.add_widget(conflict_field(conflict))
            row.written = "" if item.fields else written_text(item)
        if item.decision:
            row.decision = words.say_or(f"decision.{item.decision}", "decision.other")
            row.said = words.say("decision.said", reason=item.reason) if item.reason else ""
        self.add_acts(row, item)
        return row

    def add_acts(self, row: OutboxRow, item) -> None:
        acts = row.ids.acts
        if item.decision:
            acts.add_widget(self.act(MainButton, "understood", "check", item.op_id, self.put_to_rest))
        elif item.state == "attention" and not in_vain(item):
            acts.add_widget(self.act(PlainButton, "retry", "sync", item.op_id, self.retry))
        if item.state in OPEN and item.household_id and item.at_hand:
            open_it = self.act(
                PlainButton, "open", "door", item.op_id, lambda _: self.open_household(item.household_id)
            )
            acts.add_widget(open_it)

    def act(self, kind, name: str, icon: str, op_id: str, do):
        button = kind(name_=f"outbox:{name}:{op_id}", icon=icon, text=words.say(f"outbox.{name}"))
        button.bind(on_release=lambda *_: do(op_id))
        return button

    def todo_text(self, item) -> str:
        if item.state == "blocked":
            earlier = self.waits_for(item)
            if earlier is not None:
                return words.say("outbox.waits_for", what=name_of(earlier), when=words.moment(earlier.captured_at))
            return words.say("todo.blocked")
        undecided = item.fields or item.code in FOR_THE_OFFICE
        return words.say_or(f"todo.{item.code}", "todo.conflict" if undecided else "todo.other")

    def waits_for(self, item):
        """The refused record before this one, of the same matter or at the same door."""
        refused = [it for it in self.items if it.state == "attention" and it.captured_at <= item.captured_at]
        same = [it for it in refused if it.entity_id == item.entity_id]
        same = same or [it for it in refused if item.household_id and it.household_id == item.household_id]
        return same[-1] if same else None

    # -- acts ------------------------------------------------------------------------------------------------------

    def put_to_rest(self, op_id: str) -> None:
        self.change(lambda: self.store.put_to_rest(op_id))

    def retry(self, op_id: str) -> None:
        """Waits for the next sync, which starts at once where there is a network."""
        self.change(lambda: self.store.retry(op_id), self.syncing.recorded)

    def change(self, job, then=None) -> None:
        self.problem = ""
        self.worker.run(job, lambda _: (then or self.syncing.touched)(), self.failed)

    def sync(self) -> None:
        if self.syncing.problem == "token_expired":
            self.ways.sign_in_again()
        else:
            self.syncing.start()


def name_of(item) -> str:
    kind = words.say_or(f"kind.{item.kind}", "kind.other")
    return words.say("outbox.item", kind=kind, title=item.title) if item.title else kind


def reason_text(item) -> str:
    """In our words where we have some; else in the server's own sentence, which says more than "not accepted"."""
    if item.message and not words.has(f"reason.{item.code}"):
        return item.message
    return words.say_or(f"reason.{item.code}", "reason.blocked" if item.state == "blocked" else "reason.other")


def in_vain(item) -> bool:
    """Whether sending it again could change nothing."""
    return bool(item.fields) or item.code in FOR_THE_OFFICE or (item.code in NOT_OURS and not item.at_hand)


def written_text(item) -> str:
    """What the worker wrote down, field by field, so that it can be told to the office or written elsewhere."""
    person = item.kind.startswith("resident.")
    lines = []
    for name, value in item.written:
        key = "resident_name" if person and name == "name" else name
        label = words.say_or(f"field.{key}", "field.other")
        lines.append(words.say("outbox.field", field=label, value=value_text(name, value)))
    return "\n".join(lines)


def conflict_field(conflict) -> ConflictField:
    name = conflict.field
    return ConflictField(
        field=words.say_or(f"field.{name}", "field.other"),
        seen=words.say("conflict.seen", value=value_text(name, conflict.seen)),
        yours=words.say("conflict.yours", value=value_text(name, conflict.yours)),
        now=words.say("conflict.now", value=value_text(name, conflict.now)),
    )


def progress_text(sync) -> str:
    """How far a sync is, in the unit that it counts in."""
    if not sync.total:
        return ""
    if sync.step not in ("packs", "photos"):
        return words.say("getting.records", done=sync.done, total=sync.total)
    size = words.say("getting.bytes", done=f"{sync.done / 1e6:.1f}", total=f"{sync.total / 1e6:.1f}")
    if sync.step == "photos" and sync.photo:
        return words.say("sync.photo_of", n=sync.photo, of=sync.photos_in_all, size=size)
    return size
