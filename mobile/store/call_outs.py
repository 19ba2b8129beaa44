"""Call-outs of the office, with the worker's own answer as this phone knows it."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mobile.store import opened
from mobile.store.message_views import CallOutView
from mobile.store.problems import BadRecord, NotInStore
from mobile.store.recording import Intention, Recorder, offered
from mobile.store.texts import body_of
from mobile.store.times import moment_of
from mobile.wire import CALL_OUT_ANSWER

KIND = "call_out"
ANSWERS = ("accepted", "declined", "done")
COMING = ("accepted", "done")
NOTE_LENGTH = 500


def views(db: sqlite3.Connection, items: tuple[Mapping[str, Any], ...], now: datetime) -> list[CallOutView]:
    """Those to answer first, by when an answer is due; then those that are answered, then those that are over."""
    seen = opened.opened(db)
    found = [view(db, item, seen, now) for item in items]
    return sorted(found, key=lambda one: (not one.open, bool(one.answer), one.answer_by, one.id))


def view(db: sqlite3.Connection, item: Mapping[str, Any], seen: set[str], now: datetime) -> CallOutView:
    told = item.get("answer") or {}
    own = own_answer(db, item["id"], told)
    over_at = moment_of(item["ends_at"])
    answer = own.get("answer", "")
    # The phone's own answer is counted in where the server does not know it yet.
    coming = item["coming"] + (answer in COMING) - (told.get("answer", "") in COMING)
    return CallOutView(
        id=item["id"],
        title=item["title"],
        text=item["text"],
        place=item["place"],
        contact=item["contact"],
        team=item["team"],
        needed=item["needed"],
        coming=coming,
        starts_at=moment_of(item["starts_at"]),
        ends_at=over_at,
        answer_by=moment_of(item["answer_by"]),
        answer=answer,
        note=own.get("note", ""),
        open=now < over_at,
        late=now >= moment_of(item["answer_by"]),
        ended=bool(item["ended"]),
        waiting=bool(own.get("waiting")),
        attention=own.get("attention", ""),
        is_new=opened.key_of(KIND, item["id"]) not in seen,
    )


def own_answer(db: sqlite3.Connection, call_out_id: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """The newest of this phone, unless the server has told it, or a later one of another phone."""
    rows = db.execute(
        """
        select * from outbox where entity_id = ? and kind = ? and rested_at is null order by device_seq desc
        """,
        (call_out_id, CALL_OUT_ANSWER),
    ).fetchall()
    attention = next((row["code"] or "rejected" for row in rows[:1] if row["state"] == "attention"), "")
    own = next((row for row in rows if row["state"] != "attention"), None)
    if own is None or told.get("id") == own["op_id"] or (own["state"] == "sent" and is_older(own, told)):
        return {**told, "attention": attention}
    return {**body_of(own), "waiting": own["state"] != "sent", "attention": attention}


def is_older(row: sqlite3.Row, told: Mapping[str, Any]) -> bool:
    return bool(told) and moment_of(row["captured_at"]) <= moment_of(told["answered_at"])


def answer(recorder: Recorder, item: Mapping[str, Any] | None, call_out_id: str, *, answer: str, note: str) -> str:
    """Keeps an answer; returns the operation's id. It may be changed until the call-out is over."""
    offered("answer", answer, ANSWERS)
    if len(note) > NOTE_LENGTH or "\x00" in note or any("\ud800" <= c <= "\udfff" for c in note):
        raise BadRecord(field="note", value=note[:40])
    with recorder.saving():
        if item is None:
            raise NotInStore(kind="call_out", id=call_out_id)
        body = {"answer": answer, "note": note.strip()}
        return recorder.keep(Intention(CALL_OUT_ANSWER, call_out_id, body, title=item["title"]))
