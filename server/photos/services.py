"""Taking in photos chunk by chunk, and storing the whole under its hash."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from server.accounts.models import Person
from server.photos.models import Photo, PhotoChunk, PhotoUpload
from server.photos.pictures import Picture, clean_picture, thumbnail
from server.photos.problems import (
    ChecksumMismatch,
    NotAPhoto,
    OffsetMismatch,
    PhotoTooLarge,
    TooManyPixels,
    UnknownUpload,
    UploadBusy,
)
from server.problems import Problem

MAX_PHOTO_BYTES = 20 * 1024 * 1024
ABANDONED_AFTER = timedelta(days=14)


@transaction.atomic
def begin_upload(*, person: Person, sha256: str, size: int) -> PhotoUpload | None:
    """The upload to send this photo to, or None if the photo is stored already. The same call gives the same upload."""
    if size > MAX_PHOTO_BYTES:
        raise PhotoTooLarge(limit=MAX_PHOTO_BYTES)
    if Photo.objects.filter(sha256=sha256).exists():
        return None
    upload, _ = PhotoUpload.objects.get_or_create(owner=person, sha256=sha256, defaults={"size": size})
    if upload.size != size:
        # One hash has one length: whichever was said first, the photo has to come again from its start.
        start_over(upload=upload, size=size)
    return upload


def append_chunk(*, person: Person, upload_id: UUID, offset: int, chunk: bytes) -> tuple[int, Photo | None]:
    """Add a chunk at the upload's end; the new offset, and the photo if it is whole now.

    Raises UnknownUpload, UploadBusy, OffsetMismatch, PhotoTooLarge; ChecksumMismatch, NotAPhoto and TooManyPixels when
    the whole is no good: then the upload stands at 0 again or is gone.
    """
    with transaction.atomic():
        upload = lock_upload(person=person, upload_id=upload_id)
        if offset != upload.received:
            raise OffsetMismatch(offset=upload.received)
        if offset + len(chunk) > upload.size:
            raise PhotoTooLarge(limit=upload.size)
        if chunk:
            PhotoChunk.objects.create(upload=upload, offset=offset, content=chunk)
            upload.received += len(chunk)
            upload.save(update_fields=["received"])
        if upload.received < upload.size:
            return upload.received, None
        outcome = finish(upload=upload)
    # Raised after the commit: the refusal itself has changed something that must stay.
    if isinstance(outcome, Problem):
        raise outcome
    return upload.received, outcome


def lock_upload(*, person: Person, upload_id: UUID) -> PhotoUpload:
    """The person's upload, held for this transaction: two requests never write one upload; a dead one holds none."""
    try:
        upload = PhotoUpload.objects.select_for_update(nowait=True).filter(id=upload_id, owner=person).first()
    except OperationalError as error:
        raise UploadBusy from error
    if upload is None:
        raise UnknownUpload
    return upload


def finish(*, upload: PhotoUpload) -> Photo | Problem:
    """Check the whole, make the picture and store it. A refusal is returned, not raised, so that its reset is kept."""
    content = b"".join(bytes(part) for part in upload.chunks.order_by("offset").values_list("content", flat=True))
    if hashlib.sha256(content).hexdigest() != upload.sha256:
        start_over(upload=upload, size=upload.size)
        return ChecksumMismatch()
    try:
        picture = clean_picture(content)
    except (NotAPhoto, TooManyPixels) as refusal:
        upload.delete()
        return refusal
    photo = store(owner=upload.owner, sha256=upload.sha256, picture=picture)
    upload.delete()
    return photo


def start_over(*, upload: PhotoUpload, size: int) -> None:
    upload.chunks.all().delete()
    upload.size, upload.received = size, 0
    upload.save(update_fields=["size", "received"])


def store(*, owner: Person, sha256: str, picture: Picture) -> Photo:
    """The photo under its hash. Whoever comes second with the same photo finds it stored."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [sha256])
    known = Photo.objects.filter(sha256=sha256).first()
    if known:
        return known
    small = thumbnail(picture.content)
    return Photo.objects.create(
        sha256=sha256,
        owner=owner,
        image=save_file(f"photos/{sha256[:2]}/{sha256}.jpg", picture.content),
        thumbnail=save_file(f"photos/{sha256[:2]}/{sha256}.thumb.jpg", small.content),
        width=picture.width,
        height=picture.height,
    )


def save_file(name: str, content: bytes) -> str:
    """Write a file for good. What lies under the name is of a request that died before its commit."""
    if default_storage.exists(name):
        default_storage.delete(name)
    saved = default_storage.save(name, ContentFile(content))
    try:
        path = Path(default_storage.path(saved))
    except NotImplementedError:
        return saved  # an object store answers only when it has the bytes
    # The phone deletes its copy on our word, so the word waits for the disk.
    for target in (path, path.parent):
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    return saved


def discard_abandoned_uploads() -> int:
    """Remove uploads that nobody has gone on with; the phone still has the photo and begins again."""
    removed, _ = PhotoUpload.objects.filter(created_at__lt=timezone.now() - ABANDONED_AFTER).delete()
    return removed
