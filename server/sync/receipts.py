"""The receipt of a day: count and short code over a phone's acknowledged records, the same as the phone computes.

A record belongs to the day with which the time begins that the phone wrote into it, whatever the server thinks of its
clock. The rule of the code is held to `server/contract/examples/receipts.json` on both sides.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from server.accounts.models import Device, Person
from server.grids.scope import Scope
from server.sync.inbox import people_of

# Without I, L, O and U, which are misread or misheard (Crockford's base 32).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True)
class Receipt:
    """`photos` are those stored of the `photos_expected` that the records name; `refused` records are in no count."""

    records: int
    photos: int
    photos_expected: int
    refused: int
    code: str


@dataclass(frozen=True)
class DayOfDevice:
    """A phone's day as the office reads it. `waiting` is what the phone itself said when it was last seen."""

    person: Person
    device: Device
    receipt: Receipt
    waiting: int
    last_seen_at: datetime | None


@dataclass
class Found:
    """What is on record of one phone's day."""

    lines: list[str] = field(default_factory=list)
    photos: set[str] = field(default_factory=set)
    refused: int = 0


def code_of(lines: Iterable[str]) -> str:
    """Thirty bits of the SHA-256 of the sorted lines: six characters that can be read out on the phone."""
    digest = hashlib.sha256("\n".join(sorted(lines)).encode()).digest()
    bits = int.from_bytes(digest[:4], "big") >> 2
    text = "".join(ALPHABET[bits >> shift & 31] for shift in range(25, -1, -5))
    return f"{text[:3]}-{text[3:]}"


def receipt_of_day(device: Device, day: date) -> Receipt:
    return receipts([device.id], day)[device.id]


def receipts_of_day(scope: Scope, day: date) -> list[DayOfDevice]:
    """Every phone of the people of this office that is in use or has records of the day, by name."""
    devices = list(
        Device.objects.filter(person__in=people_of(scope))
        .select_related("person")
        .order_by("person__display_name", "person__username", "registered_at")
    )
    found = receipts([device.id for device in devices], day)
    return [
        DayOfDevice(device.person, device, found[device.id], device.waiting_count, device.last_seen_at)
        for device in devices
        if device.revoked_at is None or found[device.id].records or found[device.id].refused
    ]


def receipts(device_ids: Sequence[UUID], day: date) -> dict[UUID, Receipt]:
    """Each phone's receipt, in two queries for all of them."""
    found = records_of(device_ids, day)
    stored = stored_among({sha256 for one in found.values() for sha256 in one.photos})
    return {device_id: receipt_from(one, stored) for device_id, one in found.items()}


def receipt_from(found: Found, stored: set[str]) -> Receipt:
    photos = found.photos & stored
    return Receipt(
        records=len(found.lines),
        photos=len(photos),
        photos_expected=len(found.photos),
        refused=found.refused,
        code=code_of([*found.lines, *(f"photo {sha256}" for sha256 in photos)]),
    )


def records_of(device_ids: Sequence[UUID], day: date) -> dict[UUID, Found]:
    found = {device_id: Found() for device_id in device_ids}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select device_id, kind, entity_id::text, state in ('applied', 'merged') as done,
                case when jsonb_typeof(message->'body'->'photos') = 'array'
                    then array(select jsonb_array_elements_text(message->'body'->'photos')) else '{}' end
            from sync_operation
            -- as the index sync_operation_day has it
            where left(message->>'captured_at', 10) = %s and device_id = any(%s)
              and state in ('applied', 'merged', 'rejected', 'conflict', 'blocked')
            """,
            [day.isoformat(), list(device_ids)],
        )
        for device_id, kind, entity_id, done, photos in cursor.fetchall():
            one = found[device_id]
            if done:
                one.lines.append(f"{kind} {entity_id}")
                one.photos.update(photos)
            else:
                one.refused += 1
    return found


def stored_among(hashes: set[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select sha256 from photos_photo where sha256 = any(%s)", [list(hashes)])
        return {row[0] for row in cursor.fetchall()}
