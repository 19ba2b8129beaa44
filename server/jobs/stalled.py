"""Jobs whose worker died: they run again, once for each death."""

import logging

from django.db import connection, transaction

log = logging.getLogger(__name__)

# A worker says every ten seconds that it lives.
SILENT_SECONDS = 30
# A job that has brought down this many workers is the reason, not the victim.
MOST_DEATHS = 5

# procrastinate's own condition for a stalled job, with a row lock: two workers that look at the same time never both
# bring a job back, and none brings back one that has meanwhile ended.
STALLED = """
    select job.id, job.task_name, job.attempts from procrastinate_jobs job
    left join procrastinate_workers worker on worker.id = job.worker_id
    where job.status = 'doing' and (worker.id is null or worker.last_heartbeat < now() - make_interval(secs => %s))
    order by job.id
    for update of job skip locked
"""
RUN_AGAIN = "select procrastinate_retry_job_v2(%s, now(), null, null, null)"
GIVE_UP = "select procrastinate_finish_job_v1(%s, 'failed', false)"


@transaction.atomic
def retry_stalled_jobs(*, silent_seconds: float = SILENT_SECONDS) -> list[int]:
    """Queues the jobs again whose worker has fallen silent; gives their ids.

    Every job of ours can be done twice without harm, since the first time may have come to its very end.
    """
    again = []
    with connection.cursor() as cursor:
        cursor.execute(STALLED, [silent_seconds])
        for job_id, task_name, attempts in cursor.fetchall():
            if attempts >= MOST_DEATHS:
                log.error("job %s (%s) is given up: %s workers have died of it", job_id, task_name, attempts + 1)
                cursor.execute(GIVE_UP, [job_id])
                continue
            log.warning("job %s (%s) runs again: its worker has died", job_id, task_name)
            cursor.execute(RUN_AGAIN, [job_id])
            again.append(job_id)
    return again
