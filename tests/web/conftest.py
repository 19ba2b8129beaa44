"""A real Chromium against a real server, and a small street to look at. A page fails its test on any fault it hides."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect, sync_playwright

from tests.people import PASSWORD
from tests.web.chromium import CHROMIUM, FLAGS
from tests.web.street import StreetForTests, make_street_for_tests

# Playwright's synchronous interface keeps an event loop in this thread, and Django would refuse the ORM beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PICTURES = os.environ.get("GRIDWALK_PICTURES")
READY_MS = 20_000

expect.set_options(timeout=READY_MS)


@dataclass
class Faults:
    """What went wrong in a page without anybody asking. `allowed` are statuses that the test means to see."""

    host: str
    allowed: set[int] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)

    def on_console(self, message: ConsoleMessage) -> None:
        # Chromium also writes each failed response into the console; `on_response` judges those.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.seen.append(f"console: {message.text}")

    def on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.seen.append(f"{response.status}: {response.url}")

    def on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self.host:
            self.seen.append(f"another host: {request.url}")

    def on_failed(self, request: Request) -> None:
        # A page that is left drops the tiles it was still loading.
        if request.failure != "net::ERR_ABORTED":
            self.seen.append(f"failed: {request.url} {request.failure}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def street(transactional_db) -> StreetForTests:
    return make_street_for_tests()


@dataclass
class Office:
    """A browser window on the office. `page.goto` takes addresses of the server under test."""

    page: Page
    faults: Faults

    def sign_in(self, username: str, to: str = "/map/") -> None:
        self.page.goto(f"/sign-in/?next={to}")
        self.page.locator("[name=username]").fill(username)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.locator("button.main-act").click()
        self.page.wait_for_load_state()

    def map_ready(self) -> None:
        """Wait until the map has drawn what the table says."""
        key = self.page.locator("#coverage-table").get_attribute("data-key")
        expect(self.page.locator("#map[data-ready]")).to_have_attribute("data-shows", key or "")

    def picture(self, name: str) -> None:
        """Keep a picture for human eyes, where the run asks for them."""
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(PICTURES) / f"{name}.png")


@pytest.fixture
def open_office(chromium: Browser, live_server) -> Iterator[Callable[..., Office]]:
    """Opens windows that are checked for hidden faults when the test ends."""
    windows: list[Office] = []

    def open_window(language: str = "zh-CN", width: int = 1440, height: int = 900) -> Office:
        context = chromium.new_context(
            base_url=live_server.url,
            locale=language,
            timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
        )
        if language.startswith("en"):
            # As if "English" had been picked here before: otherwise each person's own language wins after sign-in.
            context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
        page = context.new_page()
        faults = Faults(host=urlsplit(live_server.url).netloc)
        page.on("console", faults.on_console)
        page.on("pageerror", lambda error: faults.seen.append(f"script: {error}"))
        page.on("response", faults.on_response)
        page.on("request", faults.on_request)
        page.on("requestfailed", faults.on_failed)
        windows.append(Office(page, faults))
        return windows[-1]

    yield open_window
    for window in windows:
        window.page.context.close()
    assert [fault for window in windows for fault in window.faults.seen] == []


@pytest.fixture
def office(open_office: Callable[..., Office]) -> Office:
    """A window in English, where the sentences in tests can be read by everybody."""
    return open_office("en-GB")
