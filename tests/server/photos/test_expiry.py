"""Uploads end: by themselves when nobody goes on with them, and when their owner says so."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.http import parse_http_date

from server.photos.models import UPLOAD_LIVES, PhotoChunk, PhotoUpload
from server.photos.retention import discard_expired_uploads
from tests.people import make_person
from tests.server.phones import client_of
from tests.server.photos.conftest import Uploader, taken_photo

pytestmark = pytest.mark.django_db


def lives_until(answer) -> float:
    return parse_http_date(answer["Upload-Expires"])


def in_two_weeks():
    return pytest.approx((timezone.now() + UPLOAD_LIVES).timestamp(), abs=30)


def let_expire() -> None:
    PhotoUpload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def test_every_answer_says_when_the_upload_expires_and_each_part_puts_it_off(phone):
    content = taken_photo()
    begun = phone.begin(content)
    assert lives_until(begun) == in_two_weeks()
    PhotoUpload.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    assert lives_until(phone.where(begun["Location"])) < (timezone.now() + timedelta(hours=2)).timestamp()
    assert lives_until(phone.send(begun["Location"], 0, content[:4000])) == in_two_weeks()
    assert lives_until(phone.where(begun["Location"])) == in_two_weeks()


def test_an_expired_upload_is_gone_and_so_are_its_parts(phone):
    content = taken_photo()
    location = phone.begin(content)["Location"]
    phone.send(location, 0, content[:4000])
    let_expire()
    assert phone.where(location).status_code == 410
    answer = phone.send(location, 4000, content[4000:])
    assert (answer.status_code, answer.json()["code"]) == (410, "upload_expired")
    assert not PhotoChunk.objects.exists()


def test_an_expired_upload_begins_again_from_its_start(phone):
    content = taken_photo()
    phone.send(phone.begin(content)["Location"], 0, content[:4000])
    let_expire()
    again = phone.begin(content)
    assert (again.status_code, again["Upload-Offset"]) == (201, "0")
    assert phone.send(again["Location"], 0, content)["Gridwalk-Photo"] == "stored"


def test_the_nightly_job_removes_parts_first_and_the_upload_two_weeks_later(phone):
    content, now = taken_photo(), timezone.now()
    location = phone.begin(content)["Location"]
    phone.send(location, 0, content[:4000])
    with time_machine.travel(now + UPLOAD_LIVES - timedelta(hours=1)):
        assert discard_expired_uploads() == 0
    with time_machine.travel(now + UPLOAD_LIVES + timedelta(hours=1)):
        assert (discard_expired_uploads(), discard_expired_uploads()) == (1, 0)
        assert PhotoUpload.objects.exists()
    with time_machine.travel(now + 2 * UPLOAD_LIVES + timedelta(hours=1)):
        discard_expired_uploads()
        assert not PhotoUpload.objects.exists()
    assert phone.where(location).status_code == 404


def test_its_owner_ends_an_upload_before_it_is_whole(phone):
    content = taken_photo()
    location = phone.begin(content)["Location"]
    phone.send(location, 0, content[:4000])
    answer = phone.end(location)
    assert (answer.status_code, answer["Tus-Resumable"]) == (204, "1.0.0")
    assert not PhotoChunk.objects.exists()
    assert phone.where(location).status_code == 404
    assert phone.end(location).json()["code"] == "unknown_upload"


def test_nobody_else_ends_it(phone):
    content = taken_photo()
    location = phone.begin(content)["Location"]
    phone.send(location, 0, content[:4000])
    stranger = Uploader(client_of(make_person("stranger")))
    assert stranger.end(location).status_code == 404
    assert phone.where(location)["Upload-Offset"] == "4000"


def test_the_end_of_an_upload_speaks_the_protocol(phone):
    location = phone.begin(taken_photo())["Location"]
    assert phone.end(location, version="0.2").status_code == 412
    assert PhotoUpload.objects.exists()
