"""The outer shape of a phone's message: bounded decompression, JSON, and who sent it."""

import zlib
from collections.abc import Mapping
from typing import Any, Protocol

import orjson

from server.sync.problems import MessageTooLarge, NotAPush, NotGzip, NotJson

# Compressed and unpacked: a hundred operations of the longest notes are below one megabyte.
LIMIT = 2 * 1024 * 1024
UNPACKED_LIMIT = 8 * 1024 * 1024


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def read_body(stream: Readable, *, must_be_gzip: bool) -> bytes:
    """The request's body, unpacked. Raises NotGzip, MessageTooLarge; never unpacks more than the limit."""
    body = stream.read(LIMIT + 1)
    if len(body) > LIMIT:
        raise MessageTooLarge(limit=LIMIT, unit="bytes")
    # A gzip stream begins with these two bytes; no JSON text does.
    if body[:2] == b"\x1f\x8b":
        return gunzip(body)
    if must_be_gzip:
        raise NotGzip
    return body


def gunzip(body: bytes) -> bytes:
    """Unpacks one gzip member. A bomb of 200 MB is refused after `UNPACKED_LIMIT` bytes."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(body, UNPACKED_LIMIT + 1)
    except zlib.error as error:
        raise NotGzip from error
    if len(text) > UNPACKED_LIMIT:
        raise MessageTooLarge(limit=UNPACKED_LIMIT, unit="bytes")
    if not unpacker.eof:
        raise NotGzip
    return text


def parse(text: bytes) -> Mapping[str, Any]:
    """The message as an object. Raises NotJson, also for NaN, half surrogates and nesting without end."""
    try:
        message = orjson.loads(text)
    except (orjson.JSONDecodeError, RecursionError) as error:
        raise NotJson from error
    if not isinstance(message, dict):
        raise NotAPush(field="object")
    return message
