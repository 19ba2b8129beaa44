"""The rest of the upgrade from the first version, which kept everything in plain: its journal, what is left of its rows
in free pages, and files that were set aside. Its photos are sealed as they are found (`photos.py`)."""

import os
from pathlib import Path

from mobile.store import meta
from mobile.store.crypto import Box
from mobile.store.database import Database
from mobile.store.journal import Journal
from mobile.store.versions import PLAIN_LEFT

SEALED = ".sealed"


def seal_what_was_plain(database: Database, journal: Journal) -> None:
    """Cut off at any point, the next opening does it again."""
    if meta.get(database.read(), PLAIN_LEFT) is None and not journal.is_plain():
        return
    with database.lock:
        journal.rewrite(list(journal.read()))
        for path in database.path.parent.glob("*.damaged-*"):
            if path.suffix != SEALED:
                seal_file(path, database.box)
        database.writer.execute("vacuum")
        (busy, _, _) = database.writer.execute("pragma wal_checkpoint(truncate)").fetchone()
    if not busy:
        with database.write() as db:
            meta.put(db, PLAIN_LEFT, None)


def seal_file(path: Path, box: Box) -> None:
    sealed = path.with_name(path.name + SEALED)
    with sealed.open("wb") as file:
        file.write(box.entry(path.read_bytes()))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
