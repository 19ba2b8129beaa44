"""The outbox: what waits, what was sent, what was refused. Only an answer of the server moves a row on."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import timedelta

from mobile.store import effects, hiding, meta, office_time
from mobile.store.clock import Clock
from mobile.store.database import Database
from mobile.store.journal import Journal
from mobile.store.photos import Photos
from mobile.store.problems import NotDecided, NotInStore
from mobile.store.texts import data_of
from mobile.store.times import moment_of, text_of
from mobile.store.views import Counts, FieldConflict, OutboxItem
from mobile.wire import Operation, OpResult, Verdict

KEPT_AFTER_ACKNOWLEDGEMENT = timedelta(days=14)
# What the server's verdict makes of a row. `retry` and an unknown word leave it waiting.
STATES = {
    "applied": "sent",
    "duplicate": "sent",
    "merged": "sent",
    "conflict": "attention",
    "rejected": "attention",
    "blocked": "blocked",
    "dismissed": "attention",
}
WRITTEN = (
    "outcome", "needs", "name", "birth_year", "phone", "status", "care", "reason", "description", "note", "next_on",
)  # fmt: skip
TO_SEND = "('waiting', 'sending', 'blocked')"


class Outbox:
    def __init__(self, database: Database, journal: Journal, clock: Clock) -> None:
        self.database = database
        self.journal = journal
        self.clock = clock
        # From this number on nothing is sent yet: the worker may still take it back (`undoing.py`).
        self.held_from: int | None = None

    def take_batch(self, size: int, *, after_seq: int = 0) -> list[Operation]:
        """The next operations to send, in device order; they show as being sent."""
        with self.database.write() as db:
            rows = db.execute(
                f"select * from outbox where state in {TO_SEND} and device_seq > ? and (? is null or device_seq < ?)"  # noqa: S608
                " order by device_seq limit ?",
                (after_seq, self.held_from, self.held_from, size),
            ).fetchall()
            db.executemany(
                "update outbox set state = 'sending' where op_id = ? and state = 'waiting'",
                [(row["op_id"],) for row in rows],
            )
        return [operation_of(row) for row in rows]

    def unsent(self) -> list[Operation]:
        """Everything that the server has not answered for, in device order."""
        rows = self.database.read().execute(f"select * from outbox where state in {TO_SEND} order by device_seq")  # noqa: S608
        return [operation_of(row) for row in rows]

    def put_back(self) -> None:
        """What was being sent when the connection broke waits again."""
        with self.database.write() as db:
            db.execute("update outbox set state = 'waiting' where state = 'sending'")

    def settle(self, results: Iterable[OpResult], server_time: str = "") -> int:
        """Writes down the server's verdicts; gives the number of operations that are done."""
        with self.database.write() as db:
            office_time.note(db, server_time, self.clock)
            done = self.settle_in(db, results)
            hiding.sweep(db)
        return done

    def settle_in(self, db: sqlite3.Connection, results: Iterable[OpResult]) -> int:
        judged = [(result.op_id, self.settle_one(db, result)) for result in results]
        settle_households(db, [op_id for op_id, _ in judged])
        return sum(done for _, done in judged)

    def settle_one(self, db: sqlite3.Connection, result: OpResult) -> int:
        """1 if this operation is done now. What was sent stays sent, whatever a late answer says."""
        state = STATES.get(result.status, "waiting")
        settled_at = text_of(office_time.now(db, self.clock)) if state in {"sent", "attention"} else None
        changed = db.execute(
            """
            update outbox set state = ?, status = ?, code = ?, message = sealed(?), data = sealed(?), settled_at = ?,
                decision = case when ? = 'dismissed' then 'dismissed' when ? = 'sent' then decision else '' end,
                seen_version = (select version from record where id = outbox.household_id)
            where op_id = ? and state <> 'sent'
            """,
            (
                state, result.status, result.code, result.message, json.dumps(dict(result.data), ensure_ascii=False),
                settled_at, result.status, state, result.op_id,
            ),
        ).rowcount  # fmt: skip
        return changed if state == "sent" else 0

    def refuse(self, op_id: str, code: str, message: str) -> None:
        """Marks an operation that the server cannot even read when it stands alone."""
        self.settle([OpResult(op_id, "rejected", code, message)])

    # -- what the office decides

    def open_ops(self, limit: int) -> list[str]:
        """Refused and blocked operations of which the office's decision is not known, oldest first. Where there are
        more than a message takes, the next call goes on behind them."""
        with self.database.write() as db:
            rows = db.execute(
                """
                select op_id, device_seq from outbox
                where state = 'blocked' or state = 'attention' and rested_at is null
                    and not (decision = 'dismissed' and decided_at is not null)
                order by device_seq <= ?, device_seq limit ?
                """,
                (int(meta.get(db, "asked_upto") or 0), limit),
            ).fetchall()
            meta.put(db, "asked_upto", rows[-1]["device_seq"] if len(rows) == limit else None)
        return [row["op_id"] for row in rows]

    def decide(self, db: sqlite3.Connection, verdicts: Iterable[Verdict]) -> None:
        """Takes in what the office has decided, or what followed from it."""
        told = list(verdicts)
        self.settle_in(db, [verdict.result for verdict in told])
        for verdict in told:
            db.execute(
                "update outbox set decision = ?, reason = sealed(?), decided_at = ? where op_id = ?",
                (verdict.decision, verdict.reason, verdict.decided_at, verdict.result.op_id),
            )
        # Once more: what the office has amended does not count as it was recorded.
        settle_households(db, [verdict.result.op_id for verdict in told])

    def put_to_rest(self, op_id: str) -> None:
        """The worker has read the office's decision. Raises `NotDecided` before there is one: until then the refusal
        stays in sight."""
        with self.database.write() as db:
            row = self.row_of(db, op_id)
            if row["state"] == "attention" and not row["decision"]:
                raise NotDecided
            if row["state"] == "sent":
                # Applied by the office: the record stays among those it has, only its answer is put away.
                db.execute("update outbox set decision = '', reason = '' where op_id = ?", (op_id,))
            if row["state"] == "attention" and row["rested_at"] is None:
                db.execute(
                    "update outbox set rested_at = ? where op_id = ?", (text_of(office_time.now(db, self.clock)), op_id)
                )
                hiding.sweep(db)

    def retry(self, op_id: str) -> None:
        """Offers a refused operation again: the server answers with how it stands now."""
        with self.database.write() as db:
            row = self.row_of(db, op_id)
            if row["state"] == "attention" and row["decision"] != "dismissed":
                db.execute("update outbox set state = 'waiting', settled_at = null where op_id = ?", (op_id,))
                settle_households(db, [op_id])

    def row_of(self, db: sqlite3.Connection, op_id: str) -> sqlite3.Row:
        row: sqlite3.Row | None = db.execute("select * from outbox where op_id = ?", (op_id,)).fetchone()
        if row is None:
            raise NotInStore(kind="operation", id=op_id)
        return row

    # -- what screens read

    def items(self) -> list[OutboxItem]:
        rows = self.database.read().execute(
            """
            select outbox.*,
                exists (select 1 from household where id = outbox.household_id) as at_hand,
                (select count(*) from op_photo where op_id = outbox.op_id) as photos_total,
                (select count(*) from op_photo join photo using (sha256) where op_id = outbox.op_id and stored = 1)
                    as photos_sent
            from outbox where rested_at is null
            order by case state when 'attention' then 0 when 'blocked' then 1 when 'sent' then 3 else 2 end,
                device_seq desc
            """
        )
        return [
            OutboxItem(
                op_id=row["op_id"],
                kind=row["kind"],
                title=row["title"],
                entity_id=row["entity_id"],
                household_id=row["household_id"],
                captured_at=moment_of(row["captured_at"]),
                state="dismissed" if is_dismissed(row) else row["state"],
                code=row["code"],
                message=row["message"],
                photos_sent=row["photos_sent"],
                photos_total=row["photos_total"],
                decision=row["decision"],
                reason=row["reason"],
                fields=conflicts_of(row),
                written=written_in(row),
                at_hand=bool(row["at_hand"]),
            )
            for row in rows
        ]

    def counts(self) -> Counts:
        db = self.database.read()
        states = dict(
            db.execute("select state, count(*) from outbox where rested_at is null group by state").fetchall()
        )
        midnight = office_time.now(db, self.clock).astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        (sent_today,) = db.execute(
            "select count(*) from outbox where state = 'sent' and settled_at >= ?", (text_of(midnight),)
        ).fetchone()
        return Counts(
            waiting=sum(states.get(state, 0) for state in ("waiting", "sending", "blocked")),
            attention=states.get("attention", 0),
            photos_waiting=len(self.photos_to_send()),
            sent_today=sent_today,
        )

    # -- photos

    def photos_to_send(self, *, of_sent_only: bool = False) -> list[str]:
        """Photos of own records that the server has not confirmed, oldest record first. Those of a refused record wait
        for nothing: they stay on the phone with it."""
        state = "and outbox.state = 'sent'" if of_sent_only else "and outbox.state <> 'attention'"
        rows = self.database.read().execute(
            f"""
            select photo.sha256, min(outbox.device_seq) as seq
            from photo join op_photo using (sha256) join outbox using (op_id)
            where photo.stored = 0 {state}
            group by photo.sha256 order by seq
            """  # noqa: S608
        )
        return [row["sha256"] for row in rows]

    def photo_sizes(self, hashes: Iterable[str]) -> dict[str, int]:
        """How large these pictures are, in the same order."""
        sizes = dict(self.database.read().execute("select sha256, bytes from photo").fetchall())
        return {sha256: int(sizes.get(sha256, 0)) for sha256 in hashes}

    def photo_stored(self, sha256: str) -> None:
        """The server has said `stored` for this very hash."""
        with self.database.write() as db:
            db.execute("update photo set stored = 1 where sha256 = ?", (sha256,))

    def photo_refused(self, sha256: str) -> None:
        """The server has looked at the photo and will not have it, or its file is gone: it is not offered again, and
        its record goes on showing "photos 1/2"."""
        with self.database.write() as db:
            db.execute("update photo set stored = 2 where sha256 = ?", (sha256,))

    # -- tidying

    def tidy(self, photos: Photos) -> None:
        """Lets go of what was acknowledged more than 14 days ago with all its photos, of photos that no record
        names, and of the journal's copies of both. By the server's time: a phone that does not know it keeps all."""
        with self.database.write() as db:
            now = office_time.at_least(db, self.clock)
            if now is None:
                return
            before = text_of(now - KEPT_AFTER_ACKNOWLEDGEMENT)
            gone = db.execute(
                """
                delete from outbox where rested_at < ? or state = 'sent' and settled_at < ? and not exists (
                    select 1 from op_photo join photo using (sha256) where op_id = outbox.op_id and stored = 0)
                """,
                (before, before),
            ).rowcount
            # Younger ones may belong to a form that is still open.
            loose = "added_at < ? and sha256 not in (select sha256 from op_photo)"
            day_ago = text_of(now - timedelta(days=1))
            hashes = [r["sha256"] for r in db.execute(f"select sha256 from photo where {loose}", (day_ago,))]  # noqa: S608
            db.execute(f"delete from photo where {loose}", (day_ago,))  # noqa: S608
            if gone:
                kept = {row["op_id"] for row in db.execute("select op_id from outbox")}
                self.journal.rewrite([entry for entry in self.journal.read() if entry["op"]["op_id"] in kept])
        for sha256 in hashes:
            photos.forget(sha256)

    def drop_left_photos(self, photos: Photos) -> None:
        """Takes photos off the phone that the server has, of households that are no longer on it. Not while a grid is
        still being downloaded: its households only seem to have left."""
        with self.database.write() as db:
            if db.execute("select 1 from grid where cursor is null").fetchone():
                return
            left = db.execute(
                """
                select sha256 from photo where stored = 1 and not gone
                    and sha256 in (select sha256 from op_photo)
                    and not exists (
                        select 1 from op_photo join outbox using (op_id)
                        where op_photo.sha256 = photo.sha256 and (outbox.state <> 'sent' or kind not like 'visit.%'
                            or household_id in (select id from household)))
                """
            ).fetchall()
            db.executemany("update photo set gone = 1 where sha256 = ?", [(row["sha256"],) for row in left])
            gone = db.execute("select sha256 from photo where gone").fetchall()
        # Also those of an earlier time that was cut off here.
        for row in gone:
            photos.forget(row["sha256"])


def operation_of(row: sqlite3.Row) -> Operation:
    return Operation(
        op_id=row["op_id"],
        device_seq=row["device_seq"],
        kind=row["kind"],
        schema_version=row["schema_version"],
        entity_id=row["entity_id"],
        base_version=row["base_version"],
        body=json.loads(row["body"]),
        captured_at=row["captured_at"],
        boot_id=row["boot_id"],
        elapsed_ms=row["elapsed_ms"],
        scope_version=row["scope_version"],
    )


def is_dismissed(row: sqlite3.Row) -> bool:
    return bool(row["state"] == "attention" and row["decision"] == "dismissed")


def conflicts_of(row: sqlite3.Row) -> tuple[FieldConflict, ...]:
    """The fields of which the server keeps two values, of an operation that it answered with `conflict`."""
    fields = data_of(row).get("fields")
    if not isinstance(fields, dict):
        return ()
    return tuple(
        FieldConflict(name, both.get("seen"), both.get("yours"), both.get("now"))
        for name, both in fields.items()
        if isinstance(both, dict)
    )


def written_in(row: sqlite3.Row) -> tuple[tuple[str, object], ...]:
    """What the worker wrote, of the fields that have words on the screen; an amendment holds only the changed ones."""
    body = json.loads(row["body"])
    said = body.get("changes", body)
    return tuple((name, said[name]) for name in WRITTEN if said.get(name) not in (None, "", []))


def settle_households(db: sqlite3.Connection, op_ids: list[str]) -> None:
    """A refused visit no longer counts at its door, a refused amendment no longer in the register."""
    found = set()
    for op_id in op_ids:
        row = db.execute("select household_id from outbox where op_id = ?", (op_id,)).fetchone()
        if row is not None and row["household_id"]:
            found.add(row["household_id"])
    for household_id in found:
        effects.settle(db, household_id)
