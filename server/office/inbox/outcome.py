"""What a decision has done, in a sentence for the list: to the record itself, and to what waited behind it."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from server.sync.models import Decision, DecisionKind, Operation, OperationState

DONE = {
    DecisionKind.ACCEPTED: gettext_lazy("Accepted: it counts now."),
    DecisionKind.AMENDED: gettext_lazy("Amended and accepted: it counts now, as you wrote it."),
    DecisionKind.DISMISSED: gettext_lazy("Dismissed: it does not count. The worker reads your reason."),
}
LANDED = (OperationState.APPLIED, OperationState.MERGED)


def blocked_on(device_id: UUID) -> list[UUID]:
    """What waits on this phone before a decision."""
    rows = Operation.objects.filter(device=device_id, state=OperationState.BLOCKED)
    return list(rows.values_list("id", flat=True))


def outcome_words(decision: Decision, were_blocked: Collection[UUID]) -> str:
    return " ".join([str(DONE[DecisionKind(decision.kind)]), *released_words(were_blocked)])


def released_words(were_blocked: Collection[UUID]) -> list[str]:
    """One sentence for those that went through, one for those that now need a decision of their own."""
    states = list(Operation.objects.filter(id__in=were_blocked).values_list("state", flat=True))
    landed = sum(state in LANDED for state in states)
    stuck = sum(state in (OperationState.REJECTED, OperationState.CONFLICT) for state in states)
    words = []
    if landed:
        sentence = ngettext(
            "%(n)s record that waited behind it counts now too.",
            "%(n)s records that waited behind it count now too.",
            landed,
        )
        words.append(sentence % {"n": landed})
    if stuck:
        sentence = ngettext(
            "%(n)s record that waited behind it now needs a decision of its own.",
            "%(n)s records that waited behind it now need a decision of their own.",
            stuck,
        )
        words.append(sentence % {"n": stuck})
    return words


def is_settled(operation: Operation) -> bool:
    """Whether there is nothing left to decide."""
    return operation.state not in (OperationState.REJECTED, OperationState.CONFLICT, OperationState.BLOCKED)


def set_aside() -> str:
    """What is said when an unreadable message was dismissed."""
    return _("Set aside: it stays on record, and the worker reads your reason.")
