"""The receipt of a day: count and short code over what the server has acknowledged, the same as the office computes.

A record belongs to the day with which the time begins that the phone wrote into it. The rule of the code is held to
`server/contract/examples/receipts.json` on both sides.
"""

import hashlib
import sqlite3
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from mobile.store import meta
from mobile.store.times import moment_of, text_of
from mobile.store.views import OfficeReceipt, Receipt
from mobile.wire import DayReceipt

# Without I, L, O and U, which are misread or misheard (Crockford's base 32).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KEPT = timedelta(days=15)


def code_of(lines: Iterable[str]) -> str:
    """Thirty bits of the SHA-256 of the sorted lines: six characters that can be read out on the phone."""
    digest = hashlib.sha256("\n".join(sorted(lines)).encode()).digest()
    bits = int.from_bytes(digest[:4], "big") >> 2
    text = "".join(ALPHABET[bits >> shift & 31] for shift in range(25, -1, -5))
    return f"{text[:3]}-{text[3:]}"


def receipt(db: sqlite3.Connection, day: date) -> Receipt:
    of_day = "substr(captured_at, 1, 10) = ?"
    rows = db.execute(f"select kind, entity_id, state from outbox where {of_day}", (day.isoformat(),)).fetchall()  # noqa: S608
    photos = db.execute(
        f"""
        select distinct sha256, stored from outbox join op_photo using (op_id) join photo using (sha256)
        where {of_day} and outbox.state = 'sent'
        """,  # noqa: S608
        (day.isoformat(),),
    ).fetchall()
    records = [f"{row['kind']} {row['entity_id']}" for row in rows if row["state"] == "sent"]
    stored = [f"photo {row['sha256']}" for row in photos if row["stored"] == 1]
    refused = sum(row["state"] == "attention" for row in rows)
    return Receipt(
        day=day,
        records=len(records),
        photos=len(stored),
        photos_expected=len(photos),
        waiting=len(rows) - len(records) - refused,
        refused=refused,
        code=code_of(records + stored),
    )


def keep_office_receipt(db: sqlite3.Connection, told: DayReceipt, now: datetime) -> None:
    oldest = (now - KEPT).date().isoformat()
    kept = {day: each for day, each in kept_receipts(db).items() if day >= oldest}
    kept[told.day] = {**told.__dict__, "fetched_at": text_of(now)}
    meta.put(db, "office_receipts", kept)


def office_receipt(db: sqlite3.Connection, day: date) -> OfficeReceipt | None:
    told = kept_receipts(db).get(day.isoformat())
    if told is None:
        return None
    return OfficeReceipt(
        day=day,
        records=told["records"],
        photos=told["photos"],
        photos_expected=told["photos_expected"],
        refused=told["refused"],
        code=told["code"],
        fetched_at=moment_of(told["fetched_at"]),
        matches=told["code"] == receipt(db, day).code,
    )


def days_to_fetch(db: sqlite3.Connection, today: date) -> list[date]:
    """Today, and every earlier day of which the office's receipt is not the phone's own."""
    kept = kept_receipts(db)
    days = {row[0] for row in db.execute("select distinct substr(captured_at, 1, 10) from outbox where state = 'sent'")}
    differ = {day for day in days if day not in kept or kept[day]["code"] != receipt(db, date.fromisoformat(day)).code}
    return sorted(map(date.fromisoformat, {*differ, today.isoformat()}))


def kept_receipts(db: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    return meta.get(db, "office_receipts") or {}
