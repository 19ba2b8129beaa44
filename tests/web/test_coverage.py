"""The coverage page and its file say what the map's table says."""

import csv
import io

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Office
from tests.web.street import StreetForTests

pytestmark = pytest.mark.browser


def test_the_page_counts_and_opens_level_by_level(office: Office, street: StreetForTests):
    office.sign_in("street", to="/coverage/?level=large")
    row = office.page.locator("#coverage-table tbody tr")
    expect(row).to_have_count(1)
    # 12 households: five met, one not at home, the rest never visited and due since they were registered.
    figures = [cell.strip() for cell in row.locator("td.number").all_inner_texts()]
    assert figures == ["12", "12", "6", "5", "1", "0", "6", "7", "5", "41%"]
    office.page.get_by_role("link", name="网格L", exact=True).click()
    expect(office.page.locator("#coverage-table tbody tr")).to_have_count(2)
    office.page.get_by_role("link", name="网格M2", exact=True).click()
    row = office.page.locator("#coverage-table tbody tr", has_text="网格S21")
    assert [cell.strip() for cell in row.locator("td.number").all_inner_texts()][-1] == "–"


def test_the_table_leaves_as_a_file(office: Office, street: StreetForTests):
    office.sign_in("street", to="/coverage/?level=small")
    with office.page.expect_download() as download:
        office.page.get_by_role("link", name="CSV").click()
    text = download.value.path().read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert {row[0] for row in rows[1:5]} | {row[1] for row in rows[1:5]} >= {"S11", "S12", "S21", "S22"}
