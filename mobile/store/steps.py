"""Steps of an incident that this phone has taken and the server has not told yet."""

import sqlite3
from dataclasses import dataclass

from mobile.store.texts import body_of

COUNTS = ("waiting", "sending", "blocked", "sent")


@dataclass(frozen=True)
class Taken:
    """Where an incident is with the phone's own steps counted in."""

    state: str
    version: int
    waiting: bool
    attention: str


def counted_in(db: sqlite3.Connection, incident_id: str, state: str, version: int) -> Taken:
    """`state` and `version` are what the server last told. A second step builds on the first, also before that one is
    sent: it names the version that the first will make."""
    waiting, attention = False, ""
    rows = db.execute(
        "select * from outbox where entity_id = ? and kind = 'incident.step' and rested_at is null order by device_seq",
        (incident_id,),
    )
    for row in rows:
        waiting = waiting or row["state"] in ("waiting", "sending", "blocked")
        if row["state"] == "attention":
            attention = row["code"] or "rejected"
        if row["state"] in COUNTS and row["base_version"] is not None and row["base_version"] >= version:
            state, version = str(body_of(row)["to_state"]), row["base_version"] + 1
    return Taken(state, version, waiting, attention)
