"""`POST /api/v1/photos/` and `PATCH`/`HEAD /api/v1/photos/uploads/<id>/`: tus 1.0."""

import hashlib
import threading

import pytest
from django.db import connection, transaction

from server.photos.models import Photo, PhotoChunk, PhotoUpload
from server.photos.selectors import stored
from tests.people import make_person
from tests.server.phones import client_of
from tests.server.photos.conftest import URL, Uploader, b64, hash_of, taken_photo

pytestmark = pytest.mark.django_db


def test_a_photo_in_chunks_is_stored_at_the_last_one(phone, worker):
    content = taken_photo()
    begun = phone.begin(content)
    assert (begun.status_code, begun["Upload-Offset"], begun["Tus-Resumable"]) == (201, "0", "1.0.0")
    first = phone.send(begun["Location"], 0, content[:5000])
    assert (first.status_code, first["Upload-Offset"], first.get("Gridwalk-Photo")) == (204, "5000", None)
    last = phone.send(begun["Location"], 5000, content[5000:])
    assert (last.status_code, last["Gridwalk-Photo"]) == (204, "stored")
    photo = Photo.objects.get()
    assert (photo.sha256, photo.owner, photo.width, photo.height) == (hash_of(content), worker, 1200, 900)
    assert not PhotoUpload.objects.exists()
    assert not PhotoChunk.objects.exists()


def test_a_broken_connection_goes_on_where_the_server_stands(phone):
    content = taken_photo()
    location = phone.begin(content)["Location"]
    phone.send(location, 0, content[:4000])
    where = phone.where(location)
    assert (where["Upload-Offset"], where["Upload-Length"], where["Cache-Control"]) == (
        "4000",
        str(len(content)),
        "no-store",
    )
    assert phone.send(location, 4000, content[4000:])["Gridwalk-Photo"] == "stored"


def test_a_lost_reply_of_the_beginning_gives_the_same_upload(phone):
    content = taken_photo()
    location = phone.begin(content)["Location"]
    phone.send(location, 0, content[:4000])
    again = phone.begin(content)
    assert (again.status_code, again["Location"], again["Upload-Offset"]) == (201, location, "4000")


def test_a_lost_last_reply_is_made_good_by_beginning_again(phone):
    content = taken_photo()
    phone.upload(content)
    again = phone.begin(content)
    assert (again.status_code, again["Gridwalk-Photo"]) == (200, "stored")
    assert Photo.objects.count() == 1


def test_a_chunk_sent_twice_is_refused_with_the_place_to_go_on(phone):
    content = taken_photo()
    location = phone.begin(content)["Location"]
    phone.send(location, 0, content[:4000])
    answer = phone.send(location, 0, content[:4000])
    assert (answer.status_code, answer.json()["code"], answer.json()["data"]) == (
        409,
        "offset_mismatch",
        {"offset": 4000},
    )


def test_a_photo_that_is_not_what_its_hash_says_starts_over(phone):
    content = taken_photo()
    wrong = bytearray(content)
    wrong[700] ^= 1
    location = phone.begin(content)["Location"]
    answer = phone.send(location, 0, bytes(wrong))
    assert (answer.status_code, answer.json()["code"]) == (460, "checksum_mismatch")
    assert phone.where(location)["Upload-Offset"] == "0"
    assert not Photo.objects.exists()
    assert phone.send(location, 0, content)["Gridwalk-Photo"] == "stored"


@pytest.mark.parametrize("name", ["sha1", "sha256"])
def test_a_damaged_chunk_is_thrown_away(phone, name):
    content = taken_photo()
    location = phone.begin(content)["Location"]
    right = {"upload-checksum": f"{name} {b64(hashlib.new(name, content[:4000]).digest())}"}
    damaged = phone.send(location, 0, content[1:4001], **right)
    assert (damaged.status_code, damaged.json()["code"]) == (460, "checksum_mismatch")
    assert phone.where(location)["Upload-Offset"] == "0"
    assert phone.send(location, 0, content[:4000], **right).status_code == 204


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"tus-resumable": "0.2"}, 412, "wrong_protocol"),
        ({"upload-length": "0"}, 400, "bad_upload_header"),
        ({"upload-length": "-5"}, 400, "bad_upload_header"),
        ({"upload-length": "１２"}, 400, "bad_upload_header"),
        ({"upload-length": "9" * 5000}, 400, "bad_upload_header"),
        ({"upload-length": str(21 * 2**20)}, 413, "photo_too_large"),
        ({"upload-metadata": ""}, 400, "bad_upload_header"),
        ({"upload-metadata": "sha256 ???"}, 400, "bad_upload_header"),
        ({"upload-metadata": f"sha256 {b64('abc')}"}, 400, "bad_upload_header"),
        ({"upload-metadata": f"sha256 {b64('g' * 64)}"}, 400, "bad_upload_header"),
    ],
)
def test_a_bad_beginning_is_refused(phone, headers, status, code):
    answer = phone.begin(taken_photo(), **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not PhotoUpload.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"tus-resumable": "2.0"}, 412, "wrong_protocol"),
        ({"upload-offset": "x"}, 400, "bad_upload_header"),
        ({"upload-offset": "7"}, 409, "offset_mismatch"),
        ({"content-type": "image/jpeg"}, 415, "wrong_chunk_type"),
        ({"upload-checksum": "md5 AAAA"}, 400, "bad_upload_header"),
        ({"upload-checksum": "sha1 !"}, 400, "bad_upload_header"),
    ],
)
def test_a_bad_chunk_is_refused_and_changes_nothing(phone, headers, status, code):
    content = taken_photo()
    location = phone.begin(content)["Location"]
    answer = phone.send(location, 0, content[:100], **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert phone.where(location)["Upload-Offset"] == "0"


def test_more_than_was_announced_is_refused(phone):
    content = taken_photo()
    location = phone.begin(content)["Location"]
    assert phone.send(location, 0, content + b"x").json()["code"] == "photo_too_large"


def test_what_is_no_picture_is_refused_and_forgotten(phone):
    text = b"this is no picture" * 100
    location = phone.begin(text)["Location"]
    answer = phone.send(location, 0, text)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_photo")
    assert phone.where(location).status_code == 404
    assert not Photo.objects.exists()


def test_an_upload_of_another_person_is_not_there(phone):
    content = taken_photo()
    location = phone.begin(content)["Location"]
    stranger = Uploader(client_of(make_person("stranger")))
    assert stranger.where(location).status_code == 404
    assert stranger.send(location, 0, content).json()["code"] == "unknown_upload"
    assert phone.where(location)["Upload-Offset"] == "0"


def test_two_people_with_the_same_photo_store_it_once(phone):
    content = taken_photo()
    other = Uploader(client_of(make_person("teammate")))
    theirs = other.begin(content)["Location"]
    phone.upload(content)
    assert other.send(theirs, 0, content)["Gridwalk-Photo"] == "stored"
    assert Photo.objects.count() == 1


def test_the_server_says_what_it_can(phone):
    answer = phone.client.options(URL)
    assert answer.status_code == 204
    assert (answer["Tus-Version"], answer["Tus-Extension"], answer["Tus-Checksum-Algorithm"]) == (
        "1.0.0",
        "creation,checksum,expiration,termination",
        "sha1,sha256",
    )


def test_stored_names_only_what_is_safe(phone):
    content, half = taken_photo(), taken_photo(colour="red")
    phone.upload(content)
    phone.begin(half)
    assert stored([hash_of(content), hash_of(half)]) == {hash_of(content)}


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_is_being_written_is_busy(phone):
    content = taken_photo()
    location = phone.begin(content)["Location"]
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            list(PhotoUpload.objects.select_for_update())
            held.set()
            done.wait(10)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    try:
        assert held.wait(10)
        answer = phone.send(location, 0, content)
    finally:
        done.set()
        other.join()
    assert (answer.status_code, answer.json()["code"]) == (423, "upload_busy")
    assert phone.send(location, 0, content)["Gridwalk-Photo"] == "stored"
