"""What is done on visits in the background."""

from procrastinate.contrib.django import app

from server.visits import retention


@app.periodic(cron="10 4 * * *")
@app.task(queueing_lock="visits.forget_fixes")
def forget_fixes(timestamp: int) -> int:  # noqa: ARG001 (procrastinate says when the run was due)
    """Every night."""
    return retention.forget_fixes()
