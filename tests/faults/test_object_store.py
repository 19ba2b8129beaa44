"""The object store is down: the phone is told to come again, nothing is lost, and later everything goes on."""

import logging
import os
from io import BytesIO

import boto3
import pytest
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer
from PIL import Image

from server.launch.ports import free_port
from server.photos.models import Photo, PhotoUpload
from server.photos.object_store import object_store
from server.photos.thumbnails import make_thumbnail
from tests.faults.ledger import Trials
from tests.faults.photo_line import picture
from tests.journeys.field import Handset

pytestmark = pytest.mark.django_db(transaction=True)

KEYS = {"aws_access_key_id": "key", "aws_secret_access_key": "word", "region_name": "us-east-1"}


class Store:
    """An S3 server on loopback that can be taken away and comes back with what it had."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # What one of these servers has been given, all of them in this process have.
        self.bucket = f"pictures-{self.port}"

    def up(self) -> None:
        self.server = ThreadedMotoServer(ip_address="127.0.0.1", port=self.port, verbose=False)
        self.server.start()

    def down(self) -> None:
        self.server.stop()

    def names(self) -> set[str]:
        client = boto3.client("s3", endpoint_url=self.url, **KEYS)
        return {found["Key"] for found in client.list_objects_v2(Bucket=self.bucket).get("Contents", [])}


@pytest.fixture
def store(monkeypatch, settings):
    """The server's pictures go to the object store, as `GRIDWALK_S3_…` say."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    made = Store()
    made.up()
    boto3.client("s3", endpoint_url=made.url, **KEYS).create_bucket(Bucket=made.bucket)
    named = {"ENDPOINT": made.url, "KEY": "key", "SECRET": "word", "REGION": "us-east-1"}
    for name, value in named.items():
        monkeypatch.setitem(os.environ, f"GRIDWALK_S3_{name}", value)
    settings.STORAGES = {**settings.STORAGES, "default": object_store(made.bucket)}
    yield made
    made.down()


@pytest.fixture
def phone(field, store, live_server, tmp_path):
    handset = Handset(tmp_path / "worker", live_server.url, "worker")
    handset.sign_in()
    handset.sync()
    yield handset
    handset.store.close()


@pytest.mark.fault("object-store-down")
@pytest.mark.case("R15")
def test_while_the_store_is_down_the_phone_keeps_its_photos_and_later_they_go_on(field, phone, store, trials: Trials):
    hashes = [phone.store.add_photo(picture(number, side=200)) for number in range(2)]
    phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met", photos=tuple(hashes))
    store.down()
    for number in range(2):
        trials.count()
        report = phone.sync()
        # The record is at the office, and the pull has gone on; the photos are told to come again.
        trials.hold("E", (report.error_code, report.waiting) == ("server_busy", 0), (number, report))
        trials.hold("A", report.retry_after == 60, report.retry_after)
        trials.hold("F", phone.store.outgoing.photos_to_send() == hashes, number)
        trials.hold("F", all(phone.store.photo_bytes(sha256) for sha256 in hashes), number)
        trials.hold("A", not Photo.objects.exists(), number)
    # Whatever has come is kept, and need not be sent again.
    kept = {upload.sha256: (upload.received, upload.size) for upload in PhotoUpload.objects.all()}
    trials.hold("A", kept[hashes[0]][0] == kept[hashes[0]][1], kept)
    store.up()
    report = phone.sync()
    trials.hold("A", (report.error_code, report.photos) == (None, 2), report)
    trials.hold("A", {f"photos/{sha256[:2]}/{sha256}.jpg" for sha256 in hashes} <= store.names(), store.names())
    trials.hold("B", (Photo.objects.count(), PhotoUpload.objects.count()) == (2, 0))


@pytest.mark.fault("object-store-down")
def test_pictures_leave_by_our_own_address_only_and_say_when_they_cannot(field, phone, store):
    sha256 = phone.store.add_photo(picture(side=200))
    phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met", photos=(sha256,))
    assert phone.sync().error_code is None
    client = phone.client()
    path = f"/api/v1/photos/{sha256}/"
    answer = client.request("GET", path)
    assert (answer.status, Image.open(BytesIO(answer.body)).size) == (200, (200, 200))
    assert store.url not in str(answer.headers)
    assert make_thumbnail(sha256)
    store.down()
    away = client.request("GET", path)
    assert (away.status, away.headers["retry-after"]) == (503, "60")
    client.close()
    store.up()
    # Nobody else may read it: the only grant is the owner's.
    s3 = boto3.client("s3", endpoint_url=store.url, **KEYS)
    grants = s3.get_object_acl(Bucket=store.bucket, Key=f"photos/{sha256[:2]}/{sha256}.jpg")["Grants"]
    assert [(grant["Permission"], "URI" in grant["Grantee"]) for grant in grants] == [("FULL_CONTROL", False)]


def test_the_store_is_as_the_environment_says(store):
    storage = storages["default"]
    assert (storage.bucket_name, storage.endpoint_url, storage.default_acl) == (store.bucket, store.url, None)
    name = storage.save("photos/ab/x.jpg", BytesIO(b"1"))
    assert storage.save("photos/ab/x.jpg", BytesIO(b"1")) == name
    assert store.names() == {"photos/ab/x.jpg"}
