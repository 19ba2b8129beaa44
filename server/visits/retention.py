"""Where a visitor stood, and what the phone made of it, is kept for a year: nobody asks for it after that."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from server.visits.models import Visit

KEPT = timedelta(days=365)
BATCH = 2000


def forget_fixes() -> int:
    """Removes positions and what speaks for them from visits of more than a year ago; gives their number."""
    told = Q(fix__isnull=False) | ~Q(presence_grade="")
    old = Visit.objects.filter(told, visited_at__lt=timezone.now() - KEPT).order_by("id")
    forgotten = 0
    while ids := list(old.values_list("id", flat=True)[:BATCH]):
        forgotten += Visit.objects.filter(id__in=ids).update(
            fix=None, fix_accuracy_m=None, presence_grade="", presence_reasons=[]
        )
    return forgotten
