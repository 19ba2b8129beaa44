"""A job worker killed in mid job: its job runs again, once, and ends as if nothing had been."""

import contextlib
import time

import pytest
from django.db import connection, connections, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.exceptions import AlreadyEnqueued

from server.jobs.jobs import retry_stalled
from server.jobs.stalled import MOST_DEATHS, SILENT_SECONDS, retry_stalled_jobs
from server.photos import services
from server.photos.models import Photo
from tests.faults.photo_line import picture
from tests.faults.served import PATIENCE, Served
from tests.people import make_person
from tests.server.photos.conftest import hash_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def no_jobs():
    """Jobs outlive the tables that a test empties: they are not Django's."""
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers cascade")


@pytest.fixture
def served(tmp_path, settings, no_jobs):
    """The job worker alone; it writes pictures where this test reads them."""
    program = Served(tmp_path / "served")
    settings.MEDIA_ROOT = tmp_path / "served" / "media"
    yield program
    program.jobs.stop()


def wait_until(is_so) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.1)


def store_photo() -> str:
    content = picture(side=100)
    sha256 = hash_of(content)
    owner = make_person("taker")
    upload = services.begin_upload(person=owner, sha256=sha256, size=len(content))
    services.append_chunk(person=owner, upload_id=upload.id, offset=0, chunk=content)
    return sha256


def end_sessions_of_the_dead() -> None:
    """PostgreSQL notices a dead client only when it next speaks to it; here it waits for our lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and wait_event_type = 'Lock'"
        )


def job_of(sha256: str) -> ProcrastinateJob:
    return ProcrastinateJob.objects.get(args={"sha256": sha256})


def make_worker_silent() -> None:
    """As if half a minute had passed since the worker's last word."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update procrastinate_workers set last_heartbeat = now() - make_interval(secs => %s)", [SILENT_SECONDS + 1]
        )


@pytest.mark.fault("job-worker-killed")
def test_a_job_whose_worker_is_killed_runs_again_once(served, settings):
    sha256 = store_photo()
    # 1. The worker is stopped in mid job: the picture is made, and its row is held by somebody else.
    with transaction.atomic():
        Photo.objects.select_for_update().get(sha256=sha256)
        served.start_jobs()
        wait_until((settings.MEDIA_ROOT / "photos" / sha256[:2] / f"{sha256}.thumb.jpg").exists)
        served.jobs.kill()
        end_sessions_of_the_dead()
    assert job_of(sha256).status == "doing"
    assert not Photo.objects.get().thumbnail
    # 2. Nobody takes it from a worker that may still live.
    assert job_of(sha256).id not in retry_stalled_jobs()
    # 3. The next worker brings it back, and does it.
    make_worker_silent()
    with contextlib.suppress(AlreadyEnqueued):  # by its own clock
        retry_stalled.defer(timestamp=0)
    served.start_jobs()
    wait_until(lambda: job_of(sha256).status == "succeeded")
    assert Photo.objects.get().thumbnail
    # 4. Once: two runs in all, and nothing is left to bring back.
    served.jobs.stop()
    assert job_of(sha256).attempts == 2
    make_worker_silent()
    assert job_of(sha256).id not in retry_stalled_jobs()


@pytest.mark.fault("job-worker-killed")
def test_two_that_look_at_the_same_time_bring_a_job_back_once(no_jobs):
    sha256 = store_photo()
    leave_behind(sha256)
    other = connections.create_connection("default")
    try:
        with transaction.atomic():
            assert retry_stalled_jobs() == [job_of(sha256).id]
            # What the first has in hand, the second passes over.
            with other.cursor() as cursor:
                cursor.execute("select id from procrastinate_jobs where status = 'doing' for update skip locked")
                assert cursor.fetchall() == []
    finally:
        other.close()
    assert retry_stalled_jobs() == []
    assert (job_of(sha256).status, job_of(sha256).attempts) == ("todo", 1)


@pytest.mark.fault("job-worker-killed")
def test_a_job_that_kills_its_workers_is_given_up(no_jobs):
    sha256 = store_photo()
    for _ in range(MOST_DEATHS):
        leave_behind(sha256)
        assert retry_stalled_jobs()
    leave_behind(sha256)
    assert retry_stalled_jobs() == []
    assert job_of(sha256).status == "failed"


def leave_behind(sha256: str) -> None:
    """A worker takes the job and is never heard of again."""
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers default values returning id")
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s where id = %s",
            [cursor.fetchone()[0], job_of(sha256).id],
        )
    make_worker_silent()
    assert ProcrastinateWorker.objects.exists()


def test_the_worker_looks_every_minute():
    crons = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert crons["server.jobs.jobs.retry_stalled"] == "* * * * *"
    assert "server.coverage.jobs.refresh_coverage" in crons
    assert "server.photos.jobs.discard_expired" in crons
