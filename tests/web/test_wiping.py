"""The office asks a lost phone to remove its data, and sees what became of it."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from server.accounts.models import Device
from tests.people import make_community_staff
from tests.web.conftest import Office
from tests.web.records import make_abroad, make_day
from tests.web.street import StreetForTests

pytestmark = pytest.mark.browser


def test_a_lost_phone_is_asked_pends_and_confirms(office: Office, street: StreetForTests):
    phone = make_day(street)
    office.sign_in("community", to="/phones/")
    office.page.locator("#phones tbody tr", has_text="示例手机二").get_by_role("link", name="Lost?").click()
    expect(office.page.locator("main")).to_contain_text("hears it later")
    office.picture("phone_lost_en")
    office.page.locator("[name=reason]").fill("手机在公交车上丢失")
    office.page.get_by_role("button", name="End its access and remove its data").click()
    row = office.page.locator("#wiped tbody tr")
    expect(row).to_contain_text("not heard of yet")
    expect(row).to_contain_text("手机在公交车上丢失")
    office.picture("phones_wipe_pending_en")
    assert Device.objects.get(id=phone.device.id).revoked_at is not None
    Device.objects.filter(id=phone.device.id).update(wiped_at=timezone.now(), wipe_files_left=2)
    office.page.reload()
    expect(row).to_contain_text("2 sealed files are still on their way")
    office.picture("phones_wiped_en")


def test_a_phone_that_was_found_is_given_back(office: Office, street: StreetForTests):
    phone = make_day(street)
    Device.objects.filter(id=phone.device.id).update(
        wipe_asked_at=timezone.now(), wipe_asked_by=street.staff, wipe_reason="丢失", revoked_at=timezone.now()
    )
    office.sign_in("street", to=f"/phones/{phone.device.id}/")
    office.page.get_by_role("button", name="Withdraw: the phone was found").click()
    expect(office.page.get_by_role("status")).to_contain_text("works as before")
    assert Device.objects.get(id=phone.device.id).wipe_asked_at is None


def test_nobody_asks_phones_of_another_office(client, street: StreetForTests):
    phone = make_day(street)
    large, _home = make_abroad(street)
    for person, status in ((make_community_staff(large, "elsewhere"), 404), (street.worker, 403)):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        assert client.get(f"/phones/{phone.device.id}/").status_code == status
        for act in ("wipe", "keep"):
            assert client.post(f"/phones/{phone.device.id}/{act}/", {"reason": "x"}).status_code == status
    assert Device.objects.get(id=phone.device.id).wipe_asked_at is None


def test_without_a_reason_nothing_is_asked(client, street: StreetForTests):
    phone = make_day(street)
    client.force_login(street.staff, "django.contrib.auth.backends.ModelBackend")
    assert client.post(f"/phones/{phone.device.id}/wipe/", {"reason": " "}).status_code == 400
    assert Device.objects.get(id=phone.device.id).wipe_asked_at is None
