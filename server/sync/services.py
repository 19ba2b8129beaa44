"""Writes of sync: a phone's batch, and what is forgotten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from server.accounts.models import Device
from server.api.problems import ServerBusy
from server.problems import Problem
from server.sync import intake
from server.sync.clocks import PhoneTime
from server.sync.judging import Arrival, judge
from server.sync.lives import begin_epoch as begin_epoch
from server.sync.models import UNDECIDED, Operation, OperationState
from server.sync.problems import (
    MessageTooLarge,
    NotAPush,
    TakenByAnother,
    UnreadableOperation,
    problem_named,
)
from server.sync.reading import moment_at, text_at, whole_at

MAX_OPS = 100
# A verdict that stands. The others are judged (again) when their operation comes in once more.
FINAL = frozenset(OperationState) - {OperationState.RECEIVED, OperationState.BLOCKED}
DONE_BEFORE = frozenset({OperationState.APPLIED, OperationState.MERGED})


@dataclass(frozen=True)
class Result:
    """The verdict on one message of a batch, as the phone gets it."""

    index: int
    op_id: UUID | None
    status: str
    problem: Problem | None = None

    def message(self) -> dict[str, Any]:
        told: dict[str, Any] = {"op_id": self.op_id, "index": self.index, "status": self.status}
        if self.problem:
            told |= {"code": self.problem.code, "message": self.problem.message, "data": self.problem.data}
        return told


def push(*, device: Device, message: Mapping[str, Any]) -> list[Result]:
    """Stores a batch, then applies it; one result per operation, in the order sent.

    Raises NotAPush, MessageTooLarge, ServerBusy. After ServerBusy the operations may be stored but are not judged;
    the phone sends them again.
    """
    ops = message.get("ops")
    if not isinstance(ops, list):
        raise NotAPush(field="ops")
    if len(ops) > MAX_OPS:
        raise MessageTooLarge(limit=MAX_OPS, unit="operations")
    arrival = Arrival(received_at=timezone.now(), sent=sent_time(message))
    try:
        # 1. Accept: in a transaction of its own, so that nothing that happens later can lose it.
        op_ids = intake.keep(device, ops)
        # 2. Judge.
        verdicts = judge_stored(device=device, op_ids=[op_id for op_id in op_ids if op_id], arrival=arrival)
        taken = {op_id for op_id, verdict in verdicts.items() if isinstance(verdict.problem, TakenByAnother)}
        intake.keep_taken(device, [message for op_id, message in zip(op_ids, ops, strict=True) if op_id in taken])
        seen(device=device, waiting=message.get("waiting"))
    except (OperationalError, InterfaceError) as error:
        raise ServerBusy from error
    # 3. Answer: one result for each, also for what could not be read.
    return [
        verdicts[op_id].at(index)
        if op_id
        else Result(index, intake.named(ops[index]), "rejected", UnreadableOperation())
        for index, op_id in enumerate(op_ids)
    ]


@dataclass(frozen=True)
class Verdict:
    op_id: UUID
    status: str
    problem: Problem | None = None

    def at(self, index: int) -> Result:
        return Result(index, self.op_id, self.status, self.problem)


@transaction.atomic
def judge_stored(*, device: Device, op_ids: Sequence[UUID], arrival: Arrival) -> dict[UUID, Verdict]:
    """Judges the device's operations that have no final verdict; known verdicts are answered as they stand."""
    # 1. One batch of a device at a time: a duplicate on another connection waits, and then finds the verdicts.
    Device.objects.select_for_update().only("id").get(id=device.id)
    stored = {op.id: op for op in Operation.objects.filter(id__in=op_ids)}
    ours = {op_id: op for op_id, op in stored.items() if op.device_id == device.id}
    verdicts = {op_id: Verdict(op_id, "rejected", TakenByAnother()) for op_id in stored.keys() - ours.keys()}

    # 2. What was judged before keeps its verdict.
    verdicts |= {op_id: told(op, again=True) for op_id, op in ours.items() if op.state in FINAL}

    # 3. The rest in the device's own order, whatever order it came in.
    fresh = sorted(
        (op for op in ours.values() if op.state not in FINAL),
        key=lambda op: (op.device_seq is None, op.device_seq or 0, op.id),
    )
    judge(device, fresh, arrival)
    save_verdicts(fresh)
    keep_clocks([op.id for op in fresh if op.state in UNDECIDED], arrival)
    return verdicts | {op.id: told(op, again=False) for op in fresh}


def save_verdicts(operations: Sequence[Operation]) -> None:
    """All verdicts in one statement; `bulk_update` takes longer over a batch than everything else together."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            update sync_operation operation
            set state = verdict.state, code = verdict.code, data = verdict.data, judged_at = %s
            from jsonb_to_recordset(%s::jsonb) as verdict (id uuid, state text, code text, data jsonb)
            where operation.id = verdict.id
            """,
            [timezone.now(), orjson.dumps([verdict_row(op) for op in operations], default=str).decode()],
        )


def keep_clocks(op_ids: Sequence[UUID], arrival: Arrival) -> None:
    """With what was not done now: the clocks that will tell when it was, however late it is judged again."""
    if op_ids and arrival.sent:
        sent = {
            "sent_at": arrival.sent.clock.isoformat(),
            "boot_id": arrival.sent.boot_id,
            "elapsed_ms": arrival.sent.elapsed_ms,
            "received_at": arrival.received_at.isoformat(),
        }
        Operation.objects.filter(id__in=op_ids).update(sent=sent)


def arrival_of(operation: Operation) -> Arrival:
    """How an operation that was kept came in, for judging it again."""
    sent = operation.sent or {}
    received_at = moment_at(sent, "received_at") if sent else operation.received_at
    return Arrival(received_at=received_at, sent=sent_time(sent))


def verdict_row(operation: Operation) -> dict[str, Any]:
    return {"id": operation.id, "state": operation.state, "code": operation.code, "data": operation.data}


def told(operation: Operation, *, again: bool) -> Verdict:
    status = "duplicate" if again and operation.state in DONE_BEFORE else operation.state
    return Verdict(operation.id, status, problem_named(operation.code, operation.data) if operation.code else None)


def sent_time(message: Mapping[str, Any]) -> PhoneTime | None:
    """The phone's clocks as it sent; None from a phone that says nothing readable of them."""
    try:
        return PhoneTime(
            clock=moment_at(message, "sent_at"),
            boot_id=text_at(message, "boot_id", longest=64),
            elapsed_ms=whole_at(message, "elapsed_ms"),
        )
    except Problem:
        return None


def seen(*, device: Device, waiting: object) -> None:
    """Notes that the phone was heard of, and what it says still waits on it."""
    changes: dict[str, Any] = {"last_seen_at": timezone.now()}
    if isinstance(waiting, int) and 0 <= waiting < 2**31:
        changes["waiting_count"] = waiting
    Device.objects.filter(id=device.id).update(**changes)


@transaction.atomic
def forget_tombstones(*, before: datetime) -> int:
    """Removes tombstones that are older; a cursor from before the newest of them gets 410. Gives their number."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with forgotten as (
                delete from sync_change where gone and changed_at < %s returning xid
            ),
            -- phones that read past the newest of them have missed nothing
            remembered as (
                update sync_epoch set forgotten_xid = greatest(forgotten_xid, (select max(xid) + 1 from forgotten))
                where exists (select from forgotten)
            )
            select count(*) from forgotten
            """,
            [before],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0
