"""Answers that are not what they seem: nothing but our own envelope acknowledges anything."""

import gzip
import hashlib
import json
import socket

import pytest

from mobile.store.views import Login
from mobile.sync import Client, Session, sign_in
from mobile.sync.packing import fetch_packs
from mobile.sync.photographs import send_photo
from mobile.sync.problems import DamagedDownload, NotOurServer, Offline, TokenExpired, WrongLogin
from mobile.sync.pushing import push_all
from tests.mobile.store.town import EPOCH, PERSON, building, household, open_town
from tests.mobile.sync.server import Said, Speaker

PORTAL = b"<html><body>Welcome to the hotel. Please log in.</body></html>"


def envelope(message: object, status: int = 200, **headers: str) -> Said:
    return Said(status, json.dumps(message).encode(), {"Content-Type": "application/json", **headers})


def problem(code: str, status: int, **headers: str) -> Said:
    return envelope({"code": code, "message": f"about {code}", "data": {}}, status, **headers)


@pytest.fixture
def home(tmp_path):
    place = building()
    home = household(place)
    return open_town(tmp_path, place, home), home.id


@pytest.mark.parametrize(
    ("said", "code", "retry_after"),
    [
        (Said(200, PORTAL, {"Content-Type": "text/html"}), "not_our_server", None),
        (Said(200, b"{}"), "not_our_server", None),
        (Said(200, b'{"ok": true}'), "not_our_server", None),
        (Said(200, b'[{"op_id": "x", "status": "applied"}]'), "not_our_server", None),
        (Said(200, b""), "not_our_server", None),
        (Said(302, b"", {"Location": "http://portal/"}), "not_our_server", None),
        (Said(511, PORTAL), "not_our_server", None),
        (Said(404, PORTAL), "not_our_server", None),
        (Said(200, gzip.compress(b'{"epoch": 1}')[:-4], {"Content-Encoding": "gzip"}), "not_our_server", None),
        (Said(502, PORTAL), "server_busy", None),
        (Said(503, b"", {"Retry-After": "30"}), "server_busy", 30.0),
        (problem("server_busy", 503, **{"Retry-After": "7"}), "server_busy", 7.0),
        (problem("too_many_requests", 429), "server_busy", None),
        (Said(500, PORTAL), "server_failed", None),
        (problem("token_expired", 401), "token_expired", None),
        (problem("not_signed_in", 401), "token_expired", None),
        (problem("device_revoked", 401), "device_revoked", None),
        (Said(200, b'{"epoch": "x", "results": [', {"Content-Length": "4000"}, cut=20), "offline", None),
    ],
)
def test_none_of_these_acknowledges(home, said, code, retry_after):
    store, household_id = home
    store.record_visit(household_id=household_id, outcome="met")
    with Speaker(lambda *_: said) as speaker:
        report = Session().run(store, Client(speaker.url, "token", timeout=3))
    assert (report.error_code, report.retry_after, report.waiting) == (code, retry_after, 1)
    assert [item.state for item in store.outbox()] == ["waiting"]


def test_nobody_there(home):
    store, household_id = home
    store.record_visit(household_id=household_id, outcome="met")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        report = Session().run(store, Client(f"http://127.0.0.1:{closed.getsockname()[1]}", "token", timeout=1))
    assert (report.error_code, report.waiting) == ("offline", 1)


@pytest.mark.parametrize("url", ["ftp://x", "http://", "nonsense", "http://127.0.0.1:99999999"])
def test_an_address_that_is_none(home, url):
    store, household_id = home
    store.record_visit(household_id=household_id, outcome="met")
    assert Session().run(store, Client(url, "token", timeout=1)).error_code in {"not_our_server", "offline"}


def answer_ops(body: bytes, judge) -> Said:
    ops = json.loads(gzip.decompress(body))["ops"]
    results = [{"op_id": op["op_id"], "index": n} | judge(op) for n, op in enumerate(ops)]
    return envelope({"epoch": EPOCH, "server_time": "now", "results": results})


def test_a_batch_that_is_too_large_is_halved_and_a_poisonous_one_set_apart(home):
    store, household_id = home
    for number in range(40):
        store.record_visit(household_id=household_id, outcome="met", note="bomb" if number == 23 else "")

    def answering(_method, _path, _headers, body):
        ops = json.loads(gzip.decompress(body))["ops"]
        if len(ops) > 16:
            return Said(413, b"<html>too large</html>")
        if any(op["body"]["note"] == "bomb" for op in ops):
            return problem("not_json", 400)
        return answer_ops(body, lambda _: {"status": "applied"})

    with Speaker(answering) as speaker:
        assert push_all(store, Client(speaker.url, "token"), lambda _: None) == 39
    [bad] = [item for item in store.outbox() if item.state != "sent"]
    assert (bad.state, bad.code) == ("attention", "not_json")


def test_verdicts_are_taken_one_by_one(home):
    store, household_id = home
    for number in range(6):
        store.record_visit(household_id=household_id, outcome="met", note=str(number))
    statuses = ["applied", "duplicate", "rejected", "blocked", "retry", "unheard_of"]

    def answering(_method, _path, _headers, body):
        return answer_ops(body, lambda op: {"status": statuses[int(op["body"]["note"])], "code": "c"})

    with Speaker(answering) as speaker:
        assert push_all(store, Client(speaker.url, "token"), lambda _: None) == 2
        assert len(speaker.asked) == 1
    states = {item.entity_id: item.state for item in store.outbox()}
    assert sorted(states.values()) == ["attention", "blocked", "sent", "sent", "waiting", "waiting"]


def test_results_for_what_was_not_sent_are_ignored(home):
    store, household_id = home
    for _ in range(2):
        store.record_visit(household_id=household_id, outcome="met")
    first, second = store.outgoing.take_batch(2)
    store.outgoing.put_back()

    def answering(_method, _path, _headers, _body):
        result = {"op_id": first.op_id, "index": 0, "status": "applied"}
        return envelope({"epoch": EPOCH, "server_time": "now", "results": [result]})

    with Speaker(answering) as speaker:
        assert push_all(store, Client(speaker.url, "token"), lambda _: None) == 1
    assert store.outgoing.take_batch(9)[0].op_id == second.op_id


def test_only_the_sign_in_says_wrong_password(tmp_path):
    store = open_town(tmp_path)
    before = store.login()
    with Speaker(lambda *_: problem("wrong_login", 401)) as speaker, pytest.raises(WrongLogin):
        sign_in(store, speaker.url, "limin", "guess")
    with Speaker(lambda *_: Said(200, PORTAL)) as speaker, pytest.raises(NotOurServer):
        sign_in(store, speaker.url, "limin", "guess")
    assert store.login() == before
    with Speaker(lambda *_: problem("not_signed_in", 401)) as speaker, pytest.raises(TokenExpired):
        Client(speaker.url, "old").get("me/")


def test_the_login_is_saved_only_when_all_of_it_came(tmp_path):
    store = open_town(tmp_path)

    def answering(_method, path, _headers, _body):
        if path.endswith("/me/"):
            return Said(500, b"")
        return envelope({"token": "fresh", "expiry": "2027", "person": PERSON})

    with Speaker(answering) as speaker, pytest.raises(Exception, match="server_failed"):
        sign_in(store, speaker.url, "limin", "right")
    assert store.login() == Login("http://127.0.0.1:1", "limin", "secret", "2027-01-01T00:00:00Z")


# -- packs


def pack_server(content: bytes, *, ranges: bool = True, damage: int = 0, cut: int | None = None):
    sha256 = hashlib.sha256(content).hexdigest()
    part = {"kind": "grid", "id": "g", "name": "n", "sha256": sha256, "bytes": len(content), "url": f"/p/{sha256}"}
    state = {"damage": damage, "cut": cut}

    def answering(_method, path, headers, _body):
        if path == "/api/v1/packs/":
            return envelope({"format": 1, "parts": [part], "attribution": "© OpenStreetMap contributors"})
        start = int(headers["range"][6:-1]) if ranges and "range" in headers else 0
        body = content[start:]
        if state["damage"]:
            state["damage"] -= 1
            body = b"?" + body[1:]
        limit, state["cut"] = state["cut"], None
        return Said(206 if start else 200, body, cut=limit)

    return answering


CONTENT = bytes(range(256)) * 2000


def test_a_part_that_is_cut_off_goes_on_where_it_stopped(tmp_path):
    store = open_town(tmp_path)
    with Speaker(pack_server(CONTENT, cut=300_000)) as speaker:
        client = Client(speaker.url, "token")
        with pytest.raises(Offline):
            fetch_packs(store, client, lambda *_: None)
        have = next((tmp_path / "packs").glob("*.part")).stat().st_size
        assert 0 < have <= 300_000
        seen = []
        assert fetch_packs(store, client, lambda done, total: seen.append((done, total))) == 1
        assert seen[0][0] > have
        assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert store.pack_parts()[0].path.read_bytes() == CONTENT


def test_a_server_without_ranges_sends_it_whole(tmp_path):
    store = open_town(tmp_path)
    with Speaker(pack_server(CONTENT, ranges=False, cut=100_000)) as speaker:
        with pytest.raises(Offline):
            fetch_packs(store, Client(speaker.url, "token"), lambda *_: None)
        fetch_packs(store, Client(speaker.url, "token"), lambda *_: None)
    assert store.pack_parts()[0].path.read_bytes() == CONTENT


@pytest.mark.parametrize(("damage", "good"), [(1, True), (9, False)])
def test_a_damaged_part_is_fetched_again_and_never_used(tmp_path, damage, good):
    store = open_town(tmp_path)
    with Speaker(pack_server(CONTENT, damage=damage)) as speaker:
        if good:
            fetch_packs(store, Client(speaker.url, "token"), lambda *_: None)
            assert store.pack_parts()
        else:
            with pytest.raises(DamagedDownload):
                fetch_packs(store, Client(speaker.url, "token"), lambda *_: None)
            assert store.pack_parts() == []


# -- photos


class PhotoServer:
    """Keeps chunks as tus says; misbehaves once at a given request."""

    def __init__(self, **mishaps: Said) -> None:
        self.content = b""
        self.mishaps = mishaps

    def __call__(self, method, _path, headers, body):
        if mishap := self.mishaps.pop(method, None):
            return mishap
        if method == "POST":
            location = "http://elsewhere/api/v1/photos/uploads/1/"
            return Said(201, b"", {"Location": location, "Upload-Offset": str(len(self.content))})
        if method == "HEAD":
            return Said(200, b"", {"Upload-Offset": str(len(self.content))})
        if int(headers["upload-offset"]) != len(self.content):
            return problem("offset_mismatch", 409)
        self.content += body
        stored = {"Gridwalk-Photo": "stored"} if len(self.content) == len(CONTENT) else {}
        return Said(204, b"", {"Upload-Offset": str(len(self.content)), **stored})


@pytest.mark.parametrize(
    "mishaps",
    [
        {},
        {"PATCH": problem("offset_mismatch", 409)},
        {"PATCH": problem("unknown_upload", 404)},
        {"PATCH": problem("checksum_mismatch", 460)},
    ],
)
def test_a_photo_arrives_chunk_by_chunk(mishaps):
    server = PhotoServer(**mishaps)
    with Speaker(server) as speaker:
        assert send_photo(Client(speaker.url, "token"), "ab" * 32, CONTENT, lambda _: None)
    assert server.content == CONTENT


def test_a_photo_goes_on_where_the_server_has_it():
    server = PhotoServer()
    server.content = CONTENT[:200_000]
    with Speaker(server) as speaker:
        assert send_photo(Client(speaker.url, "token"), "ab" * 32, CONTENT, lambda _: None)
        assert sum(method == "PATCH" for method, _ in speaker.asked) == 5


def test_a_login_page_is_no_proof_of_a_photo():
    with Speaker(lambda *_: Said(200, PORTAL)) as speaker, pytest.raises(NotOurServer):
        send_photo(Client(speaker.url, "token"), "ab" * 32, CONTENT, lambda _: None)


def test_a_photo_that_is_refused_for_good_is_not_offered_again():
    with Speaker(PhotoServer(PATCH=problem("not_a_photo", 422))) as speaker:
        assert not send_photo(Client(speaker.url, "token"), "ab" * 32, CONTENT, lambda _: None)
