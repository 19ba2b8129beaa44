"""What became of the operations that a phone shows as refused or waiting: told with every pull."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from server.accounts.models import Device
from server.sync.models import Decision, Operation, OperationState, Unreadable
from server.sync.problems import problem_named

MOST_ASKED = 200
# The operation waits as it did; there is nothing to tell.
STILL = (OperationState.RECEIVED, OperationState.BLOCKED)


def verdicts_of(device: Device, op_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Those of the device's own operations on which the office has decided, or which got their turn since."""
    asked = Operation.objects.filter(device=device, id__in=list(op_ids)[:MOST_ASKED]).exclude(state__in=STILL)
    done = Q(state__in=[OperationState.APPLIED, OperationState.MERGED, OperationState.DISMISSED])
    rows = asked.filter(done | Q(released_at__isnull=False)).select_related("decision").order_by("device_seq")
    told = [verdict_message(operation) for operation in rows]
    unread = Unreadable.objects.filter(device=device, op_id__in=list(op_ids)[:MOST_ASKED], decision__isnull=False)
    return told + [unreadable_message(message) for message in unread.select_related("decision").order_by("id")]


def verdict_message(operation: Operation) -> dict[str, Any]:
    """One verdict as `change.schema.json` says; sentences in the active language, the reason as it was written."""
    problem = problem_named(operation.code, operation.data) if operation.code else None
    decision: Decision | None = getattr(operation, "decision", None)
    return {
        "op_id": operation.id,
        "status": operation.state,
        "code": operation.code,
        "message": problem.message if problem else "",
        "data": operation.data,
        "decision": decision.kind if decision else None,
        "reason": decision.reason if decision else "",
        "decided_at": decision.at if decision else None,
    }


def unreadable_message(message: Unreadable) -> dict[str, Any]:
    """The verdict on what could not be read, under the id that its phone knows."""
    problem = problem_named(message.code, {})
    return {
        "op_id": message.op_id,
        "status": OperationState.DISMISSED,
        "code": message.code,
        "message": problem.message if problem else "",
        "data": {},
        "decision": message.decision.kind,
        "reason": message.decision.reason,
        "decided_at": message.decision.at,
    }
