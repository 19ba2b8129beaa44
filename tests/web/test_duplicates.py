"""Pairs on the register that may be one person: merged or kept apart in the office's pages, with what was decided."""

import pytest
from playwright.sync_api import expect

from server.households.models import Resident
from server.privacy.models import Reveal
from tests.people import make_community_staff
from tests.web.conftest import Office
from tests.web.records import make_abroad, make_pair
from tests.web.street import StreetForTests

pytestmark = pytest.mark.browser


def test_one_person_is_merged_into_the_entry_that_stays(office: Office, street: StreetForTests):
    pair = make_pair(street)
    office.sign_in("community", to="/inbox/duplicates/")
    card = office.page.locator(f"[data-pair='{pair.id}']")
    expect(card).to_contain_text("same year of birth")
    expect(card).not_to_contain_text("赵示例")
    expect(office.page.locator("#to-decide")).to_have_text("1")
    office.picture("duplicates_en")
    # The entry without a phone stays and takes the other's over.
    card.locator(".entry", has_text="S12号楼").get_by_role("radio").check()
    card.get_by_label("Reason").fill("同一人，已搬家")
    card.get_by_role("button", name="One person: merge").click()
    expect(office.page.get_by_role("status")).to_contain_text("Merged")
    [kept] = Resident.objects.filter(id__in=[pair.first_id, pair.second_id])
    assert (kept.household_id, kept.phone) == (street.households["S12"][1].id, "13800001111")
    expect(office.page.locator("#decided tbody tr")).to_contain_text("同一人，已搬家")
    office.picture("duplicates_decided_en")
    office.page.goto(f"/households/{kept.household_id}/")
    expect(office.page.locator("#past")).to_contain_text("赵*")


def test_two_people_stay_two_and_are_not_asked_about_again(office: Office, street: StreetForTests):
    pair = make_pair(street)
    office.sign_in("community", to="/inbox/duplicates/")
    office.page.get_by_role("button", name="Two people: not the same").click()
    expect(office.page.get_by_role("status")).to_contain_text("two people")
    expect(office.page.get_by_text("Nobody stands on the register twice")).to_be_visible()
    assert Resident.objects.filter(id__in=[pair.first_id, pair.second_id]).count() == 2
    office.picture("duplicates_empty_en")


def test_both_entries_are_shown_in_full_once_for_a_reason_that_is_logged(office: Office, street: StreetForTests):
    pair = make_pair(street)
    office.sign_in("community", to="/inbox/duplicates/")
    card = office.page.locator(f"[data-pair='{pair.id}']")
    expect(card.locator(".doubt")).to_contain_text("homes")
    expect(card).not_to_contain_text("1950")
    card.get_by_label("Why do you need the full names and numbers?").fill("核对是否同一人")
    card.get_by_role("button", name="Show both in full").click()
    expect(card).to_contain_text("赵示例")
    expect(card).to_contain_text("13800001111")
    expect(card).to_contain_text("1950")
    office.picture("duplicates_full_en")
    logged = Reveal.objects.filter(reason="核对是否同一人")
    assert {(row.kind, row.record_id) for row in logged} == {("resident", pair.first_id), ("resident", pair.second_id)}
    office.page.goto("/inbox/duplicates/")
    expect(card).not_to_contain_text("赵示例")


def test_a_pair_that_was_decided_meanwhile_says_so(office: Office, street: StreetForTests):
    office.faults.allowed.add(409)
    pair = make_pair(street)
    office.sign_in("community", to="/inbox/duplicates/")
    Resident.objects.filter(id=pair.first_id).delete()
    office.page.get_by_role("button", name="One person: merge").click()
    expect(office.page.get_by_role("alert")).to_contain_text("cannot be merged any more")


def test_another_community_neither_sees_nor_decides(client, street: StreetForTests):
    pair = make_pair(street)
    large, home = make_abroad(street)
    client.force_login(make_community_staff(large, "elsewhere"), "django.contrib.auth.backends.ModelBackend")
    assert str(pair.id) not in client.get("/inbox/duplicates/").content.decode()
    assert client.post(f"/inbox/duplicates/{pair.id}/", {"act": "two"}).status_code == 404
    assert client.post(f"/inbox/duplicates/{pair.id}/reveal/", {"reason": "看看"}).status_code == 404
    # Half of a pair is nobody's business either.
    Resident.objects.filter(id=pair.first_id).update(household=home)
    assert str(pair.id) not in client.get("/inbox/duplicates/").content.decode()
    pair.refresh_from_db()
    assert pair.state == "open"
