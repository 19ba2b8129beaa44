"""How each door was found is forgotten thirty days after the all-clear; the headcount by grid stays."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from server.emergencies.models import Emergency, EmergencyCheck
from server.emergencies.selectors import doors_of, headcounts

KEPT = timedelta(days=30)


def forget_checks() -> int:
    """Removes the checks of emergencies that ended more than thirty days ago; gives their number."""
    forgotten = 0
    for emergency in Emergency.objects.filter(ended_at__lt=timezone.now() - KEPT, checks__isnull=False).distinct():
        with transaction.atomic():
            if not emergency.summary:
                _, by_grid = headcounts(doors_of(emergency.id, emergency.grids.values_list("id", flat=True)))
                emergency.summary = [count.message() for count in by_grid]
                emergency.save(update_fields=["summary"])
            count, _ = EmergencyCheck.objects.filter(emergency=emergency).delete()
            forgotten += count
    return forgotten
