"""A real browser for tests: Debian's Chromium, driven by Playwright.

`page` is a desktop, `phone` a telephone of 390 px; both fail the test when the page logs an error, gets a 5xx, lacks
one of its files or asks a foreign host.
`open_page(...)` makes further ones, `sign_in(page, user)` signs a person in, `check_accessible(page)` asks axe.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules/axe-core/axe.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
ARGUMENTS.append("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1")
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
FILES = {"stylesheet", "script", "font", "image"}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium_path() -> str | None:
    """The browser of the machine."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for path in map(shutil.which, names) if path), None)


@dataclass
class Watch:
    """What went wrong in a page, or left the machine, while a test looked elsewhere."""

    origin: str
    problems: list[str] = field(default_factory=list)
    examined: bool = False  # by axe, which tries inline styles; our policy refuses them aloud, and late

    def over(self, page: Page) -> Page:
        """Keep watch over this page; returns it."""
        WATCHES[page] = self
        page.on("console", self.said)
        page.on("response", self.answered)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        page.on("framenavigated", lambda _frame: setattr(self, "examined", False))
        return page

    def said(self, message: ConsoleMessage) -> None:
        if message.type != "error" or "status of 4" in message.text:  # a page may answer 403, 409 or 422
            return
        if not (self.examined and "inline style" in message.text):
            self.problems.append(f"console: {message.text}")

    def answered(self, response: Response) -> None:
        least = 400 if response.request.resource_type in FILES else 500
        if response.status >= least:
            self.problems.append(f"{response.status}: {response.url}")

    def asked(self, request: Request) -> None:
        """Foreign hosts are out of reach (see ARGUMENTS); to ask them is a problem all the same."""
        host = urlsplit(request.url).netloc
        if host and host != self.origin:
            self.problems.append(f"asked a foreign host: {request.url}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


WATCHES: WeakKeyDictionary[Page, Watch] = WeakKeyDictionary()


def watched(browser: Browser, origin: str, **options: Any) -> tuple[Page, Watch]:
    """A page with cookies of its own, and the watch that is kept over it."""
    defaults = {
        "viewport": DESKTOP,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "reduced_motion": "reduce",
        "service_workers": "block",  # they would answer unseen by the watch; tests/e2e/test_offline.py lets them in
    }
    context = browser.new_context(base_url=origin, **{**defaults, **options})
    context.set_default_timeout(10_000)
    watch = Watch(urlsplit(origin).netloc)
    context.on("request", watch.asked)
    return watch.over(context.new_page()), watch


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Make pages: `open_page(viewport=PHONE, has_touch=True, color_scheme="dark")`."""
    opened: list[tuple[Page, Watch]] = []

    def make(**options: Any) -> Page:
        opened.append(watched(browser, live_server.url, **options))
        return opened[-1][0]

    yield make
    for page, _watch in opened:
        page.context.close()
    assert [problem for _page, watch in opened for problem in watch.problems] == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)


@pytest.fixture
def sign_in(client: Any, settings: Any, live_server: Any) -> Callable[..., None]:
    """Sign a person in without the sign-in pages, which have tests of their own."""

    def act(page: Page, user: Any) -> None:
        client.logout()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )

    return act


def assert_styled(page: Page) -> None:
    """Without its style sheets a page has no violations to find: refuse to judge it."""
    loaded = page.evaluate("[...document.styleSheets].filter(s => s.href && s.cssRules.length).length")
    assert loaded > 0, f"{page.url} has no style sheet"


def violations(page: Page, *, without: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> list[str]:
    """What axe says of the page as it stands; `only` narrows it to some rules, `without` leaves some out."""
    assert_styled(page)
    WATCHES[page].examined = True
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    asked = {"type": "rule", "values": only} if only else {"type": "tag", "values": STANDARDS}
    rules = {rule: {"enabled": False} for rule in without}
    options = json.dumps({"runOnly": asked, "rules": rules, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run({options}).then(result => result.violations)")
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['failureSummary'].splitlines()[1:2]}"
        for violation in found
        for node in violation["nodes"]
    ]


def settle(page: Page) -> None:
    """What the browser says of axe's inline styles comes late: wait for it before the page is left."""
    page.wait_for_timeout(100)


@pytest.fixture
def check_accessible() -> Callable[..., None]:
    """Ask axe about the page as it stands; `without` names rules that a test argues away."""

    def check(page: Page, *, without: tuple[str, ...] = ()) -> None:
        lines = violations(page, without=without)
        settle(page)
        assert lines == [], f"{page.url}\n" + "\n".join(lines)

    return check


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window; 0 when nobody has to scroll sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
