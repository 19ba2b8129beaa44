"""What the worker records: the record, its operation and the journal's copy are kept together, or none of them."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

from mobile.store import effects, forms, meta, steps
from mobile.store.clock import Clock
from mobile.store.database import Database
from mobile.store.ids import new_id
from mobile.store.incidents import LAST_CATEGORIES, MOST_LAST
from mobile.store.journal import Journal
from mobile.store.pending import REGISTER
from mobile.store.presence import GRADES, REASONS, Presence
from mobile.store.problems import BadRecord, NotInStore
from mobile.store.times import text_of

OUTCOMES = ("met", "not_home", "declined", "phone", "moved", "vacant")
NEEDS = ("medical", "daily_living", "repair", "company", "paperwork", "other")
SOURCES = ("fix", "pin", "address")
NOTE_LENGTH = 2000
PHOTOS_AT_MOST = 9
VISIT_FORM = "visit-1"
INCIDENT_FORM = "incident-1"


@dataclass(frozen=True)
class Intention:
    """One operation before it has its place in the order."""

    kind: str
    entity_id: str
    body: Mapping[str, Any]
    title: str
    captured_at: datetime | None = None
    household_id: str | None = None
    base_version: int | None = None
    photos: tuple[str, ...] = ()


class Recorder:
    def __init__(self, database: Database, journal: Journal, clock: Clock) -> None:
        self.database = database
        self.journal = journal
        self.clock = clock

    def visit(
        self,
        *,
        household_id: str,
        outcome: str,
        needs: tuple[str, ...],
        note: str,
        next_on: date | None,
        fix: tuple[float, float, float] | None,
        presence: Presence | None,
        photos: tuple[str, ...],
        captured_at: datetime | None,
        corrects: str | None,
        form: Mapping[str, Any] | None = None,
    ) -> str:
        offered("outcome", outcome, OUTCOMES)
        for need in needs:
            offered("needs", need, NEEDS)
        check_text("note", note)
        check_photos(photos)
        forms.check(form)
        if fix is not None:
            check_place(*fix)
        if presence is not None:
            offered("presence", presence.grade, GRADES)
            for reason in presence.reasons:
                offered("presence", reason, REASONS)
        body: dict[str, Any] = {
            "household_id": household_id,
            "outcome": outcome,
            "needs": list(dict.fromkeys(needs)),
            "note": note,
            "next_on": next_on.isoformat() if next_on else None,
            "fix": dict(zip(("lon", "lat", "accuracy_m"), fix, strict=True)) if fix else None,
            "photos": list(photos),
            "form_version": VISIT_FORM,
        }
        if presence is not None:
            body["presence"] = {"grade": presence.grade, "reasons": list(presence.reasons)}
        if corrects:
            body["corrects"] = corrects
        if form is not None:
            body["form"] = dict(form)
        visit_id = new_id()
        with self.saving() as db:
            household = db.execute("select name from household where id = ?", (household_id,)).fetchone()
            if household is None:
                raise NotInStore(kind="household", id=household_id)
            forms.remember(db, household_id, form)
            self.keep(
                Intention(
                    kind="visit.correct" if corrects else "visit.record",
                    entity_id=visit_id,
                    body=body,
                    title=household["name"],
                    captured_at=captured_at,
                    household_id=household_id,
                    photos=photos,
                )
            )
        return visit_id

    def incident(
        self,
        *,
        category: str,
        description: str,
        lon: float,
        lat: float,
        accuracy_m: float | None,
        source: str,
        household_id: str | None,
        photos: tuple[str, ...],
        captured_at: datetime | None,
        solved: tuple[str, int] | None = None,
    ) -> str:
        offered("source", source, SOURCES)
        check_text("description", description)
        check_photos(photos)
        check_place(lon, lat, accuracy_m)
        incident_id = new_id()
        with self.saving() as db:
            if db.execute("select 1 from category where code = ?", (category,)).fetchone() is None:
                raise BadRecord(field="category", value=category)
            body = {
                "category": category,
                "description": description,
                "lon": lon,
                "lat": lat,
                "accuracy_m": accuracy_m,
                "location_source": source,
                "household_id": household_id,
                "photos": list(photos),
                "form_version": INCIDENT_FORM,
            }
            if solved is not None:
                check_text("solved", solved[0])
                body["solved"] = {"note": solved[0], "photos_after": solved[1]}
            used = [it for it in meta.get(db, LAST_CATEGORIES) or [] if it != category]
            meta.put(db, LAST_CATEGORIES, [category, *used][:MOST_LAST])
            title = description.strip().split("\n")[0][:60] or category
            self.keep(Intention("incident.report", incident_id, body, title, captured_at, household_id, photos=photos))
        return incident_id

    def step(self, *, incident_id: str, to_state: str, note: str) -> str:
        check_text("note", note)
        with self.saving() as db:
            incident = db.execute(
                "select version, description, number from incident where id = ?", (incident_id,)
            ).fetchone()
            if incident is None:
                raise NotInStore(kind="incident", id=incident_id)
            return self.keep(
                Intention(
                    kind="incident.step",
                    entity_id=incident_id,
                    body={"to_state": to_state, "note": note},
                    title=incident["number"] or incident["description"][:60],
                    # A second step without a network builds on the first.
                    base_version=steps.counted_in(db, incident_id, "", incident["version"]).version,
                )
            )

    def keep(self, intention: Intention) -> str:
        """Inside a transaction: gives the intention its place in the order, and writes it twice."""
        with self.database.write() as db:
            moment = self.clock.now()
            op_id = new_id()
            entry: dict[str, Any] = {
                "op": {
                    "op_id": op_id,
                    "device_seq": meta.next_seq(db),
                    "kind": intention.kind,
                    "schema_version": 1,
                    "entity_id": intention.entity_id,
                    "base_version": intention.base_version,
                    "body": dict(intention.body),
                    # With the local offset: the day that it begins with is the day of the end-of-day receipt.
                    "captured_at": (intention.captured_at or moment.clock).astimezone().isoformat(),
                    "boot_id": moment.boot_id,
                    "elapsed_ms": moment.elapsed_ms,
                    "scope_version": str(meta.get(db, "scope_version") or ""),
                },
                "title": intention.title,
                "household_id": intention.household_id,
                "photos": list(intention.photos),
            }
            insert(db, entry)
            # Last: what SQLite refuses (a full disk, a missing photo) never gets into the journal.
            self.journal.append(entry)
        return op_id

    @contextmanager
    def saving(self) -> Iterator[sqlite3.Connection]:
        """One transaction and its journal entry. A failure, also at the very commit, takes the entry back out: the
        worker was told "not kept", and will record it again."""
        with self.database.lock:
            size = self.journal.size()
            try:
                with self.database.write() as db:
                    yield db
            except BaseException:
                self.journal.cut_to(size)
                raise


def insert(db: sqlite3.Connection, entry: Mapping[str, Any]) -> None:
    """The outbox row of a journal entry and the record it stands for. Raises `NotInStore` for a photo not kept here."""
    op = entry["op"]
    db.execute(
        """
        insert into outbox (op_id, device_seq, kind, schema_version, entity_id, base_version, body, captured_at,
                            boot_id, elapsed_ms, scope_version, title, household_id)
        values (:op_id, :device_seq, :kind, :schema_version, :entity_id, :base_version, sealed(:body_text),
                :captured_at, :boot_id, :elapsed_ms, :scope_version, sealed(:title), :household_id)
        """,
        {
            **op,
            "body_text": json.dumps(op["body"], ensure_ascii=False),
            "title": entry["title"],
            "household_id": entry["household_id"],
        },
    )
    for sha256 in dict.fromkeys(entry["photos"]):
        if db.execute("select 1 from photo where sha256 = ?", (sha256,)).fetchone() is None:
            raise NotInStore(kind="photo", id=sha256)
        db.execute("insert into op_photo (op_id, sha256) values (?, ?)", (op["op_id"], sha256))
    if op["kind"].startswith("visit."):
        insert_visit(db, op)
    elif op["kind"] == "incident.report":
        insert_incident(db, op)
    elif op["kind"] in REGISTER:
        effects.settle(db, entry["household_id"])


def insert_visit(db: sqlite3.Connection, op: Mapping[str, Any]) -> None:
    body = op["body"]
    db.execute(
        """
        insert into own_visit (id, op_id, household_id, outcome, needs, note, next_on, visited_at, photos, corrects)
        values (?, ?, ?, ?, sealed(?), sealed(?), ?, ?, ?, ?)
        """,
        (
            op["entity_id"],
            op["op_id"],
            body["household_id"],
            body["outcome"],
            json.dumps(body["needs"]),
            body["note"],
            body["next_on"],
            text_of(datetime.fromisoformat(op["captured_at"])),
            json.dumps(body["photos"]),
            body.get("corrects"),
        ),
    )
    effects.settle(db, body["household_id"])


def insert_incident(db: sqlite3.Connection, op: Mapping[str, Any]) -> None:
    body = op["body"]
    db.execute(
        """
        insert into own_incident (id, op_id, category, description, lon, lat, accuracy_m, source, household_id,
                                  reported_at, photos)
        values (?, ?, ?, sealed(?), ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            op["entity_id"],
            op["op_id"],
            body["category"],
            body["description"],
            body["lon"],
            body["lat"],
            body["accuracy_m"],
            body["location_source"],
            body["household_id"],
            text_of(datetime.fromisoformat(op["captured_at"])),
            json.dumps(body["photos"]),
        ),
    )


def offered(field: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise BadRecord(field=field, value=value)


def check_text(field: str, text: str) -> None:
    # Half a surrogate pair cannot be sent; a NUL no database keeps.
    if len(text) > NOTE_LENGTH or "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise BadRecord(field=field, value=text[:40])


def check_photos(photos: tuple[str, ...]) -> None:
    if len(photos) > PHOTOS_AT_MOST:
        raise BadRecord(field="photos", value=len(photos))


def check_place(lon: float, lat: float, accuracy_m: float | None) -> None:
    if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        raise BadRecord(field="place", value=(lon, lat))
    if accuracy_m is not None and not (isfinite(accuracy_m) and accuracy_m >= 0):
        raise BadRecord(field="accuracy_m", value=accuracy_m)
