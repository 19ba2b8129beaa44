"""Looking for alarms, and writing down which stand."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from server.watch.models import LastLook, StandingAlarm
from server.watch.selectors import alarms_now

log = structlog.get_logger("server.alarms")
# The worker looks every minute. Where it does not run, whoever asks looks.
OLD = timedelta(minutes=3)


def standing_alarms() -> tuple[list[StandingAlarm], datetime | None]:
    """The alarms, longest standing first, and when the worker last looked."""
    looked_at = LastLook.objects.values_list("at", flat=True).first()
    if looked_at is None or timezone.now() - looked_at > OLD:
        return write_alarms(), looked_at
    return standing(), looked_at


def standing() -> list[StandingAlarm]:
    return list(StandingAlarm.objects.order_by("began_at", "code"))


def look() -> list[StandingAlarm]:
    """What the worker does: look, and say that it has."""
    found = write_alarms()
    LastLook.objects.update_or_create(id=True, defaults={"at": timezone.now()})
    return found


@transaction.atomic
def write_alarms() -> list[StandingAlarm]:
    """Looks, keeps what stands with the time since when, and lets go of what is over; the log tells both."""
    now = timezone.now()
    found = {alarm.code: alarm for alarm in alarms_now(now)}
    before = set(StandingAlarm.objects.values_list("code", flat=True))
    for code in before - found.keys():
        log.info("alarm is over", code=code)
    StandingAlarm.objects.exclude(code__in=found).delete()
    for code, alarm in found.items():
        StandingAlarm.objects.update_or_create(
            code=code, defaults={"data": alarm.data, "seen_at": now}, create_defaults={
                "data": alarm.data, "seen_at": now, "began_at": now,
            },
        )  # fmt: skip
        if code not in before:
            log.warning("alarm", code=code, **alarm.data)
    return standing()
