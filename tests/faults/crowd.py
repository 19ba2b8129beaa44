"""Many phones that come back together: each pushes what it has until it is acknowledged, as the phone's back-off says.

Plain sockets in one event loop rather than a load tool: it waits by the phone's own rule, it knows which operations
were acknowledged, and it needs no package. A phone here has no store; its outbox is its list.
"""

import asyncio
import gzip
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from mobile.sync.backoff import seconds_until_next
from mobile.wire import Operation, Push
from server.accounts.models import Device, DeviceToken, Person
from server.grids.models import GridRole, ServiceGrid
from server.households.models import Household
from server.identity import new_id
from tests.faults.proxy import message_length
from tests.people import appoint

PATIENCE = 20.0


@dataclass
class Phone:
    """A signed-in phone with work to send."""

    device: str
    token: str
    ops: list[Operation]

    def request(self, waiting: Sequence[Operation]) -> bytes:
        now = timezone.now().isoformat()
        push = Push(self.device, None, now, "boot", 2000, len(waiting), tuple(waiting))
        body = gzip.compress(json.dumps(push.message()).encode())
        lines = [
            "POST /api/v1/sync/push HTTP/1.1", "Host: 127.0.0.1", "Connection: close", f"Content-Length: {len(body)}",
            f"Authorization: Token {self.token}", "Content-Type: application/json", "Content-Encoding: gzip",
        ]  # fmt: skip
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Told:
    """What the crowd met: seconds of each answered exchange, statuses, and what must not happen."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)


def make_phones(count: int, grid: ServiceGrid, homes: Sequence[Household], *, visits: int = 3) -> list[Phone]:
    """So many workers of a grid, each with a phone that is signed in and has visits to send."""
    return list(_phones(count, grid, homes, visits))


def _phones(count: int, grid: ServiceGrid, homes: Sequence[Household], visits: int) -> Iterator[Phone]:
    for number in range(count):
        person = Person.objects.create(username=f"crowd{number}", display_name=f"crowd{number}", password="!")
        appoint(person, GridRole.GRID_WORKER, grid)
        device = Device.objects.create(person=person, name=f"phone {number}")
        digest, token = get_digest_token()
        DeviceToken.objects.create(
            digest=digest, token_key=token[: CONSTANTS.TOKEN_KEY_LENGTH], user=person, device=device,
            expiry=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        made = [visit(n, homes[(number + n) % len(homes)]) for n in range(1, visits + 1)]
        yield Phone(str(device.id), token, made)


def visit(seq: int, home: Household) -> Operation:
    body: dict[str, Any] = {
        "household_id": str(home.id), "outcome": "met", "needs": [], "note": "", "next_on": None, "fix": None,
        "photos": [], "form_version": "visit-1",
    }  # fmt: skip
    now = timezone.now().isoformat()
    return Operation(str(new_id()), seq, "visit.record", 1, str(new_id()), None, body, now, "boot", 1000, "s")


def come_back(phones: Sequence[Phone], port: int, *, over: float = 0.0, haste: float = 1.0, end: float = 300) -> Told:
    """All phones come back within `over` seconds. `haste` divides what they wait between tries."""
    told = Told()

    async def everybody() -> None:
        chance = random.Random(len(phones))
        starts = sorted(chance.random() * over for _ in phones)
        until = time.monotonic() + over + end
        async with asyncio.TaskGroup() as group:
            for phone, start in zip(phones, starts, strict=True):
                group.create_task(one(phone, port, start, haste, until, chance, told))

    # On a thread of its own: a browser of other tests may keep an event loop running on this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, everybody()).result()
    return told


async def one(
    phone: Phone, port: int, start: float, haste: float, until: float, chance: random.Random, told: Told
) -> None:
    await asyncio.sleep(start)
    waiting, failures = list(phone.ops), 0
    while waiting and time.monotonic() < until:
        began = time.monotonic()
        status, headers, body = await exchange(port, phone.request(waiting))
        told.statuses[status] += 1
        if status:
            told.seconds.append(time.monotonic() - began)
        if status == 200:
            results = {result["op_id"]: result["status"] for result in json.loads(body)["results"]}
            done = {op_id for op_id, said in results.items() if said in ("applied", "duplicate")}
            if strange := {said for said in results.values() if said not in ("applied", "duplicate", "retry")}:
                told.wrong.append(f"verdicts {strange}")
            told.acknowledged |= done
            waiting = [op for op in waiting if op.op_id not in done]
            failures = 0
        else:
            if status not in (429, 503) or "retry-after" not in headers:
                told.wrong.append(f"{status} {headers} {body[:200]!r}")
            failures += 1
            asked = float(headers.get("retry-after", 10))
            await asyncio.sleep(seconds_until_next(failures, asked, chance.random()) / haste)


async def exchange(port: int, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body; status 0 for a broken connection or no answer in time."""
    writer = None
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            await writer.drain()
            reply = b""
            while len(reply) < message_length(reply) and (piece := await reader.read(65536)):
                reply += piece
    except (OSError, TimeoutError) as error:
        return 0, {}, repr(error).encode()
    finally:
        if writer is not None:
            writer.close()
    head, _, body = reply.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return int(first.split()[1]), headers, body
