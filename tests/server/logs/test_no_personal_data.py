"""Personal data planted wherever a request can carry it never reaches the log of the real server."""

import gzip
import http.client
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from server.identity import new_id
from server.visits.models import Visit
from tests.factories.places import make_building, make_household, make_tree
from tests.faults.served import Served
from tests.people import make_worker
from tests.server.sync.phone import make_phone

pytestmark = pytest.mark.django_db(transaction=True)

NAME, TELEPHONE, PAPER, WORDS, USER = (
    "王小明示例",
    "13912345678",
    "110101199003071234",
    "卧床不起需要护理",
    "zhangsan-secret",
)
PLANTED = (NAME, TELEPHONE, PAPER, WORDS, USER, "worker")
SPELT = [spelling for word in PLANTED for spelling in (word, quote(word), json.dumps(word)[1:-1])]


@pytest.fixture
def scene(tmp_path: Path):
    grids = make_tree()
    home = make_household(make_building(grids["S11"]), name=NAME, phone=TELEPHONE)
    phone = make_phone(make_worker(grids["S11"]))
    with Served(tmp_path / "served", GRIDWALK_DEBUG="0") as server:
        yield home, phone, server


def ask(server: Served, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_no_line_of_the_log_tells_what_was_sent(scene):
    home, phone, server = scene
    token = {"Authorization": f"Token {phone.token}", "Content-Type": "application/json"}
    # 1. In the address and the query, known and unknown.
    for path in (f"/api/v1/households/?q={quote(NAME)}", f"/api/v1/{quote(NAME)}/{TELEPHONE}", f"/{quote(WORDS)}"):
        ask(server, "GET", path, **token)
    # 2. In headers.
    for name in ("X-Request-ID", "User-Agent", "Referer", "Host", "X-Forwarded-For", "Accept-Language", "Cookie"):
        ask(server, "GET", "/api/v1/me/", **token, **{name: f"{PAPER}; {TELEPHONE}"})
    # 3. In a body that is wrong, and in a sign-in that fails until it is locked.
    ask(server, "POST", "/api/v1/visits/", json.dumps({"note": WORDS, "phone": TELEPHONE}).encode(), **token)
    login = {"username": USER, "password": WORDS, "device": {"id": str(new_id())}}
    statuses = [ask(server, "POST", "/api/v1/session/", json.dumps(login).encode(), **token)[0] for _ in range(12)]
    assert {401, 429} & set(statuses)
    ask(server, "POST", "/sign-in/", f"username={USER}&password={PAPER}".encode())
    # 4. In operations that the database refuses, with the values in its message.
    bad = [
        phone.visit(home, body={"note": WORDS, "outcome": NAME}),
        phone.visit(home, body={"note": WORDS}, entity_id=Visit.objects.first() and new_id()),
        phone.op("visit.record", home.id, {"household_id": NAME, "outcome": TELEPHONE}),
        phone.op(NAME[:20], home.id, {"note": PAPER}),
    ]
    message = {"device": str(phone.device.id), "epoch": None, "sent_at": None, "ops": [*bad, {"name": NAME}]}
    status, _, answered = ask(server, "POST", "/api/v1/sync/push", gzip.compress(json.dumps(message).encode()), **token)
    assert status == 200, answered
    # 5. In a fault of ours, with a traceback through code that holds all of it.
    fault_in_the_database()
    household = f"/api/v1/households/{home.id}/"
    status, headers, answered = ask(server, "GET", household, **token)
    assert (status, json.loads(answered)["code"]) == (500, "server_fault")
    assert json.loads(answered)["data"]["request_id"] == headers["x-request-id"]
    server.stop()

    log = server.program.log.read_text(encoding="utf-8")
    for word in SPELT:
        assert word not in log, [line for line in log.splitlines() if word in line][:3]
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    faults = [line for line in lines if line.get("error") and line.get("request_id") == headers["x-request-id"]]
    assert faults
    assert faults[0]["trace"]
    requests = [line for line in lines if line["event"] == "request"]
    assert {"api/v1/sync/push", "unknown"} <= {line["route"] for line in requests}
    assert str(phone.device.id) in {line.get("device") for line in requests}


def fault_in_the_database() -> None:
    """Reading a household now fails with a message that repeats its values."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("alter table households_household rename column name to name_kept")


@pytest.fixture(autouse=True)
def mend():
    yield
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select 1 from information_schema.columns where column_name = 'name_kept'")
        if cursor.fetchone():
            cursor.execute("alter table households_household rename column name_kept to name")
