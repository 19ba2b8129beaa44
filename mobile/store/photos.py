"""Photos by content: a temporary file, sealed and synced, renamed to the SHA-256 of the picture, then the row."""

import hashlib
import os
import struct
from pathlib import Path

from mobile.store import office_time
from mobile.store.clock import Clock
from mobile.store.database import Database, storage_problems
from mobile.store.folders import make_folder, sync_folder
from mobile.store.orientation import UPRIGHT, orientation_of, segment_of
from mobile.store.problems import DiskFull, PhotoUnreadable, RecordDamaged
from mobile.store.reserve import CAMERA_NEEDS, free_bytes
from mobile.store.times import text_of

# Segments that carry the picture and its colours; the others may carry place, time, device or a thumbnail.
KEPT_APPLICATION_DATA = (0xE0, 0xEE)


class Photos:
    def __init__(self, folder: Path, database: Database, clock: Clock) -> None:
        self.folder = folder
        self.database = database
        self.clock = clock
        make_folder(folder)
        # A photo that was cut off while it was being kept belongs to no record.
        for part in folder.glob("*.part"):
            part.unlink(missing_ok=True)
        for plain in sorted(folder.glob("*.jpg")):
            self.seal(plain)

    def add(self, content: bytes, *, camera_needs: int = CAMERA_NEEDS) -> str:
        free = free_bytes(self.folder)
        if free < camera_needs:
            raise DiskFull(free=free, needed=camera_needs)
        plain = without_metadata(content)
        sha256 = hashlib.sha256(plain).hexdigest()
        with storage_problems(self.folder.parent):
            self.keep_file(sha256, self.database.box.photo(sha256, plain))
        with self.database.write() as db:
            db.execute(
                "insert into photo (sha256, bytes, added_at) values (?, ?, ?) on conflict do nothing",
                (sha256, len(plain), text_of(office_time.now(db, self.clock))),
            )
        return sha256

    def keep_file(self, sha256: str, content: bytes) -> None:
        part = self.folder / f"{sha256}.part"
        try:
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path_of(sha256))
        except OSError:
            part.unlink(missing_ok=True)
            raise
        sync_folder(self.folder)

    def path_of(self, sha256: str) -> Path:
        return self.folder / f"{sha256}.photo"

    def read(self, sha256: str) -> bytes | None:
        """The picture, or None where its file is gone or no longer whole."""
        try:
            return self.database.box.plain_photo(sha256, self.path_of(sha256).read_bytes())
        except (FileNotFoundError, RecordDamaged):
            return None

    def forget(self, sha256: str) -> None:
        self.path_of(sha256).unlink(missing_ok=True)

    def seal(self, plain: Path) -> None:
        """The first version kept pictures as they were. This one is sealed beside itself before it goes."""
        self.keep_file(plain.stem, self.database.box.photo(plain.stem, plain.read_bytes()))
        plain.unlink()


def without_metadata(content: bytes) -> bytes:
    """The JPEG without EXIF, XMP, comments and whatever follows its end. Raises `PhotoUnreadable`.

    How the camera was held stays, where it was not upright: the server turns the pixels by it.
    """
    if content[:2] != b"\xff\xd8":
        raise PhotoUnreadable
    kept = [content[:2]]
    turned = UPRIGHT
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        segment = content[at : at + 2 + length]
        if length < 2 or len(segment) != length + 2:
            raise PhotoUnreadable
        if marker == 0xDA:
            end = content.rfind(b"\xff\xd9")
            if end < at:
                raise PhotoUnreadable
            return b"".join([kept[0], segment_of(turned), *kept[1:], content[at : end + 2]])
        if marker in KEPT_APPLICATION_DATA or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(segment)
        elif marker == 0xE1 and turned == UPRIGHT:
            turned = orientation_of(segment)
        at += 2 + length
    raise PhotoUnreadable
