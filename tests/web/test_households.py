"""A household's page: masked until a reason is given, and the reason is kept."""

import pytest
from playwright.sync_api import expect

from server.privacy.selectors import reveals_of
from tests.web.conftest import Office
from tests.web.street import StreetForTests

pytestmark = pytest.mark.browser


def test_names_are_shown_for_a_reason_that_is_logged(office: Office, street: StreetForTests):
    household = street.households["S11"][0]
    office.sign_in("street", to=f"/households/{household.id}/")
    names = office.page.locator("#names")
    expect(names).to_contain_text("王*")
    expect(office.page.locator("#visits tbody tr")).to_have_count(1)
    office.picture("household_en")
    office.page.get_by_label("Why do you need").fill("联系家属")
    office.page.get_by_role("button", name="Show in full").click()
    expect(names).to_contain_text("王小明")
    office.picture("household_revealed_en")
    [reveal] = reveals_of("household", household.id)
    assert (reveal.person_id, reveal.reason) == (street.staff.id, "联系家属")
    office.page.reload()
    expect(names).not_to_contain_text("王小明")


def test_a_blank_reason_reveals_nothing(office: Office, street: StreetForTests):
    office.faults.allowed.add(400)
    household = street.households["S12"][0]
    office.sign_in("street", to=f"/households/{household.id}/")
    office.page.get_by_label("Why do you need").fill("   ")
    office.page.get_by_role("button", name="Show in full").click()
    expect(office.page.get_by_role("alert")).to_contain_text("Say why you need to read it.")
    assert not reveals_of("household", household.id).exists()
