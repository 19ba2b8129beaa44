"""`outbox.log`: a second, append-only copy of every operation, written and synced before the database commits.

A frame is the length and the CRC-32 of what follows (8 bytes, big-endian), then the entry: a byte that says how it was
written, and its JSON text, sealed. The first version wrote the text in plain. A frame that was cut off by a power loss
ends the file; a damaged one in the middle is stepped over by looking for the next that holds.
"""

import json
import os
import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mobile.store.crypto import Box
from mobile.store.folders import sync_folder
from mobile.store.problems import RecordDamaged

HEADER = struct.Struct(">II")
LONGEST = 1 << 20
SEALED, PLAIN = b"\x01", b"{"


class Journal:
    """The operations of one account. Not safe for two writers; the store's write lock holds them apart."""

    def __init__(self, path: Path, box: Box) -> None:
        self.path = path
        self.box = box
        # Damaged stretches that the last reading stepped over. The end of a save that was cut off is none.
        self.holes = 0

    def append(self, entry: dict[str, Any]) -> None:
        """Adds one frame and waits until it is on the disk. After an error the file is as it was."""
        frame = self.frame_of(entry)
        new = not self.path.exists()
        with self.path.open("ab") as file:
            start = file.tell()
            try:
                file.write(frame)
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
        """Every entry that is whole, oldest first. Raises `OSError` where the disk does not give the file."""
        content = self.path.read_bytes() if self.path.exists() else b""
        at = sound_to = self.holes = 0
        while at + HEADER.size <= len(content):
            entry, end = self.read_frame(content, at)
            if entry is None:
                at += 1
                continue
            self.holes += sound_to < at
            yield entry
            at = sound_to = end
        self.holes += not is_cut_off(content, sound_to)

    def set_aside(self) -> None:
        """Keeps a copy of the file as it is, for whoever can read more from it."""
        mark = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
        copy = self.path.with_name(f"{self.path.name}.damaged-{mark}")
        with copy.open("wb") as file:
            file.write(self.path.read_bytes())
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.path.parent)

    def rewrite(self, entries: list[dict[str, Any]]) -> None:
        """Replaces the file by these entries: whole or not at all."""
        fresh = self.path.with_suffix(".new")
        with fresh.open("wb") as file:
            for entry in entries:
                file.write(self.frame_of(entry))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
        sync_folder(self.path.parent)

    def is_plain(self) -> bool:
        """Whether entries of the first version are among these."""
        return self.path.exists() and PLAIN + b'"op"' in self.path.read_bytes()

    def frame_of(self, entry: dict[str, Any]) -> bytes:
        text = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
        content = SEALED + self.box.entry(text)
        return HEADER.pack(len(content), zlib.crc32(content)) + content

    def read_frame(self, content: bytes, at: int) -> tuple[dict[str, Any] | None, int]:
        length, checksum = HEADER.unpack_from(content, at)
        start = at + HEADER.size
        # The length first: in a damaged stretch any four bytes are taken for one, and most would copy the whole rest.
        if not 2 <= length <= LONGEST or start + length > len(content):
            return None, at
        frame = content[start : start + length]
        if zlib.crc32(frame) != checksum:
            return None, at
        try:
            entry = json.loads(frame if frame[:1] == PLAIN else self.box.plain_entry(frame[1:]))
        except (ValueError, RecordDamaged):
            return None, at
        return (entry, start + length) if isinstance(entry, dict) else (None, at)


def is_cut_off(content: bytes, at: int) -> bool:
    """Whether nothing follows, or only the beginning of an entry: a save that never came to its end."""
    rest = len(content) - at
    if rest < HEADER.size:
        return True
    length, _ = HEADER.unpack_from(content, at)
    # A file may be as long as it was to become, and hold nothing there yet.
    return (2 <= length <= LONGEST and rest < HEADER.size + length) or not any(content[at:])
