"""What the messages show: tasks, call-outs, notices, and what happened since yesterday. "Stored plus pending", as all
that screens read; times are aware datetimes in UTC."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class TaskView:
    """An incident that is assigned to the worker, or to a team of theirs. `next` are the states that the worker may
    take it to; `waiting` that a step of this phone is not sent yet, `attention` the code of a refused one."""

    id: str
    number: str
    category: str
    domain: str
    description: str
    state: str
    version: int
    due_at: datetime | None
    place: str
    lon: float
    lat: float
    household_id: str | None
    team: str
    note: str
    next: tuple[str, ...]
    is_new: bool
    overdue: bool
    waiting: bool
    attention: str
    # Whether the map and the incident's own page know it: a team's task may lie outside the worker's grids.
    on_phone: bool


@dataclass(frozen=True)
class CallOutView:
    """The office asks for help. `answer` is one's own, or ""; `open` that it can still be answered."""

    id: str
    title: str
    text: str
    place: str
    contact: str
    team: str
    needed: int
    coming: int
    starts_at: datetime
    ends_at: datetime
    answer_by: datetime
    answer: str
    note: str
    open: bool
    late: bool
    ended: bool
    waiting: bool
    attention: str
    is_new: bool


@dataclass(frozen=True)
class NoticeView:
    id: str
    title: str
    text: str
    important: bool
    starts_at: datetime
    ends_at: datetime
    author: str
    is_new: bool


What = Literal["incident_new", "report_state", "decision", "household_in", "household_out"]


@dataclass(frozen=True)
class Happening:
    """Something that changed: `subject` names it, `id` leads to it, `count` says how many at once. `state` is what an
    incident came to, or what the office decided."""

    what: What
    at: datetime
    id: str = ""
    subject: str = ""
    state: str = ""
    note: str = ""
    count: int = 1


@dataclass(frozen=True)
class MessageCounts:
    """What waits for the worker: for the badge, which never counts what they have seen and settled."""

    tasks: int = 0
    overdue: int = 0
    call_outs: int = 0
    notices: int = 0
    questions: int = 0

    @property
    def all(self) -> int:
        return self.tasks + self.call_outs + self.notices + self.questions
