"""Jobs about jobs."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from server.jobs.stalled import retry_stalled_jobs

KEPT_HOURS = 24 * 30


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="jobs.retry_stalled", priority=100)
def retry_stalled(timestamp: int) -> int:  # noqa: ARG001 (procrastinate says when the run was due)
    """Every minute."""
    return len(retry_stalled_jobs())


@app.periodic(cron="30 3 * * *")
@app.task(queueing_lock="jobs.forget_finished", pass_context=True)
async def forget_finished(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Every night: the list of jobs would grow for ever. Failed ones go too; the log has told of them."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=True)
