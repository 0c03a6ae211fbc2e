"""The big screen of a hall, as a visitor opens it."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from .conftest import Walk

People = Callable[..., Walk]


def test_a_screen_says_when_its_numbers_are_old(people: People) -> None:
    """A hall's screen without network keeps its numbers and says that they are old, until it has fresh ones."""
    hall = people().go("/partnerships/")
    links = hall.page.eval_on_selector_all("main a[href]", "all => all.map(a => a.getAttribute('href'))")
    number = next(found[1] for link in links if (found := re.fullmatch(r"/partnerships/(\d+)/", link)))
    hall.go(f"/insights/partnerships/{number}/screen/").sees("办成的需求")
    mark = hall.page.locator("[data-gj-stale]")
    expect(mark).to_be_hidden()
    hall.page.context.set_offline(True)
    expect(mark).to_be_visible()
    expect(mark).to_contain_text("没有刷新")
    hall.sees("办成的需求")
    hall.page.context.set_offline(False)
    expect(mark).to_be_hidden(timeout=15_000)
    lost = "ERR_INTERNET_DISCONNECTED"  # what the browser says of the request that was meant to fail
    hall.watch.problems[:] = [problem for problem in hall.watch.problems if lost not in problem]
