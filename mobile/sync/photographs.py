"""Sends photos by tus 1.0, a chunk at a time. One counts as sent only when the server says `stored` for its hash."""

import base64
import hashlib
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from mobile.store import Store
from mobile.sync.client import Answer, Client, problem_in
from mobile.sync.pace import Pace
from mobile.sync.problems import (
    DeviceRevoked,
    NotOurServer,
    Offline,
    PhotoBusy,
    Refused,
    ServerBusy,
    SyncProblem,
    TokenExpired,
)

CHUNK, LEAST_CHUNK = 64 * 1024, 1024
TUS = {"Tus-Resumable": "1.0.0"}
# The server looked at the whole photo and will not have it: sending it again changes nothing.
REFUSED_FOR_GOOD = ("not_a_photo", "too_many_pixels", "photo_too_large")
TRIES = 3
# Problems that the next photo would meet as well.
EVERYBODYS = (Offline, NotOurServer, ServerBusy, TokenExpired, DeviceRevoked)


def send_photos(
    store: Store,
    client: Client,
    on_progress: Callable[[int, int], None],
    pace: Pace | None = None,
    on_stored: Callable[[], None] = lambda: None,
) -> int:
    """Sends the photos of all acknowledged records; gives the number now stored. `pace` is of bytes in a chunk.

    One photo that fails does not keep back the others: the first problem is raised when all have had their turn, or at
    once where it is the line's, the server's or the sign-in's. Progress counts bytes that the server has, of those that
    it can still get.
    """
    pace = pace or Pace(CHUNK, LEAST_CHUNK)
    left = store.outgoing.photo_sizes(store.outgoing.photos_to_send(of_sent_only=True))
    done = stored = 0
    first: SyncProblem | None = None

    def tell(offset: int) -> None:
        on_progress(done + offset, done + sum(left.values()))

    for sha256 in list(left):
        content = store.photo_bytes(sha256) or b""
        try:
            is_stored = is_whole(sha256, content) and send_photo(client, sha256, content, tell, pace)
        except EVERYBODYS:
            raise
        except SyncProblem as problem:
            first = first or problem
            del left[sha256]
            continue
        if is_stored:
            store.outgoing.photo_stored(sha256)
            on_stored()
            stored, done = stored + 1, done + left[sha256]
        else:
            store.outgoing.photo_refused(sha256)
        del left[sha256]
        tell(0)
    if first:
        raise first
    return stored


def is_whole(sha256: str, content: bytes) -> bool:
    """Whether the file is still what its name says. The server would refuse a damaged one again and again; it stays on
    the phone."""
    return hashlib.sha256(content).hexdigest() == sha256


def send_photo(
    client: Client, sha256: str, content: bytes, on_offset: Callable[[int], None], pace: Pace | None = None
) -> bool:
    """Sends one photo from where the server has it; False if the server will never have it."""
    pace = pace or Pace(CHUNK, LEAST_CHUNK)
    tries = 0
    last: SyncProblem = Offline()
    while tries < TRIES:
        try:
            location, offset = begin(client, sha256, len(content))
            if location is None:
                return True
            on_offset(offset)
            if send_chunks(client, location, content, offset, on_offset, pace):
                return True
        except Refused as problem:
            if problem.code in REFUSED_FOR_GOOD:
                return False
            # 404, 410: the upload has expired; 409: another phone of ours went on; 460: damaged on its way.
            if problem.status not in (404, 409, 410, 460):
                raise
            last = problem
        tries += 1
    raise last


def begin(client: Client, sha256: str, size: int) -> tuple[str | None, int]:
    """Where the chunks go and from which byte on; (None, size) if the server has the photo."""
    metadata = base64.b64encode(sha256.encode()).decode()
    answer = client.request(
        "POST",
        "/api/v1/photos/",
        b"",
        {**TUS, "Upload-Length": str(size), "Upload-Metadata": f"sha256 {metadata}"},
    )
    if is_stored(answer):
        return None, size
    location = urlsplit(answer.headers.get("location", "")).path
    if answer.status != 201 or not location:
        raise problem_in(answer)
    offset = offset_of(answer)
    return location, head(client, location) if offset is None else offset


def head(client: Client, location: str) -> int:
    answer = client.request("HEAD", location, None, TUS)
    if answer.status not in (200, 204):
        raise Refused("unknown_upload", "", answer.status)
    return offset_of(answer) or 0


def send_chunks(
    client: Client, location: str, content: bytes, offset: int, on_offset: Callable[[int], None], pace: Pace
) -> bool:
    """Sends chunk after chunk; whether the server said `stored` at the end."""
    while True:
        answer = send_chunk(client, location, content[offset : offset + pace.size], offset, pace)
        if is_stored(answer):
            return True
        if answer.status == 423:
            # Another request of ours, perhaps one that was cut off, still holds this one photo.
            raise PhotoBusy(retry_after=answer.retry_after)
        if answer.status != 204:
            raise problem_in(answer)
        received = offset_of(answer)
        if received is None or received <= offset:
            # It neither took the chunk nor has the photo.
            raise NotOurServer
        offset = received
        on_offset(offset)


def send_chunk(client: Client, location: str, chunk: bytes, offset: int, pace: Pace) -> Answer:
    checksum = base64.b64encode(hashlib.sha256(chunk).digest()).decode()
    headers = {
        **TUS,
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": str(offset),
        "Upload-Checksum": f"sha256 {checksum}",
    }
    began = time.monotonic()
    try:
        answer = client.request("PATCH", location, chunk, headers)
    except Offline as problem:
        if problem.under_way:
            pace.broke()
        raise
    pace.went(time.monotonic() - began)
    return answer


def is_stored(answer: Answer) -> bool:
    return answer.status in (200, 204) and answer.headers.get("gridwalk-photo") == "stored"


def offset_of(answer: Answer) -> int | None:
    text = answer.headers.get("upload-offset", "")
    return int(text) if text.isdecimal() else None
