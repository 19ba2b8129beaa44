"""Where pictures lie: on this machine's disk, or in an object store that speaks S3. Chosen in the settings."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from server.identity import new_id
from server.photos.problems import StoreAway

log = logging.getLogger(__name__)


class DiskStorage(FileSystemStorage):
    """A file appears under its name whole and synced, or not at all.

    The phone deletes its copy on our word, so the word waits for the disk: for the bytes, and for every folder in which
    a new name was written. Names are made of the content's hash; the same name holds the same picture.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002
        return name

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        make_folders(path.parent)
        part = path.with_name(f"{path.name}.{new_id()}.part")
        try:
            with part.open("wb") as file:
                copy(content, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
        return name


def copy(content: Any, file: IO[bytes]) -> None:
    for piece in content.chunks():
        file.write(piece)


def make_folders(folder: Path) -> None:
    """Folders whose names are on the disk too: a synced file in a folder that a power cut takes away is lost."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in reversed(missing):
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def store_errors() -> tuple[type[Exception], ...]:
    """What a disk and an object store raise. Only asked once something was raised: botocore takes long to import."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    return OSError, Boto3Error, BotoCoreError, ClientError


@contextmanager
def reaching_store() -> Iterator[None]:
    """Raises StoreAway for whatever the disk or the object store fails with."""
    try:
        yield
    except store_errors() as error:
        log.exception("the store of photos fails")
        raise StoreAway from error


def save_picture(name: str, content: bytes) -> str:
    """Writes a picture for good; returning means that the bytes are durable. Raises StoreAway."""
    with reaching_store():
        return default_storage.save(name, ContentFile(content))


def read_picture(name: str) -> bytes:
    """The bytes of a picture, some hundred kilobytes. Raises StoreAway, also where the file is missing."""
    with reaching_store(), default_storage.open(name, "rb") as file:
        content: bytes = file.read()
        return content
