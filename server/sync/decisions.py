"""The office's word on what phones sent: accept, amend, dismiss. Whatever waited behind it then gets its turn."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from server.accounts.models import Device, Person
from server.grids.scope import Scope
from server.problems import NotAllowed, NotFound, Problem, check_text
from server.sync.inbox import operations_of, unreadable_inbox
from server.sync.judging import apply_set, judge, read_asked
from server.sync.models import UNDECIDED, Decision, DecisionKind, Operation, OperationState, Unreadable
from server.sync.permissions import can_decide
from server.sync.problems import AlreadyDecided, NothingAmended, ReasonMissing
from server.sync.services import arrival_of, save_verdicts
from server.sync.verbs import VERBS

REASON_LENGTH = 500


@transaction.atomic
def accept(scope: Scope, operation_id: UUID, *, reason: str = "") -> Decision:
    """Applies an operation as it came, by the office's rights over the place; the worker stays its author.

    Of a conflict of fields, what the phone says wins. Raises what still stands against it, and then nothing is decided.
    """
    operation = claim(scope, operation_id)
    apply(scope, operation, {})
    return settle(scope, operation, DecisionKind.ACCEPTED, reason, {})


@transaction.atomic
def amend(scope: Scope, operation_id: UUID, *, changes: Mapping[str, Any], reason: str) -> Decision:
    """Applies an operation with some values of its body replaced; what came stays on record as it was.

    `changes` replaces top-level values of the body; an object such as `changes` of an amendment is merged into.
    """
    if not changes:
        raise NothingAmended
    check_reason(reason)
    operation = claim(scope, operation_id)
    apply(scope, operation, changes)
    return settle(scope, operation, DecisionKind.AMENDED, reason, changes)


@transaction.atomic
def dismiss(scope: Scope, operation_id: UUID, *, reason: str) -> Decision:
    """Decides that an operation is not applied. The worker reads why; the operation stays on record."""
    check_reason(reason)
    operation = claim(scope, operation_id)
    return settle(scope, operation, DecisionKind.DISMISSED, reason, {})


@transaction.atomic
def dismiss_unreadable(scope: Scope, unreadable_id: int, *, reason: str) -> Decision:
    """Puts a message that nobody can read aside; its content stays on record."""
    check_reason(reason)
    if not can_decide(scope):
        raise NotAllowed
    message = Unreadable.objects.select_for_update().filter(id=unreadable_id).first()
    if message is None or not unreadable_inbox(scope).filter(id=unreadable_id).exists():
        raise NotFound
    return Decision.objects.create(
        unreadable=message, kind=DecisionKind.DISMISSED, reason=reason.strip(), by=scope.person
    )


def check_reason(reason: str) -> None:
    check_text(reason, limit=REASON_LENGTH)
    if not reason.strip():
        raise ReasonMissing


def claim(scope: Scope, operation_id: UUID) -> Operation:
    """The operation, locked against its phone and other desks. Raises NotAllowed, NotFound, AlreadyDecided."""
    if not can_decide(scope):
        raise NotAllowed
    known = operations_of(scope).filter(id=operation_id).values_list("device_id", flat=True).first()
    if known is None:
        raise NotFound
    # In the order in which a push takes them: the device first.
    Device.objects.select_for_update().only("id").get(id=known)
    operation = (
        Operation.objects.select_for_update(of=("self",)).select_related("device", "person").get(id=operation_id)
    )
    if operation.state not in UNDECIDED:
        raise AlreadyDecided(state=operation.state)
    return operation


def apply(scope: Scope, operation: Operation, changes: Mapping[str, Any]) -> None:
    """Raises why the operation cannot be applied even so."""
    operation.device.person = operation.person
    asked = read_asked(operation.device, operation, arrival_of(operation))
    asked = replace(asked, body=amended(in_dispute(operation, asked.body), changes), insist=True)
    verdict = apply_set(VERBS[asked.kind], on_behalf(scope, operation.person), [asked])[0]
    if isinstance(verdict, Problem):
        raise verdict


def in_dispute(operation: Operation, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of a conflict of fields only these: the others were written then, and may have been amended since."""
    fields = operation.data.get("fields") if operation.state == OperationState.CONFLICT else None
    if not isinstance(fields, Mapping):
        return body
    return {**body, "changes": {field: value for field, value in body["changes"].items() if field in fields}}


def amended(body: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The body with the office's values; objects are merged into, everything else is replaced."""
    return dict(body) | {
        name: {**body[name], **value} if isinstance(value, Mapping) and isinstance(body.get(name), Mapping) else value
        for name, value in changes.items()
    }


def on_behalf(scope: Scope, author: Person) -> Scope:
    """The office's reach with the worker as the author of what is written."""
    return replace(scope, person=author)


def settle(scope: Scope, operation: Operation, kind: DecisionKind, reason: str, changes: Mapping[str, Any]) -> Decision:
    """Writes the decision down, with the verdict that it overrules, and gives those behind it their turn."""
    check_text(reason, limit=REASON_LENGTH)
    decision = Decision.objects.create(
        operation=operation,
        kind=kind,
        reason=reason.strip(),
        changes=dict(changes),
        before={"state": operation.state, "code": operation.code, "data": operation.data},
        by=scope.person,
    )
    operation.judged_at = timezone.now()
    if kind == DecisionKind.DISMISSED:
        # Its code stays: the worker reads what was wrong, and then what the office says.
        operation.state = OperationState.DISMISSED
    else:
        operation.state, operation.code, operation.data = OperationState.APPLIED, "", {}
    operation.save(update_fields=["state", "code", "data", "judged_at"])
    release(operation.device)
    return decision


def release(device: Device) -> int:
    """Judges again what was blocked, in the order of the device: each by the clocks that it was sent with. Gives the
    number that is no longer blocked. What still waits for another refusal stays blocked."""
    released = 0
    waiting = Operation.objects.filter(device=device, state=OperationState.BLOCKED).order_by("device_seq", "id")
    for operation in waiting:
        judge(device, [operation], arrival_of(operation))
        save_verdicts([operation])
        if operation.state != OperationState.BLOCKED:
            Operation.objects.filter(id=operation.id).update(released_at=timezone.now())
            released += 1
    return released
