"""What sync does in the background."""

from procrastinate.contrib.django import app

from server.sync.retention import forget_old


@app.periodic(cron="0 4 * * *")
@app.task(queueing_lock="sync.forget")
def forget(timestamp: int) -> dict[str, int]:  # noqa: ARG001 (procrastinate says when the run was due)
    """Every night."""
    return forget_old()
