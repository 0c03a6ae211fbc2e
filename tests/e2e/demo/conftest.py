"""The platform as its users meet it: `manage.py demo` in a process of its own, and pages in a real browser.

The tests here touch no model and no database: only addresses, buttons and `/demo/outbox`.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import DESKTOP, PHONE, Watch
from tests.demo_server import demo_server, wait_for

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


@pytest.fixture(autouse=True)
def _committed() -> None:
    """No live server and no test database here."""


@pytest.fixture(scope="session")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small demo world, served: the one that tests/run.py started (DEMO_URL), else one of our own."""
    if os.environ.get("DEMO_URL"):
        wait_for(os.environ["DEMO_URL"])
        yield os.environ["DEMO_URL"]
        return
    with demo_server(tmp_path_factory.mktemp("demo"), "small") as url:
        yield url


@dataclass
class Walk:
    """One person with a browser of their own."""

    page: Page
    watch: Watch

    def go(self, path: str) -> "Walk":
        self.page.goto(path)
        return self

    def press(self, name: str | re.Pattern[str], *, within: str = "main") -> "Walk":
        """Press the first button or link of that name."""
        scope = self.page.locator(within)
        scope.get_by_role("button", name=name).or_(scope.get_by_role("link", name=name)).first.click()
        return self

    def sees(self, text: str | re.Pattern[str]) -> "Walk":
        expect(self.page.locator("body")).to_contain_text(text)
        return self

    def fill(self, **values: Any) -> "Walk":
        """Fill a form's fields by their names."""
        for name, value in values.items():
            box = self.page.locator(f"[name='{name.replace('__', '-')}']")
            kind = box.first.evaluate("el => el.tagName + ':' + (el.type || '')")
            if kind.startswith("SELECT"):
                box.first.select_option(**({"label": value} if not value.isascii() else {"value": value}))
            elif kind.endswith((":radio", ":checkbox")):
                self.page.locator(f"label:has([name='{name}'][value='{value}'])").click()
            else:
                box.first.fill(str(value))
        return self


@pytest.fixture(scope="session")
def people(browser: Browser, demo_url: str) -> Iterator[Callable[..., Walk]]:
    """`people("secretary-a")` signs that persona in from the picker; `people()` is a visitor."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def open_for(persona: str = "", *, phone: bool = False, **options: Any) -> Walk:
        watch = Watch(demo_url.removeprefix("http://"))
        shape: dict[str, Any] = (
            {"viewport": PHONE, "has_touch": True, "is_mobile": True} if phone else {"viewport": DESKTOP}
        )
        shape |= {
            "base_url": demo_url,
            "locale": "zh-CN",
            "timezone_id": "Asia/Shanghai",
            "reduced_motion": "reduce",
            "service_workers": "block",
        }
        context = browser.new_context(**{**shape, **options})
        context.set_default_timeout(30_000)
        context.on("request", watch.asked)
        opened.append((context, watch))
        page = watch.over(context.new_page())
        if persona:
            page.goto("/demo/personas/")
            page.locator(f"button[value='{persona}']").click()
            page.wait_for_url("**/desk/**")
        return Walk(page, watch)

    yield open_for
    problems = []
    for context, watch in opened:
        context.close()
        problems += watch.problems
    assert problems == []
