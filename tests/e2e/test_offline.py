"""A gap of the network, in a real browser: what is kept, sent once, and never shown or sent for another person."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from gongjian.activities import checkin_code, queries
from gongjian.activities.models import Shift, SignUp
from gongjian.audit.models import Entry
from gongjian.core.clock import now
from gongjian.reviews.models import Confirmation
from tests.accounts.factories import make_user
from tests.activities.factories import make_sign_up, open_shift
from tests.browser import PHONE, sideways, watched
from tests.organizations.factories import appoint
from tests.reviews.factories import make_ask, make_pair

pytestmark = pytest.mark.django_db(transaction=True)
State = SignUp.State
GAP = (
    "console: Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
    "console: Failed to load resource: net::ERR_FAILED",
)
ENTRIES = """() => new Promise(done => {
  const asked = indexedDB.open("gongjian", 1);
  asked.onsuccess = () => { const all = asked.result.transaction("queue").objectStore("queue").getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result); } } })"""
EARLIER = """minutes => new Promise(done => {
  const asked = indexedDB.open("gongjian", 1);
  asked.onsuccess = () => { const rows = asked.result.transaction("queue", "readwrite").objectStore("queue");
    rows.getAll().onsuccess = e => { for (const row of e.target.result) {
      row.queued_at = new Date(Date.parse(row.queued_at) - minutes * 60e3).toISOString(); rows.put(row); } };
    rows.transaction.oncomplete = () => { asked.result.close(); done(); } } })"""
KEPT = """async () => { const found = [];
  for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys()) found.push(one.url);
  return found }"""


@pytest.fixture
def handset(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A telephone whose browser may install our service worker, and where a lost network is no fault of the page."""
    page, watch = watched(
        browser, live_server.url, viewport=PHONE, has_touch=True, is_mobile=True, service_workers="allow"
    )
    yield page
    page.context.close()
    assert [problem for problem in watch.problems if not problem.startswith(GAP)] == []


@pytest.fixture
def shift() -> Shift:
    return open_shift(starts_at=now() - dt.timedelta(minutes=20))


def code_of(shift: Shift, minutes_ago: int = 0) -> str:
    return checkin_code.code(shift, now() - dt.timedelta(minutes=minutes_ago), queries.rhythm())


def is_ready(page: Page) -> None:
    """The worker holds this page."""
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller !== null")


def type_code(page: Page, shift: Shift, digits: str) -> None:
    page.goto(f"/activities/shifts/{shift.pk}/check-in/")
    page.locator("[name=code]").fill(digits)


def press(page: Page) -> None:
    page.get_by_role("button", name="我到了").click()


def chip(page: Page) -> Any:
    return page.locator("[data-gj-waiting]")


def test_a_check_in_without_network_waits_and_is_sent_once_as_late_proof(
    handset: Page, sign_in: Callable[..., None], shift: Shift
) -> None:
    seat = make_sign_up(shift)
    sign_in(handset, seat.person)
    type_code(handset, shift, code_of(shift, minutes_ago=10))
    handset.context.set_offline(True)
    press(handset)
    expect(chip(handset)).to_have_text("1 条待发")
    expect(handset.locator("main")).to_contain_text("已存在您的手机里")
    seat.refresh_from_db()
    assert seat.state == State.CONFIRMED
    handset.evaluate(EARLIER, 10)  # it was pressed ten minutes ago
    handset.context.set_offline(False)
    expect(chip(handset)).to_be_hidden()
    seat.refresh_from_db()
    assert (seat.state, seat.proof, seat.is_late) == (State.CHECKED_IN, SignUp.Proof.CODE, True)
    assert [row["state"] for row in handset.evaluate(ENTRIES)] == ["done"]
    handset.goto("/offline/")
    expect(handset.locator("[data-gj-entries]")).to_contain_text("已发送")


def test_pressed_twice_and_sent_by_two_pages_it_counts_once(
    handset: Page, sign_in: Callable[..., None], shift: Shift
) -> None:
    seat = make_sign_up(shift)
    sign_in(handset, seat.person)
    second, digits = handset.context.new_page(), code_of(shift)
    for page in (handset, second):
        type_code(page, shift, digits)
    handset.context.set_offline(True)
    for page in (handset, second):
        page.get_by_role("button", name="我到了").dblclick()
        expect(chip(page)).to_have_text("1 条待发")
    assert len(handset.evaluate(ENTRIES)) == 1
    handset.context.set_offline(False)
    for page in (handset, second):
        expect(chip(page)).to_be_hidden()
    assert Entry.objects.filter(verb="activities.checked_in").count() == 1


def test_an_answer_that_was_lost_on_the_way_back_is_no_second_check_in(
    handset: Page, sign_in: Callable[..., None], shift: Shift
) -> None:
    seat = make_sign_up(shift)
    sign_in(handset, seat.person)
    handset.route(
        "**/check-in/",
        lambda route: (route.fetch(), route.abort()) if route.request.method == "POST" else route.fallback(),
    )
    type_code(handset, shift, code_of(shift))
    press(handset)
    expect(chip(handset)).to_have_text("1 条待发")
    seat.refresh_from_db()
    assert seat.state == State.CHECKED_IN
    handset.unroute("**/check-in/")
    handset.goto("/desk/")
    expect(chip(handset)).to_be_hidden()
    seat.refresh_from_db()
    assert not seat.is_late
    assert Entry.objects.filter(verb="activities.checked_in").count() == 1


def test_with_a_network_the_same_form_works_as_ever(
    handset: Page, sign_in: Callable[..., None], shift: Shift
) -> None:
    seat = make_sign_up(shift)
    sign_in(handset, seat.person)
    type_code(handset, shift, "12")
    press(handset)
    expect(handset.locator("[data-gj-errors]")).to_be_focused()
    expect(handset.locator("[name=code]")).to_have_value("12")
    handset.locator("[name=code]").fill(code_of(shift))
    press(handset)
    handset.wait_for_url("**/activities/*/")
    expect(handset.locator("main")).to_contain_text("签到成功")
    assert handset.evaluate(ENTRIES) == []


def test_without_script_the_same_form_is_sent_by_the_browser(
    open_page: Callable[..., Page], sign_in: Callable[..., None], shift: Shift
) -> None:
    bare = open_page(viewport=PHONE, java_script_enabled=False)
    seat = make_sign_up(shift)
    sign_in(bare, seat.person)
    type_code(bare, shift, code_of(shift))
    press(bare)
    bare.wait_for_url("**/activities/*/")
    seat.refresh_from_db()
    assert seat.state == State.CHECKED_IN


def test_a_no_of_the_server_is_shown_in_its_words_and_kept(
    handset: Page, sign_in: Callable[..., None], shift: Shift
) -> None:
    seat = make_sign_up(shift)
    sign_in(handset, seat.person)
    type_code(handset, shift, "12")
    handset.context.set_offline(True)
    press(handset)
    expect(chip(handset)).to_have_text("1 条待发")
    handset.context.set_offline(False)
    expect(chip(handset)).to_have_text("1 条未被接受")
    chip(handset).click()
    entry = handset.locator("[data-gj-entries] li")
    expect(entry).to_contain_text("签到码是六位数字")
    expect(entry).to_contain_text("未被接受")
    handset.reload()
    expect(entry).to_have_count(1)
    entry.get_by_role("button", name="知道了").click()
    expect(handset.locator("[data-gj-nothing]")).to_be_visible()
    expect(chip(handset)).to_be_hidden()


def test_another_person_on_the_same_phone_neither_sees_nor_sends_it(
    handset: Page, sign_in: Callable[..., None], shift: Shift
) -> None:
    seat, other = make_sign_up(shift), make_sign_up(shift, "许安然")
    sign_in(handset, seat.person)
    type_code(handset, shift, code_of(shift))
    handset.context.set_offline(True)
    press(handset)
    expect(chip(handset)).to_have_text("1 条待发")
    sign_in(handset, other.person)  # the first one's page is still open, and sends nothing for the second
    with handset.expect_response("**/network/"):
        handset.context.set_offline(False)
    handset.goto(f"/activities/{shift.activity_id}/")
    expect(chip(handset)).to_be_hidden()
    handset.goto("/offline/")
    expect(handset.locator("[data-gj-nothing]")).to_be_visible()
    handset.wait_for_timeout(300)
    assert set(SignUp.objects.values_list("state", flat=True)) == {State.CONFIRMED}
    handset.context.clear_cookies()
    handset.goto("/")
    expect(chip(handset)).to_be_hidden()
    sign_in(handset, seat.person)
    handset.goto("/desk/")
    expect(handset.locator("#gj-live")).to_have_text("待发的内容已经处理完。")
    assert SignUp.objects.get(person=seat.person).state == State.CHECKED_IN
    assert SignUp.objects.get(person=other.person).state == State.CONFIRMED


def test_ticks_on_the_desk_wait_and_absences_do_not(
    handset: Page, sign_in: Callable[..., None], shift: Shift
) -> None:
    first, second = make_sign_up(shift, "林知夏"), make_sign_up(shift, "许安然")
    sign_in(handset, appoint("周明远", shift.activity.organizer))
    handset.goto(f"/activities/{shift.activity_id}/desk/?show=missing")
    handset.context.set_offline(True)
    for name in ("林知夏", "许安然"):
        handset.locator("li", has_text=name).locator("form[data-gj-queue] button:not([formaction])").click()
    expect(chip(handset)).to_have_text("2 条待发")
    handset.context.set_offline(False)
    expect(chip(handset)).to_be_hidden()
    assert {seat.proof for seat in SignUp.objects.filter(pk__in=[first.pk, second.pk])} == {SignUp.Proof.LIST}


def test_a_resident_s_stars_wait_without_an_account(handset: Page) -> None:
    pair = make_pair()
    make_ask(pair.need)
    handset.goto("/reviews/confirm/?code=7KQ2XM4P")
    handset.locator("label", has_text="办好了").first.click()
    handset.locator("main button[type=submit]").click()
    handset.wait_for_url("**/done/")
    handset.locator("label", has_text="五星").click()
    handset.context.set_offline(True)
    handset.locator("main form button").click()
    expect(chip(handset)).to_have_text("1 条待发")
    handset.context.set_offline(False)
    expect(chip(handset)).to_be_hidden()
    assert Confirmation.objects.get().stars == 5


def test_a_code_scanned_without_network_is_kept_from_the_page_that_the_phone_holds(
    handset: Page, sign_in: Callable[..., None], shift: Shift
) -> None:
    seat = make_sign_up(shift)
    sign_in(handset, seat.person)
    handset.goto("/desk/")
    is_ready(handset)
    handset.context.set_offline(True)
    handset.goto(f"/activities/shifts/{shift.pk}/check-in/?code={code_of(shift)}")
    expect(handset.get_by_role("heading", level=1, name="网络断了")).to_be_visible()
    handset.get_by_role("button", name="存下我的签到").click()
    expect(handset.locator("[data-gj-entries]")).to_contain_text("待发送")
    handset.context.set_offline(False)
    expect(handset.locator("[data-gj-entries]")).to_contain_text("已发送")
    seat.refresh_from_db()
    assert seat.state == State.CHECKED_IN


def test_the_worker_keeps_no_page_of_anybody(
    handset: Page, sign_in: Callable[..., None], shift: Shift
) -> None:
    seat = make_sign_up(shift)
    sign_in(handset, seat.person)
    for path in ("/desk/", f"/activities/{shift.activity_id}/", "/accounts/", "/offline/", "/desk/"):
        handset.goto(path)
        is_ready(handset)
    kept = {re.sub(r"^https?://[^/]+", "", url) for url in handset.evaluate(KEPT)}
    assert "/offline/" in kept
    assert {path for path in kept if not path.startswith("/static/")} == {"/offline/"}
    words = handset.evaluate("caches.match('/offline/').then(page => page.text())")
    assert seat.person.display_name not in words
    assert "gj-person" not in words
    assert "csrf" not in words
    handset.context.set_offline(True)
    handset.goto("/desk/")
    expect(handset.get_by_role("heading", level=1, name="网络断了")).to_be_visible()
    assert seat.person.display_name not in handset.content()


def test_a_form_that_cannot_wait_stays_as_it_is_typed(handset: Page, sign_in: Callable[..., None]) -> None:
    handset.goto("/feedback/say/")
    handset.locator("textarea").first.fill("灯坏了")
    handset.context.set_offline(True)
    handset.locator("main form button[type=submit]").first.click()
    expect(handset.locator("textarea").first).to_have_value("灯坏了")
    expect(handset.locator("[data-gj-offline]")).to_be_visible()


@pytest.mark.parametrize("mode", ["", "mode=elder", "theme=dark", "mode=elder&theme=dark"])
def test_the_kept_page_is_accessible_in_every_mode(
    handset: Page,
    sign_in: Callable[..., None],
    check_accessible: Callable[..., None],
    shift: Shift,
    mode: str,
) -> None:
    sign_in(handset, make_sign_up(shift).person)
    type_code(handset, shift, "12")
    handset.context.set_offline(True)
    press(handset)
    expect(chip(handset)).to_have_text("1 条待发")
    handset.context.set_offline(False)
    expect(chip(handset)).to_have_text("1 条未被接受")
    handset.goto(f"/offline/?{mode}")
    expect(handset.locator("[data-gj-entries] li")).to_have_count(1)
    check_accessible(handset)
    assert sideways(handset) == 0


def test_it_can_be_installed(handset: Page) -> None:
    handset.goto("/")
    is_ready(handset)
    address = handset.locator("link[rel=manifest]").get_attribute("href")
    session = handset.context.new_cdp_session(handset)
    found = session.send("Page.getAppManifest")
    assert found["url"].endswith(str(address))
    assert found["errors"] == []
    problems = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {problem["errorId"] for problem in problems} <= {
        "in-incognito"
    }  # as every context of the tests is
    body = handset.evaluate("address => fetch(address).then(answer => answer.json())", address)
    assert (body["start_url"], body["scope"], body["display"]) == ("/desk/", "/", "standalone")
    for icon in body["icons"]:
        size = handset.evaluate(
            """src => new Promise(done => { const image = new Image();
            image.onload = () => done(`${image.naturalWidth}x${image.naturalHeight}`); image.src = src })""",
            icon["src"],
        )
        assert size == icon["sizes"]


def test_large_type_chosen_before_holds_on_the_kept_page(handset: Page) -> None:
    make_user()
    handset.goto("/help/")
    handset.get_by_role("button", name="大字版").first.click()
    is_ready(handset)
    handset.context.set_offline(True)
    handset.goto("/help/about/")
    expect(handset.locator("html")).to_have_attribute("data-gj-mode", "elder")
    expect(handset.get_by_role("button", name="标准版").first).to_be_visible()
