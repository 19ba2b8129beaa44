"""The job that keeps stored coverage right between readings, so that nobody waits for the first look of the day."""

from procrastinate.contrib.django import app

from server.coverage.services import refresh


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="coverage.refresh")
def refresh_coverage(timestamp: int) -> None:  # noqa: ARG001
    """Every quarter of an hour; days pass without a write, too."""
    refresh()
