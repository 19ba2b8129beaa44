"""What screens read of incidents: those the server told, and own reports that it does not know yet."""

import json
import sqlite3

from mobile.store.problems import NotInStore
from mobile.store.times import moment_of
from mobile.store.views import CategoryView, IncidentView

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
        (select count(*) from op_photo join photo using (sha256)
         where op_id = outbox.op_id and stored = 1) as own_stored
    from own_incident join outbox using (op_id) left join category on category.code = own_incident.category
    where own_incident.id not in (select id from incident) and rested_at is null
"""


def incidents(db: sqlite3.Connection, *, me_id: str, me: str) -> list[IncidentView]:
    told = [told_view(row, me_id) for row in db.execute(TOLD)]
    own = [own_view(row, me) for row in db.execute(OWN)]
    return sorted(told + own, key=lambda incident: (incident.reported_at, incident.id), reverse=True)


def incident(db: sqlite3.Connection, incident_id: str, *, me_id: str, me: str) -> IncidentView:
    row = db.execute(f"{TOLD} where incident.id = ?", (incident_id,)).fetchone()
    if row is not None:
        return told_view(row, me_id)
    row = db.execute(f"{OWN} and own_incident.id = ?", (incident_id,)).fetchone()
    if row is not None:
        return own_view(row, me)
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
    )


def own_view(row: sqlite3.Row, me: str) -> IncidentView:
    refused = row["outbox_state"] == "attention"
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
        state="reported",
        version=0,
        reported_at=moment_of(row["reported_at"]),
        due_at=None,
        reporter=me,
        mine=True,
        waiting=row["outbox_state"] in {"waiting", "sending", "blocked"},
        attention=(row["code"] or "rejected") if refused else "",
        photo_count=len(json.loads(row["photos"])),
        photos_stored=row["own_stored"],
    )


def categories(db: sqlite3.Connection) -> list[CategoryView]:
    rows = db.execute("select code, domain, name, name_en from category order by domain, code")
    return [CategoryView(**dict(row)) for row in rows]
