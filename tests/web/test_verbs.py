"""Every verb that a phone knows has its words and its form in the inbox, and what the form says lands."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from server.grids.scope import for_person
from server.households.models import Resident, ResidentRemoval
from server.identity import new_id
from server.incidents.models import Incident
from server.incidents.services import advance_incident
from server.sync.models import Operation
from tests.people import make_worker
from tests.server.sync.phone import Phone, make_phone
from tests.web.conftest import Office
from tests.web.street import StreetForTests, make_incident


@pytest.fixture
def phone(street: StreetForTests) -> Phone:
    return make_phone(make_worker(street.grids["S11"], username="chen"))


@pytest.fixture
def resident(street: StreetForTests) -> Resident:
    return street.households["S11"][0].residents.get()


@pytest.fixture
def desk(client: Client, street: StreetForTests) -> Client:
    client.force_login(street.community, "django.contrib.auth.backends.ModelBackend")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.cookies["django_language"] = "en"
    return client


# Of the form; everything else is a value of the record.
OWN = {"act", "reason", "shown"}


def held(phone: Phone, *ops: dict[str, Any]) -> str:
    """Sends; the address of the last one, which was not applied."""
    result = phone.results(*ops)[-1]
    assert result["status"] in {"rejected", "conflict"}, result
    return f"/inbox/{ops[-1]['op_id']}/"


def page(desk: Client, address: str) -> str:
    response = desk.get(address)
    assert response.status_code == 200
    return response.content.decode()


def decide(desk: Client, address: str, **form: Any) -> None:
    values = {(name if name in OWN else f"value-{name}"): value for name, value in form.items()}
    response = desk.post(f"{address}decide/", values)
    assert response.status_code == 302, response.content.decode()


def state(address: str) -> str:
    return Operation.objects.get(id=address.split("/")[2]).state


def test_an_incident_of_no_category_gets_one(desk: Client, street: StreetForTests, phone: Phone):
    good = street.incident
    body = {
        "category": "unheard-of",
        "description": "路灯不亮",
        "lon": good.point.x,
        "lat": good.point.y,
        "location_source": "pin",
        "accuracy_m": None,
        "household_id": None,
        "photos": ["ab" * 32],
    }
    op = phone.op("incident.report", new_id(), body)
    address = held(phone, op)
    for words in ("Incident reported", "路灯不亮", "unheard-of", "placed by hand", "0/1"):
        assert words in page(desk, address)
    form = {"shown": ["category", "description"], "category": good.category.code, "description": "路灯不亮"}
    decide(desk, address, act="amend", reason="归类", **form)
    found = Incident.objects.get(id=op["entity_id"])
    assert (found.category, found.reporter) == (good.category, phone.person)


def test_a_step_from_an_old_state_is_taken_by_the_offices_word(desk: Client, street: StreetForTests, phone: Phone):
    incident = make_incident(street.worker, at=(20, 20))
    office = for_person(street.community)
    advance_incident(office, frozenset(), incident_id=incident.id, to_state="accepted", base_version=1)
    op = phone.op("incident.step", incident.id, {"to_state": "in_progress", "note": "已到场"}, base_version=1)
    address = held(phone, op)
    text = page(desk, address)
    assert incident.number in text
    assert "Someone else has already moved this incident on" in text
    form = {"shown": ["to_state", "organisation_id", "note"], "to_state": "in_progress", "note": "已到场，开始处理"}
    decide(desk, address, act="amend", reason="补充", **form)
    incident.refresh_from_db()
    assert incident.state == "in_progress"


def test_a_new_resident_is_put_right_once_shown_in_full(desk: Client, street: StreetForTests, phone: Phone):
    home = street.households["S11"][0]
    body = {"household_id": str(home.id), "name": "李示例", "birth_year": 1700, "care": [], "phone": "13812345678"}
    op = phone.op("resident.add", new_id(), body)
    address = held(phone, op)
    masked = page(desk, address)
    assert "李*" in masked
    assert not any(secret in masked for secret in ("李示例", "13812345678", "1700"))
    assert "To amend it, show it in full first." in masked
    shown = desk.post(f"{address}reveal/", {"reason": "核对"}).content.decode()
    assert 'value="李示例"' in shown
    form = {"shown": ["name", "birth_year", "care", "phone"], "name": "李示例", "phone": "13812345678"}
    decide(desk, address, act="amend", reason="年份写错", birth_year="1970", care=["lives_alone"], **form)
    found = Resident.objects.get(id=op["entity_id"])
    assert (found.birth_year, found.care_categories, found.phone) == (1970, ["lives_alone"], "13812345678")
    assert Operation.objects.get(id=op["op_id"]).decision.changes == {"birth_year": 1970, "care": ["lives_alone"]}


def test_a_removal_for_no_reason_gets_one(desk: Client, phone: Phone, resident: Resident):
    body = {"household_id": str(resident.household_id), "reason": "lost"}
    address = held(phone, phone.op("resident.remove", resident.id, body, base_version=1))
    text = page(desk, address)
    assert "王*" in text
    assert "came as “lost”" in text
    # The decision has its reason, and the record its own.
    sent = {"act": "amend", "shown": ["reason"], "value-reason": "moved", "reason": "口头核实"}
    assert desk.post(f"{address}decide/", sent).status_code == 302
    assert ResidentRemoval.objects.get(resident_id=resident.id).reason == "moved"
    assert Operation.objects.get().decision.reason == "口头核实"


def test_whoever_was_taken_off_comes_back_with_the_workers_words(
    desk: Client, street: StreetForTests, phone: Phone, resident: Resident
):
    other = make_phone(make_worker(street.grids["S11"], username="zhou"))
    gone = {"household_id": str(resident.household_id), "reason": "moved"}
    assert other.statuses(other.op("resident.remove", resident.id, gone, base_version=1)) == ["applied"]
    body = {"household_id": str(resident.household_id), "changes": {"phone": "13900001111"}, "seen": {"phone": ""}}
    address = held(phone, phone.op("resident.amend", resident.id, body, base_version=1))
    text = page(desk, address)
    for words in ("The resident was taken off in between.", "off the register: moved away", "not on the register"):
        assert words in text
    decide(desk, address, act="accept", reason="")
    assert Resident.objects.get(id=resident.id).phone == "13900001111"
    assert state(address) == "applied"


def test_a_removal_after_anothers_change_is_decided(
    desk: Client, street: StreetForTests, phone: Phone, resident: Resident
):
    other = make_phone(make_worker(street.grids["S11"], username="zhou"))
    body = {"household_id": str(resident.household_id), "changes": {"phone": "13900001111"}, "seen": {"phone": ""}}
    assert other.statuses(other.op("resident.amend", resident.id, body, base_version=1)) == ["applied"]
    gone = {"household_id": str(resident.household_id), "reason": "moved"}
    address = held(phone, phone.op("resident.remove", resident.id, gone, base_version=1))
    assert "The resident was changed in between" in page(desk, address)
    decide(desk, address, act="accept", reason="确已搬走")
    assert not Resident.objects.filter(id=resident.id).exists()
    assert "moved away" in page(desk, f"/households/{resident.household_id}/")


@pytest.mark.browser
def test_care_of_a_resident_is_decided_between_two_workers(
    office: Office, street: StreetForTests, phone: Phone, resident: Resident
):
    Resident.objects.filter(id=resident.id).update(care_categories=["disabled"])
    body = {
        "household_id": str(resident.household_id),
        "changes": {"care": ["lives_alone", "reduced_mobility"], "birth_year": 1951},
        "seen": {"care": ["lives_alone"], "birth_year": None},
    }
    address = held(phone, phone.op("resident.amend", resident.id, body, base_version=1))
    office.sign_in("community", to=address)
    expect(office.page.locator("#sides")).not_to_contain_text("1951")
    office.page.get_by_label("Why do you need").fill("核对关爱类别")
    office.page.get_by_role("button", name="Show in full").click()
    expect(office.page.locator("#sides")).to_contain_text("1951")
    expect(office.page.locator("#sides tbody tr", has_text="Care categories")).to_contain_text("disabled person")
    office.page.get_by_text("Decide field by field").click()
    care = office.page.locator("fieldset", has=office.page.locator("[name=choice-care]"))
    care.locator("[value=other]").check()
    for label in ("lives alone", "disabled person"):
        care.get_by_label(label, exact=True).check()
    office.page.locator("[name=choice-birth_year][value=now]").check()
    office.page.locator("#decide details[open] [name=reason]").fill("两人说法合并")
    office.picture("inbox_care_en")
    office.page.get_by_role("button", name="Decide so").click()
    expect(office.page.get_by_role("status")).to_contain_text("Amended and accepted")
    resident.refresh_from_db()
    assert (sorted(resident.care_categories), resident.birth_year) == (["disabled", "lives_alone"], 1950)
