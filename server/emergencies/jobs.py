"""What is done on emergencies in the background."""

from procrastinate.contrib.django import app

from server.emergencies import retention


@app.periodic(cron="20 4 * * *")
@app.task(queueing_lock="emergencies.forget_checks")
def forget_checks(timestamp: int) -> int:  # noqa: ARG001 (procrastinate says when the run was due)
    """Every night."""
    return retention.forget_checks()
