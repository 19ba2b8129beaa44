"""What is done on photos in the background."""

from procrastinate.contrib.django import app

from server.photos.services import discard_abandoned_uploads


@app.periodic(cron="15 3 * * *")
@app.task
def discard_abandoned(timestamp: int) -> int:  # noqa: ARG001 (procrastinate says when the run was due)
    """Every night."""
    return discard_abandoned_uploads()
