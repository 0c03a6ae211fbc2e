"""`make shots`: pictures of the main pages as each persona, 1440 and 390 px × light, dark, elder, elder-dark.

Builds and serves a demo world of its own, walks it with a browser and writes to var/shots/. With `--docs` the chosen
few of the README are written to docs/shots/ as well. Narrow it: `python -m tests.shots --who secretary-a --page desk`.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.browser import ARGUMENTS, chromium_path
from tests.demo_server import demo_server

ROOT = Path(__file__).resolve().parent.parent
OUT, DOCS = ROOT / "var" / "shots", ROOT / "docs" / "shots"
WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}
MODES = {
    "light": "mode=normal&theme=light",
    "dark": "mode=normal&theme=dark",
    "elder": "mode=elder&theme=light",
    "elder-dark": "mode=elder&theme=dark",
}


@dataclass(frozen=True)
class Shot:
    """A page: its path, or the first link on `path` whose address matches `then`."""

    name: str
    path: str
    then: str = ""


DESK = Shot("desk", "/desk/")
PUBLIC = (
    Shot("teams", "/teams/"),
    Shot("team", "/teams/", r"^/teams/\d+/$"),
    Shot("donations", "/donations/"),
    Shot("home", "/"),
    Shot("activities", "/activities/"),
    Shot("activity", "/activities/", r"/activities/\d+/$"),
    Shot("needs", "/partnerships/needs/"),
    Shot("need", "/partnerships/needs/", r"/partnerships/needs/\d+/$"),
    Shot("projects", "/partnerships/projects/"),
    Shot("project", "/partnerships/projects/", r"/partnerships/projects/\d+/$"),
    Shot("partnerships", "/partnerships/"),
    Shot("ask", "/partnerships/ask/"),
    Shot("status", "/partnerships/receipt/"),
    Shot("sign-in", "/accounts/sign-in/"),
    Shot("personas", "/demo/personas/"),
    Shot("outbox", "/demo/outbox/"),
    Shot("verify", "/documents/verify/"),
    Shot("help", "/help/"),
    Shot("search", "/search/?q=梧桐"),
    Shot("cases", "/partnerships/cases/"),
    Shot("conveniences", "/partnerships/convenience/", r"/partnerships/convenience/\d+/$"),
    Shot("governance", "/insights/communities/", r"/insights/communities/\d+/$"),
    Shot("big-day", "/activities/days/", r"/activities/days/\d+/$"),
)
BRANCH = (
    DESK,
    Shot("partnerships", "/partnerships/mine/"),
    Shot("partnership", "/partnerships/mine/", r"/partnerships/\d+/$"),
    Shot("project", "/partnerships/projects/", r"/partnerships/projects/\d+/$"),
    Shot("need", "/partnerships/needs/", r"/partnerships/needs/\d+/$"),
    Shot("activities", "/activities/mine/"),
    Shot("activity-desk", "/activities/mine/?show=arranged", r"/activities/\d+/desk/$"),
    Shot("start", "/activities/new/"),
    Shot("notices", "/notices/"),
    Shot("lists", "/partnerships/lists/"),
    Shot("bookings", "/partnerships/bookings/"),
    Shot("plans", "/activities/plans/"),
    Shot("objections", "/activities/disputes/"),
    Shot("batch", "/activities/hours/batch/"),
    Shot("seeking", "/partnerships/seeking/"),
    Shot("funds", "/funds/"),
    Shot("fund", "/funds/", r"/funds/\d+/$"),
    Shot("path", "/startpath/", r"/startpath/\d+/$"),
    Shot("drive", "/donations/", r"/donations/\d+/$"),
)
MEMBER = (
    DESK,
    Shot("activity", "/activities/", r"/activities/\d+/$"),
    Shot("hours", "/activities/hours/"),
    Shot("points", "/points/"),
    Shot("papers", "/documents/"),
    Shot("paper", "/documents/", r"/documents/\d+/$"),
    Shot("me", "/accounts/"),
    Shot("check-in", "/activities/check-in/"),
    Shot("record", "/activities/hours/record/"),
    Shot("calendar", "/activities/calendar/"),
)
WORKER = (
    DESK,
    Shot("queue", "/partnerships/needs/queue/"),
    Shot("need", "/partnerships/needs/queue/", r"/partnerships/needs/\d+/$"),
    Shot("answers", "/reviews/"),
    Shot("partnership", "/partnerships/mine/", r"/partnerships/\d+/$"),
    Shot("three-no", "/organizations/three-no/"),
    Shot("take-down", "/partnerships/needs/take-down/"),
)
OVERSIGHT = (
    DESK,
    Shot("insights", "/insights/"),
    Shot("pair", "/insights/", r"/insights/partnerships/\d+/(\?|$)"),
    Shot("screen", "/insights/", r"/insights/organizations/\d+/screen/$"),
    Shot("planning", "/insights/", r"/insights/organizations/\d+/planning/$"),
    Shot("definitions", "/insights/definitions/"),
    Shot("books", "/insights/", r"/insights/organizations/\d+/books/$"),
    Shot("organizations", "/organizations/"),
    Shot("guard", "/policy/"),
)
RESIDENT = (DESK, Shot("mine", "/partnerships/needs/mine/"), Shot("ask", "/partnerships/ask/"))
PAGES: dict[str, tuple[Shot, ...]] = {
    "visitor": PUBLIC,
    "member-a": MEMBER,
    "member-b": (DESK,),
    "secretary-a": BRANCH,
    "secretary-b": BRANCH[:3],
    "worker-a": WORKER,
    "worker-b": (DESK,),
    "community-a": (DESK,),
    "community-b": (DESK,),
    "college-a": (DESK, *OVERSIGHT[1:3]),
    "college-b": (DESK,),
    "orgdept": OVERSIGHT,
    "subdistrict": (DESK,),
    "resident-a": RESIDENT,
    "resident-b": (DESK,),
    "logistics": (DESK,),
    "unit": (DESK,),
    "operator": (DESK, Shot("remarks", "/feedback/"), Shot("clients", "/api/clients/")),
    "auditor": (DESK, Shot("log", "/audit/")),
}
# For the README: (who, page, width, mode)
CHOSEN = (
    ("visitor", "home", "desktop", "light"),
    ("visitor", "home", "phone", "elder"),
    ("member-a", "desk", "phone", "light"),
    ("secretary-a", "desk", "desktop", "light"),
    ("worker-a", "desk", "desktop", "light"),
    ("secretary-a", "partnership", "desktop", "light"),
    ("visitor", "project", "desktop", "dark"),
    ("secretary-a", "activity-desk", "desktop", "light"),
    ("orgdept", "desk", "desktop", "light"),
    ("resident-a", "ask", "phone", "elder"),
)


def _enter(page: Page, who: str) -> None:
    page.goto("/demo/personas/")
    page.locator(f"button[value='{who}']").click()
    page.wait_for_url("**/desk/**")


def address_of(page: Page, shot: Shot) -> str | None:
    """Where a page is; None when nothing of that kind is there."""
    if not shot.then:
        return shot.path
    page.goto(shot.path)
    found = page.eval_on_selector_all("main a[href]", "all => all.map(a => a.getAttribute('href'))")
    return next((href for href in found if re.search(shot.then, href)), None)


def _picture(page: Page, address: str, mode: str, width: str, path: Path) -> None:
    size = WIDTHS[width]
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{address}{'&' if '?' in address else '?'}{MODES[mode]}")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)


def walk(context: BrowserContext, who: str, wanted: argparse.Namespace) -> Iterator[Path]:
    """Every picture of one persona."""
    page = context.new_page()
    if who != "visitor":
        _enter(page, who)
    for shot in PAGES[who]:
        if wanted.page and shot.name != wanted.page:
            continue
        address = address_of(page, shot)
        if address is None:
            print(f"nothing to show: {who} {shot.name}", flush=True)
            continue
        for width in [wanted.width] if wanted.width else WIDTHS:
            for mode in [wanted.mode] if wanted.mode else MODES:
                path = OUT / who / f"{shot.name}-{width}-{mode}.png"
                _picture(page, address, mode, width, path)
                yield path


def for_docs() -> None:
    """The chosen pictures, small: at most 1600 px high, 900 px wide, 128 colours."""
    DOCS.mkdir(parents=True, exist_ok=True)
    for who, name, width, mode in CHOSEN:
        source = OUT / who / f"{name}-{width}-{mode}.png"
        if not source.is_file():
            continue
        with Image.open(source) as opened:
            picture = opened.convert("RGB")
        wide, tallest = (900, 1.4) if width == "desktop" else (390, 2.3)
        height = min(picture.height, round(picture.width * tallest))
        picture = picture.crop((0, 0, picture.width, height))
        picture = picture.resize((wide, round(height * wide / picture.width)), Image.Resampling.LANCZOS)
        target = DOCS / f"{name}-{who}-{width}-{mode}.png"
        picture.quantize(128).save(target, optimize=True)
        print(target.relative_to(ROOT), target.stat().st_size // 1024, "KB", flush=True)


@contextmanager
def _demo(wanted: argparse.Namespace) -> Iterator[str]:
    """The demo that runs already, else one of our own; its world is kept for the next time."""
    if wanted.url:
        yield wanted.url
        return
    with demo_server(ROOT / "var" / "shots-demo", wanted.scale) as url:
        yield url


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--who", choices=list(PAGES))
    parser.add_argument("--page")
    parser.add_argument("--width", choices=list(WIDTHS))
    parser.add_argument("--mode", choices=list(MODES))
    parser.add_argument("--scale", default="full", choices=["full", "small"])
    parser.add_argument("--url", help="a demo that runs already")
    parser.add_argument("--docs", action="store_true", help="write the README's pictures too")
    wanted = parser.parse_args()
    path = chromium_path()
    if path is None:
        print("LEFT OUT: pictures, because this machine has no Chromium")
        return 0
    count = 0
    with sync_playwright() as playwright, _demo(wanted) as url:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for who in [wanted.who] if wanted.who else PAGES:
            context = browser.new_context(
                base_url=url,
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                reduced_motion="reduce",
                service_workers="block",
            )
            count += sum(1 for _path in walk(context, who, wanted))
            context.close()
            print(f"{who}: {count} pictures so far", flush=True)
        browser.close()
    if wanted.docs:
        for_docs()
    print(f"{count} pictures in {OUT.relative_to(ROOT)}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
