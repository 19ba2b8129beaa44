"""Taking in photos chunk by chunk, and storing the whole under its hash.

No database transaction is open while a picture is made or written: it would hold back every phone's cursor.
"""

import hashlib
from datetime import timedelta
from uuid import UUID

from django.db import OperationalError, transaction
from django.utils import timezone

from server.accounts.models import Person
from server.photos import jobs
from server.photos.models import Photo, PhotoChunk, PhotoUpload, next_expiry
from server.photos.pictures import Picture, clean_picture
from server.photos.problems import (
    ChecksumMismatch,
    NotAPhoto,
    OffsetMismatch,
    PhotoTooLarge,
    TooManyPixels,
    UnknownUpload,
    UploadBusy,
    UploadExpired,
)
from server.photos.selectors import content_of
from server.photos.storage import save_picture

MAX_PHOTO_BYTES = 20 * 1024 * 1024
# Longer than making the largest picture and waiting for a slow store.
LOCK_LIVES = timedelta(seconds=60)


@transaction.atomic
def begin_upload(*, person: Person, sha256: str, size: int) -> PhotoUpload | None:
    """The upload to send this photo to, or None if the photo is stored already. The same call gives the same upload.

    Raises PhotoTooLarge; UploadBusy while another request writes to an upload that has to start over.
    """
    if size > MAX_PHOTO_BYTES:
        raise PhotoTooLarge(limit=MAX_PHOTO_BYTES)
    if Photo.objects.filter(sha256=sha256).exists():
        return None
    upload, _ = PhotoUpload.objects.get_or_create(owner=person, sha256=sha256, defaults={"size": size})
    # One hash has one length: whichever was said first, the photo has to come again from its start.
    if upload.size != size or upload.is_expired:
        upload = lock_upload(person=person, upload_id=upload.id)
        start_over(upload=upload, size=size)
    return upload


def append_chunk(*, person: Person, upload_id: UUID, offset: int, chunk: bytes) -> tuple[PhotoUpload, Photo | None]:
    """Adds a chunk at the upload's end; the upload, and the photo if it is whole now. An empty chunk at the end of a
    whole upload tries again what failed the last time.

    Raises UnknownUpload, UploadExpired, UploadBusy, OffsetMismatch, PhotoTooLarge; ChecksumMismatch, NotAPhoto and
    TooManyPixels when the whole is no good: then the upload stands at 0 again or is gone; StoreAway: all is kept.
    """
    # 1. Keep the chunk in a transaction of its own: nothing that happens to the whole can lose it.
    upload = keep_chunk(person=person, upload_id=upload_id, offset=offset, chunk=chunk)
    if upload.received < upload.size:
        return upload, None
    # 2. Make the picture of the whole and store it.
    try:
        return upload, finish(upload=upload)
    except Exception:
        PhotoUpload.objects.filter(id=upload.id).update(locked_until=None)
        raise


def keep_chunk(*, person: Person, upload_id: UUID, offset: int, chunk: bytes) -> PhotoUpload:
    """The upload with the chunk in it; locked for this request if it is whole."""
    with transaction.atomic():
        upload = lock_upload(person=person, upload_id=upload_id)
        if not upload.is_expired:
            add(upload=upload, offset=offset, chunk=chunk)
            return upload
        upload.chunks.all().delete()
    raise UploadExpired


def add(*, upload: PhotoUpload, offset: int, chunk: bytes) -> None:
    if offset != upload.received:
        raise OffsetMismatch(offset=upload.received)
    if offset + len(chunk) > upload.size:
        raise PhotoTooLarge(limit=upload.size)
    if chunk:
        PhotoChunk.objects.create(upload=upload, offset=offset, content=chunk)
        upload.received += len(chunk)
        upload.expires_at = next_expiry()
    if upload.received == upload.size:
        upload.locked_until = timezone.now() + LOCK_LIVES
    upload.save(update_fields=["received", "expires_at", "locked_until"])


def lock_upload(*, person: Person, upload_id: UUID) -> PhotoUpload:
    """The person's upload, held for this transaction: two requests never write one upload.

    The row's lock ends with a dead connection, `locked_until` by itself.
    """
    try:
        # A savepoint, for the transaction around it goes on after the refusal.
        with transaction.atomic():
            upload = PhotoUpload.objects.select_for_update(nowait=True).filter(id=upload_id, owner=person).first()
    except OperationalError as error:
        raise UploadBusy from error
    if upload is None:
        raise UnknownUpload
    if upload.is_locked:
        raise UploadBusy
    return upload


def finish(*, upload: PhotoUpload) -> Photo:
    """Checks the whole, makes the picture and stores it: first the bytes for good, then the row that says so."""
    content = content_of(upload)
    if hashlib.sha256(content).hexdigest() != upload.sha256:
        start_over(upload=upload, size=upload.size)
        raise ChecksumMismatch
    try:
        picture = clean_picture(content)
    except (NotAPhoto, TooManyPixels):
        upload.delete()
        raise
    name = save_picture(f"photos/{upload.sha256[:2]}/{upload.sha256}.jpg", picture.content)
    return enter(upload=upload, picture=picture, name=name)


@transaction.atomic
def start_over(*, upload: PhotoUpload, size: int) -> None:
    upload.chunks.all().delete()
    upload.size, upload.received = size, 0
    upload.expires_at, upload.locked_until = next_expiry(), None
    upload.save(update_fields=["size", "received", "expires_at", "locked_until"])


@transaction.atomic
def enter(*, upload: PhotoUpload, picture: Picture, name: str) -> Photo:
    """The photo's row, with the job for its small picture. Whoever comes second with the same photo finds it stored."""
    photo, is_new = Photo.objects.get_or_create(
        sha256=upload.sha256,
        defaults={"owner": upload.owner, "image": name, "width": picture.width, "height": picture.height},
    )
    if is_new:
        jobs.make_thumbnail.defer(sha256=photo.sha256)
    PhotoUpload.objects.filter(id=upload.id).delete()
    return photo


@transaction.atomic
def terminate_upload(*, person: Person, upload_id: UUID) -> None:
    """Ends an upload and frees its parts; the owner's own wish. Raises UnknownUpload, UploadBusy."""
    lock_upload(person=person, upload_id=upload_id).delete()
