"""The mirror of the server's records. Only `mobile/sync` writes here, each message in one transaction with its
cursor."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from mobile.store import contact, effects, emergencies, finding, hiding, meta, moved, office_time, search
from mobile.store.clock import Clock
from mobile.store.database import Database
from mobile.store.outbox import Outbox
from mobile.store.scope import apply_scope, remove, told_before
from mobile.store.sections import keep_sections
from mobile.store.times import moment_of, text_of, uniform
from mobile.wire import Change, Digest, PullAnswer, SnapshotPage

DIGEST_SPACE = 2**60
# A grid whose digest differs is fetched afresh, but not over and over.
RESNAPSHOT_PAUSE = timedelta(hours=1)
# A fresh download without more than half of what a grid had is believed at its second time; small grids may well
# change that much.
MANY = 20


class Mirror:
    def __init__(self, database: Database, clock: Clock, outgoing: Outbox) -> None:
        self.database = database
        self.clock = clock
        self.outgoing = outgoing

    # -- what to ask for

    def epoch(self) -> str | None:
        return meta.get(self.database.read(), "epoch")  # type: ignore[no-any-return]

    def reference_version(self) -> str:
        return str(meta.get(self.database.read(), "reference") or "")

    def reports_version(self) -> str:
        return str(meta.get(self.database.read(), "own_reports") or "")

    def cursors(self) -> dict[str, str]:
        """The cursor of each grid whose first download is complete."""
        rows = self.database.read().execute("select id, cursor from grid where cursor is not null")
        return {row["id"]: row["cursor"] for row in rows}

    def next_snapshot(self) -> tuple[str, str | None] | None:
        """A grid that is still to be downloaded, and the page to go on from; None when all are complete."""
        row = (
            self.database.read()
            .execute("select id, after from grid where cursor is null order by after is null, code limit 1")
            .fetchone()
        )
        return None if row is None else (row["id"], row["after"])

    def snapshot_total(self) -> tuple[int, int]:
        """Records on the phone and records announced, over all grids of the scope."""
        db = self.database.read()
        (have,) = db.execute(
            "select count(*) from record join grid on grid.id = record.grid and record.round >= grid.round"
        ).fetchone()
        (total,) = db.execute("select coalesce(sum(total), 0) from grid").fetchone()
        return int(have), max(int(total), int(have))

    # -- what was answered

    def apply_page(self, page: SnapshotPage, after: str | None) -> None:
        """Keeps one page of a grid's snapshot and where it goes on. `after` is what the page was asked with."""
        with self.database.write() as db:
            grid = db.execute("select * from grid where id = ?", (page.grid,)).fetchone()
            if grid is None or grid["after"] != after:
                return
            if after is None:
                # The first page begins a round; its cursor is where pulling goes on after the last one.
                db.execute(
                    "update grid set round = round + 1, snapshot_cursor = ?, total = ? where id = ?",
                    (page.cursor, page.total, page.grid),
                )
            (round_,) = db.execute("select round from grid where id = ?", (page.grid,)).fetchone()
            for change in page.rows:
                apply(db, change, round_)
            db.execute("update grid set after = ? where id = ?", (page.next, page.grid))
            if page.next is None:
                self.finish_snapshot(db, page.grid, round_)

    def finish_snapshot(self, db: sqlite3.Connection, grid: str, round_: int) -> None:
        """Takes out what the fresh download did not have. Where that is most of a large grid, only when a second one
        says so too: the digest, which differs as long, asks for that one."""
        stale = db.execute("select id from record where grid = ? and round < ?", (grid, round_)).fetchall()
        (whole,) = db.execute("select count(*) from record where grid = ?", (grid,)).fetchone()
        if len(stale) < MANY or len(stale) * 2 <= whole or told_before(db, f"loss {grid}", "most", self.clock):
            meta.put(db, f"loss {grid}", None)
            for row in stale:
                remove(db, row["id"])
        db.execute(
            "update grid set cursor = snapshot_cursor, snapshot_cursor = null, after = null where id = ?", (grid,)
        )

    def apply_pull(self, answer: PullAnswer) -> int:
        """Keeps the changes and the cursors behind them in one transaction; gives the number of changes."""
        with self.database.write() as db:
            meta.put(db, "epoch", answer.epoch)
            office_time.note(db, answer.server_time, self.clock)
            apply_scope(db, answer.scope, self.clock)
            # Before the changes: what the office has applied is among these, or comes later. Taken in after them, the
            # phone's own words would hide the register's until somebody changes the record once more.
            self.outgoing.decide(db, answer.verdicts)
            rounds = {row["id"]: row["round"] for row in db.execute("select id, round from grid")}
            for change in answer.changes:
                if change.grid in rounds:
                    moved.watch(db, change, office_time.now(db, self.clock))
                    apply(db, change, rounds[change.grid])
            for grid, cursor in answer.cursors.items():
                db.execute("update grid set cursor = ? where id = ? and cursor is not null", (cursor, grid))
            if answer.own_reports is not None:
                self.take_reports(db, answer.own_reports, answer.own_reports_version)
            if answer.reference is not None:
                keep_reference(db, answer.reference)
            keep_sections(db, answer.sections)
            if "emergencies" in answer.sections:
                emergencies.note_told(db)
            if answer.complete:
                for grid, digest in answer.digests.items():
                    self.compare(db, grid, digest)
                meta.put(db, "pulled_at", text_of(self.clock.wall()))
            contact.note(db, self.clock, complete=answer.complete)
            hiding.sweep(db)
        return len(answer.changes)

    def compare(self, db: sqlite3.Connection, grid: str, digest: Digest) -> None:
        """Starts a fresh download of a grid whose records differ from the server's, at most once an hour."""
        row = db.execute("select cursor, checked_at from grid where id = ?", (grid,)).fetchone()
        if row is None or row["cursor"] is None or digest_of(db, grid) == digest:
            return
        now = self.clock.wall()
        if row["checked_at"] and abs(now - moment_of(row["checked_at"])) < RESNAPSHOT_PAUSE:
            return
        db.execute("update grid set cursor = null, after = null, checked_at = ? where id = ?", (text_of(now), grid))

    def take_reports(self, db: sqlite3.Connection, reports: Iterable[Change], version: str) -> None:
        """All own reports outside the grids; what is no longer among them is let go of."""
        told = [change for change in reports if not change.gone]
        for row in db.execute("select id from record where grid is null").fetchall():
            if row["id"] not in {change.id for change in told}:
                remove(db, row["id"])
        for change in told:
            apply(db, change, 0)
        meta.put(db, "own_reports", version or None)

    # -- starting afresh

    def forget_cursors(self, grids: Iterable[str]) -> None:
        """These grids are to be downloaded afresh; what is on the phone stays usable meanwhile."""
        with self.database.write() as db:
            db.executemany("update grid set cursor = null, after = null where id = ?", [(grid,) for grid in grids])

    def begin_epoch(self, epoch: str) -> None:
        """The server was restored. Every acknowledged operation that is still kept is offered again, and all grids are
        downloaded afresh; versions of another epoch say nothing."""
        with self.database.write() as db:
            meta.put(db, "epoch", epoch)
            meta.put(db, "own_reports", None)
            db.execute("update grid set cursor = null, after = null")
            db.execute("update record set version = 0")
            # What was refused too: the restored server may have lost it from its inbox.
            db.execute(
                """
                update outbox set state = 'waiting', settled_at = null, decision = '', decided_at = null
                where state in ('sent', 'attention') and rested_at is null
                """
            )
            db.execute("update photo set stored = 0 where not gone")


def apply(db: sqlite3.Connection, change: Change, round_: int) -> None:
    """One change. A tombstone counts only for the grid in which the record is: it may have moved to another of ours."""
    known = db.execute("select grid, version from record where id = ?", (change.id,)).fetchone()
    if change.gone:
        if known and known["grid"] == change.grid and known["version"] <= change.version:
            remove(db, change.id)
        return
    if change.grid is None and known and known["grid"] is not None:
        return
    if known and known["grid"] is not None and known["version"] > change.version:
        return
    db.execute(
        """
        insert into record (id, kind, grid, version, round) values (?, ?, ?, ?, ?)
        on conflict (id) do update set kind = excluded.kind, grid = excluded.grid, version = excluded.version,
            round = excluded.round
        """,
        (change.id, change.kind, change.grid, change.version, round_),
    )
    # A kind that this app does not know yet is counted, so that the digest agrees, and otherwise left alone.
    keep = KEEP.get(change.kind)
    if keep and change.row is not None:
        keep(db, change.id, change.row)


def keep_building(db: sqlite3.Connection, record_id: str, row: Mapping[str, Any]) -> None:
    db.execute(
        "insert or replace into building (id, name, number, address, use, floors, lon, lat, number_key)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            record_id,
            row["name"],
            row["number"],
            row["address"],
            row["use"],
            row["floors"],
            row["lon"],
            row["lat"],
            search.building_number(row["number"], row["name"]),
        ),
    )
    db.execute("delete from building_key where building_id = ?", (record_id,))
    keys = search.building_keys(row["name"], row["number"], row["address"])
    db.executemany("insert into building_key (key, building_id) values (?, ?)", [(key, record_id) for key in keys])
    db.execute("delete from door where building_id = ?", (record_id,))
    db.executemany(
        "insert or replace into door (id, building_id, unit, floor, room) values (?, ?, ?, ?, ?)",
        [(dwelling, record_id, unit, floor, room) for dwelling, unit, floor, room in row["doors"]],
    )


def keep_household(db: sqlite3.Connection, record_id: str, row: Mapping[str, Any]) -> None:
    plan = row["plan"] or {}
    db.execute(
        """
        insert or replace into household (
            id, dwelling_id, building_id, name, phone, status, registered_on, version, interval_days, due_on,
            last_contact_at, last_visit_at, last_outcome, found_by, residents, visits)
        values (?, ?, ?, sealed(?), sealed(?), ?, ?, ?, ?, ?, ?, ?, ?, sealed(?), sealed(?), sealed(?))
        """,
        (
            record_id,
            row["dwelling_id"],
            row["building_id"],
            row["name"],
            row["phone"],
            row["status"],
            row["registered_on"],
            row["version"],
            plan.get("interval_days"),
            plan.get("due_on"),
            uniform(plan.get("last_contact_at")),
            uniform(plan.get("last_visit_at")),
            plan.get("last_outcome") or "",
            finding.text_of(row),
            json.dumps(row["residents"], ensure_ascii=False),
            json.dumps(row["visits"], ensure_ascii=False),
        ),
    )
    hiding.show(db, record_id)
    effects.settle(db, record_id)


def keep_incident(db: sqlite3.Connection, record_id: str, row: Mapping[str, Any]) -> None:
    db.execute(
        """
        insert or replace into incident (
            id, number, category, description, lon, lat, accuracy_m, source, household_id, state, version,
            reported_at, due_at, reporter, reporter_id, photos, photos_stored, history, joiner_ids, solved_on_spot)
        values (?, ?, ?, sealed(?), ?, ?, ?, ?, ?, ?, ?, ?, ?, sealed(?), ?, ?, ?, sealed(?), ?, ?)
        """,
        (
            record_id,
            row["number"],
            row["category"],
            row["description"],
            row["lon"],
            row["lat"],
            row["accuracy_m"],
            row["location_source"],
            row["household_id"],
            row["state"],
            row["version"],
            uniform(row["reported_at"]),
            uniform(row["due_at"]),
            row["reporter"],
            row["reporter_id"],
            row["photos"],
            row["photos_stored"],
            json.dumps(row.get("history") or [], ensure_ascii=False),
            json.dumps(row.get("joiner_ids") or []),
            int(bool(row.get("solved_on_spot"))),
        ),
    )


KEEP = {"building": keep_building, "household": keep_household, "incident": keep_incident}


def keep_reference(db: sqlite3.Connection, reference: Mapping[str, Any]) -> None:
    db.execute("delete from category")
    db.executemany(
        "insert into category (code, domain, name, name_en) values (:code, :domain, :name, :name_en)",
        reference["categories"],
    )
    meta.put(db, "reference", reference["version"])


def digest_of(db: sqlite3.Connection, grid: str) -> Digest:
    """Count and sum over (kind, id, version) of a grid's records, as the server computes it."""
    count = total = 0
    for kind, record_id, version in db.execute("select kind, id, version from record where grid = ?", (grid,)):
        count += 1
        total += int(hashlib.sha256(f"{kind}:{record_id}:{version}".encode()).hexdigest()[:15], 16)
    return Digest(count, total % DIGEST_SPACE)
