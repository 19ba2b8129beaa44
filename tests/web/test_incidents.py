"""From report to answer in the office's pages: every step by its button, every refusal in words."""

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from server.grids.scope import for_person
from server.incidents.services import advance_incident
from tests.web.conftest import Office
from tests.web.street import StreetForTests, make_incident

pytestmark = pytest.mark.browser


def address(street: StreetForTests) -> str:
    return f"/incidents/{street.incident.id}/"


def press(page: Page, verb: str, note: str = "", organisation: str = "") -> None:
    """Take a step: its button, or its fold with a form in it."""
    fold = page.locator("details", has=page.locator("summary", has_text=verb))
    if fold.count():
        fold.locator("summary").click()
        if organisation:
            fold.locator("select").select_option(label=organisation)
        fold.locator("textarea").fill(note)
        fold.get_by_role("button", name=verb).click()
    else:
        page.get_by_role("button", name=verb).click()


def expect_state(page: Page, state: str) -> None:
    expect(page.locator("#state")).to_have_attribute("data-state", state)


def test_an_incident_goes_all_the_way_between_office_and_department(open_office, street: StreetForTests):
    office, department = open_office("en-GB"), open_office("en-GB")
    office.sign_in("street", to=address(street))
    press(office.page, "Accept")
    expect_state(office.page, "accepted")
    press(office.page, "Assign", organisation=street.organisation.name)
    expect_state(office.page, "assigned")

    department.sign_in("department", to=address(street))
    press(department.page, "Begin")
    expect_state(department.page, "in_progress")
    press(department.page, "Report as done", note="杂物已清运。")
    expect_state(department.page, "resolved")

    office.page.reload()
    press(office.page, "Verify")
    expect_state(office.page, "verified")
    press(office.page, "Answer and close", note="已清理，感谢您的反映。")
    expect_state(office.page, "closed")
    expect(office.page.locator(".log li")).to_have_count(7)
    office.picture("incident_closed_en")
    press(office.page, "Reopen", note="又堆上了。")
    expect_state(office.page, "reopened")


def test_who_came_second_is_told_and_keeps_what_they_wrote(office: Office, street: StreetForTests):
    office.faults.allowed.add(409)
    office.sign_in("street", to=address(street))
    advance_incident(for_person(street.staff), (), incident_id=street.incident.id, to_state="accepted", base_version=1)
    press(office.page, "Reject", note="不属于本街道。")
    expect(office.page.locator("#refusal")).to_contain_text("already moved this incident on")
    expect_state(office.page, "accepted")
    expect(office.page.locator("details[data-step=rejected] textarea")).to_have_value("不属于本街道。")
    office.picture("incident_refused_en")


def test_a_missing_note_is_asked_for(office: Office, street: StreetForTests):
    office.faults.allowed.add(400)
    office.sign_in("street", to=address(street))
    press(office.page, "Return for more")
    expect(office.page.locator("#refusal")).to_contain_text("Write a note")
    expect_state(office.page, "reported")


def test_duplicates_are_merged_the_nearest_first(office: Office, street: StreetForTests):
    make_incident(street.worker, at=(250, 250))
    near = make_incident(street.worker, at=(152, 152))
    office.sign_in("street", to=address(street))
    office.page.locator("summary", has_text="Merge").click()
    options = office.page.locator("[name=merged_into_id] option")
    expect(options).to_have_count(3)
    expect(options.nth(1)).to_contain_text(near.number)
    office.page.locator("[name=merged_into_id]").select_option(str(near.id))
    office.page.get_by_role("button", name="Merge").click()
    expect_state(office.page, "merged")
    expect(office.page.get_by_role("link", name=near.number)).to_be_visible()


def test_the_list_filters_by_address_and_by_hand(office: Office, street: StreetForTests):
    second = make_incident(street.worker, at=(50, 50), description="路灯不亮")
    office.sign_in("street", to="/incidents/")
    rows = office.page.locator("#incident-table tbody tr")
    expect(rows).to_have_count(2)
    office.page.locator("[name=grid]").select_option(label="　网格M1")
    expect(office.page).to_have_url(re.compile(f"grid={street.grids['M1'].id}"))
    expect(rows).to_have_count(1)
    office.page.goto("/incidents/?q=路灯")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(second.number)
    office.page.goto("/incidents/?domain=party_building")
    expect(office.page.get_by_text("No incident fits these filters.")).to_be_visible()
    office.picture("incidents_empty_en")


def test_the_keyboard_walks_the_list(office: Office, street: StreetForTests):
    older = street.incident
    make_incident(street.worker, at=(50, 50))
    office.sign_in("street", to="/incidents/")
    office.page.keyboard.press("j")
    office.page.keyboard.press("j")
    expect(office.page.locator("tr.cursor")).to_contain_text(older.number)
    office.page.keyboard.press("k")
    office.page.keyboard.press("j")
    office.page.keyboard.press("Enter")
    expect(office.page.get_by_role("heading", name=older.number)).to_be_visible()


def test_the_list_leaves_as_a_file(office: Office, street: StreetForTests):
    office.sign_in("street", to="/incidents/")
    with office.page.expect_download() as download:
        office.page.get_by_role("link", name="CSV").click()
    text = download.value.path().read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert street.incident.number in rows[1]
