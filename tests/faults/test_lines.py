"""Lines that are slow, stand still, answer in the server's stead, mangle or double what they carry."""

import gzip
import io
import json
import random
import resource
import threading
import time
import zlib
from collections.abc import Iterator

import pytest
from PIL import Image

from mobile.sync import Session
from mobile.sync.run import Paces
from server.households.models import Household
from server.sync.models import Operation, Unreadable
from server.visits.models import Visit
from tests.faults.proxy import Proxy, Weather
from tests.journeys.field import Field, Handset, jpeg

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = b"<html><body>Welcome! Please log in to use this network.</body></html>"


def answer(status: str, body: bytes, *headers: str, kind: str = "text/html") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture
def phone(field, live_server, tmp_path) -> Iterator[Handset]:
    handset = Handset(tmp_path / "worker", live_server.url, "worker")
    handset.sign_in()
    assert handset.sync().complete
    yield handset
    handset.store.close()


@pytest.fixture
def proxy(live_server) -> Iterator[Proxy]:
    with Proxy(live_server.thread.port) as line:
        yield line


def record(phone: Handset, field: Field, count: int = 1, note: str = "") -> list[str]:
    home = str(field.homes[0].id)
    return [phone.store.record_visit(household_id=home, outcome="met", note=note) for _ in range(count)]


def pushes(proxy: Proxy) -> list[bytes]:
    """The pushes that went through, each on a connection of its own or first on one."""
    return [bytes(one.request) for one in proxy.passed if one.request.startswith(b"POST /api/v1/sync/push")]


# -- slow


@pytest.mark.fault("slow-line")
def test_on_a_slow_line_batches_shrink_until_they_pass_and_everything_arrives(field, phone, proxy, trials):
    """50 bytes a second and 20 seconds of patience, both forty times faster: 2,000 bytes and half a second."""
    for number in range(40):
        # Words that no compression makes shorter.
        record(phone, field, note=f"{random.Random(number).getrandbits(1600):x}")
    session, sizes = Session(), []
    proxy.weather = Weather(rate=2000)
    for _ in range(12):
        report = session.run(phone.store, phone.client(proxy.url, timeout=0.5))
        sizes.append(session.paces.ops.size)
        trials.count("slow-line")
        trials.hold("A", Visit.objects.count() >= 40 - report.waiting, f"{report}")
        if report.waiting == 0:
            break
        assert report.error_code == "offline"
    assert report.waiting == 0, sizes
    assert Visit.objects.count() == Operation.objects.count() == 40
    # The first message was too long for the line.
    assert sizes[0] < 100


@pytest.mark.fault("slow-line")
def test_while_bytes_flow_however_slowly_nothing_times_out(field, phone, proxy):
    visits = record(phone, field)
    phone.store.outgoing.put_back()
    session = Session()
    proxy.weather = Weather(rate=900)
    # The answer to a pull takes far longer than the timeout.
    for number in range(40):
        Household.objects.filter(id=field.homes[number % 3].id).update(name=f"{random.Random(number).getrandbits(200)}")
    began = time.monotonic()
    report = session.run(phone.store, phone.client(proxy.url, timeout=0.8))
    assert (report.error_code, report.waiting) == (None, 0)
    assert time.monotonic() - began > 1.6
    assert [str(one) for one in Visit.objects.values_list("id", flat=True)] == visits


@pytest.mark.fault("slow-line", "photo-half")
def test_a_photo_crosses_a_slow_line_in_small_chunks(field, phone, proxy):
    photo = phone.store.add_photo(noise(60))
    phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met", photos=(photo,))
    session, chunks = Session(Paces()), []
    proxy.weather = Weather(rate=2000)
    for _ in range(12):
        report = session.run(phone.store, phone.client(proxy.url, timeout=0.4))
        chunks.append(session.paces.chunk.size)
        if report.error_code is None:
            break
    assert report.error_code is None, chunks
    assert min(chunks) < 64 * 1024
    assert phone.store.counts().photos_waiting == 0


def noise(side: int) -> bytes:
    """A picture that compresses badly: several kilobytes."""
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(1).randbytes(side * side * 3)).save(out, "JPEG", quality=90)
    return out.getvalue()


# -- standing still


@pytest.mark.fault("stall")
def test_a_line_that_stands_still_is_given_up_in_time_and_the_next_try_succeeds(field, phone, proxy, trials):
    for at in (0, 40, 250, 500):
        for which in ("stall_request", "stall_reply"):
            [visit] = record(phone, field)
            proxy.next(Weather(**{which: at}))
            began = time.monotonic()
            report = phone.sync(proxy.url, timeout=0.4)
            took = time.monotonic() - began
            trials.count("stall")
            trials.hold("F", (report.error_code, report.waiting) == ("offline", 1), f"{which} {at}: {report}")
            # Three timeouts at the most, whatever the length of the message.
            assert took < 0.4 * 3 + 1.5
            trials.hold("A", phone.sync(proxy.url).waiting == 0, f"{which} {at}")
            trials.hold("B", Visit.objects.filter(id=visit).count() == 1, f"{which} {at}")
    assert Visit.objects.count() == Operation.objects.count() == 8


# -- not our server


@pytest.mark.fault("captive-portal")
@pytest.mark.case("R07")
@pytest.mark.parametrize(
    "page",
    [
        answer("200 OK", PAGE),
        answer("200 OK", b"{}", kind="application/json"),
        answer("200 OK", b'{"status": "ok", "results": []}', kind="application/json"),
        answer("302 Found", b"", "Location: http://10.0.0.1/login"),
        answer("511 Network Authentication Required", PAGE),
        answer("204 No Content", b""),
    ],
    ids=["page", "empty-json", "other-json", "redirect", "511", "no-content"],
)
def test_a_login_page_of_the_network_acknowledges_nothing(field, phone, proxy, page):
    photo = phone.store.add_photo(jpeg())
    phone.store.record_visit(household_id=str(field.homes[0].id), outcome="met", photos=(photo,))
    proxy.weather = Weather(answer=page)
    report = phone.sync(proxy.url)
    assert (report.error_code, report.pushed, report.waiting) == ("not_our_server", 0, 1)
    [item] = phone.store.outbox()
    assert (item.state, item.photos_sent) == ("waiting", 0)
    assert phone.store.photo_bytes(photo)
    assert phone.store.household(str(field.homes[0].id)).name == "王小明"
    assert Visit.objects.count() == 0
    proxy.weather = Weather()
    assert phone.sync(proxy.url).complete
    assert Visit.objects.count() == 1


# -- mangled


def post(phone: Handset, body: bytes, *, encoding: str = "gzip") -> tuple[int, dict[str, object]]:
    client = phone.client()
    headers = {"Content-Type": "application/json"} | ({"Content-Encoding": encoding} if encoding else {})
    said = client.request("POST", "/api/v1/sync/push", body, headers)
    client.close()
    return said.status, json.loads(said.body)


def last_push(phone: Handset, proxy: Proxy) -> bytes:
    """The body of a push as the phone sends it; its reply is lost."""
    proxy.next(Weather(stall_reply=0))
    phone.sync(proxy.url, timeout=0.4)
    return pushes(proxy)[-1].partition(b"\r\n\r\n")[2]


@pytest.mark.fault("bad-gzip")
def test_a_damaged_or_cut_message_is_refused_and_nothing_of_it_applied(field, phone, proxy, trials):
    whole = gzip.compress(json.dumps({"device": phone.store.device_id, "ops": []}).encode())
    assert post(phone, whole)[0] == 200
    for at in range(0, len(whole), 3):
        damaged = bytearray(whole)
        damaged[at] ^= 0x55
        for body in (bytes(damaged), whole[:at]):
            status, problem = post(phone, body)
            trials.count("bad-gzip")
            # A flipped bit in a file name or a time of the gzip header harms nothing.
            trials.hold("E", status in (400, 413) or (status == 200 and problem["results"] == []), f"{at}: {status}")
    assert Operation.objects.count() == Visit.objects.count() == 0


@pytest.mark.fault("bad-gzip")
def test_a_bomb_of_200_megabytes_is_refused_in_milliseconds_and_little_memory(phone):
    packer = zlib.compressobj(9, wbits=31)
    zeros = bytes(1024 * 1024)
    bomb = b"".join(packer.compress(zeros) for _ in range(200)) + packer.flush()
    assert len(bomb) < 300_000
    post(phone, gzip.compress(b"{}"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    status, problem = post(phone, bomb)
    took = time.monotonic() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    print(f"\n200 MB gzip bomb ({len(bomb)} bytes): refused in {took * 1000:.0f} ms, {grown} MB more at most")
    assert (status, problem["code"]) == (413, "message_too_large")
    assert took < 1.0
    assert grown < 64


@pytest.mark.fault("truncated-json")
def test_json_that_ends_too_early_is_kept_whole_batches_and_harms_nothing(field, phone, proxy, trials):
    record(phone, field)
    text = gzip.decompress(last_push(phone, proxy))
    assert json.loads(text)["ops"]
    applied = Visit.objects.count()
    step = max(1, len(text) // 60)
    for at in range(1, len(text), step):
        status, problem = post(phone, gzip.compress(text[:at]))
        trials.count("truncated-json")
        trials.hold("E", (status, problem["code"]) == (400, "not_json"), f"{at}: {status} {problem}")
        trials.hold("A", Unreadable.objects.filter(content=text[:at].decode(errors="backslashreplace")).exists(), at)
    assert Visit.objects.count() == applied
    assert phone.sync().waiting == 0
    assert Visit.objects.count() == Operation.objects.count() == 1


# -- in another order, later, and eight times


@pytest.mark.fault("reordering")
@pytest.mark.case("R18")
def test_pushes_that_overtake_each_other_end_as_they_were_recorded(field, phone, proxy, trials):
    """The phone's own requests, kept on the way while their replies are lost, reach the server in any order."""
    for turn in range(4):
        made = []
        for _ in range(4):
            made += record(phone, field)
            proxy.next(Weather(stall_request=0))
            assert phone.sync(proxy.url, timeout=0.3).error_code == "offline"
        held = pushes(proxy)[-4:]
        assert Visit.objects.filter(id__in=made).count() == 0
        random.Random(turn).shuffle(held)
        for request in held:
            assert b"200 OK" in proxy.replay(request)[:20]
        trials.count("reordering", times=len(held))
        trials.hold("A", Visit.objects.filter(id__in=made).count() == 4, f"turn {turn}")
        report = phone.sync()
        trials.hold("B", report.waiting == 0 and Visit.objects.filter(id__in=made).count() == 4, f"{report}")
        latest = phone.store.household(str(field.homes[0].id)).visits[0].id
        trials.hold("C", latest == made[-1], "the last visit is the last one recorded")
    assert Operation.objects.count() == Visit.objects.count() == 16


@pytest.mark.fault("late-retransmission")
def test_a_request_played_again_later_undoes_and_doubles_nothing(field, phone, proxy, trials):
    category_work = phone.store.report_incident(
        category="rubbish", description="垃圾桶满了", lon=116.3202, lat=40.0002, source="pin"
    )
    record(phone, field)
    assert phone.sync(proxy.url).complete
    early = pushes(proxy)[0]
    # What comes after: the household is renamed by the office, another visit is made.
    Household.objects.filter(id=field.homes[0].id).update(name="新名字")
    record(phone, field)
    assert phone.sync(proxy.url).complete
    before = state_of_everything()
    for _ in range(5):
        reply = proxy.replay(early)
        trials.count("late-retransmission")
        trials.hold("B", b"200 OK" in reply[:20] and state_of_everything() == before, "played again")
    assert phone.store.incident(category_work).number
    # Long after, when the phone has signed out: the token is void and nothing is taken.
    phone.client().request("DELETE", "/api/v1/session/")
    trials.hold("B", b" 401 " in proxy.replay(early)[:20] and state_of_everything() == before, "after signing out")


def state_of_everything() -> list[object]:
    return [
        list(Operation.objects.order_by("id").values_list("id", "state", "code")),
        list(Visit.objects.order_by("id").values_list("id", "outcome", "visited_at")),
        list(Household.objects.order_by("id").values_list("id", "name", "version")),
    ]


@pytest.mark.fault("duplicates")
@pytest.mark.case("R11")
def test_the_same_push_eight_times_at_once_is_one_visit(field, phone, proxy, trials):
    for turn in range(5):
        made = record(phone, field, 3)
        proxy.next(Weather(copies=8))
        report = phone.sync(proxy.url)
        trials.count("duplicates")
        trials.hold("A", (report.error_code, report.waiting) == (None, 0), f"{report}")
        wait_until(lambda turn=turn: Operation.objects.exclude(state="applied").count() == 0)
        trials.hold("B", Visit.objects.filter(id__in=made).count() == 3, f"turn {turn}")
    time.sleep(0.3)
    assert Operation.objects.count() == Visit.objects.count() == 15
    assert phone.sync().complete


@pytest.mark.fault("duplicates")
@pytest.mark.case("R11")
def test_a_reply_lost_after_the_commit_ten_times_is_one_visit_and_eight_more_at_once_change_nothing(
    field, phone, proxy, trials
):
    record(phone, field)
    for _ in range(10):
        proxy.next(Weather(cut_reply=0))
        report = phone.sync(proxy.url)
        trials.hold("F", (report.error_code, report.waiting) == ("offline", 1), f"{report}")
    [request] = set(pushes(proxy)[-1:])
    threads = [threading.Thread(target=proxy.replay, args=(request,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    trials.count("duplicates")
    trials.hold("B", Visit.objects.count() == Operation.objects.count() == 1, "one visit")
    report = phone.sync()
    assert (report.pushed, report.waiting) == (1, 0)


def wait_until(fact, seconds: float = 5) -> None:
    until = time.monotonic() + seconds
    while not fact() and time.monotonic() < until:
        time.sleep(0.02)


# -- too large, too busy


def test_a_proxy_that_refuses_large_bodies_gets_smaller_ones(field, phone, proxy):
    """413 with a page of its own; the phone halves, and does not come back with as much in the same run."""
    record(phone, field, 60, note="".join(chr(0x4E00 + n * 7 % 8000) for n in range(150)))
    proxy.weather = Weather(answer=answer("413 Payload Too Large", PAGE, "Connection: close"), longest=6000)
    report = phone.sync(proxy.url)
    assert (report.error_code, report.waiting, report.attention) == (None, 0, 0)
    assert Visit.objects.count() == 60


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_busy_server_says_when_and_the_phone_keeps_all(field, phone, proxy, status):
    record(phone, field, 3)
    proxy.weather = Weather(answer=answer(status, PAGE, "Retry-After: 45"))
    report = phone.sync(proxy.url)
    assert (report.error_code, report.retry_after, report.waiting) == ("server_busy", 45.0, 3)
    proxy.weather = Weather()
    assert phone.sync(proxy.url).complete
