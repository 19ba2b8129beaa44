"""What the phone says aloud, once each: a task or a call-out that has come, one that is due within the hour, an
emergency that begins. Words about the kind only: a screen that is locked shows nothing of a person or a place."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from mobile.store.message_views import CallOutView, TaskView
from mobile.store.times import text_of

SOON = timedelta(hours=1)
KEPT = timedelta(days=60)
# The office's evening: nobody's phone speaks from nine to seven.
QUIET_FROM, QUIET_UNTIL = 21, 7

Kind = Literal["task_new", "task_due", "call_out_new", "call_out_due", "emergency"]
URGENT: tuple[Kind, ...] = ("emergency",)


@dataclass(frozen=True)
class Alert:
    """`id` leads to the place that it is about; it is never shown."""

    kind: Kind
    id: str

    @property
    def key(self) -> str:
        return f"{self.kind} {self.id}"


def due_alerts(
    db: sqlite3.Connection,
    *,
    tasks: Iterable[TaskView],
    call_outs: Iterable[CallOutView],
    emergencies: Iterable[Mapping[str, Any]],
    now: datetime,
) -> list[Alert]:
    """The urgent first. In the quiet hours only an emergency; the rest waits for the morning."""
    told = {row["key"] for row in db.execute("select key from told")}
    found = [*(Alert("emergency", str(one["id"])) for one in emergencies if not one.get("ended_at"))]
    if not is_quiet(now):
        found += [*of_tasks(tasks, now), *of_call_outs(call_outs, now)]
    return [alert for alert in found if alert.key not in told]


def of_tasks(tasks: Iterable[TaskView], now: datetime) -> Iterator[Alert]:
    for task in tasks:
        if task.is_new:
            yield Alert("task_new", task.id)
        if task.due_at is not None and now <= task.due_at < now + SOON:
            yield Alert("task_due", task.id)


def of_call_outs(call_outs: Iterable[CallOutView], now: datetime) -> Iterator[Alert]:
    for one in call_outs:
        if not one.open or one.answer:
            continue
        if one.is_new:
            yield Alert("call_out_new", one.id)
        if now <= one.answer_by < now + SOON:
            yield Alert("call_out_due", one.id)


def is_quiet(now: datetime) -> bool:
    hour = now.astimezone().hour
    return hour >= QUIET_FROM or hour < QUIET_UNTIL


def remember(db: sqlite3.Connection, alerts: Iterable[Alert], now: datetime) -> None:
    rows = [(alert.key, text_of(now)) for alert in alerts]
    db.executemany("insert into told (key, at) values (?, ?) on conflict do nothing", rows)
    db.execute("delete from told where at < ?", (text_of(now - KEPT),))
