"""Seconds in which a record can be taken back: it is kept at once, on the disk and in the journal, and sent later.

The hold is in memory only. A phone that is killed meanwhile has the record, and sends it at the next start: nothing
that was said to be kept is lost for the sake of an undo.
"""

from collections.abc import Callable

from mobile.store import effects, meta
from mobile.store.database import Database
from mobile.store.journal import Journal
from mobile.store.outbox import Outbox
from mobile.store.problems import TooLateToUndo

SECONDS = 10.0


class Undo:
    def __init__(self, database: Database, journal: Journal, outgoing: Outbox) -> None:
        self.database = database
        self.journal = journal
        self.outgoing = outgoing

    def hold(self, record: Callable[[], str]) -> str:
        """Records, and lets nothing from there on be sent until `release`; gives the record's id."""
        with self.database.lock:
            entity_id = record()
            (seq,) = (
                self.database.read()
                .execute("select device_seq from outbox where entity_id = ? order by device_seq desc", (entity_id,))
                .fetchone()
            )
            if self.outgoing.held_from is None:
                self.outgoing.held_from = seq
        return entity_id

    def release(self) -> None:
        self.outgoing.held_from = None

    def take_back(self, entity_id: str) -> None:
        """As if it had never been recorded. Raises `TooLateToUndo` where it is being sent, or something was recorded
        after it: a number that was given out and then is missing would look like a lost record."""
        with self.database.lock, self.database.write() as db:
            row = db.execute(
                "select op_id, device_seq, household_id, state from outbox where entity_id = ?", (entity_id,)
            ).fetchone()
            held = self.outgoing.held_from
            if (
                row is None
                or row["state"] != "waiting"
                or held is None
                or row["device_seq"] < held
                or row["device_seq"] != int(meta.get(db, "device_seq") or 0)
            ):
                raise TooLateToUndo
            db.execute("delete from outbox where op_id = ?", (row["op_id"],))
            meta.put(db, "device_seq", row["device_seq"] - 1)
            effects.settle(db, row["household_id"])
            # Last: until the database says so too, the next opening brings back what the journal has lost.
            self.journal.rewrite([entry for entry in self.journal.read() if entry["op"]["op_id"] != row["op_id"]])
            if row["device_seq"] == held:
                self.outgoing.held_from = None
