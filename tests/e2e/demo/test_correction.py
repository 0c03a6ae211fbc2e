"""A dispute from the objection to the new certificate, in real browsers: nothing typed twice, nothing lost."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from .conftest import Walk
from .test_thin_loop import choose, fill, send

People = Callable[..., Walk]
BRANCH = "计算机学院本科生第三党支部"
CODE = re.compile(r"[2-9A-HJ-NP-TV-Z]{4}[ -]?[2-9A-HJ-NP-TV-Z]{4}[ -]?[2-9A-HJ-NP-TV-Z]{4}")


def own_record(member: Walk) -> str:
    """The address of a record that both sides have confirmed, of the member's own branch with its neighbourhood."""
    member.go("/activities/hours/")
    rows = member.page.locator("main li.gj-hours").filter(has_text="双方已确认").filter(has_text=BRANCH)
    links = [row.get_by_role("link").first.get_attribute("href") for row in rows.all()]
    for href in links:
        assert href
        if member.go(href).page.get_by_role("link", name="记录不对").count():
            return href
    raise AssertionError("every record of the demo's member waits for an answer already")


def certificate(member: Walk) -> str:
    """A certificate over all days; returns its verification code."""
    member.go("/activities/hours/").press("开一张证明")
    send(member.page)
    member.go("/documents/").page.locator("main a[href*='/documents/']").first.click()
    text = member.page.locator("main").inner_text()
    code = CODE.search(text)
    assert code, text
    return re.sub("[ -]", "", code.group(0))


def points(member: Walk) -> str:
    return member.go("/points/").page.locator("main").inner_text()


def answer(walk: Walk, record: str, way: str, why: str, minutes: str = "") -> None:
    walk.go(record).press("答复")
    choose(walk.page, "way", way)
    fill(walk.page, {"why": why, **({"minutes": minutes} if minutes else {})})
    send(walk.page)


def test_an_objection_is_declined_upheld_above_and_corrected(people: People) -> None:
    member, visitor = people("member-a", phone=True), people()
    record = own_record(member)
    code = certificate(member)
    visitor.go(f"/documents/verify/{code}/").sees("这份文件是真的")

    member.go(record).press("记录不对")
    fill(member.page, {"words": "我提前半小时来布置，没有算进去。", "wanted_minutes": "45"})
    send(member.page)
    answer(people("secretary-a"), record, "keep", "签到表上没有这半小时。")
    member.go(record).sees("签到表上没有这半小时").press("请上级组织复核")
    upheld = people("college-a")
    answer(upheld, record, "correct", "查看照片和值班记录，应为 45 分钟。", "45")
    upheld.sees("45")
    member.go(record).sees("查看照片和值班记录").sees(re.compile("更正为 45 分钟"))
    visitor.go(f"/documents/verify/{code}/").sees("作废")

    people("worker-a").go(record).press("到场与时长").press(re.compile("确认 1 人的时长"))
    member.go(record).sees("45 分钟")
    statement = points(member)
    assert re.search(r"[-−–]\s*\d", statement), statement
    again = certificate(member)
    assert again != code
    visitor.go(f"/documents/verify/{again}/").sees("这份文件是真的")
    expect(visitor.page.locator("main")).not_to_contain_text("作废")
