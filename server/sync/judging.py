"""Judge later: what was stored is applied set by set, in the device's order, and each operation gets its verdict."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, partial
from uuid import UUID

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.utils import timezone

from server.accounts.models import Device, Person
from server.grids.scope import Scope, for_person
from server.problems import Conflict, Problem
from server.sync.asked import Apply, Asked, Verdict, Verdicts
from server.sync.clocks import PhoneTime, estimate
from server.sync.forms import as_today
from server.sync.models import Operation, OperationState
from server.sync.problems import NotJudged, NotStorable, UnknownVerb, WaitsForEarlier
from server.sync.reading import moment_at, object_at, text_at, uuid_at, whole_at
from server.sync.verbs import VERBS

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Arrival:
    """When a batch came in, and what the phone's clocks said as it was sent."""

    received_at: datetime
    sent: PhoneTime | None = None


@dataclass
class Case:
    """An operation under judgement."""

    operation: Operation
    asked: Asked
    wave: int = field(default=0)


def judge(device: Device, operations: Sequence[Operation], arrival: Arrival) -> None:
    """Gives each operation its state, code and data, and applies those that can be. The caller saves the rows.

    One bad operation blocks only itself and later ones on the same record. Raises OperationalError when the database
    itself is in trouble: then nothing has been judged.
    """
    # 1. Read; what cannot be read is refused here.
    cases = [case for operation in operations if (case := read_case(device, operation, arrival))]
    # 2. What waits for an earlier refusal does not get its turn.
    refused = refused_before(device, operations)
    for operation in operations:
        remember_refusal(refused, operation)
    scope_at = cache(partial(scope_of_day, device.person))
    # 3. Wave by wave: within a wave no two operations touch the same record, so order does not matter there.
    for wave in waves(cases):
        ready = [case for case in wave if not block(case, refused)]
        for (kind, day, known), group in by_verb_and_day(ready).items():
            verdicts = apply_set(VERBS[kind], scope_at(day, known), [case.asked for case in group])
            for case, verdict in zip(group, verdicts, strict=True):
                settle(case.operation, verdict)
                remember_refusal(refused, case.operation)


def read_case(device: Device, operation: Operation, arrival: Arrival) -> Case | None:
    try:
        return Case(operation, read_asked(device, operation, arrival))
    except Problem as problem:
        settle(operation, problem)
    except Exception as error:
        log.exception("operation %s could not be read", operation.id, exc_info=error)
        settle(operation, NotJudged())
    return None


def read_asked(device: Device, operation: Operation, arrival: Arrival) -> Asked:
    """The operation's header, strictly. Raises UnknownVerb, SchemaTooNew, BadOperation."""
    message = operation.message
    if operation.kind not in VERBS:
        raise UnknownVerb(verb=operation.kind)
    version = whole_at(message, "schema_version")
    whole_at(message, "device_seq")
    captured = PhoneTime(
        clock=moment_at(message, "captured_at"),
        boot_id=text_at(message, "boot_id", longest=64),
        elapsed_ms=whole_at(message, "elapsed_ms"),
    )
    asked = Asked(
        op_id=operation.id,
        kind=operation.kind,
        entity_id=uuid_at(message, "entity_id"),
        base_version=None if message.get("base_version") is None else whole_at(message, "base_version"),
        body=as_today(operation.kind, version, object_at(message, "body")),
        device=device,
        captured_at=captured.clock,
        when=estimate(captured, sent=arrival.sent, received_at=arrival.received_at, not_before=device.registered_at),
    )
    # Read here already, since the order of work depends on it.
    asked.refers_to  # noqa: B018
    return asked


Refused = dict[UUID, Operation]


def refused_before(device: Device, operations: Sequence[Operation]) -> Refused:
    """The records on which this phone has a refused operation that the office has not decided, with the first one; and
    those whose own operation waits for such a one, so that what refers to them waits for it as well."""
    rows = (
        Operation.objects.filter(
            device=device, state__in=[OperationState.REJECTED, OperationState.BLOCKED], entity_id__isnull=False
        )
        .exclude(id__in=[operation.id for operation in operations])
        .only("id", "entity_id", "device_seq", "state", "data")
        .order_by("device_seq")
    )
    refused: Refused = {}
    by_id = {str(operation.id): operation for operation in rows if operation.state == OperationState.REJECTED}
    for operation in rows:
        if operation.entity_id:
            refused.setdefault(operation.entity_id, by_id.get(str(operation.data.get("op_id")), operation))
    return refused


def remember_refusal(refused: Refused, operation: Operation) -> None:
    if operation.state == OperationState.REJECTED and operation.entity_id:
        refused.setdefault(operation.entity_id, operation)


def waves(cases: Sequence[Case]) -> list[list[Case]]:
    """Cases in device order, cut so that each one comes after all earlier ones on the records it refers to."""
    reached: dict[UUID, int] = {}
    for case in cases:
        case.wave = max((reached.get(entity, -1) + 1 for entity in case.asked.refers_to), default=0)
        reached.update(dict.fromkeys(case.asked.refers_to, case.wave))
    ordered: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        ordered[case.wave].append(case)
    return [ordered[wave] for wave in sorted(ordered)]


def block(case: Case, refused: Refused) -> bool:
    """Whether the case waits for an earlier refused operation; those behind it then wait too."""
    for entity in case.asked.refers_to:
        first = refused.get(entity)
        if first and (first.device_seq or 0) < (case.operation.device_seq or 0):
            case.operation.state = OperationState.BLOCKED
            case.operation.code = WaitsForEarlier.code
            case.operation.data = {"op_id": str(first.id)}
            refused.setdefault(case.asked.entity_id, first)
            return True
    return False


def by_verb_and_day(cases: Sequence[Case]) -> dict[tuple[str, date, str], list[Case]]:
    """One set per verb, local day and scope that the phone knew: the rights are those under which it happened."""
    groups: dict[tuple[str, date, str], list[Case]] = defaultdict(list)
    for case in cases:
        known = str(case.operation.message.get("scope_version"))
        groups[case.asked.kind, timezone.localdate(case.asked.when.at), known].append(case)
    return groups


def scope_of_day(person: Person, day: date, known: str) -> Scope:
    """What the person could reach on a day. Posts change by whole days, people in the middle of one: what was recorded
    in the morning, under the scope of the day before, is judged by that one."""
    scope = for_person(person, on=day)
    if scope.version == known:
        return scope
    before = for_person(person, on=day - timedelta(days=1))
    return before if before.version == known else scope


def apply_set(apply: Apply, scope: Scope, asked: Sequence[Asked]) -> Verdicts:
    """Applies a set in one savepoint; on an error halves it until the bad one stands alone.

    A savepoint per operation would cost five to eight times as much. Trouble of the database itself
    (OperationalError) is nobody's fault here and goes up.
    """
    if not asked:
        return []
    try:
        with transaction.atomic():
            return apply(scope, asked)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        if len(asked) > 1:
            half = len(asked) // 2
            return apply_set(apply, scope, asked[:half]) + apply_set(apply, scope, asked[half:])
        return [refusal_of(error, asked[0])]


def refusal_of(error: Exception, asked: Asked) -> Problem:
    """What a single operation is told about an error that no service has turned into a refusal."""
    log.error("operation %s (%s) could not be applied", asked.op_id, asked.kind, exc_info=error)
    return NotStorable() if isinstance(error, DatabaseError) else NotJudged()


def settle(operation: Operation, verdict: Verdict) -> None:
    """Writes the verdict into the row."""
    if isinstance(verdict, Problem):
        operation.state = OperationState.CONFLICT if isinstance(verdict, Conflict) else OperationState.REJECTED
        operation.code, operation.data = verdict.code, verdict.data
        return
    operation.state, operation.code, operation.data = verdict or OperationState.APPLIED, "", {}
