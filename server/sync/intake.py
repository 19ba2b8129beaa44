"""Accept first: every operation of a signed-in phone is stored as it came, before anybody judges it."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction

from server.accounts.models import Device
from server.sync.models import Operation, Unreadable
from server.sync.problems import TakenByAnother, UnreadableOperation
from server.sync.reading import as_uuid

LARGEST_SEQ = 2**63 - 1


@transaction.atomic
def keep(device: Device, messages: Sequence[Any]) -> list[UUID | None]:
    """Stores a batch in one statement; gives each message's operation id, or None where none can be read.

    An id that is known already stays as it was first stored.
    """
    operations: dict[UUID, Operation] = {}
    op_ids: list[UUID | None] = []
    unreadable = []
    for message in messages:
        operation = read(device, message)
        op_ids.append(operation.id if operation else None)
        if operation is None:
            unreadable.append(unreadable_row(device, orjson.dumps(message), named(message)))
        else:
            operations.setdefault(operation.id, operation)
    insert(operations.values())
    Unreadable.objects.bulk_create(unreadable)
    return op_ids


# As one JSON text: with a parameter for each value, quoting them took Python as long as judging them.
INSERT = """
    insert into sync_operation (id, person_id, device_id, device_seq, kind, entity_id, message, state, code, data,
                                received_at)
    select id, %s, %s, device_seq, kind, entity_id, message, %s, '', '{}', now()
    from jsonb_to_recordset(%s::jsonb) as operation (
        id uuid, device_seq bigint, kind text, entity_id uuid, message jsonb)
    on conflict do nothing
"""


def insert(operations: Collection[Operation]) -> None:
    """Inserts those that are not on record yet, all of one device."""
    if not operations:
        return
    first = next(iter(operations))
    rows = [
        {"id": op.id, "device_seq": op.device_seq, "kind": op.kind, "entity_id": op.entity_id, "message": op.message}
        for op in operations
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [first.person_id, first.device_id, first.state, orjson.dumps(rows).decode()])


def keep_unreadable(device: Device, text: bytes) -> None:
    """Keeps a whole message that cannot be parsed."""
    unreadable_row(device, text).save(force_insert=True)


def keep_taken(device: Device, messages: Sequence[Any]) -> None:
    """Keeps, once each, the operations whose id another phone has used: their phone shows them as refused, and the
    office has to see what was in them."""
    asked = {op_id: message for message in messages if (op_id := named(message))}
    known = Unreadable.objects.filter(device=device, op_id__in=asked).values_list("op_id", flat=True)
    rows = [unreadable_row(device, orjson.dumps(asked[op_id]), op_id) for op_id in asked.keys() - set(known)]
    for row in rows:
        row.code = TakenByAnother.code
    Unreadable.objects.bulk_create(rows)


def named(message: object) -> UUID | None:
    """The id by which a phone knows what we could not keep as an operation: without it, it would ask for ever."""
    return as_uuid(message.get("op_id")) if isinstance(message, dict) else None


def unreadable_row(device: Device, text: bytes, op_id: UUID | None = None) -> Unreadable:
    # PostgreSQL has no NUL character in a text; its picture says that one was there.
    content = text.decode(errors="backslashreplace").replace("\x00", "␀")
    code = UnreadableOperation.code
    return Unreadable(person_id=device.person_id, device=device, op_id=op_id, content=content, code=code)


def read(device: Device, message: Any) -> Operation | None:
    """The row for one message; None if it has no identity, or holds a NUL that no jsonb can keep."""
    op_id = named(message)
    if op_id is None or b"\\u0000" in orjson.dumps(message):
        return None
    seq, kind = message.get("device_seq"), message.get("kind")
    return Operation(
        id=op_id,
        person_id=device.person_id,
        device=device,
        device_seq=seq if isinstance(seq, int) and 0 <= seq <= LARGEST_SEQ else None,
        kind=kind[:40] if isinstance(kind, str) else "",
        entity_id=as_uuid(message.get("entity_id")),
        message=message,
    )
