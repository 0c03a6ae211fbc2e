"""The gallery of components in a real browser: every mode, both sizes; switches and menus with and without script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import sideways

MODES = ["", "mode=elder", "theme=dark", "mode=elder&theme=dark"]
PHONE = {"width": 390, "height": 844}
SMALL_TARGETS = """least => [...document.querySelectorAll("a[href], button, summary, select, textarea, input")]
  .filter(e => !e.closest("h3, .gj-mini, .gj-note, [hidden]"))
  .filter(e => !e.matches("[type=hidden], [type=radio], [type=checkbox]"))
  .filter(e => !e.classList.contains("gj-skip"))
  .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < least - 0.5 || box.width < 43.5))
  .map(([html, box]) => `${html} ${Math.round(box.width)}x${Math.round(box.height)}`)"""

pytestmark = pytest.mark.django_db(transaction=True)


def gallery(live_server: Any, query: str = "") -> str:
    return f"{live_server.url}/core/styleguide/?{query}"


@pytest.mark.parametrize("mode", MODES)
def test_every_component_is_accessible_in_every_mode(
    page: Page, live_server: Any, check_accessible: Callable[..., None], mode: str
) -> None:
    page.goto(gallery(live_server, mode))
    page.wait_for_selector("[data-gj-chart] svg")
    check_accessible(page)
    assert sideways(page) == 0


@pytest.mark.parametrize("mode", MODES)
def test_a_phone_shows_it_all_without_scrolling_sideways(
    phone: Page, live_server: Any, check_accessible: Callable[..., None], mode: str
) -> None:
    phone.goto(gallery(live_server, mode))
    check_accessible(phone)
    assert sideways(phone) == 0
    assert phone.evaluate(SMALL_TARGETS, 60 if "elder" in mode else 44) == []
    phone.set_viewport_size({"width": 360, "height": 740})
    assert sideways(phone) == 0


def test_large_type_comes_at_once_and_is_remembered(page: Page, live_server: Any) -> None:
    page.goto(gallery(live_server))
    page.get_by_role("button", name="大字版").click()
    expect(page.locator("html")).to_have_attribute("data-gj-mode", "elder")
    expect(page.locator("#gj-live")).to_have_text("已切换到大字版")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-gj-mode", "elder")
    expect(page.get_by_role("button", name="标准版")).to_be_visible()


def test_the_switches_and_the_menu_work_without_script(
    open_page: Callable[..., Page], live_server: Any
) -> None:
    bare = open_page(viewport=PHONE, java_script_enabled=False)
    bare.goto(gallery(live_server, "x=1"))
    bare.get_by_role("button", name="大字版").click()
    expect(bare.locator("html")).to_have_attribute("data-gj-mode", "elder")
    assert bare.url.endswith("?x=1")
    bare.locator(".gj-menu--nav > summary").click()
    bare.locator(".gj-menu--nav button[name=theme]").click()
    expect(bare.locator("html")).to_have_attribute("data-bs-theme", "dark")
    bare.locator("footer button[name=language]").click()
    expect(bare.locator("html")).to_have_attribute("lang", "en")


def test_the_summary_of_errors_takes_the_focus_and_leads_to_the_fields(page: Page, live_server: Any) -> None:
    page.goto(gallery(live_server))
    expect(page.locator("[data-gj-errors]")).to_be_focused()
    page.locator("[data-gj-errors] a").first.click()
    expect(page.locator("#wrong_title")).to_be_focused()


def test_losing_the_network_is_said(page: Page, live_server: Any) -> None:
    page.goto(gallery(live_server))
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    expect(page.locator("[data-gj-offline]")).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-gj-offline]")).to_be_hidden()
    expect(page.locator("#gj-live")).to_have_text("网络恢复了。")
