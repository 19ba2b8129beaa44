"""A phone that the office asks to remove its data hears it whatever its sign-in is worth, and says what it has done."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from server.accounts.models import Device, DeviceToken, Person
from server.accounts.problems import AlreadyWiped, NotAskedToWipe
from server.accounts.wiping import ask_to_wipe, withdraw_wipe
from server.problems import BadInput
from server.visits.models import Visit
from tests.factories.places import make_building, make_household, make_tree
from tests.people import PASSWORD, make_person, make_worker
from tests.server.sync.phone import Phone, make_phone
from tests.web.bundles import sealed

pytestmark = pytest.mark.django_db
WIPED = "/api/v1/sync/wiped"


@pytest.fixture
def grids():
    return make_tree()


@pytest.fixture
def phone(grids) -> Phone:
    return make_phone(make_worker(grids["S11"]))


@pytest.fixture
def clerk() -> Person:
    return make_person("clerk")


def code_of(answer) -> str:
    assert answer.status_code == 401, answer.content
    return str(answer.json()["code"])


def say_wiped(phone: Phone, content: bytes = b"", left: int = 0):
    return phone.http.post(
        f"{WIPED}?left={left}", content, content_type="application/octet-stream", headers=phone.headers
    )


@pytest.mark.parametrize("ended", ["no", "expired", "revoked", "closed"])
def test_it_is_heard_before_all_else(phone, clerk, ended):
    ask_to_wipe(device=phone.device, by=clerk, reason="手机丢失")
    if ended == "expired":
        DeviceToken.objects.update(expiry=timezone.now() - timedelta(days=90))
    elif ended == "revoked":
        Device.objects.update(revoked_at=timezone.now() - timedelta(days=90))
    elif ended == "closed":
        Person.objects.filter(id=phone.person.id).update(is_active=False)
    assert code_of(phone.push()) == "device_wiped"
    assert code_of(phone.pull_raw({})) == "device_wiped"
    assert code_of(phone.http.get("/api/v1/me/", headers=phone.headers)) == "device_wiped"
    assert say_wiped(phone).status_code == 204


def test_a_sign_in_on_it_hears_it_too(phone, clerk):
    ask_to_wipe(device=phone.device, by=clerk, reason="手机丢失")
    device = {"id": str(phone.device.id), "name": "x", "platform": "x", "app_version": "1"}
    body = {"username": phone.person.username, "password": PASSWORD, "device": device}
    assert code_of(Client().post("/api/v1/session/", body, content_type="application/json")) == "device_wiped"
    other = {**body, "device": {**device, "id": "0192f4c2-0000-7000-8000-0000000000ab"}}
    assert Client().post("/api/v1/session/", other, content_type="application/json").status_code == 200


def test_what_was_not_sent_comes_sealed_and_counts(phone, clerk, grids):
    home = make_household(make_building(grids["S11"]))
    visit = phone.visit(home)
    ask_to_wipe(device=phone.device, by=clerk, reason="手机丢失")
    assert code_of(phone.push(visit)) == "device_wiped"
    assert say_wiped(phone, left=1).status_code == 204
    device = Device.objects.get(id=phone.device.id)
    assert device.wiped_at is not None
    assert device.wipe_files_left == 1
    for _ in range(2):
        assert say_wiped(phone, sealed(phone.device, [visit])).status_code == 204
    assert Visit.objects.filter(id=visit["entity_id"]).count() == 1
    again = Device.objects.get(id=phone.device.id)
    assert (again.wipe_files_left, again.wiped_at) == (0, device.wiped_at)


def test_only_its_own_sealed_file_is_taken(phone, clerk, grids):
    other = make_phone(make_worker(grids["S22"], username="other"))
    ask_to_wipe(device=phone.device, by=clerk, reason="手机丢失")
    answer = say_wiped(phone, sealed(other.device, []))
    assert answer.json()["code"] == "bundle_of_another"
    assert say_wiped(phone, b"not sealed").json()["code"] == "not_a_bundle"
    assert Device.objects.get(id=phone.device.id).wiped_at is None


def test_an_order_withdrawn_too_late_loses_no_record(phone, clerk, grids):
    visit = phone.visit(make_household(make_building(grids["S11"])))
    ask_to_wipe(device=phone.device, by=clerk, reason="手机丢失")
    assert code_of(phone.push()) == "device_wiped"
    withdraw_wipe(device=phone.device)
    assert say_wiped(phone, sealed(phone.device, [visit])).status_code == 204
    assert Visit.objects.filter(id=visit["entity_id"]).count() == 1


def test_nonsense_is_refused(phone):
    assert say_wiped(phone, left=-1).status_code == 400


def test_found_in_time_it_works_as_before(phone, clerk):
    with pytest.raises(NotAskedToWipe):
        withdraw_wipe(device=phone.device)
    ask_to_wipe(device=phone.device, by=clerk, reason="手机丢失")
    withdraw_wipe(device=phone.device)
    assert phone.pull_raw({}).status_code == 200


def test_what_was_revoked_before_stays_revoked(phone, clerk):
    Device.objects.update(revoked_at=timezone.now() - timedelta(days=1))
    ask_to_wipe(device=phone.device, by=clerk, reason="手机丢失")
    withdraw_wipe(device=phone.device)
    assert code_of(phone.pull_raw({})) == "device_revoked"


def test_a_reason_is_asked_for_and_what_is_gone_is_gone(phone, clerk):
    for reason in ("", "  ", "长" * 201):
        with pytest.raises(BadInput):
            ask_to_wipe(device=phone.device, by=clerk, reason=reason)
    ask_to_wipe(device=phone.device, by=clerk, reason="手机丢失")
    say_wiped(phone)
    with pytest.raises(AlreadyWiped):
        withdraw_wipe(device=phone.device)
    with pytest.raises(AlreadyWiped):
        ask_to_wipe(device=phone.device, by=clerk, reason="再次")
