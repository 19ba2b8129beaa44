"""Every page in both languages: it loads without a fault, and axe finds nothing in it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.web.conftest import Office
from tests.web.records import Waiting, make_day, make_pair, make_waiting
from tests.web.street import StreetForTests

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "server" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
FINDINGS = """async () => (await axe.run()).violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`)"""


@pytest.fixture
def waiting(street: StreetForTests) -> Waiting:
    """One of everything that needs a decision, and a phone's day."""
    make_pair(street)
    make_day(street)
    return make_waiting(street)


def pages(street: StreetForTests, waiting: Waiting) -> dict[str, str]:
    household = street.households["S11"][0]
    assert waiting.unreadable is not None
    return {
        "map": "/map/",
        "building": f"/map/?building={street.buildings['S11'].id}",
        "coverage": "/coverage/?level=small",
        "incidents": "/incidents/",
        "incident": f"/incidents/{street.incident.id}/",
        "household": f"/households/{household.id}/",
        "people": "/people/",
        "inbox": "/inbox/",
        "inbox_visit": waiting.address("outside"),
        "inbox_blocked": waiting.address("behind"),
        "inbox_conflict": waiting.address("phones"),
        "inbox_unknown": waiting.address("unknown"),
        "inbox_message": f"/inbox/messages/{waiting.unreadable.id}/",
        "duplicates": "/inbox/duplicates/",
        "phones": "/phones/",
        "phones_sheet": "/phones/sheet/",
        "me": "/me/",
    }


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_every_page_is_whole_and_accessible(
    open_office: Callable[..., Office], street: StreetForTests, waiting: Waiting, language: str
):
    office = open_office(language)
    office.page.goto("/sign-in/")
    findings = {"sign_in": axe(office)}
    office.sign_in("street", to="/me/")
    for name, address in pages(street, waiting).items():
        office.page.goto(address)
        for drawn in ("#map", "#place"):
            if office.page.locator(drawn).count():
                expect(office.page.locator(f"{drawn}[data-ready]")).to_be_attached()
        expect(office.page.locator("html")).to_have_attribute("lang", "zh-Hans" if language == "zh-CN" else "en")
        office.picture(f"{name}_{language[:2]}")
        for fold in office.page.locator("#decide details:not([open]) summary").all():
            fold.click()
        findings[name] = axe(office)
    assert {name: found for name, found in findings.items() if found} == {}


def axe(office: Office) -> list[str]:
    """What axe-core says against the page. It is injected by the test; the policy of the pages stays strict."""
    office.page.evaluate(AXE.read_text(encoding="utf-8"))
    return office.page.evaluate(FINDINGS)


@pytest.mark.parametrize("width", [1024, 412])
def test_nothing_is_wider_than_the_window(
    open_office: Callable[..., Office], street: StreetForTests, waiting: Waiting, width: int
):
    office = open_office("zh-CN", width=width, height=892)
    office.sign_in("street", to="/me/")
    for name, address in pages(street, waiting).items():
        office.page.goto(address)
        office.picture(f"{name}_{width}")
        assert office.page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_a_worker_meets_a_page_that_explains(office: Office, street: StreetForTests):
    office.faults.allowed.add(403)
    office.sign_in("worker", to="/map/")
    expect(office.page.get_by_role("alert")).to_contain_text("These pages are for the office.")
    office.picture("no_place_en")


def test_a_page_that_does_not_exist_says_so(office: Office, street: StreetForTests):
    office.faults.allowed.add(404)
    office.sign_in("street", to="/me/")
    office.page.goto("/nowhere/")
    expect(office.page.get_by_role("heading", name="There is no such page.")).to_be_visible()
