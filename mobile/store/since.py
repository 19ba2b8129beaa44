"""What changed since yesterday morning, read from what the phone has: nothing of it is asked from the server."""

import json
import sqlite3
from datetime import datetime, timedelta

from mobile.store.message_views import Happening
from mobile.store.times import moment_of, text_of

MOST = 60


def begin(now: datetime) -> datetime:
    """The beginning of yesterday, where the phone is."""
    return now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)


def happenings(db: sqlite3.Connection, *, me_id: str, me: str, now: datetime) -> list[Happening]:
    """The newest first."""
    since = begin(now)
    found = [
        *new_incidents(db, since, me_id),
        *states_of_own(db, since, me_id, me),
        *decisions(db, since),
        *households(db, since),
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def new_incidents(db: sqlite3.Connection, since: datetime, me_id: str) -> list[Happening]:
    """Of others, in the worker's own grids."""
    rows = db.execute(
        """
        select incident.* from incident join record using (id)
        where record.grid is not null and reported_at >= ? and reporter_id <> ?
        """,
        (text_of(since), me_id),
    )
    return [
        Happening("incident_new", moment_of(row["reported_at"]), row["id"], subject_of(row), row["state"])
        for row in rows
    ]


def states_of_own(db: sqlite3.Connection, since: datetime, me_id: str, me: str) -> list[Happening]:
    """What others did with what the worker reported or joined: the last step of each."""
    found = []
    for row in db.execute("select * from incident where reporter_id = ? or joiner_ids like ?", (me_id, f"%{me_id}%")):
        history = json.loads(row["history"] or "[]")
        steps = [step for step in history if step["state"] and step["by"] != me and moment_of(step["at"]) >= since]
        if steps:
            last = steps[-1]
            at, state, note = moment_of(last["at"]), last["state"], last["note"]
            found.append(Happening("report_state", at, row["id"], subject_of(row), state, note))
    return found


def decisions(db: sqlite3.Connection, since: datetime) -> list[Happening]:
    """What the office decided on records that it could not simply take."""
    rows = db.execute("select * from outbox where decided_at is not null and decision <> ''")
    told = [(moment_of(row["decided_at"]), row) for row in rows]
    return [
        Happening("decision", at, row["op_id"], row["title"], row["decision"], row["reason"])
        for at, row in told
        if at >= since
    ]


def households(db: sqlite3.Connection, since: datetime) -> list[Happening]:
    """Each one that came; those that left are only counted, since nothing of them is here any more."""
    came = db.execute(
        "select household.id, household.name, moved.at from moved join household on household.id = moved.household_id"
        " where way = 'in' and at >= ?",
        (text_of(since),),
    ).fetchall()
    found = [Happening("household_in", moment_of(row["at"]), row["id"], row["name"]) for row in came]
    count, last = db.execute(
        "select count(*), max(at) from moved where way = 'out' and at >= ?", (text_of(since),)
    ).fetchone()
    if count:
        found.append(Happening("household_out", moment_of(last), count=count))
    return found


def subject_of(row: sqlite3.Row) -> str:
    return str(row["description"]).strip().split("\n")[0][:60] or str(row["number"])
