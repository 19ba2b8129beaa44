"""The outbox: what waits, what was sent, what was refused. Only an answer of the server moves a row on."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from mobile.store import effects
from mobile.store.clock import Clock
from mobile.store.database import Database
from mobile.store.journal import Journal
from mobile.store.times import moment_of, text_of
from mobile.store.views import Counts, OutboxItem
from mobile.wire import Operation, OpResult

KEPT_AFTER_ACKNOWLEDGEMENT = timedelta(days=14)
# What the server's verdict makes of a row. `retry` and an unknown word leave it waiting.
STATES = {
    "applied": "sent",
    "duplicate": "sent",
    "merged": "sent",
    "conflict": "attention",
    "rejected": "attention",
    "blocked": "blocked",
}
TO_SEND = "('waiting', 'sending', 'blocked')"


class Outbox:
    def __init__(self, database: Database, journal: Journal, clock: Clock) -> None:
        self.database = database
        self.journal = journal
        self.clock = clock

    def take_batch(self, size: int, *, after_seq: int = 0) -> list[Operation]:
        """The next operations to send, in device order; they show as being sent."""
        with self.database.write() as db:
            rows = db.execute(
                f"select * from outbox where state in {TO_SEND} and device_seq > ? order by device_seq limit ?",  # noqa: S608
                (after_seq, size),
            ).fetchall()
            db.executemany(
                "update outbox set state = 'sending' where op_id = ? and state = 'waiting'",
                [(row["op_id"],) for row in rows],
            )
        return [operation_of(row) for row in rows]

    def put_back(self) -> None:
        """What was being sent when the connection broke waits again."""
        with self.database.write() as db:
            db.execute("update outbox set state = 'waiting' where state = 'sending'")

    def settle(self, results: Iterable[OpResult]) -> int:
        """Writes down the server's verdicts; gives the number of operations that are done."""
        done = 0
        with self.database.write() as db:
            for result in results:
                state = STATES.get(result.status, "waiting")
                settled_at = text_of(self.clock.wall()) if state in {"sent", "attention"} else None
                changed = db.execute(
                    """
                    update outbox set state = ?, status = ?, code = ?, message = ?, settled_at = ?
                    where op_id = ? and state <> 'sent'
                    """,
                    (state, result.status, result.code, result.message, settled_at, result.op_id),
                ).rowcount
                done += changed if state == "sent" else 0
                if changed:
                    settle_household(db, result.op_id)
        return done

    def refuse(self, op_id: str, code: str, message: str) -> None:
        """Marks an operation that the server cannot even read when it stands alone."""
        self.settle([OpResult(op_id, "rejected", code, message)])

    # -- what screens read

    def items(self) -> list[OutboxItem]:
        rows = self.database.read().execute(
            """
            select outbox.*,
                (select count(*) from op_photo where op_id = outbox.op_id) as photos_total,
                (select count(*) from op_photo join photo using (sha256) where op_id = outbox.op_id and stored = 1)
                    as photos_sent
            from outbox
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
                state=row["state"],
                code=row["code"],
                message=row["message"],
                photos_sent=row["photos_sent"],
                photos_total=row["photos_total"],
            )
            for row in rows
        ]

    def counts(self) -> Counts:
        db = self.database.read()
        states = dict(db.execute("select state, count(*) from outbox group by state").fetchall())
        midnight = self.clock.wall().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
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

    def tidy(self, photo_folder: Path) -> None:
        """Lets go of what was acknowledged more than 14 days ago with all its photos, of photos that no record
        names, and of the journal's copies of both."""
        before = text_of(self.clock.wall() - KEPT_AFTER_ACKNOWLEDGEMENT)
        with self.database.write() as db:
            gone = db.execute(
                """
                delete from outbox where state = 'sent' and settled_at < ? and not exists (
                    select 1 from op_photo join photo using (sha256) where op_id = outbox.op_id and stored = 0)
                """,
                (before,),
            ).rowcount
            # Younger ones may belong to a form that is still open.
            loose = "added_at < ? and sha256 not in (select sha256 from op_photo)"
            day_ago = text_of(self.clock.wall() - timedelta(days=1))
            hashes = [r["sha256"] for r in db.execute(f"select sha256 from photo where {loose}", (day_ago,))]  # noqa: S608
            db.execute(f"delete from photo where {loose}", (day_ago,))  # noqa: S608
            if gone:
                kept = {row["op_id"] for row in db.execute("select op_id from outbox")}
                self.journal.rewrite([entry for entry in self.journal.read() if entry["op"]["op_id"] in kept])
        for sha256 in hashes:
            (photo_folder / f"{sha256}.jpg").unlink(missing_ok=True)


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


def settle_household(db: sqlite3.Connection, op_id: str) -> None:
    """A refused visit no longer counts at its door."""
    row = db.execute("select household_id from own_visit where op_id = ?", (op_id,)).fetchone()
    if row is not None:
        effects.settle(db, row["household_id"])
