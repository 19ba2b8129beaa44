"""What is kept of phones' messages for half a year: receipts, and what a decided message said. What nobody has decided
stays, however old."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from server.sync.models import Operation, OperationState, Unreadable
from server.sync.services import forget_tombstones

KEPT = timedelta(days=180)
BATCH = 2000
DONE = (OperationState.APPLIED, OperationState.MERGED)
DECIDED = (*DONE, OperationState.DISMISSED)


def forget_old() -> dict[str, int]:
    """Everything of sync whose time is over; how many of each."""
    before = timezone.now() - KEPT
    return {
        "receipts": forget_receipts(before=before),
        "decided": forget_decided(before=before),
        "unreadable": forget_unreadable(before=before),
        "tombstones": forget_tombstones(before=before),
    }


def forget_receipts(*, before: datetime) -> int:
    """Removes operations that were done before then. A phone that sends one again is answered by the record itself."""
    old = Operation.objects.filter(state__in=DONE, judged_at__lt=before, decision__isnull=True)
    removed = 0
    while ids := first(old):
        removed += Operation.objects.filter(id__in=ids).delete()[0]
    return removed


def forget_decided(*, before: datetime) -> int:
    """Empties operations that the office decided before then; the decision keeps its row, and with it the verdict."""
    old = Operation.objects.filter(state__in=DECIDED, decision__at__lt=before).exclude(message={}, data={})
    emptied = 0
    while ids := first(old):
        emptied += Operation.objects.filter(id__in=ids).update(message={}, data={})
    return emptied


def forget_unreadable(*, before: datetime) -> int:
    """Empties unreadable messages that the office decided before then."""
    return Unreadable.objects.filter(decision__at__lt=before).exclude(content="").update(content="")


def first(operations: QuerySet[Operation]) -> list[UUID]:
    return list(operations.order_by("id").values_list("id", flat=True)[:BATCH])
