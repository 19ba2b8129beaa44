"""The worker's tasks: incidents that the office assigned to them, with the phone's own steps counted in."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mobile.store import opened, steps
from mobile.store.message_views import TaskView
from mobile.store.problems import BadRecord, NotInStore
from mobile.store.recording import Intention, Recorder, check_photos, check_text
from mobile.store.times import moment_of
from mobile.wire import INCIDENT_STEP

KIND = "task"
# What a worker does with a task, from where it is; anything else is for the office.
WORK = {"assigned": ("in_progress", "accepted"), "in_progress": ("resolved",), "accepted": ("in_progress",)}
NEEDS_NOTE = ("resolved", "accepted")
OPEN = ("accepted", "assigned", "in_progress", "returned", "reopened")


def views(db: sqlite3.Connection, items: tuple[Mapping[str, Any], ...], now: datetime) -> list[TaskView]:
    """Overdue first, then by when they are due; what has no time limit comes last."""
    seen = opened.opened(db)
    found = [view(db, item, seen, now) for item in items]
    far = datetime.max.replace(tzinfo=now.tzinfo)
    return sorted((task for task in found if task.state in OPEN), key=lambda task: (task.due_at or far, task.id))


def view(db: sqlite3.Connection, item: Mapping[str, Any], seen: set[str], now: datetime) -> TaskView:
    taken = steps.counted_in(db, item["id"], item["state"], item["version"])
    due_at = moment_of(item["due_at"]) if item.get("due_at") else None
    return TaskView(
        id=item["id"],
        number=item["number"],
        category=item["category"],
        domain=item["domain"],
        description=item["description"],
        state=taken.state,
        version=taken.version,
        due_at=due_at,
        place=item["place"],
        lon=item["lon"],
        lat=item["lat"],
        household_id=item.get("household_id"),
        team=item.get("team") or "",
        note=item.get("note") or "",
        next=WORK.get(taken.state, ()),
        is_new=opened.key_of(KIND, item["id"], item["version"]) not in seen,
        overdue=due_at is not None and due_at < now,
        waiting=taken.waiting,
        attention=taken.attention,
        on_phone=db.execute("select 1 from incident where id = ?", (item["id"],)).fetchone() is not None,
    )


def take_step(
    recorder: Recorder,
    item: Mapping[str, Any] | None,
    task_id: str,
    *,
    to_state: str,
    note: str,
    photos: tuple[str, ...],
) -> str:
    """Keeps one step; returns the operation's id. The server judges whether it is legal. Raises `NotInStore`,
    `BadRecord` for a step that needs a note and has none."""
    check_text("note", note)
    check_photos(photos)
    if to_state in NEEDS_NOTE and not note.strip():
        raise BadRecord(field="note", value="")
    with recorder.saving() as db:
        if item is None:
            raise NotInStore(kind="task", id=task_id)
        taken = steps.counted_in(db, task_id, item["state"], item["version"])
        body: dict[str, Any] = {"to_state": to_state, "note": note.strip()}
        if photos:
            body["photos"] = list(photos)
        return recorder.keep(
            Intention(
                kind=INCIDENT_STEP,
                entity_id=task_id,
                body=body,
                title=item["number"] or item["description"][:60],
                base_version=taken.version,
                photos=photos,
            )
        )
