"""Messages: what the office wants of the worker, what it tells, and what changed since yesterday. Each row leads to its
place. What was opened is kept on this phone and never sent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from mobile.screens.outbox import name_of, reason_text
from mobile.screens.tab_screen import TabScreen
from mobile.widgets.press import PlainButton, Press
from mobile.widgets.words import words

# Of each group; the rest comes with a press.
SHOWN = 12


class MessageRow(Press):
    icon = StringProperty("")
    text = StringProperty("")
    note = StringProperty("")
    due = StringProperty("")
    urgent = BooleanProperty(False)
    is_new = BooleanProperty(False)
    leads = BooleanProperty(True)


class MessageTitle(BoxLayout):
    text = StringProperty("")


@dataclass(frozen=True)
class Found:
    """Everything that the screen shows, read at once."""

    tasks: list
    call_outs: list
    notices: list
    questions: list
    happenings: list
    categories: dict

    def __len__(self) -> int:
        return sum(map(len, (self.tasks, self.call_outs, self.notices, self.questions, self.happenings)))


class MessagesScreen(TabScreen):
    """`ways` lead on; `alerts` knows whether the phone may say something aloud, and asks for it."""

    tab = "today"
    side = True
    calm = True

    problem = StringProperty("")
    loading = BooleanProperty(True)
    found = NumericProperty(-1)
    alerts = ObjectProperty()

    def __init__(self, *, store, worker, syncing, alerts, ways, **kwargs) -> None:
        super().__init__(name="messages", alerts=alerts, **kwargs)
        self.store = store
        self.worker = worker
        self.ways = ways
        self.read_from: Found | None = None
        self.wide: set[str] = set()
        syncing.fbind("changed", self.read)
        words.fbind("say", self.draw)

    def on_pre_enter(self, *_: object) -> None:
        self.wide = set()
        self.read()

    def read(self, *_: object) -> None:
        messages = self.store.messages

        def job() -> Found:
            return Found(
                messages.tasks(),
                messages.call_outs(),
                messages.notices(),
                messages.questions(),
                messages.since_yesterday(),
                {category.code: category for category in self.store.categories()},
            )

        self.worker.run(job, self.show, self.failed, topic="messages")

    def show(self, found: Found) -> None:
        known, self.read_from, self.loading, self.problem = self.read_from, found, False, ""
        if known != found:
            self.draw()

    def failed(self, problem: Exception) -> None:
        self.loading = False
        words.tell_problem(self, problem)

    # -- drawing ---------------------------------------------------------------------------------------------------

    def draw(self, *_: object) -> None:
        found = self.read_from
        if found is None:
            return
        box = self.ids.rows
        box.clear_widgets()
        self.found = len(found)
        self.group("tasks", found.tasks, self.task_row)
        self.group("call_outs", found.call_outs, self.call_out_row)
        self.group("questions", found.questions, self.question_row)
        self.group("notices", found.notices, self.notice_row)
        self.group("since", found.happenings, self.happening_row)

    def group(self, name: str, members: Iterable, row: Callable) -> None:
        members = list(members)
        if not members:
            return
        box = self.ids.rows
        box.add_widget(MessageTitle(text=words.say(f"messages.{name}", n=len(members))))
        shown = members if name in self.wide else members[:SHOWN]
        for member in shown:
            box.add_widget(row(member))
        if len(shown) < len(members):
            more = PlainButton(
                name_=f"messages:more_{name}", text=words.say("messages.more", n=len(members) - len(shown))
            )
            more.bind(on_release=lambda _: self.widen(name))
            box.add_widget(more)

    def widen(self, name: str) -> None:
        self.wide.add(name)
        self.draw()

    def task_row(self, task) -> MessageRow:
        row = MessageRow(
            name_=f"task:{task.id}",
            icon=task.domain,
            text=category_name(self.read_from.categories, task),
            note=lines(task.place, task.description),
            due=due_text(task),
            urgent=task.overdue or bool(task.attention),
            is_new=task.is_new,
        )
        row.bind(on_release=lambda _: self.ways.task(task.id))
        return row

    def call_out_row(self, call_out) -> MessageRow:
        row = MessageRow(
            name_=f"call_out:{call_out.id}",
            icon="hand",
            text=call_out.title,
            note=lines(span(call_out.starts_at, call_out.ends_at), call_out.place),
            due=answer_text(call_out),
            urgent=call_out.open and not call_out.answer and call_out.late,
            is_new=call_out.is_new,
        )
        row.bind(on_release=lambda _: self.ways.call_out(call_out.id))
        return row

    def question_row(self, item) -> MessageRow:
        said = words.say_or(f"decision.{item.decision}", "decision.other") if item.decision else reason_text(item)
        row = MessageRow(
            name_=f"question:{item.op_id}", icon="alert", text=name_of(item), note=said, urgent=not item.decision
        )
        row.bind(on_release=lambda _: self.ways.outbox())
        return row

    def notice_row(self, notice) -> MessageRow:
        row = MessageRow(
            name_=f"notice:{notice.id}",
            icon="bell",
            text=notice.title,
            note=words.say("messages.from", who=notice.author, when=words.moment(notice.starts_at)),
            due=words.say("messages.important") if notice.important else "",
            urgent=notice.important,
            is_new=notice.is_new,
        )
        row.bind(on_release=lambda _: self.ways.notice(notice.id))
        return row

    def happening_row(self, happening) -> MessageRow:
        row = MessageRow(
            name_=f"since:{happening.what}:{happening.id}",
            icon=SINCE_ICONS[happening.what],
            text=happening_text(happening),
            note=lines(words.moment(happening.at), happening.note),
            leads=bool(happening.id),
        )
        if happening.id:
            row.bind(on_release=lambda _: self.follow(happening))
        return row

    def follow(self, happening) -> None:
        if happening.what == "household_in":
            self.ways.household(happening.id)
        elif happening.what == "decision":
            self.ways.outbox()
        else:
            self.ways.incident(happening.id)


SINCE_ICONS = {
    "incident_new": "report",
    "report_state": "sync",
    "decision": "note",
    "household_in": "door",
    "household_out": "away",
}


def lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def span(starts_at: datetime, ends_at: datetime) -> str:
    """23 Nov 09:00–12:00, or both days."""
    same_day = starts_at.astimezone().date() == ends_at.astimezone().date()
    end = f"{ends_at.astimezone():%H:%M}" if same_day else words.moment(ends_at)
    return words.say("time.span", start=words.moment(starts_at), end=end)


def category_name(categories: dict, task) -> str:
    """As the office calls it, in English where it has given an English name."""
    category = categories.get(task.category)
    english = category.name_en if category and words.language == "en" else ""
    return english or (category.name if category else words.say_or(f"domain.{task.domain}", "list.other"))


def due_text(task) -> str:
    if task.waiting:
        return words.say("messages.step_waiting")
    if task.attention:
        return words.say_or(f"reason.{task.attention}", "reason.other")
    if task.due_at is None:
        return words.say_or(f"incident.state_{task.state}", "list.other")
    return words.say("task.overdue" if task.overdue else "task.due", when=words.moment(task.due_at))


def answer_text(call_out) -> str:
    """What is to be done about it, or what was."""
    if call_out.answer:
        said = words.say_or(f"answer.said_{call_out.answer}", "list.other")
        return words.say("answer.waiting", said=said) if call_out.waiting else said
    if not call_out.open:
        return words.say("call_out.over")
    if call_out.answer_by < datetime.now(UTC):
        return words.say("call_out.late")
    return words.say("call_out.answer_by", when=words.moment(call_out.answer_by))


def happening_text(happening) -> str:
    if happening.what == "report_state":
        state = words.say_or(f"incident.state_{happening.state}", "list.other")
        return words.say("since.report_state", what=happening.subject, state=state)
    if happening.what == "decision":
        said = words.say_or(f"decision.{happening.state}", "decision.other")
        return words.say("since.decision", what=happening.subject, said=said)
    if happening.what == "household_out":
        return words.say("since.household_out", n=happening.count)
    if happening.what == "household_in":
        return words.say("since.household_in", what=happening.subject)
    return words.say("since.incident_new", what=happening.subject)
