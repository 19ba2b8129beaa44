"""What is the matter right now: each question is one cheap query, so that a scrape and a minute's job can ask it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.models import Count, Min, Sum
from django.utils import timezone

from server.accounts.models import Device
from server.sync.lives import current_epoch
from server.sync.models import UNDECIDED, EpochReason, Operation, Unreadable
from server.watch import alarms
from server.watch.alarms import Alarm
from server.watch.horizon import holders

STALLED_AFTER = timedelta(minutes=5)
UNDECIDED_AFTER, UNDECIDED_MOST = timedelta(days=2), 50
SILENT_AFTER = timedelta(days=1)
NOTICED_FOR = timedelta(days=7)
DISK_LEAST_BYTES, DISK_LEAST_SHARE = 2 * 1024**3, 0.05


@dataclass(frozen=True)
class Backlog:
    """How many there are, and since when the oldest one."""

    count: int
    since: datetime | None

    def days(self, now: datetime) -> int:
        return (now - self.since).days if self.since else 0


def alarms_now(now: datetime | None = None) -> list[Alarm]:
    """Everything that is wrong, in a fixed order."""
    moment = now or timezone.now()
    return [alarm for question in QUESTIONS if (alarm := question(moment)) is not None]


def horizon_stalled(_now: datetime) -> Alarm | None:
    found = [holder for holder in holders() if holder.seconds > STALLED_AFTER.total_seconds()]
    if not found:
        return None
    oldest = found[0]
    return alarms.HorizonStalled(
        minutes=int(oldest.seconds // 60),
        pid=oldest.pid,
        application=oldest.application,
        database=oldest.database,
        state=oldest.state,
        others=len(found) - 1,
    )


def quarantine() -> Backlog:
    """What phones sent and nobody has decided, and what could not even be read."""
    stored = Operation.objects.filter(state__in=UNDECIDED).aggregate(count=Count("id"), since=Min("received_at"))
    unread = Unreadable.objects.filter(decision=None).aggregate(count=Count("id"), since=Min("received_at"))
    since = [told["since"] for told in (stored, unread) if told["since"]]
    return Backlog(stored["count"] + unread["count"], min(since, default=None))


def quarantine_grows(now: datetime) -> Alarm | None:
    found = quarantine()
    if found.since is None or (found.count < UNDECIDED_MOST and now - found.since < UNDECIDED_AFTER):
        return None
    return alarms.QuarantineGrows(count=found.count, days=found.days(now), since=found.since.isoformat())


def silent_phones(now: datetime) -> Alarm | None:
    silent = Device.objects.filter(waiting_count__gt=0, last_seen_at__lt=now - SILENT_AFTER, revoked_at__isnull=True)
    told = silent.aggregate(count=Count("id"), records=Sum("waiting_count"), since=Min("last_seen_at"))
    if not told["count"]:
        return None
    return alarms.SilentPhones(count=told["count"], records=told["records"], days=(now - told["since"]).days)


def waiting_on_phones() -> int:
    """What the phones said of themselves when they last spoke."""
    told = Device.objects.filter(revoked_at__isnull=True).aggregate(records=Sum("waiting_count"))
    return int(told["records"] or 0)


def jobs_failed(_now: datetime) -> Alarm | None:
    # When a job ended is in its last event.
    sql = """
        select job.task_name, count(*) from procrastinate_jobs job
        where job.status = 'failed' and exists (
            select from procrastinate_events event
            where event.job_id = job.id and event.type = 'failed' and event.at > now() - interval '7 days'
        )
        group by job.task_name
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        tasks = {str(name): int(count) for name, count in cursor.fetchall()}
    return alarms.JobsFailed(count=sum(tasks.values()), tasks=tasks) if tasks else None


def jobs_stuck(_now: datetime) -> Alarm | None:
    sql = """
        select count(*) from procrastinate_jobs job
        where job.status = 'todo' and coalesce(job.scheduled_at, (
            select min(event.at) from procrastinate_events event where event.job_id = job.id and event.type = 'deferred'
        )) < now() - interval '1 hour'
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        (count,) = cursor.fetchone() or (0,)
    return alarms.JobsStuck(count=count) if count else None


def jobs_by_status() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("select status::text, count(*) from procrastinate_jobs group by status")
        return {str(status): int(count) for status, count in cursor.fetchall()}


def epoch_noticed(now: datetime) -> Alarm | None:
    epoch = current_epoch()
    if epoch.reason != EpochReason.NOTICED or now - epoch.began_at > NOTICED_FOR:
        return None
    return alarms.EpochNoticed(since=epoch.began_at.isoformat())


def database_set_back(_now: datetime) -> Alarm | None:
    doubted_at = current_epoch().doubted_at
    return alarms.DatabaseSetBack(since=doubted_at.isoformat()) if doubted_at else None


def media_space() -> tuple[int, int] | None:
    """Free and total bytes where the photos lie; None where they lie in an object store."""
    if not isinstance(default_storage, FileSystemStorage):
        return None
    folder = Path(settings.MEDIA_ROOT)
    usage = shutil.disk_usage(next(parent for parent in (folder, *folder.parents) if parent.exists()))
    return usage.free, usage.total


def disk_low(_now: datetime) -> Alarm | None:
    space = media_space()
    if space is None or space[0] >= max(DISK_LEAST_BYTES, int(space[1] * DISK_LEAST_SHARE)):
        return None
    return alarms.DiskLow(free_mb=space[0] // 1024**2, total_mb=space[1] // 1024**2)


QUESTIONS: tuple[Callable[[datetime], Alarm | None], ...] = (
    horizon_stalled,
    quarantine_grows,
    silent_phones,
    jobs_failed,
    jobs_stuck,
    epoch_noticed,
    database_set_back,
    disk_low,
)
