"""What is done on photos in the background."""

from datetime import timedelta

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from server.photos import retention, thumbnails
from server.photos.models import Photo

# Seconds, a minute, …, a day: as long as an object store may be away.
PATIENT = RetryStrategy(max_attempts=8, exponential_wait=5)
MOST_AT_ONCE = 1000


@app.task(retry=PATIENT)
def make_thumbnail(sha256: str) -> None:
    """Deferred in the transaction that stores the photo."""
    thumbnails.make_thumbnail(sha256)


@app.periodic(cron="45 2 * * *")
@app.task(queueing_lock="photos.make_missing_thumbnails")
def make_missing_thumbnails(timestamp: int) -> int:  # noqa: ARG001 (procrastinate says when the run was due)
    """Every night: those whose own job has given up, or that came with a restored database."""
    before = timezone.now() - timedelta(hours=1)
    missing = Photo.objects.filter(thumbnail="", stored_at__lt=before).order_by("stored_at")
    hashes = list(missing.values_list("sha256", flat=True)[:MOST_AT_ONCE])
    for sha256 in hashes:
        make_thumbnail.defer(sha256=sha256)
    return len(hashes)


@app.periodic(cron="15 3 * * *")
@app.task(queueing_lock="photos.discard_expired")
def discard_expired(timestamp: int) -> int:  # noqa: ARG001
    """Every night."""
    return retention.discard_expired_uploads()
