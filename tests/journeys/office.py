"""The office in a real headless Chromium, for journeys: sign in, read the coverage table, look at what arrived."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.web.chromium import CHROMIUM, FLAGS

COLUMNS = ("eligible", "due", "contacted", "not_home", "overdue")


@dataclass(frozen=True)
class CoverageRow:
    """One grid as the office's table shows it: counts by column, the share as written, and its class on the map."""

    name: str
    counts: dict[str, int]
    share: str
    coverage_class: str


class OfficeWindow:
    """A browser window at 1440×900 with one person signed in."""

    def __init__(self, page: Page, address: str, pictures: Path) -> None:
        self.page = page
        self.address = address
        self.pictures = pictures

    def sign_in(self, username: str, password: str) -> None:
        self.page.goto(f"{self.address}/sign-in/")
        self.page.locator("[name=username]").fill(username)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("button.main-act").click()
        expect(self.page).not_to_have_url(f"{self.address}/sign-in/")

    def open_map(self, query: str) -> None:
        """The map page, when its first picture is complete."""
        self.page.goto(f"{self.address}/map/?{query}")
        expect(self.page.locator("#map[data-ready]")).to_be_attached(timeout=60_000)

    def coverage(self) -> dict[str, CoverageRow]:
        """The coverage table of all small grids, by grid id."""
        self.page.goto(f"{self.address}/map/?level=small")
        return {row["id"]: read_row(row) for row in self.page.evaluate(ROWS)}

    def texts(self, selector: str) -> list[str]:
        return self.page.locator(selector).all_inner_texts()

    def picture(self, name: str) -> None:
        self.page.screenshot(path=self.pictures / f"office-{name}.png")


ROWS = """() => [...document.querySelectorAll("#coverage-table tbody tr")].map((row) => ({
    id: row.dataset.grid, coverage: row.dataset.class, name: row.querySelector("th").innerText.trim(),
    cells: [...row.querySelectorAll("td.number")].map((cell) => cell.innerText.trim()),
}))"""


def read_row(row: dict) -> CoverageRow:
    *counts, share = row["cells"]
    return CoverageRow(row["name"], dict(zip(COLUMNS, map(int, counts), strict=True)), share, row["coverage"])


@contextmanager
def office_window(address: str, pictures: Path) -> Iterator[OfficeWindow]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": 1440, "height": 900},
            reduced_motion="reduce",
        )
        yield OfficeWindow(context.new_page(), address, pictures)
        browser.close()
