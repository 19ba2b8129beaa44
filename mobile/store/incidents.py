"""What screens read of incidents: those the server told, and own reports that it does not know yet."""

import json
import sqlite3
from dataclasses import replace
from datetime import datetime

from mobile.store.problems import NotInStore
from mobile.store.texts import body_of
from mobile.store.times import moment_of, text_of
from mobile.store.views import CategoryView, IncidentEvent, IncidentView

# In `meta`: the codes that were reported last on this phone.
LAST_CATEGORIES = "last_categories"
MOST_LAST = 6

TOLD = """
    select incident.*, coalesce(category.domain, '') as domain,
        (select count(*) from own_incident join op_photo using (op_id) join photo using (sha256)
         where own_incident.id = incident.id and stored = 1) as own_stored,
        exists (select 1 from outbox where entity_id = incident.id and state in ('waiting', 'sending', 'blocked'))
            as waiting,
        coalesce((select code from outbox where entity_id = incident.id and state = 'attention' and rested_at is null
                  order by device_seq desc limit 1), '') as attention
    from incident left join category on category.code = incident.category
"""
OWN = """
    select own_incident.*, coalesce(category.domain, '') as domain, outbox.state as outbox_state, outbox.code,
        outbox.body,
        (select count(*) from op_photo join photo using (sha256)
         where op_id = outbox.op_id and stored = 1) as own_stored
    from own_incident join outbox using (op_id) left join category on category.code = own_incident.category
    where own_incident.id not in (select id from incident) and rested_at is null
"""


def incidents(db: sqlite3.Connection, *, me_id: str, me: str) -> list[IncidentView]:
    joins = joins_of(db, me)
    told = [with_joins(told_view(row, me_id), joins) for row in db.execute(TOLD)]
    own = [with_joins(own_view(row, me), joins) for row in db.execute(OWN)]
    return sorted(told + own, key=lambda incident: (incident.reported_at, incident.id), reverse=True)


def incident(db: sqlite3.Connection, incident_id: str, *, me_id: str, me: str) -> IncidentView:
    row = db.execute(f"{TOLD} where incident.id = ?", (incident_id,)).fetchone()
    if row is not None:
        return with_joins(told_view(row, me_id), joins_of(db, me, incident_id))
    row = db.execute(f"{OWN} and own_incident.id = ?", (incident_id,)).fetchone()
    if row is not None:
        return with_joins(own_view(row, me), joins_of(db, me, incident_id))
    raise NotInStore(kind="incident", id=incident_id)


def told_view(row: sqlite3.Row, me_id: str) -> IncidentView:
    return IncidentView(
        id=row["id"],
        number=row["number"],
        category=row["category"],
        domain=row["domain"],
        description=row["description"],
        lon=row["lon"],
        lat=row["lat"],
        accuracy_m=row["accuracy_m"],
        source=row["source"],
        household_id=row["household_id"],
        state=row["state"],
        version=row["version"],
        reported_at=moment_of(row["reported_at"]),
        due_at=moment_of(row["due_at"]) if row["due_at"] else None,
        reporter=row["reporter"],
        mine=row["reporter_id"] == me_id,
        waiting=bool(row["waiting"]),
        attention=row["attention"],
        photo_count=row["photos"],
        photos_stored=max(row["photos_stored"], row["own_stored"]),
        joined=len(joiners := json.loads(row["joiner_ids"])),
        joined_by_me=me_id in joiners,
        solved_on_spot=bool(row["solved_on_spot"]),
        history=tuple(
            IncidentEvent(moment_of(told["at"]), told["state"], told["note"], told["by"])
            for told in json.loads(row["history"] or "[]")
        ),
    )


def own_view(row: sqlite3.Row, me: str) -> IncidentView:
    refused = row["outbox_state"] == "attention"
    solved = json.loads(row["body"]).get("solved")
    at = moment_of(row["reported_at"])
    history: tuple[IncidentEvent, ...] = (IncidentEvent(at, "reported", "", me, waiting=True),)
    if solved:
        history += (IncidentEvent(at, "resolved", solved["note"], me, waiting=True),)
    return IncidentView(
        id=row["id"],
        number="",
        category=row["category"],
        domain=row["domain"],
        description=row["description"],
        lon=row["lon"],
        lat=row["lat"],
        accuracy_m=row["accuracy_m"],
        source=row["source"],
        household_id=row["household_id"],
        state="resolved" if solved else "reported",
        version=0,
        reported_at=moment_of(row["reported_at"]),
        due_at=None,
        reporter=me,
        mine=True,
        waiting=row["outbox_state"] in {"waiting", "sending", "blocked"},
        attention=(row["code"] or "rejected") if refused else "",
        photo_count=len(json.loads(row["photos"])),
        photos_stored=row["own_stored"],
        solved_on_spot=bool(solved),
        history=history,
    )


Joins = dict[str, list[IncidentEvent]]


def joins_of(db: sqlite3.Connection, me: str, incident_id: str = "") -> Joins:
    """The worker's own joins that the server has not told back, by incident; those that it refused are none."""
    rows = db.execute(
        """
        select outbox.*, record.version as told_version from outbox left join record on record.id = outbox.entity_id
        where outbox.kind = 'incident.join' and (:id = '' or entity_id = :id)
          and outbox.state in ('waiting', 'sending', 'blocked', 'sent')
        order by device_seq
        """,
        {"id": incident_id},
    )
    found: Joins = {}
    for row in rows:
        event = IncidentEvent(
            moment_of(text_of(datetime.fromisoformat(row["captured_at"]))),
            "",
            body_of(row)["note"],
            me,
            waiting=row["state"] != "sent",
        )
        found.setdefault(row["entity_id"], []).append(event)
    return found


def with_joins(view: IncidentView, joins: Joins) -> IncidentView:
    """Stored plus pending. A join that the server has taken is in its history, or soon will be."""
    own = joins.get(view.id)
    if not own:
        return view
    waiting = tuple(event for event in own if event.waiting)
    joined = view.joined + int(not view.joined_by_me and not view.mine)
    return replace(view, joined=joined, joined_by_me=True, history=view.history + waiting)


def categories(db: sqlite3.Connection) -> list[CategoryView]:
    rows = db.execute("select code, domain, name, name_en from category order by domain, code")
    return [CategoryView(**dict(row)) for row in rows]
