"""Which life of the database this is. Cursors and acknowledgements hold for one life only.

A dump that is read in, a restore from a base backup and a promoted replica each begin another life: transaction
numbers go back or fork, and the last of what was acknowledged may be missing. Whoever does that should say so
(`manage after_restore`, `after_promote`). Nobody has to: the database is asked on every pull, and where it is not the
one that the epoch was begun in, a new epoch begins by itself. That costs each phone one download and never loses a
record; going on with the old epoch could.
"""

from typing import Literal

from django.db import connection, transaction
from django.utils import timezone

from server.identity import new_id
from server.sync.models import Epoch, EpochReason

# Names the life, as far as PostgreSQL itself tells lives apart: another cluster (a dump read in elsewhere) by its
# identifier, a promotion and a recovery to a point in time by the timeline, a dump read in here by the number of the
# database or the table. A disk set back under PostgreSQL's feet changes none of them: see `note_doubt`.
LIFE = """
    (select system_identifier from pg_control_system()) || '.' ||
    left(pg_walfile_name(pg_current_wal_lsn()), 8) || '.' ||
    (select oid from pg_database where datname = current_database()) || '.' ||
    'sync_epoch'::regclass::oid
"""
# Numbers of versions that phones, browsers and caches know. The lost part of the former life has used some beyond ours.
VERSIONS = ("sync_change_seq", "tiles_layerchange_id_seq")
LEAP = 1_000_000

Reason = Literal["promoted", "restored"]


def current_epoch() -> Epoch:
    """The epoch of this life; begun now if nobody has."""
    known = epoch_here()
    return known or begin_unless_known()


def epoch_here() -> Epoch | None:
    """The epoch, if it was begun in this life of the database."""
    return next(iter(Epoch.objects.raw(f"select * from sync_epoch where life = {LIFE}")), None)  # noqa: S608


@transaction.atomic
def begin_unless_known() -> Epoch:
    lock()
    known = epoch_here()
    if known:
        return known
    reason = EpochReason.NOTICED if Epoch.objects.exists() else EpochReason.FIRST
    return write(reason)


@transaction.atomic
def begin_epoch(reason: EpochReason = EpochReason.RESTORED) -> Epoch:
    """A new life of the database: every phone offers again what it had sent, and downloads afresh."""
    lock()
    return write(reason)


def lock() -> None:
    """One beginning at a time; the row itself may not be there yet."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('sync_epoch', 0))")


def write(reason: EpochReason) -> Epoch:
    with connection.cursor() as cursor:
        cursor.execute(f"select {LIFE}")
        (life,) = cursor.fetchone() or ("",)
        for name in VERSIONS if reason != EpochReason.FIRST else ():
            cursor.execute("select setval(%s::regclass, nextval(%s::regclass) + %s)", [name, name, LEAP])
    fresh, _ = Epoch.objects.update_or_create(
        id=True,
        defaults={
            "epoch": new_id(),
            "began_at": timezone.now(),
            "reason": reason,
            "life": life,
            "forgotten_xid": 0,
            "doubted_at": None,
        },
    )
    return fresh


def note_doubt() -> None:
    """A phone knows a transaction of this epoch that the database does not: a disk was set back.

    The phone's word heals that phone only (409); that all phones begin afresh is for whoever set the disk back to say.
    """
    Epoch.objects.filter(id=True, doubted_at__isnull=True).update(doubted_at=timezone.now())
