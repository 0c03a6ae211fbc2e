"""Every main page of every persona: axe, width, and the size of what a finger must hit, in every mode."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import sideways
from tests.shots import MODES, PAGES, address_of

from .conftest import Walk

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
NARROW = (360, 780)
TARGET = {"light": 44, "elder": 60}
TOO_SMALL = """least => {
  const seen = box => box.width > 0 && box.height > 0;
  const found = [];
  for (const el of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
    const style = getComputedStyle(el), box = el.getBoundingClientRect();
    if (!el.checkVisibility() || !seen(box) || style.visibility === 'hidden') continue;
    if (el.closest('.visually-hidden, .gj-skip')) continue;
    if (el.matches('a') && style.display === 'inline') continue;  // a link inside a sentence
    if (el.matches('h1 a, h2 a, h3 a, h4 a, td a, th a, .gj-meta a, .gj-crumbs a')) continue;  // titles of rows
    const label = el.matches('input') && el.closest('label');
    const held = (label || el).getBoundingClientRect();
    if (held.height + 0.5 < least || held.width + 0.5 < Math.min(least, 44))
      found.push(`${el.tagName} ${(el.innerText || el.name || el.className).trim().slice(0, 30)} `
        + `${Math.round(held.width)}x${Math.round(held.height)}`);
  }
  return found;
}"""


def change_mode(page: Page, mode: str) -> None:
    """As the switches do: only two attributes of the root change."""
    size, theme = (part.split("=")[1] for part in MODES[mode].split("&"))
    page.evaluate(
        """([size, theme]) => {
          Object.assign(document.documentElement.dataset, {gjMode: size, bsTheme: theme});
          const still = new CSSStyleSheet();  // judge the colours, not the way from one to the other
          still.replaceSync("*, ::before, ::after { transition: none !important }");
          document.adoptedStyleSheets = [still];
        }""",
        [size, theme],
    )


@pytest.mark.parametrize("who", list(PAGES))
def test_pages_are_accessible_in_every_mode(
    people: Callable[..., Walk], check_accessible: Callable[..., None], who: str
) -> None:
    page = people("" if who == "visitor" else who, has_touch=True).page
    problems, looked_at = [], 0
    for shot in PAGES[who]:
        address = address_of(page, shot)
        assert address, f"the demo world has nothing to show for {who} {shot.name}"
        answer = page.goto(address)
        assert answer
        assert answer.status == 200, f"{who} {shot.name} {address}"
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            for mode in MODES:
                change_mode(page, mode)
                looked_at += 1
                try:
                    check_accessible(page)
                except AssertionError as error:
                    problems.append(f"{shot.name} {size} {mode}: {error}")
        problems += [f"{shot.name}: {each}" for each in _touch_problems(page)]
    assert problems == [], "\n".join(problems)
    assert looked_at == 8 * len(PAGES[who])


def _touch_problems(page: Page) -> list[str]:
    """On a narrow telephone: nothing to scroll sideways, nothing too small to hit."""
    found = []
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    for mode, least in TARGET.items():
        change_mode(page, mode)
        wider = sideways(page)
        if wider > 0:
            found.append(f"{mode}: {wider} px to scroll sideways at 360 px")
        found += [f"{mode}: {each}" for each in page.evaluate(TOO_SMALL, least)]
    return found
