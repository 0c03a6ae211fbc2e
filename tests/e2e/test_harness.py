"""The browser tests would notice: each thing that a page may do wrong is done wrong once."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import assert_styled, sideways, watched

PAGE = "/core/styleguide/"


def test_a_sound_page_raises_no_complaint(page: Page) -> None:
    page.goto(PAGE)
    assert_styled(page)


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("console.error('lost')", "console: lost"),
        ("setTimeout(() => { throw new Error('lost') })", "script: lost"),
        (
            "setTimeout(() => location.assign('http://elsewhere.invalid/'))",
            "asked a foreign host: http://elsewhere.invalid/",
        ),
        (
            "new Promise(done => { const i = new Image(); i.onerror = done; i.src = '/static/none.png' })",
            "404: ",
        ),
    ],
)
def test_a_page_that_goes_wrong_is_noticed(
    browser: Browser, live_server: Any, script: str, complaint: str
) -> None:
    page, watch = watched(browser, live_server.url)
    page.goto(PAGE)
    assert watch.problems == []
    page.evaluate(script)
    page.wait_for_timeout(200)
    page.context.close()
    assert [problem for problem in watch.problems if problem.startswith(complaint)] != []


def test_a_button_without_a_name_is_noticed(page: Page, check_accessible: Callable[..., None]) -> None:
    page.goto(PAGE)
    page.evaluate("document.body.append(document.createElement('button'))")
    with pytest.raises(AssertionError, match="button-name"):
        check_accessible(page)


def test_a_page_without_style_is_not_judged(page: Page, check_accessible: Callable[..., None]) -> None:
    page.goto(PAGE)
    page.evaluate("document.querySelectorAll('link[rel=stylesheet], style').forEach(e => e.remove())")
    with pytest.raises(AssertionError, match="has no style sheet"):
        check_accessible(page)


def test_scrolling_sideways_is_noticed(phone: Page) -> None:
    phone.goto(PAGE)
    phone.evaluate("document.body.append(Object.assign(document.createElement('canvas'), {width: 900}))")
    assert sideways(phone) > 0
