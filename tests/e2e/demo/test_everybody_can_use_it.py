"""Every main page of every persona: axe, width, and the size of what a finger must hit, in every mode."""

import functools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import settle, sideways, violations
from tests.shots import MODES, PAGES, Shot, address_of

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


LIGHT_OF = {"dark": "light", "elder-dark": "elder"}
COLOURS = ("color-contrast", "link-in-text-block")
BOXES = """() => [...document.body.querySelectorAll('*')].map(el => {
  const box = el.getBoundingClientRect();
  return el.checkVisibility({visibilityProperty: true, opacityProperty: true})
    ? [box.x, box.y, box.width, box.height].map(Math.round).join() : '';
}).join(' ')"""


def _name(value: str | Shot) -> str:
    return value if isinstance(value, str) else value.name


def change_mode(page: Page, mode: str) -> None:
    """As the switches do: only two attributes of the root change."""
    size, theme = (part.split("=")[1] for part in MODES[mode].split("&"))
    page.evaluate(
        """([size, theme]) => {
          Object.assign(document.documentElement.dataset, {gjMode: size, bsTheme: theme});
          const still = new CSSStyleSheet();  // judge the colours, not the way from one to the other
          still.replaceSync("*, ::before, ::after { transition: none !important }");
          document.adoptedStyleSheets = [still, ...(window.kept ? [window.kept] : [])];
        }""",
        [size, theme],
    )


@pytest.fixture(scope="session")
def signed_in(people: Callable[..., Walk]) -> Callable[[str], Page]:
    """One page of each persona for all of these tests."""
    return functools.cache(lambda who: people("" if who == "visitor" else who, has_touch=True).page)


def problems_of(page: Page) -> Iterator[tuple[str, list[str]]]:
    """What axe says in every size and mode. Where the dark page has the same boxes as the light one, only its
    colours are judged anew."""
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        boxes: dict[str, Any] = {}
        for mode in MODES:
            change_mode(page, mode)
            boxes[mode] = page.evaluate(BOXES)
            same = mode in LIGHT_OF and boxes[mode] == boxes[LIGHT_OF[mode]]
            yield f"{size} {mode}", violations(page, only=COLOURS if same else ())


@pytest.mark.parametrize(("who", "shot"), [(who, shot) for who in PAGES for shot in PAGES[who]], ids=_name)
def test_a_page_is_accessible_in_every_mode(signed_in: Callable[[str], Page], who: str, shot: Shot) -> None:
    page = signed_in(who)
    address = address_of(page, shot)
    assert address, f"the demo world has nothing to show for {who} {shot.name}"
    answer = page.goto(address)
    assert answer
    assert answer.status == 200, address
    said = dict(problems_of(page))
    assert {where: lines for where, lines in said.items() if lines} == {}, address
    assert len(said) == 8
    assert _touch_problems(page) == []
    settle(page)


def test_axe_notices_in_the_narrowed_modes_too(signed_in: Callable[[str], Page]) -> None:
    """A colour that is wrong only in the dark, and a button that loses its name, are both seen."""
    page = signed_in("visitor")
    page.goto("/help/")
    page.evaluate("""() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("[data-bs-theme=dark] main p { color: #333 !important }");
      document.adoptedStyleSheets = [sheet];
      window.kept = sheet;
    }""")
    dark = {where for where, lines in problems_of(page) if any("color-contrast" in line for line in lines)}
    settle(page)
    assert dark == {f"{size} {mode}" for size in SIZES for mode in LIGHT_OF}


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
