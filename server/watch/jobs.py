"""Looking every minute whether something is wrong."""

from procrastinate.contrib.django import app

from server.watch import services


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="watch.write_alarms")
def look(timestamp: int) -> int:  # noqa: ARG001 (procrastinate says when the run was due)
    """Every minute; gives the number of alarms."""
    return len(services.look())
