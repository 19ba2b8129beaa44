"""What a server does after its database was promoted or restored, in one command that may be repeated."""

import shutil
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from server.packs import cache as packs
from server.photos.models import Photo
from server.photos.retention import discard_expired_uploads
from server.problems import Problem
from server.sync.lives import begin_epoch, epoch_here
from server.sync.models import Epoch, EpochReason
from server.tiles import cache as tiles
from server.watch.health import migrations_pending
from server.watch.standby import is_replica

# Fewer may be missing by chance; more than half means that a volume is not mounted.
FEW = 10


class StillReplica(Problem):
    code = "still_replica"
    sentence = _(
        "This database is a replica: it follows another one and cannot be written to. Promote it first "
        "(“pg_ctl promote”, or “select pg_promote()”), then run this command again."
    )
    status = 503


class NoDatabase(Problem):
    code = "no_database"
    sentence = _("The database does not answer, or cannot be written to. Nothing was changed.")
    status = 503


class MigrateFirst(Problem):
    code = "migrate_first"
    sentence = _("The database lacks %(count)s migrations. Run “manage migrate” first, then this command again.")
    status = 503


class PhotosNotThere(Problem):
    code = "photos_not_there"
    sentence = _(
        "Of %(total)s photos, %(missing)s have no file. Is the folder of the photos mounted and restored? If they "
        "really are lost, run this command again with --photos-are-lost: phones that still have them send them again."
    )
    status = 409


@dataclass(frozen=True)
class Outcome:
    """`is_new` says whether this run began the epoch; `photos_missing` how many photos have to come again."""

    epoch: Epoch
    is_new: bool
    photos_missing: int


WHAT_PHONES_DO: Promise = _(
    "At their next sync phones offer again all records of the last 14 days that the server had acknowledged, with "
    "their photos, and download their grids afresh. What the server has already is recognised and not doubled."
)
WHAT_IS_LOST: Promise = _(
    "What was done in the office since the backup was taken (decisions, households entered or moved, people, posts, "
    "passwords, phones signed out) is not on any phone and has to be done again."
)


def recover(*, reason: EpochReason, again: bool = False, photos_are_lost: bool = False) -> Outcome:
    """Begins a new epoch unless this life of the database has one, and makes files and database agree.

    Raises StillReplica, NoDatabase, MigrateFirst, PhotosNotThere; nothing has then been changed.
    """
    # 1. Is this a database to work with?
    check_database()
    missing = photos_without_file()
    total = Photo.objects.count()
    if len(missing) > max(FEW, total // 2) and not photos_are_lost:
        raise PhotosNotThere(total=total, missing=len(missing))
    # 2. The epoch. What versions lead to is never repeated, so caches and phones cannot mistake old for new.
    with transaction.atomic():
        epoch = None if again else begun_already()
        is_new = epoch is None
        if epoch is None:
            epoch = begin_epoch(reason)
        else:
            Epoch.objects.filter(id=True).update(reason=reason)
        # 3. A photo without its file is asked for again: to a phone, a row here means that it may let its copy go.
        Photo.objects.filter(sha256__in=missing).delete()
    # 4. What can be made again, and uploads that nobody goes on with.
    for folder in (packs.folder(), tiles.folder()):
        shutil.rmtree(folder, ignore_errors=True)
    discard_expired_uploads()
    return Outcome(epoch, is_new, len(missing))


def check_database() -> None:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean")
            (read_only,) = cursor.fetchone() or (True,)
    except OperationalError as error:
        raise (StillReplica if is_replica() else NoDatabase) from error
    if read_only:
        raise NoDatabase
    if count := migrations_pending():
        raise MigrateFirst(count=count)


def begun_already() -> Epoch | None:
    """The epoch, if nothing can have been restored or promoted since it began: same life, and PostgreSQL has not been
    restarted, without which nobody sets back its disk."""
    epoch = epoch_here()
    if epoch is None or epoch.reason == EpochReason.FIRST or epoch.doubted_at is not None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("select pg_postmaster_start_time()")
        (started_at,) = cursor.fetchone() or (timezone.now(),)
    return epoch if epoch.began_at >= started_at else None


def photos_without_file() -> list[str]:
    rows = Photo.objects.values_list("sha256", "image").iterator()
    return [sha256 for sha256, name in rows if not default_storage.exists(name)]
