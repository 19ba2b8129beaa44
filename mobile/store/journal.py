"""`outbox.log`: a second, append-only copy of every operation, written and synced before the database commits.

A frame is the length and the CRC-32 of a JSON text (8 bytes, big-endian), then the text. A frame that was cut off by a
power loss ends the file; a damaged one in the middle is stepped over by looking for the next that holds.
"""

import json
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mobile.store.folders import sync_folder

HEADER = struct.Struct(">II")
LONGEST = 1 << 20


class Journal:
    """The operations of one account. Not safe for two writers; the store's write lock holds them apart."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, entry: dict[str, Any]) -> None:
        """Adds one frame and waits until it is on the disk. After an error the file is as it was."""
        text = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
        new = not self.path.exists()
        with self.path.open("ab") as file:
            start = file.tell()
            try:
                file.write(HEADER.pack(len(text), zlib.crc32(text)) + text)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                # Half a frame would hide those that follow.
                self.cut_to(start)
                raise
        if new:
            sync_folder(self.path.parent)

    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def cut_to(self, size: int) -> None:
        """Takes back what was appended since the file had this size."""
        if self.size() > size:
            with self.path.open("rb+") as file:
                file.truncate(size)
                # Else a power cut could bring back what the worker was told is not kept.
                os.fsync(file.fileno())

    def read(self) -> Iterator[dict[str, Any]]:
        """Every entry that is whole, oldest first."""
        content = self.path.read_bytes() if self.path.exists() else b""
        at = 0
        while at + HEADER.size <= len(content):
            entry, end = read_frame(content, at)
            if entry is not None:
                yield entry
                at = end
            else:
                at += 1

    def rewrite(self, entries: list[dict[str, Any]]) -> None:
        """Replaces the file by these entries: whole or not at all."""
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        writer = Journal(fresh)
        for entry in entries:
            writer.append(entry)
        if not entries:
            fresh.touch()
        fresh.replace(self.path)
        sync_folder(self.path.parent)


def read_frame(content: bytes, at: int) -> tuple[dict[str, Any] | None, int]:
    length, checksum = HEADER.unpack_from(content, at)
    start = at + HEADER.size
    # The length first: in a damaged stretch any four bytes are taken for one, and most would copy the whole rest.
    if not 2 <= length <= LONGEST or start + length > len(content):
        return None, at
    text = content[start : start + length]
    if zlib.crc32(text) != checksum:
        return None, at
    try:
        entry = json.loads(text)
    except ValueError:
        return None, at
    return (entry, start + length) if isinstance(entry, dict) else (None, at)
