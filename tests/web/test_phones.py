"""The phones of an area: silence stands out, phone and office show one code, and nobody is ranked."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from playwright.sync_api import expect

from server.accounts.models import Device
from server.visits.models import Visit
from server.watch.models import LastLook, StandingAlarm
from tests.people import make_community_staff
from tests.web.bundles import sealed
from tests.web.conftest import Office
from tests.web.records import make_abroad, make_day
from tests.web.street import StreetForTests

pytestmark = pytest.mark.browser


def test_office_and_phone_show_the_same_code_of_the_day(office: Office, street: StreetForTests):
    phone = make_day(street)
    today = timezone.localdate().isoformat()
    told = phone.http.get("/api/v1/sync/receipt", {"day": today}, headers=phone.headers).json()
    office.sign_in("community", to="/phones/")
    row = office.page.locator("#phones tbody tr", has_text="示例手机二")
    assert [text.strip() for text in row.locator("td.number").all_inner_texts()] == ["0", "2", "1/2", "0"]
    expect(row.locator(".code")).to_have_text(told["code"])
    office.picture("phones_en")
    office.page.get_by_role("link", name="Sheet of the day").click()
    expect(office.page.locator(".sheet-table tbody tr", has_text="示例手机二")).to_contain_text(told["code"])
    office.picture("phones_sheet_en")
    office.page.emulate_media(media="print")
    expect(office.page.locator(".rail")).to_be_hidden()
    office.picture("phones_sheet_print_en")


def test_another_day_is_picked(office: Office, street: StreetForTests):
    make_day(street)
    office.sign_in("community", to="/phones/")
    office.page.get_by_role("link", name="Day before").click()
    row = office.page.locator("#phones tbody tr", has_text="示例手机二")
    assert [text.strip() for text in row.locator("td.number").all_inner_texts()] == ["0", "0", "–", "0"]
    expect(row.locator(".code")).to_have_count(0)
    office.page.get_by_role("link", name="Day after").click()
    expect(office.page.locator("#phones .code")).to_have_count(1)


def test_a_silent_phone_with_unsent_work_stands_first_and_says_what_to_do(office: Office, street: StreetForTests):
    make_day(street)
    Device.objects.filter(person=street.worker).update(waiting_count=3, last_seen_at=timezone.now() - timedelta(days=3))
    office.sign_in("community", to="/phones/")
    expect(office.page.locator("#silent")).to_contain_text("worker · 示例手机 · 3 records")
    expect(office.page.locator("#phones tbody tr").first).to_contain_text("silent")
    expect(office.page.locator("#silent")).to_contain_text("Ask the worker to open the app")
    office.picture("phones_silent_en")


def test_alarms_are_told_in_words_to_the_street_office_alone(open_office, street: StreetForTests):
    now = timezone.now()
    LastLook.objects.create(at=now)
    StandingAlarm.objects.create(code="jobs_stuck", data={"count": 4}, began_at=now, seen_at=now)
    street_office, community = open_office("en-GB"), open_office("en-GB")
    street_office.sign_in("street", to="/phones/")
    expect(street_office.page.locator(".alarm")).to_contain_text("Background jobs that wait longer than an hour: 4.")
    street_office.picture("phones_alarm_en")
    community.sign_in("community", to="/phones/")
    expect(community.page.locator("#phones")).to_be_visible()
    expect(community.page.locator(".alarm")).to_have_count(0)


def test_photos_on_their_way_are_counted_and_those_here_are_shown(office: Office, street: StreetForTests):
    make_day(street)
    office.sign_in("community", to=f"/households/{street.households['S12'][0].id}/")
    row = office.page.locator("#visits tbody tr", has_text="Photos 1/2")
    expect(row).to_have_count(1)
    picture = row.locator("img")
    expect(picture).to_have_count(1)
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 0
    office.picture("household_photos_en")


def test_a_sealed_file_of_a_phone_is_taken_in_and_told_in_words(office: Office, street: StreetForTests):
    phone = make_day(street)
    good, bad = (
        phone.visit(street.households["S12"][2]),
        phone.visit(street.households["S12"][3], body={"outcome": "x"}),
    )
    office.sign_in("community", to="/phones/")
    bundle = sealed(phone.device, [good, bad])
    for told in ("1 record counts now, 1 needs a decision", "1 was here already"):
        office.page.locator("[name=file]").set_input_files(
            {"name": "gridwalk.sealed", "mimeType": "application/octet-stream", "buffer": bundle}
        )
        office.page.get_by_role("button", name="Take in").click()
        expect(office.page.get_by_role("status")).to_contain_text(told)
        office.picture("phones_taken_in_en")
    assert Visit.objects.filter(id=good["entity_id"]).count() == 1


def test_a_file_that_is_none_is_refused_in_words(office: Office, street: StreetForTests):
    office.faults.allowed.add(400)
    office.sign_in("community", to="/phones/")
    office.page.locator("[name=file]").set_input_files(
        {"name": "holiday.jpg", "mimeType": "image/jpeg", "buffer": b"not sealed"}
    )
    office.page.get_by_role("button", name="Take in").click()
    expect(office.page.get_by_role("alert")).to_contain_text("This file is no sealed export of a phone.")
    expect(office.page.get_by_role("alert")).to_contain_text("Nothing was taken in.")
    office.picture("phones_refused_en")


def test_the_file_of_another_communitys_phone_is_refused(client, street: StreetForTests):
    phone = make_day(street)
    large, _home = make_abroad(street)
    client.force_login(make_community_staff(large, "elsewhere"), "django.contrib.auth.backends.ModelBackend")
    file = SimpleUploadedFile("x", sealed(phone.device, [phone.visit(street.households["S12"][2])]))
    assert client.post("/phones/files/", {"file": file}).status_code == 403
    assert client.post("/phones/files/", {}).status_code == 400
    for person in (street.department, street.worker):
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        assert client.post("/phones/files/", {}).status_code == 403


def test_another_communitys_phones_are_not_listed(client, street: StreetForTests):
    make_day(street)
    large, _home = make_abroad(street)
    client.force_login(make_community_staff(large, "elsewhere"), "django.contrib.auth.backends.ModelBackend")
    for page in ("/phones/", "/phones/sheet/"):
        assert "示例手机" not in client.get(page).content.decode()


@pytest.mark.parametrize("day", ["2026-13-01", "0001-01-01", "9999-12-31", "x"])
def test_a_day_that_is_none_is_refused_in_words(client, street: StreetForTests, day: str):
    client.force_login(street.staff, "django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/phones/?day={day}").status_code == 400


def test_no_phone_at_all_is_said(client, street: StreetForTests):
    Device.objects.all().delete()
    client.force_login(street.staff, "django.contrib.auth.backends.ModelBackend")
    assert "还没有手机登录" in client.get("/phones/").content.decode()
