"""Uploads that nobody goes on with: their parts go when they expire, and later the word that they were there."""

from django.utils import timezone

from server.photos.models import UPLOAD_LIVES, PhotoChunk, PhotoUpload

BATCH = 500


def discard_expired_uploads() -> int:
    """Removes the parts of expired uploads. The upload itself answers 410 for a while yet, then it is unknown.

    The phone still has the photo and begins again. Gives the number of parts removed.
    """
    now = timezone.now()
    removed = 0
    while batch := list(PhotoChunk.objects.filter(upload__expires_at__lte=now).values_list("id", flat=True)[:BATCH]):
        removed += PhotoChunk.objects.filter(id__in=batch).delete()[0]
    PhotoUpload.objects.filter(expires_at__lte=now - UPLOAD_LIVES).delete()
    return removed
