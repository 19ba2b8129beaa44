"""The map page: it agrees with the table beside it, each selects the other, and it is of use without a map too."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.factories.places import lonlat
from tests.web.conftest import Office
from tests.web.street import StreetForTests

pytestmark = pytest.mark.browser

LABELS = """() => {
    const map = document.getElementById("map").map;
    const features = map.querySourceFeatures("grids", { sourceLayer: "grids" });
    const classes = {};
    for (const { properties } of features) {
        const state = map.getFeatureState({ source: "grids", sourceLayer: "grids", id: properties.id });
        if (state.class !== undefined) classes[properties.id] = state.class;
    }
    return classes;
}"""
PAINTED = """([layers]) => {
    const map = document.getElementById("map").map;
    return [...new Set(map.queryRenderedFeatures(undefined, { layers }).map((feature) => feature.properties.id))];
}"""
PIXEL = """([lon, lat]) => {
    const map = document.getElementById("map").map;
    const box = map.getCanvas().getBoundingClientRect();
    const { x, y } = map.project([lon, lat]);
    return [box.x + x, box.y + y];
}"""


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def rows_by_id(page: Page) -> dict[str, str]:
    """Grid id → class, as the table says."""
    rows = page.locator("#coverage-table tbody tr").all()
    return {row.get_attribute("data-grid") or "": row.get_attribute("data-class") or "" for row in rows}


def click_place(office: Office, x: float, y: float) -> None:
    """Click the map at a place in metres, where nothing else lies over it."""
    left, top = office.page.evaluate(PIXEL, list(lonlat(x, y)))
    assert office.page.evaluate("([x, y]) => document.elementFromPoint(x, y).tagName", [left, top]) == "CANVAS"
    office.page.mouse.click(left, top)


def test_map_and_table_show_the_same_classes(office: Office, street: StreetForTests):
    office.sign_in("street", to="/map/?level=small")
    office.map_ready()
    table = rows_by_id(office.page)
    expected = {"S11": "4", "S12": "1", "S21": "unknown", "S22": "0"}
    assert table == {str(street.grids[code].id): value for code, value in expected.items()}
    assert office.page.evaluate(LABELS) == table
    assert office.page.evaluate(PAINTED, [["coverage-unknown"]]) == [str(street.grids["S21"].id)]
    office.picture("map_small_en")


def test_a_row_opens_the_level_below_and_the_address_remembers(office: Office, street: StreetForTests):
    office.sign_in("street", to="/map/?level=medium")
    office.map_ready()
    office.page.get_by_role("link", name="Open 网格M1").click()
    expect(office.page.locator("#coverage-table")).to_have_attribute("data-level", "small")
    assert set(rows_by_id(office.page)) == {str(street.grids[code].id) for code in ("S11", "S12")}
    office.map_ready()
    assert query(office.page)["parent"] == [str(street.grids["M1"].id)]
    assert office.page.evaluate(LABELS) == rows_by_id(office.page)
    office.page.reload()
    expect(office.page.locator("#coverage-table tbody tr")).to_have_count(2)
    office.page.locator(".side .crumbs").get_by_role("link", name="Whole area").click()
    expect(office.page.locator("#coverage-table")).to_have_attribute("data-level", "medium")


def test_table_and_map_select_each_other(office: Office, street: StreetForTests):
    office.sign_in("street", to="/map/?level=small")
    office.map_ready()
    first, second = str(street.grids["S21"].id), str(street.grids["S22"].id)
    office.page.get_by_role("button", name="网格S21").click()
    expect(office.page.locator(f'tr[data-grid="{first}"]')).to_have_attribute("aria-selected", "true")
    assert query(office.page)["grid"] == [first]
    office.page.goto("/map/?level=small")
    office.map_ready()
    click_place(office, 190, 290)
    expect(office.page.locator(f'tr[data-grid="{second}"]')).to_have_attribute("aria-selected", "true")


def test_a_building_shows_its_doors_masked(office: Office, street: StreetForTests):
    office.sign_in("street", to="/map/?level=small")
    office.map_ready()
    click_place(office, 15, 15)
    card = office.page.locator("#card .sheet")
    expect(card.get_by_role("heading", name="S11号楼")).to_be_visible()
    expect(card.locator(".door")).to_have_count(4)
    expect(card.locator(".door").first).to_contain_text("王*")
    expect(card).not_to_contain_text("王小明")
    assert query(office.page)["building"] == [str(street.buildings["S11"].id)]
    office.picture("map_building_en")
    office.page.reload()
    expect(card.get_by_role("heading", name="S11号楼")).to_be_visible()
    office.page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_an_incident_on_the_map_leads_to_its_page(office: Office, street: StreetForTests):
    office.sign_in("street", to="/map/?level=small")
    office.map_ready()
    assert office.page.evaluate(PAINTED, [["incident"]]) == [str(street.incident.id)]
    left, top = office.page.evaluate(PIXEL, list(street.incident.point.coords))
    office.page.mouse.click(left, top - 8)
    expect(office.page.get_by_role("heading", name=street.incident.number)).to_be_visible()


def test_layers_go_off_and_stay_off_in_the_address(office: Office, street: StreetForTests):
    office.sign_in("street", to="/map/?level=small")
    office.map_ready()
    office.page.get_by_label("Buildings by their doors").uncheck()
    office.map_ready()
    assert office.page.evaluate(PAINTED, [["building"]]) == []
    office.page.reload()
    expect(office.page.get_by_label("Buildings by their doors")).not_to_be_checked()


def test_another_window_of_time_changes_table_and_map(office: Office, street: StreetForTests):
    office.sign_in("street", to="/map/?level=small")
    office.map_ready()
    office.page.locator("#period").select_option("year")
    expect(office.page.locator("#period")).to_have_value("year")
    expect(office.page.locator("#starts_on option")).to_have_count(3)
    office.map_ready()
    assert query(office.page)["period"] == ["year"]
    assert office.page.evaluate(LABELS) == rows_by_id(office.page)


def test_silent_phones_are_named_beside_the_figures(office: Office, street: StreetForTests):
    office.sign_in("street", to="/map/")
    office.page.get_by_text("1 phone may hold visits").click()
    expect(office.page.locator(".as-of li")).to_contain_text("worker · 示例手机")


def test_without_webgl_the_table_still_works(open_office: Callable[..., Office], street: StreetForTests):
    office = open_office("en-GB")
    office.page.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        " return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest); };"
    )
    office.sign_in("street", to="/map/?level=medium")
    expect(office.page.get_by_text("This browser cannot draw the map.")).to_be_visible()
    office.picture("map_without_webgl_en")
    office.page.get_by_role("link", name="Open 网格M1").click()
    expect(office.page.locator("#coverage-table")).to_have_attribute("data-level", "small")


def test_the_print_sheet_keeps_map_and_table(office: Office, street: StreetForTests):
    office.sign_in("street", to="/map/?level=small")
    office.map_ready()
    office.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    office.page.emulate_media(media="print")
    expect(office.page.locator("#coverage-table")).to_be_visible()
    expect(office.page.locator(".rail")).to_be_hidden()
    picture = office.page.locator("#map-on-paper")
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 400
    office.picture("map_print_en")
