"""A household's plan with the phone's own visits counted in: "stored plus pending", by the rule that the server uses.

Due: the day of the last contact (or of registration) plus the interval; earlier if the last visit agreed on a day.
"""

import json
import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta

from mobile.store import pending
from mobile.store.times import day_of, uniform

CONTACTS = ("met", "phone")


@dataclass(frozen=True)
class Counted:
    """A visit that counts. `at` in the store's form."""

    id: str
    at: str
    outcome: str
    next_on: str | None


def settle(db: sqlite3.Connection, household_id: str) -> None:
    """Computes the `now_…` columns of one household afresh; nothing happens if it is not on the phone."""
    household = db.execute("select * from household where id = ?", (household_id,)).fetchone()
    if household is None:
        return
    # Once the server has told the household with the visit in it, its word counts: also that somebody corrected the
    # visit, and when it was by a clock that is right.
    own = db.execute(
        f"""
        select own_visit.* from own_visit join outbox using (op_id)
        left join record on record.id = own_visit.household_id
        where own_visit.household_id = ? and {pending.COUNTS}
        """,  # noqa: S608
        (household_id,),
    ).fetchall()
    known = {visit["id"]: visit for visit in json.loads(household["visits"])}
    if all(row["id"] in known for row in own):
        now = (household["due_on"], household["last_contact_at"], household["last_visit_at"], household["last_outcome"])
    else:
        now = counted_in(household, list(known.values()), own)
    db.execute(
        """
        update household set now_due_on = ?, now_contact_at = ?, now_visit_at = ?, now_outcome = ?, now_status = ?
        where id = ?
        """,
        (*now, pending.register_of(db, household).status, household_id),
    )


def counted_in(
    household: sqlite3.Row, known: "list[dict[str, str]]", own: "list[sqlite3.Row]"
) -> tuple[str | None, str | None, str | None, str]:
    """(due on, last contact, last visit, last outcome) from the server's visits and the phone's own."""
    corrected = {row["corrects"] for row in own if row["corrects"]}
    visits = {v["id"]: Counted(v["id"], uniform(v["visited_at"]) or "", v["outcome"], v["next_on"]) for v in known}
    visits |= {row["id"]: Counted(row["id"], row["visited_at"], row["outcome"], row["next_on"]) for row in own}
    counting = [visit for visit in visits.values() if visit.id not in corrected]
    last = max(counting, key=lambda visit: (visit.at, visit.id))
    contacts = [visit.at for visit in counting if visit.outcome in CONTACTS]
    # The server's last contact may be older than the visits that the phone holds, unless it is the one corrected.
    if household["last_contact_at"] and not any(
        visits[gone].at == household["last_contact_at"] for gone in corrected if gone in visits
    ):
        contacts.append(household["last_contact_at"])
    contact = max(contacts, default=None)
    return due_on(household, contact, last), contact, last.at, last.outcome


def due_on(household: sqlite3.Row, contact: str | None, last: Counted) -> str | None:
    if household["interval_days"] is None:
        return str(household["due_on"]) if household["due_on"] else None
    since = day_of(contact) if contact else date.fromisoformat(household["registered_on"])
    due = (since + timedelta(days=household["interval_days"])).isoformat()
    # A day before the visit itself is a slip of the finger.
    agreed = last.next_on if last.next_on and last.next_on > day_of(last.at).isoformat() else None
    return min(due, agreed) if agreed else due
