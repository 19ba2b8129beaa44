"""The whole of an upload: one request makes the picture of it, and what fails then is tried again without loss."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from server.photos import services, storage
from server.photos.jobs import discard_expired, make_missing_thumbnails
from server.photos.models import Photo, PhotoUpload
from server.photos.problems import StoreAway
from server.photos.selectors import photo_counts
from server.photos.services import LOCK_LIVES
from server.photos.thumbnails import make_thumbnail
from tests.server.photos.conftest import hash_of, taken_photo

pytestmark = pytest.mark.django_db


def test_while_one_request_makes_the_picture_another_is_told_to_wait(phone):
    content = taken_photo()
    location = phone.begin(content)["Location"]
    phone.send(location, 0, content[:4000])
    PhotoUpload.objects.update(locked_until=timezone.now() + LOCK_LIVES)
    answer = phone.send(location, 4000, content[4000:])
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (423, "upload_busy", "5")
    assert phone.end(location).status_code == 423


@pytest.mark.case("R16")
def test_the_lock_of_an_upload_that_died_expires_and_the_upload_goes_on_from_its_last_chunk(phone, monkeypatch):
    content = taken_photo()
    location = phone.begin(content)["Location"]

    def die(**_):
        raise SystemExit  # no `except Exception` of ours runs: the process is gone

    with monkeypatch.context() as patched:
        patched.setattr(services, "finish", die)
        with pytest.raises(SystemExit):
            phone.send(location, 0, content)
    end = str(len(content))
    assert phone.where(location)["Upload-Offset"] == end
    assert phone.send(location, len(content), b"").status_code == 423
    with time_machine.travel(timezone.now() + LOCK_LIVES + timedelta(seconds=1)):
        assert phone.begin(content)["Upload-Offset"] == end
        assert phone.send(location, len(content), b"")["Gridwalk-Photo"] == "stored"


def test_a_full_disk_loses_nothing_and_says_when_to_come_again(phone, monkeypatch):
    content = taken_photo()
    location = phone.begin(content)["Location"]
    with monkeypatch.context() as patched:
        patched.setattr(storage.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        answer = phone.send(location, 0, content)
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "store_away", "60")
    assert not Photo.objects.exists()
    assert phone.where(location)["Upload-Offset"] == str(len(content))
    assert phone.send(location, len(content), b"")["Gridwalk-Photo"] == "stored"


def test_a_failed_write_leaves_no_file_behind(settings, monkeypatch):
    monkeypatch.setattr(storage.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(5, "Input/output error")))
    with pytest.raises(StoreAway):
        storage.save_picture("photos/ab/x.jpg", b"1")
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_stored_is_only_said_after_file_and_folders_are_synced(phone, settings, monkeypatch):
    synced = []
    real = storage.os.fsync
    monkeypatch.setattr(
        storage.os, "fsync", lambda fd: (synced.append(storage.os.readlink(f"/proc/self/fd/{fd}")), real(fd))
    )
    content = taken_photo()
    assert phone.upload(content)["Gridwalk-Photo"] == "stored"
    folder = settings.MEDIA_ROOT / "photos" / hash_of(content)[:2]
    # The file under its first name, then the folder that holds its last one; every new folder in its own.
    assert {str(folder), str(folder.parent), str(settings.MEDIA_ROOT)} <= set(synced)
    assert any(name.startswith(f"{folder}/{hash_of(content)}.jpg.") for name in synced)


def test_the_small_picture_is_queued_with_the_photo_and_made_once(phone):
    content = taken_photo(colour="plum")
    phone.upload(content)
    job = ProcrastinateJob.objects.get(args={"sha256": hash_of(content)})
    assert (job.task_name, job.status) == ("server.photos.jobs.make_thumbnail", "todo")
    assert make_thumbnail(hash_of(content)) is True
    assert make_thumbnail(hash_of(content)) is False
    assert Photo.objects.get().thumbnail.name.endswith(".thumb.jpg")


def test_a_photo_that_is_refused_queues_nothing(phone):
    text = b"this is no picture" * 100
    phone.upload(text)
    assert not ProcrastinateJob.objects.filter(args={"sha256": hash_of(text)}).exists()


def test_the_night_looks_for_small_pictures_that_are_missing(phone):
    content = taken_photo()
    phone.upload(content)
    assert make_missing_thumbnails(timestamp=0) == 0
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert make_missing_thumbnails(timestamp=0) == 1
        make_thumbnail(hash_of(content))
        assert make_missing_thumbnails(timestamp=0) == 0
    assert discard_expired(timestamp=0) == 0


def test_counts_of_records_are_expected_and_stored(phone, django_assert_num_queries):
    here, missing = taken_photo(), "f" * 64
    phone.upload(here)
    with django_assert_num_queries(1):
        counts = photo_counts([[hash_of(here), missing], [], [hash_of(here)]])
    assert [(count.expected, count.stored, count.is_complete) for count in counts] == [
        (2, 1, False),
        (0, 0, True),
        (1, 1, True),
    ]
