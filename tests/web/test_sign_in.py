"""Signing in and out, in both languages, and what a wrong password and too many of them are told."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Office
from tests.web.street import StreetForTests

pytestmark = pytest.mark.browser


def test_the_page_that_was_asked_for_opens_after_sign_in(office: Office, street: StreetForTests):
    office.page.goto("/incidents/")
    expect(office.page).to_have_url(re.compile("/sign-in/"))
    office.sign_in("street", to="/incidents/")
    expect(office.page.get_by_role("heading", name="Incidents")).to_be_visible()


def test_a_wrong_password_is_said_plainly(office: Office, street: StreetForTests):
    office.page.goto("/sign-in/")
    office.page.locator("[name=username]").fill("street")
    office.page.locator("[name=password]").fill("not the password")
    office.page.locator("button.main-act").click()
    expect(office.page.get_by_role("alert")).to_contain_text("Name or password is not right.")
    expect(office.page.locator("[name=username]")).to_have_value("street")


def test_too_many_tries_close_the_door_for_a_while(office: Office, street: StreetForTests, settings):
    settings.AXES_FAILURE_LIMIT = 2
    office.faults.allowed.add(429)
    for _ in range(3):
        office.page.goto("/sign-in/")
        office.page.locator("[name=username]").fill("street")
        office.page.locator("[name=password]").fill("not the password")
        office.page.locator("button.main-act").click()
    expect(office.page.get_by_role("alert")).to_contain_text("closed for this name for 10 minutes")
    office.picture("sign_in_locked_en")


def test_the_language_switch_works_before_and_after_sign_in(open_office: Callable[..., Office], street: StreetForTests):
    office = open_office("zh-CN")
    office.page.goto("/sign-in/")
    expect(office.page.get_by_role("button", name="登录")).to_be_visible()
    office.picture("sign_in_zh")
    office.page.get_by_role("button", name="English").click()
    expect(office.page.get_by_role("button", name="Sign in")).to_be_visible()
    office.picture("sign_in_en")
    office.sign_in("street", to="/me/")
    office.page.get_by_role("button", name="中文").click()
    expect(office.page.get_by_role("heading", name="我的岗位")).to_be_visible()
    street.staff.refresh_from_db()
    assert street.staff.language == "zh-hans"


def test_signing_out_ends_it(office: Office, street: StreetForTests):
    office.sign_in("street", to="/me/")
    office.page.get_by_role("button", name="Sign out").click()
    expect(office.page.get_by_role("button", name="Sign in")).to_be_visible()
    office.page.goto("/me/")
    expect(office.page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_department_starts_at_its_incidents(office: Office, street: StreetForTests):
    office.sign_in("department", to="")
    expect(office.page.get_by_role("heading", name="Incidents")).to_be_visible()
    expect(office.page.get_by_text("No incident fits these filters.")).to_be_visible()
