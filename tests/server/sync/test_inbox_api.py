"""/sync/inbox/: listing, revealing and deciding over HTTP."""

import pytest
from django.test import Client

from server.privacy.models import Reveal
from server.sync.models import Operation
from server.visits.models import Visit
from tests.factories.places import make_building, make_grid, make_household
from tests.people import make_community_staff, make_worker
from tests.server.sync.phone import make_phone

pytestmark = pytest.mark.django_db

INBOX = "/api/v1/sync/inbox/"


@pytest.fixture
def office(grids):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(make_community_staff(grids["L"]))
    return client


def post(client, address, **body):
    return client.post(INBOX + address, body, content_type="application/json")


def test_a_list_with_filters_and_pages(phone, home, office):
    phone.results(
        *[phone.visit(home, body={"outcome": "sang"}) for _ in range(3)], phone.op("visit.dance", home.id, {})
    )
    first = office.get(INBOX, {"limit": 3}).json()
    rest = office.get(INBOX, {"limit": 3, "after": first["next"]}).json()
    assert (len(first["results"]), len(rest["results"]), rest["next"]) == (3, 1, None)
    [strange] = office.get(INBOX, {"code": "unknown_verb"}).json()["results"]
    assert (strange["kind"], strange["state"], strange["person"]) == ("visit.dance", "rejected", "worker")
    assert "visit.dance" in strange["message"]
    assert office.get(INBOX, {"state": "conflict"}).json()["results"] == []
    assert office.get(INBOX, {"state": "applied"}).status_code == 400
    assert office.get(INBOX + "counts/").json() == {
        "rejected": 4, "conflict": 0, "blocked": 0, "unreadable": 0, "to_decide": 4,
    }  # fmt: skip


def test_whoever_is_concerned_is_masked_until_there_is_a_reason(phone, grids, home, office):
    teammate = make_phone(make_worker(grids["S11"], username="teammate"))
    for sender, number in ((teammate, "13800138000"), (phone, "13900139000")):
        body = {"changes": {"phone": number, "name": "王大明"}, "seen": {"phone": "13800001234", "name": "王小明"}}
        sender.results(sender.op("household.amend", home.id, body, base_version=1))
    [row] = office.get(INBOX).json()["results"]
    assert row["body"]["changes"] == {"phone": "139****9000", "name": "王*"}
    assert row["data"]["fields"]["phone"] == {"seen": "138****1234", "yours": "139****9000", "now": "138****8000"}
    assert (row["household"], row["household_id"], row["masked"]) == ("王*", str(home.id), True)
    assert "13900139000" not in office.get(f"{INBOX}{row['id']}/").content.decode()

    assert post(office, f"{row['id']}/reveal/").status_code == 400
    full = post(office, f"{row['id']}/reveal/", reason="核实号码").json()
    assert full["body"]["changes"]["phone"] == "13900139000"
    assert (Reveal.objects.get().kind, Reveal.objects.get().reason) == ("operation", "核实号码")


def test_a_home_outside_the_area_is_not_described(phone, grids, office):
    other = make_grid("L2", level="large", at=(500, 0, 400))
    grid = make_grid("S31", parent=other, at=(500, 0, 100))
    abroad = make_household(make_building(grid, at=(510, 10, 20), name="别处"), name="李四光")
    phone.results(phone.visit(abroad))
    [row] = office.get(INBOX).json()["results"]
    assert (row["household_id"], row["household"], row["address"]) == (None, "", "")
    full = post(office, f"{row['id']}/reveal/", reason="想看看").content.decode()
    assert "李四光" not in full
    assert "别处" not in full


def test_residents_are_masked_with_what_is_sensitive(phone, grids, office):
    far = make_household(make_building(grids["S22"], at=(110, 210, 20)), name="李")
    body = {"household_id": str(far.id), "name": "赵小四", "birth_year": 1948, "care": ["disabled"], "phone": ""}
    phone.results(phone.op("resident.add", far.residents.get().id, body))
    [row] = office.get(INBOX).json()["results"]
    assert row["body"] | {"household_id": ""} == {
        "household_id": "", "name": "赵*", "birth_year": "****", "care": "****", "phone": "",
    }  # fmt: skip


def test_what_stands_against_it_is_the_answer(phone, home, office):
    phone.results(phone.visit(home, body={"outcome": "sang"}))
    op_id = Operation.objects.get().id
    refused = post(office, f"{op_id}/accept/")
    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_outcome")
    amended = post(office, f"{op_id}/amend/", changes={"outcome": "met"}, reason="笔误").json()
    assert (amended["state"], amended["decision"]["kind"], amended["decision"]["by"]) == (
        "applied",
        "amended",
        "community",
    )
    assert Visit.objects.get().outcome == "met"
    again = post(office, f"{op_id}/dismiss/", reason="晚了")
    assert (again.status_code, again.json()["code"]) == (409, "already_decided")


def test_accept_and_dismiss(phone, grids, home, office):
    far = make_household(make_building(grids["S22"], at=(110, 210, 20)), name="李")
    phone.results(phone.visit(far), phone.visit(home, body={"outcome": "sang"}))
    outside, sang = Operation.objects.order_by("device_seq")
    assert post(office, f"{outside.id}/accept/").json()["state"] == "applied"
    assert post(office, f"{sang.id}/dismiss/", reason=" ").status_code == 400
    dismissed = post(office, f"{sang.id}/dismiss/", reason="重复填报").json()
    assert (dismissed["state"], dismissed["decision"]["reason"]) == ("dismissed", "重复填报")
    assert office.get(INBOX).json()["results"] == []


def test_messages_that_nobody_could_read(phone, office):
    phone.results("一", "二", "三")
    first = office.get(INBOX + "unreadable/", {"limit": 2}).json()
    rest = office.get(INBOX + "unreadable/", {"limit": 2, "after": first["next"]}).json()
    assert (len(first["results"]), len(rest["results"]), rest["next"]) == (2, 1, None)
    number = first["results"][0]["id"]
    assert "content" not in first["results"][0]
    assert post(office, f"unreadable/{number}/content/", reason="看看是什么").json() == {"content": '"一"'}
    assert Reveal.objects.get().kind == "message"
    assert post(office, f"unreadable/{number}/dismiss/", reason="已核实").json()["kind"] == "dismissed"
    assert post(office, f"unreadable/{number}/dismiss/", reason="已核实").status_code == 404
