"""The messages of one worker: tasks, call-outs, notices, questions of the office, and what changed since yesterday."""

from datetime import datetime

from mobile.store import call_outs, meta, office_time, opened, since, tasks
from mobile.store.alerts import Alert, due_alerts, remember
from mobile.store.clock import Clock
from mobile.store.database import Database
from mobile.store.message_views import CallOutView, Happening, MessageCounts, NoticeView, TaskView
from mobile.store.outbox import Outbox
from mobile.store.problems import NotInStore
from mobile.store.recording import Recorder
from mobile.store.sections import Sections
from mobile.store.times import moment_of
from mobile.store.views import OutboxItem

NOTICE = "notice"


class Messages:
    def __init__(
        self, database: Database, sections: Sections, outgoing: Outbox, recorder: Recorder, clock: Clock
    ) -> None:
        self.database = database
        self.sections = sections
        self.outgoing = outgoing
        self.recorder = recorder
        self.clock = clock

    # -- reading

    def tasks(self) -> list[TaskView]:
        """Open ones: overdue first, then by when they are due."""
        return tasks.views(self.database.read(), self.sections.items("tasks"), self._now())

    def task(self, task_id: str) -> TaskView:
        """Also one that this phone has just settled. Raises `NotInStore`."""
        item = self._item("tasks", task_id)
        if item is None:
            raise NotInStore(kind="task", id=task_id)
        db = self.database.read()
        return tasks.view(db, item, opened.opened(db), self._now())

    def call_outs(self) -> list[CallOutView]:
        """Those to answer first, by when an answer is due."""
        return call_outs.views(self.database.read(), self.sections.items("call_outs"), self._now())

    def call_out(self, call_out_id: str) -> CallOutView:
        """Raises `NotInStore`."""
        found = next((one for one in self.call_outs() if one.id == call_out_id), None)
        if found is None:
            raise NotInStore(kind="call_out", id=call_out_id)
        return found

    def notices(self) -> list[NoticeView]:
        """Those that hold now, also without a network; the important ones first."""
        now, seen = self._now(), opened.opened(self.database.read())
        found = [
            NoticeView(
                id=item["id"],
                title=item["title"],
                text=item["text"],
                important=item["important"],
                starts_at=moment_of(item["starts_at"]),
                ends_at=moment_of(item["ends_at"]),
                author=item["author"],
                is_new=opened.key_of(NOTICE, item["id"]) not in seen,
            )
            for item in self.sections.items("notices")
        ]
        return [notice for notice in found if notice.starts_at <= now < notice.ends_at]

    def notice(self, notice_id: str) -> NoticeView:
        """Raises `NotInStore`, also when its time is over."""
        found = next((one for one in self.notices() if one.id == notice_id), None)
        if found is None:
            raise NotInStore(kind="notice", id=notice_id)
        return found

    def questions(self) -> list[OutboxItem]:
        """Own records that the office or the worker has to look at: refused, in conflict, or decided and not read."""
        return [item for item in self.outgoing.items() if item.state in ("attention", "dismissed") or item.decision]

    def since_yesterday(self) -> list[Happening]:
        """The newest first."""
        me = meta.get(self.database.read(), "person") or {}
        return since.happenings(
            self.database.read(), me_id=str(me.get("id") or ""), me=str(me.get("display_name") or ""), now=self._now()
        )

    def counts(self) -> MessageCounts:
        """What is new or waits for the worker."""
        waiting = self.tasks()
        return MessageCounts(
            tasks=sum(task.is_new or task.overdue for task in waiting),
            overdue=sum(task.overdue for task in waiting),
            call_outs=sum(one.open and not one.answer for one in self.call_outs()),
            notices=sum(notice.is_new for notice in self.notices()),
            questions=len(self.questions()),
        )

    # -- what the worker does

    def open_task(self, task_id: str) -> None:
        """The worker has it in front of them. Stays on this phone."""
        item = self._item("tasks", task_id)
        if item is not None:
            self._mark(opened.key_of(tasks.KIND, task_id, item["version"]))

    def open_call_out(self, call_out_id: str) -> None:
        self._mark(opened.key_of(call_outs.KIND, call_out_id))

    def open_notice(self, notice_id: str) -> None:
        self._mark(opened.key_of(NOTICE, notice_id))

    def take_step(self, task_id: str, *, to_state: str, note: str = "", photos: tuple[str, ...] = ()) -> str:
        """Keeps one step of a task; returns the operation's id. Raises `NotInStore`, `BadRecord`, `DiskFull`,
        `StorageFailed`; then nothing was kept."""
        item = self._item("tasks", task_id)
        return tasks.take_step(self.recorder, item, task_id, to_state=to_state, note=note, photos=photos)

    def answer_call_out(self, call_out_id: str, answer: str, note: str = "") -> str:
        """Keeps an answer (`accepted`, `declined`, `done`); returns the operation's id. Raises as `take_step`."""
        item = self._item("call_outs", call_out_id)
        return call_outs.answer(self.recorder, item, call_out_id, answer=answer, note=note)

    # -- what the phone says aloud

    def due_alerts(self) -> list[Alert]:
        """What is to be told now and has not been; `told` keeps it from being told again."""
        return due_alerts(
            self.database.read(),
            tasks=self.tasks(),
            call_outs=self.call_outs(),
            emergencies=self.sections.items("emergencies"),
            now=self._now(),
        )

    def told(self, alerts: list[Alert]) -> None:
        with self.database.write() as db:
            remember(db, alerts, self._now())

    def _mark(self, key: str) -> None:
        with self.database.write() as db:
            opened.mark(db, [key], self._now())

    def _item(self, section: str, item_id: str) -> dict[str, object] | None:
        return next((item for item in self.sections.items(section) if item["id"] == item_id), None)

    def _now(self) -> datetime:
        return office_time.now(self.database.read(), self.clock)
