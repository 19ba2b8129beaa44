"""Where a visitor stood is kept for a year: nobody asks for it after that."""

from datetime import timedelta

from django.utils import timezone

from server.visits.models import Visit

KEPT = timedelta(days=365)
BATCH = 2000


def forget_fixes() -> int:
    """Removes positions and their accuracy from visits of more than a year ago; gives their number."""
    old = Visit.objects.filter(visited_at__lt=timezone.now() - KEPT, fix__isnull=False).order_by("id")
    forgotten = 0
    while ids := list(old.values_list("id", flat=True)[:BATCH]):
        forgotten += Visit.objects.filter(id__in=ids).update(fix=None, fix_accuracy_m=None)
    return forgotten
