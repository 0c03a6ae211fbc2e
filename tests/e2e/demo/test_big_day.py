"""A big volunteer day in real browsers: planned, four organisations' stalls, an outside team, counted, certified.

After sign-in there is nothing but addresses and buttons. The day is today: its stalls begin with the next minute.
"""

import datetime as dt
import re
import time
from collections.abc import Callable, Iterator

from playwright.sync_api import expect

from .conftest import Walk
from .test_thin_loop import SHANGHAI, fill, open_check_in, send

People = Callable[..., Walk]
WORDS = f"{dt.datetime.now(SHANGHAI):%H%M%S}"
GUESTS = ("member-b", "member-a", "resident-b", "unit", "college-b", "community-b", "orgdept", "auditor")
DAY = f"雷锋集市 {WORDS}"
BLOOD, PHONE, CLINIC, REPAIR = (f"{name}{WORDS}" for name in ("量血压", "手机随问", "护理咨询", "小家电维修"))


def whole_minute(moment: dt.datetime) -> dt.datetime:
    """The next full minute: a stall's time has no seconds."""
    return moment.replace(second=0, microsecond=0) + dt.timedelta(minutes=1)


def prepare(host: Walk) -> str:
    """The neighbourhood plans the day; returns its address."""
    host.go("/activities/days/").press("筹备")
    today = dt.datetime.now(SHANGHAI)
    fill(
        host.page,
        {
            "title": DAY,
            "day": f"{today:%Y-%m-%d}",
            "where": "梧桐苑中心广场",
            "words": "居民随到随办，高校和单位一起摆摊。",
        },
    )
    send(host.page)
    expect(host.page.get_by_role("heading", level=1)).to_contain_text(DAY)
    return host.page.url


def bring(walk: Walk, day: str, title: str, spot: str, begins: dt.datetime) -> None:
    """One organisation's stall."""
    walk.go(f"{day}stall/")
    walk.page.locator("[name='row']").select_option(spot[0])
    fill(
        walk.page,
        {
            "title": title,
            "words": "现场办理，不收钱。",
            "column": spot[1],
            "begins": f"{begins:%H:%M}",
            "ends": f"{begins + dt.timedelta(minutes=60):%H:%M}",
            "capacity": "5",
            "risks": "注意地面线缆",
            "contact_phone": "13800138000",
        },
    )
    send(walk.page)
    walk.sees(title)


def outside_team(host: Walk, outsider: Walk, day: str) -> None:
    """The organiser passes the link on; the team registers without an account and is confirmed."""
    host.go(f"{day}teams/")
    link = host.page.locator("main code").inner_text()
    outsider.go(re.sub(r"^https?://[^/]+", "", link))
    fill(
        outsider.page,
        {
            "name": f"红十字队{WORDS}",
            "people": "12",
            "contact_name": "何队长",
            "contact_phone": "0791-8800 1234",
        },
    )
    send(outsider.page)
    outsider.sees(f"红十字队{WORDS}")
    host.go(f"{day}teams/").press(re.compile("同意参加"))
    host.sees("已确认")


def stall_of(walk: Walk, day: str, title: str) -> str:
    """The address of a stall's activity."""
    walk.go(day)
    href = walk.page.get_by_role("link", name=re.compile(title)).first.get_attribute("href")
    assert href
    return href


def join(guests: Iterator[Walk], activity: str) -> Walk:
    """The first who has nothing else at that hour signs up; returns who it was."""
    for walk in guests:
        if "这个时间您已报名" not in walk.go(activity).page.locator("main").inner_text():
            return walk.press("我要报名").sees("您已报上名")
    raise AssertionError("everybody has something else at that hour")


def by_code(organiser: Walk, member: Walk, activity: str, title: str) -> None:
    organiser.go(f"{activity}desk/").press(re.compile("现场动态码"))
    code = re.sub(r"\D", "", organiser.page.locator(".gj-code").first.inner_text())
    open_check_in(member, title)
    fill(member.page, {"code": code})
    send(member.page)
    member.sees("已签到")


def by_list(organiser: Walk, activity: str) -> None:
    organiser.go(f"{activity}desk/?show=missing").press(re.compile("^来了"))
    expect(organiser.page.get_by_role("button", name=re.compile("^来了"))).to_have_count(0)
    organiser.page.wait_for_load_state("networkidle")
    expect(organiser.go(f"{activity}desk/").page.locator("main")).to_contain_text("名单")


def settle(organiser: Walk, other: Walk, activity: str) -> None:
    """The organiser ends it and confirms; somebody else of the other side signs."""
    finish = organiser.page.get_by_role("button", name="结束活动")
    deadline = time.monotonic() + 90
    while not (organiser.go(f"{activity}desk/") and finish.count()):
        assert time.monotonic() < deadline, "the stall has begun, and nobody can finish it"
        organiser.page.wait_for_timeout(1500)
    finish.first.click()
    expect(finish).to_have_count(0)
    organiser.go(f"{activity}desk/").press(re.compile("确认 1 人的时长")).sees("已确认 1 人的时长")
    other.go(f"{activity}desk/").press(re.compile("^确认时长")).sees("已办结")


def certify(organiser: Walk, member: Walk, visitor: Walk, activity: str) -> None:
    """Certificates for all who served at the stall; anybody verifies one by its code."""
    organiser.go(f"{activity}desk/").press("为本次活动开具").sees("证明")
    member.go("/documents/").page.locator("main a[href*='/documents/']").first.click()
    text = member.page.locator("main").inner_text()
    code = re.search(r"[2-9A-HJ-NP-TV-Z]{4}[ -]?[2-9A-HJ-NP-TV-Z]{4}[ -]?[2-9A-HJ-NP-TV-Z]{4}", text)
    assert code, text
    visitor.go(f"/documents/verify/{re.sub('[ -]', '', code.group(0))}/").sees("这份文件是真的").sees(
        "1 小时"
    )


def test_a_big_day_from_the_plan_to_the_certificates(people: People) -> None:
    host, branch, medical, logistics = (
        people(key) for key in ("community-a", "secretary-a", "secretary-b", "logistics")
    )
    guests = (people(key, phone=True) for key in GUESTS)
    worker, visitor, outsider = people("worker-a"), people(), people(phone=True)

    day = prepare(host)
    host.go(day).press("公布")
    later = dt.datetime.now(SHANGHAI) + dt.timedelta(minutes=20)
    bring(medical, day, CLINIC, "B1", later)
    bring(logistics, day, REPAIR, "B2", later)
    outside_team(host, outsider, day)
    soon = whole_minute(dt.datetime.now(SHANGHAI) + dt.timedelta(seconds=40))
    bring(host, day, BLOOD, "A1", soon)
    bring(branch, day, PHONE, "A2", soon)
    blood, phone = stall_of(visitor, day, BLOOD), stall_of(visitor, day, PHONE)
    member, second = join(guests, phone), join(guests, blood)
    by_code(branch, member, phone, PHONE)
    by_list(host, blood)
    screen = visitor.go(f"{day}screen/").page.locator("#live")
    expect(screen).to_contain_text(re.compile(r"来自校外|12"))
    rows = screen.locator("tbody tr")
    expect(rows).to_have_count(4)
    expect(rows.filter(has_text=PHONE).locator("td").last).to_have_text("1")
    expect(rows.filter(has_text=BLOOD).locator("td").last).to_have_text("1")
    expect(rows.filter(has_text=REPAIR).locator("td").last).to_have_text("0")
    settle(host, worker, blood)
    second.go("/activities/hours/").sees(BLOOD).sees("双方已确认")
    certify(host, second, visitor, blood)
