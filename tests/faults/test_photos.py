"""Photos half sent, replaced, damaged, without their record and records without their photos: none is lost, none is
said to be there that is not, and none makes a second record."""

import hashlib
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from mobile.sync import Session
from mobile.sync.photographs import CHUNK
from mobile.sync.problems import Offline, SyncProblem
from server.grids.scope import for_person
from server.identity import new_id
from server.incidents.models import Incident
from server.photos import services
from server.photos.models import Photo, PhotoUpload
from server.photos.problems import StoreAway
from server.sync.models import Change
from server.visits.models import Visit
from server.visits.services import record_visit
from tests.faults.ledger import Trials
from tests.faults.photo_line import begin, by_hand, nothing_twice, on_server, photos, picture, push
from tests.faults.proxy import Proxy, Weather
from tests.journeys.field import Field, Handset
from tests.server.visits.drafts import draft_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def phones(field, live_server, tmp_path):
    """Makes phones that have synced once; closes them."""
    made = []

    def make(username: str = "worker", name: str = "") -> Handset:
        phone = Handset(tmp_path / (name or username), live_server.url, username)
        phone.sign_in()
        assert phone.sync().error_code is None
        made.append(phone)
        return phone

    yield make
    for phone in made:
        phone.store.close()


@pytest.fixture
def phone(phones):
    return phones()


@pytest.fixture
def port(live_server) -> int:
    return int(live_server.url.rpartition(":")[2])


def visit_with(phone: Handset, field: Field, *contents: bytes, home: int = 0) -> tuple[str, list[str]]:
    hashes = [phone.store.add_photo(content) for content in contents]
    visit_id = phone.store.record_visit(household_id=str(field.homes[home].id), outcome="met", photos=tuple(hashes))
    return visit_id, hashes


def shown(phone: Handset, field: Field, home: int = 0) -> tuple[int, int]:
    """ "Photos stored/expected" as this phone shows them."""
    [visit] = phone.store.household(str(field.homes[home].id)).visits
    return visit.photos_stored, visit.photo_count


def break_file(phone: Handset, sha256: str) -> Path:
    """A bit of the photo's file flips."""
    path = phone.store.photos.path_of(sha256)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 8
    path.write_bytes(content)
    return path


@pytest.mark.fault("photo-half")
@pytest.mark.case("R16")
def test_an_upload_cut_anywhere_goes_on_from_the_last_chunk_that_came(field, phone, port, trials: Trials):
    for number, cut in enumerate((300, CHUNK // 2, CHUNK + 900, CHUNK * 2 + 5000)):
        content = picture(number)
        assert len(content) > cut + 900
        _, [sha256] = visit_with(phone, field, content, home=0)
        push(phone)
        # The first connection carries so much, and none after it anything.
        with Proxy(port, Weather(cut_request=0)) as line:
            line.next(Weather(cut_request=cut))
            with pytest.raises(Offline):
                photos(phone, line.url, timeout=5)
        trials.count()
        trials.hold("F", phone.store.photo_bytes(sha256), f"cut at {cut}")
        kept = PhotoUpload.objects.filter(sha256=sha256).values_list("received", flat=True).first() or 0
        with Proxy(port) as line:
            photos(phone, line.url)
            carried = sum(len(passed.request) for passed in line.passed)
        trials.hold("A", on_server(sha256), f"cut at {cut}")
        # What had come is not sent again: the rest, and the headers of a few requests.
        trials.hold("A", carried < len(content) - kept + 5000, f"cut at {cut}: {carried} bytes for the rest")
    trials.hold("B", nothing_twice(visits=4, photo_rows=4))


@pytest.mark.fault("photo-half")
@pytest.mark.case("R12")
def test_however_often_a_photo_is_tried_its_record_stays_one(field, phone, port, trials: Trials):
    _, [sha256] = visit_with(phone, field, picture())
    push(phone)
    for number in range(6):
        trials.count()
        # Everything reaches the server, and nothing comes back.
        with Proxy(port, Weather(cut_reply=0)) as line, pytest.raises(Offline):
            photos(phone, line.url, timeout=5)
        trials.hold("F", phone.store.outgoing.photos_to_send() == [sha256], f"try {number}")
        client = phone.client()
        begun = begin(client, sha256, len(phone.store.photo_bytes(sha256)))
        trials.hold("A", begun.status in (200, 201), begun.status)
        client.close()
    assert phone.sync().error_code is None
    trials.hold("B", nothing_twice(visits=1, photo_rows=1))
    trials.hold("A", shown(phone, field) == (1, 1))


@pytest.mark.fault("photo-replaced")
def test_a_photo_replaced_in_mid_upload_is_noticed_and_the_right_one_stored(field, phone):
    right, other = picture(1), picture(2)
    _, [sha256] = visit_with(phone, field, right)
    push(phone)
    client = phone.client()
    location = begin(client, sha256, len(right)).headers["location"]
    right_file = phone.store.photo_bytes(sha256)
    by_hand(client, "PATCH", location, right_file[:CHUNK], upload_offset="0")
    rest = (other * 2)[CHUNK : len(right_file)]
    answer = by_hand(client, "PATCH", location, rest, upload_offset=str(CHUNK))
    assert (answer.status, on_server(sha256)) == (460, set())
    assert by_hand(client, "HEAD", location).headers["upload-offset"] == "0"
    client.close()
    assert phone.sync().error_code is None
    assert on_server(sha256) == {sha256}
    assert shown(phone, field) == (1, 1)


@pytest.mark.fault("photo-wrong-hash")
@pytest.mark.case("R15")
def test_a_photo_damaged_on_the_phone_is_never_called_stored_and_holds_nothing_up(field, phone):
    _visit_id, [damaged, sound] = visit_with(phone, field, picture(1), picture(2))
    content = bytearray(phone.store.photo_bytes(damaged))
    content[len(content) // 2] ^= 8
    path = break_file(phone, damaged)
    report = phone.sync()
    assert (report.error_code, report.pushed, report.photos) == (None, 1, 1)
    assert on_server(damaged, sound) == {sound}
    # The record says "1/2" for good, and the file stays where it is: it may still show something.
    assert shown(phone, field) == (1, 2)
    assert path.exists()
    # Nor does the server take it from anybody.
    client = phone.client()
    location = begin(client, damaged, len(content)).headers["location"]
    assert by_hand(client, "PATCH", location, bytes(content), upload_offset="0").status == 460
    client.close()
    assert on_server(damaged) == set()


@pytest.mark.fault("photo-without-op")
@pytest.mark.case("R09")
def test_a_photo_before_its_record_waits_unseen_and_counts_as_soon_as_the_record_comes(field, phone, phones):
    _visit_id, [sha256] = visit_with(phone, field, picture())
    content = phone.store.photo_bytes(sha256)
    client = phone.client()
    location = begin(client, sha256, len(content)).headers["location"]
    assert by_hand(client, "PATCH", location, content, upload_offset="0").headers["gridwalk-photo"] == "stored"
    mate = phones("teammate")
    looking = mate.client()
    assert looking.request("GET", f"/api/v1/photos/{sha256}/").status == 404
    # The phone has no proof of its own yet: it keeps the photo and asks.
    assert phone.store.outgoing.photos_to_send() == [sha256]
    assert phone.sync().error_code is None
    mate.sync()
    assert shown(mate, field) == (1, 1)
    assert looking.request("GET", f"/api/v1/photos/{sha256}/").status == 200
    assert nothing_twice(visits=1, photo_rows=1)
    looking.close()
    client.close()


@pytest.mark.fault("op-without-photo")
@pytest.mark.case("R13", "R15")
def test_a_record_before_its_photos_says_how_many_are_missing_and_everybody_hears_when_they_come(
    field, phone, phones, monkeypatch
):
    mate = phones("teammate")
    _, hashes = visit_with(phone, field, picture(1), picture(2))
    with monkeypatch.context() as patched:
        patched.setattr(services, "save_picture", refuse_all)
        report = phone.sync()
    assert (report.error_code, report.pushed, report.photos) == ("server_busy", 1, 0)
    assert report.retry_after == 60
    mate.sync()
    assert (shown(phone, field), shown(mate, field)) == ((0, 2), (0, 2))
    assert phone.store.counts().photos_waiting == 2
    # One comes, then the other: the record has changed each time, though nobody wrote to it.
    with monkeypatch.context() as patched:
        patched.setattr(services, "save_picture", refuse_after(1))
        phone.sync()
    mate.sync()
    assert shown(mate, field) == (1, 2)
    assert phone.sync().complete
    mate.sync()
    assert (shown(phone, field), shown(mate, field)) == ((2, 2), (2, 2))
    assert on_server(*hashes) == set(hashes)


def refuse_all(*_: object) -> str:
    raise StoreAway


def refuse_after(count: int):
    """Stores so many pictures, then is away."""
    left = [count]
    real = services.save_picture

    def save(name: str, content: bytes) -> str:
        left[0] -= 1
        return real(name, content) if left[0] >= 0 else refuse_all()

    return save


@pytest.mark.fault("op-without-photo")
@pytest.mark.case("R13")
def test_the_same_holds_for_an_incident(field, phone, phones, monkeypatch):
    mate = phones("teammate")
    sha256 = phone.store.add_photo(picture())
    incident_id = phone.store.report_incident(
        category="rubbish", description="桶满了", lon=116.3202, lat=40.0002, source="pin", photos=(sha256,)
    )
    with monkeypatch.context() as patched:
        patched.setattr(services, "save_picture", refuse_all)
        phone.sync()
    mate.sync()
    assert (mate.store.incident(incident_id).photos_stored, mate.store.incident(incident_id).photo_count) == (0, 1)
    phone.sync()
    mate.sync()
    assert mate.store.incident(incident_id).photos_stored == 1


@pytest.mark.case("R15")
def test_a_photo_leaves_the_phone_only_on_its_own_proof(field, phone, port):
    _, [first, second] = visit_with(phone, field, picture(1), picture(2))
    push(phone)
    # A login page says 200 to everything.
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nLogin"
    with Proxy(port, Weather(answer=page)) as line, pytest.raises(SyncProblem):
        photos(phone, line.url)
    assert set(phone.store.outgoing.photos_to_send()) == {first, second}
    client = phone.client()
    content = phone.store.photo_bytes(first)
    location = begin(client, first, len(content)).headers["location"]
    by_hand(client, "PATCH", location, content, upload_offset="0")
    client.close()
    # The proof of one is none of the other, and a month of waiting is no proof either.
    phone.store.outgoing.photo_stored(first)
    with_old_record(phone)
    phone.store.outgoing.tidy(phone.store.photos.folder)
    assert phone.store.outgoing.photos_to_send() == [second]
    assert phone.store.photo_bytes(second)
    assert photos(phone) == 1
    assert on_server(first, second) == {first, second}


def with_old_record(phone: Handset) -> None:
    """As if the office had acknowledged everything a month ago."""
    with phone.store.database.write() as db:
        db.execute("update outbox set settled_at = '2020-01-01T00:00:00+00:00' where state = 'sent'")


@pytest.mark.case("R14")
def test_progress_moves_with_every_chunk_and_ends_at_what_the_server_has(field, phone, monkeypatch):
    _, hashes = visit_with(phone, field, picture(1), picture(2))
    sizes = {sha256: len(phone.store.photo_bytes(sha256)) for sha256 in hashes}
    break_file(phone, hashes[1])
    seen, per_photo = [], []

    def note(progress):
        if progress.step == "photos":
            seen.append((progress.done, progress.total))
            per_photo.append(next(item.photos_sent for item in phone.store.outbox()))

    Session().run(phone.store, phone.client(), note)
    # Up to both sizes expected; what turns out not to be sendable leaves the total.
    assert seen[0][1] == sum(sizes.values())
    assert len(seen) > sizes[hashes[0]] // CHUNK
    done = [done for done, _ in seen]
    assert done == sorted(done)
    assert seen[-1] == (sizes[hashes[0]], sizes[hashes[0]])
    assert per_photo[-1] == 1
    [item] = phone.store.outbox()
    assert (item.photos_sent, item.photos_total) == (1, 2)


@pytest.mark.fault("op-without-photo", "photo-without-op")
@pytest.mark.case("R09")
def test_the_parts_of_one_report_in_any_order_and_all_at_once_make_one_report(field, phone, trials: Trials):
    for order in ("record first", "photos first", "together"):
        hashes = [phone.store.add_photo(picture(hash((order, number)) % 1000, side=200)) for number in range(3)]
        incident_id = phone.store.report_incident(
            category="rubbish", description=order, lon=116.3202, lat=40.0002, source="pin", photos=tuple(hashes)
        )
        parts = [lambda: push(phone)] + [lambda sha256=sha256: send_whole(phone, sha256) for sha256 in hashes]
        if order == "photos first":
            parts.reverse()
        if order == "together":
            threads = [threading.Thread(target=run, args=(part,)) for part in parts]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        else:
            for part in parts:
                part()
        report = phone.sync()
        trials.count()
        trials.hold("A", report.error_code is None, (order, report.error_code))
        trials.hold("A", on_server(*hashes) == set(hashes), order)
        trials.hold("B", Incident.objects.filter(description=order).count() == 1, order)
        view = phone.store.incident(incident_id)
        trials.hold("C", (view.photos_stored, view.photo_count) == (3, 3), (order, view.photos_stored))


def run(part) -> None:
    try:
        part()
    finally:
        connection.close()


def send_whole(phone: Handset, sha256: str) -> None:
    """All of a photo in one chunk, however often it has to be asked; two pushes at once are the phone's own affair."""
    client = phone.client()
    content = phone.store.photo_bytes(sha256)
    location = begin(client, sha256, len(content)).headers["location"]
    by_hand(client, "PATCH", location, content, upload_offset="0")
    client.close()


@pytest.mark.case("R13")
def test_a_photo_and_its_record_written_at_the_same_moment_are_told_together(field, phone):
    content = picture(side=100)
    sha256 = hashlib.sha256(content).hexdigest()
    home = field.homes[0]

    def store_photo() -> None:
        upload = services.begin_upload(person=field.worker, sha256=sha256, size=len(content))
        services.append_chunk(person=field.worker, upload_id=upload.id, offset=0, chunk=content)

    # The record is written and not yet committed when the photo becomes whole.
    with transaction.atomic():
        record_visit(for_person(field.worker), draft_for(home, field.worker.id, id=new_id(), photo_hashes=(sha256,)))
        thread = threading.Thread(target=run, args=(store_photo,))
        thread.start()
        time.sleep(0.5)
        assert not Photo.objects.exists()
        of_record = Change.objects.get(kind="household", entity_id=home.id).seq
    thread.join()
    assert on_server(sha256) == {sha256}
    assert Change.objects.get(kind="household", entity_id=home.id).seq > of_record
    phone.sync()
    assert shown(phone, field) == (1, 1)
    assert Visit.objects.count() == 1
