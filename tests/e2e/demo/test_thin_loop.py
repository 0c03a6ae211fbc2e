"""One unbroken path: from a resident's need to the resident's answer and the joint decision, as seven people.

Everybody has a browser of their own. After sign-in there is nothing but addresses, buttons and `/demo/outbox`.
"""

import datetime as dt
import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .conftest import Walk

People = Callable[..., Walk]
SHANGHAI = dt.timezone(dt.timedelta(hours=8))
TITLE = f"三号楼楼道灯 {dt.datetime.now(SHANGHAI):%H%M%S}"
PLACE = "槐荫里"
VOLUNTEERS = ("member-b", "member-a", "resident-b", "unit", "college-b")


def send(page: Page) -> None:
    """Press the one primary button of a form."""
    page.locator("main button.btn-primary").first.click()


def choose(page: Page, name: str, value: str) -> None:
    """Press the words beside a choice, as a finger does."""
    page.locator(f"label:has([name='{name}'][value='{value}'])").click()


def fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.locator(f"main [name='{name}']").first.fill(value)


def told(walk: Walk, words: str) -> None:
    """The person has a notice with these words."""
    walk.page.goto("/notices/")
    expect(walk.page.locator("main")).to_contain_text(words)


def ask_for_help(resident: Walk) -> tuple[str, str]:
    """Three questions, no account; returns receipt number and code."""
    page = resident.page
    page.goto("/")
    page.get_by_role("link", name="微心愿").first.click()
    choose(page, "what", "building")
    send(page)
    fill(page, {"words": "三号楼的楼道灯坏了一周，晚上老人上楼看不清。"})
    page.locator("[name='where']").select_option(label=PLACE)
    send(page)
    fill(page, {"contact_name": "李奶奶", "contact": "li@example.org"})
    send(page)
    expect(page.locator("main")).to_contain_text("收到了")
    text = page.locator("main").inner_text()
    receipt = re.search(r"回执号码\s*([\d ]+)", text)
    code = re.search(r"查询码\s*([A-Z0-9]{6})", text)
    assert receipt, text
    assert code, text
    return receipt.group(1).strip(), code.group(1)


def look_up(resident: Walk, receipt: str, code: str) -> str:
    """What the status page says to the holder of the receipt."""
    page = resident.page
    page.goto("/partnerships/receipt/")
    fill(page, {"receipt": receipt, "code": code})
    send(page)
    return page.locator("main").inner_text()


def publish(worker: Walk) -> str:
    """The neighbourhood checks the wording and publishes; returns the need's address."""
    page = worker.page
    page.goto("/partnerships/needs/queue/")
    row = page.locator("main article, main li, main tr").filter(has_text="三号楼的楼道灯").last
    row.get_by_role("link", name="去看").first.click()
    fill(page, {"title": TITLE})
    send(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    return page.url


def agree(secretary: Walk, worker: Walk, need: str) -> None:
    """One side offers, the other accepts; then an agreement, drafted once and signed by both."""
    secretary.go(need).press("我们来认领")
    fill(secretary.page, {"words": "我们支部周末去换灯、查线路。"})
    send(secretary.page)
    told(worker, TITLE)
    worker.go(need).press("请他们来办").sees("已认领")
    told(secretary, TITLE)
    secretary.go(need).press("起草协议")
    assert secretary.page.locator("[name='title']").input_value() == TITLE, "the form knows the need already"
    send(secretary.page)
    secretary.press("发给各方签字").press(re.compile("^我代表.+签字$")).sees("已签")
    agreement = secretary.page.url
    worker.go(agreement).press(re.compile("^我代表.+签字$")).sees("已生效")
    expect(worker.page.get_by_role("link", name=re.compile("PDF"))).to_be_visible()


def plan(secretary: Walk, need: str) -> str:
    """A project with one measurable target; returns its address."""
    page = secretary.page
    secretary.go(need).press("立项目")
    fill(
        page,
        {
            "target_group": "三号楼的住户",
            "target-0-indicator": "晚上亮着的楼道灯",
            "target-0-unit": "盏",
            "target-0-baseline": "0",
            "target-0-goal": "6",
        },
    )
    send(page)
    secretary.press("启动项目").sees("实施")
    return page.url


def open_activity(secretary: Walk, project: str) -> str:
    """One shift with one place that begins in two minutes or so; returns the activity's address."""
    page = secretary.page
    begins = dt.datetime.now(SHANGHAI) + dt.timedelta(seconds=150)
    secretary.go(project).press("办一次活动")
    fill(
        page,
        {
            "title": f"换楼道灯 {TITLE[-6:]}",
            "words": "带灯泡和梯子，逐层换灯。",
            "risks": "登梯有人扶，断电操作。",
            "shifts-0-day": f"{begins:%Y-%m-%d}",
            "shifts-0-begins": f"{begins:%H:%M}",
            "shifts-0-ends": f"{begins + dt.timedelta(minutes=90):%H:%M}",
            "shifts-0-capacity": "1",
            "contact_phone": "13800138000",
        },
    )
    send(page)
    secretary.press("开放报名").sees("报名中")
    return page.url


def give_back(walk: Walk) -> None:
    """Cancel one's own place, from the activity's page."""
    walk.press("取消报名")
    if "/cancel/" in walk.page.url:
        walk.page.locator("main form button").last.click()
    expect(walk.page.get_by_role("button", name=re.compile("报名|候补")).first).to_be_visible()


def two_free(people: People, activity: str) -> tuple[Walk, Walk]:
    """Two people who have nothing else at that hour: the demo's volunteers are busy on some days."""
    found = []
    for key in VOLUNTEERS:
        walk = people(key, phone=True).go(activity)
        if "这个时间您已报名" not in walk.page.locator("main").inner_text():
            found.append(walk)
        if len(found) == 2:
            return found[0], found[1]
    raise AssertionError("everybody has something else at that hour")


def sign_up(first: Walk, second: Walk, activity: str) -> None:
    """The last place, the waiting list, and how a freed place moves up."""
    first.go(activity).press("我要报名").sees("您已报上名")
    second.go(activity).press("排队候补").sees("候补中排第 1 位")
    give_back(first.go(activity))
    second.go(activity).sees("到场后请签到")
    told(second, "换楼道灯")


def open_check_in(member: Walk, title: str) -> None:
    """The page that takes the code; whoever has several shifts to check in for chooses the one of that name."""
    member.go("/activities/check-in/")
    if not member.page.locator("main [name='code']").count():
        member.press(re.compile(title))


def check_in(secretary: Walk, member: Walk, activity: str) -> None:
    """The organiser shows a code, the member types it; an old code does not count."""
    secretary.go(f"{activity}desk/").press(re.compile("现场动态码"))
    open_check_in(member, "换楼道灯")
    fill(member.page, {"code": "000000"})
    send(member.page)
    expect(member.page.locator("main")).to_contain_text("签到码")
    secretary.page.reload()
    code = re.sub(r"\D", "", secretary.page.locator(".gj-code").first.inner_text())
    fill(member.page, {"code": code})
    send(member.page)
    member.sees("已签到")


def confirm_minutes(secretary: Walk, worker: Walk, activity: str) -> None:
    """Once it has begun the organiser ends it; then both sides confirm, and it is settled."""
    finish = secretary.page.get_by_role("button", name="结束")
    deadline = time.monotonic() + 240
    while True:
        secretary.go(f"{activity}desk/")
        if finish.count():
            break
        assert time.monotonic() < deadline, "the shift has begun, and nobody can finish it"
        secretary.page.wait_for_timeout(2000)
    finish.first.click()
    secretary.press("确认 1 人的时长").sees("已确认 1 人")
    worker.go(f"{activity}desk/").press("确认 1 人的时长").sees("已办结")


def prove(member: Walk, visitor: Walk) -> None:
    """Hours and points on one's own pages, a certificate, and its public verification."""
    page = member.page
    member.go("/activities/hours/").sees("换楼道灯").sees("双方已确认").press("开一张证明")
    send(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载").first.click()
    assert download.value.path().read_bytes()[:5] == b"%PDF-"
    member.go("/points/").sees("您服务了 1.5 小时")
    member.go("/documents/").page.locator("main a[href*='/documents/']").first.click()
    code = re.search(
        r"[2-9A-HJ-NP-TV-Z]{4}[ -]?[2-9A-HJ-NP-TV-Z]{4}[ -]?[2-9A-HJ-NP-TV-Z]{4}",
        page.locator("main").inner_text(),
    )
    assert code, page.locator("main").inner_text()
    visitor.go(f"/documents/verify/{re.sub('[ -]', '', code.group(0))}/").sees("这份文件是真的")


def answer(worker: Walk, resident: Walk, need: str) -> None:
    """The neighbourhood asks; the resident finds the code in the message, confirms and rates."""
    worker.go(need).press("请居民说行不行")
    send(worker.page)
    slip = re.search(r"\b([A-Z2-9]{4}) ?([A-Z2-9]{4})\b", worker.page.locator("main").inner_text())
    assert slip
    code = slip.group(1) + slip.group(2)
    page = resident.page
    for _look in range(30):
        page.goto("/demo/outbox/")
        if code in page.locator("main").inner_text().replace(" ", ""):
            break
        page.wait_for_timeout(2000)
    else:
        pytest.fail("the resident's message never came")
    page.goto("/reviews/confirm/")
    fill(page, {"code": code})
    send(page)
    choose(page, "verdict", "done")
    send(page)
    choose(page, "stars", "5")
    fill(page, {"words": "灯亮了，谢谢同学们。"})
    send(page)
    resident.sees("谢谢")
    resident.go("/reviews/confirm/")
    fill(page, {"code": code})
    send(page)
    expect(page.locator("main")).to_contain_text("已经告诉过我们了")
    worker.go(need).sees("办成了")


def decide(secretary: Walk, worker: Walk, project: str) -> None:
    """The check with the measured value, then a decision that counts when both sides have signed."""
    page = secretary.page
    secretary.go(project).press(re.compile("^进入改进"))
    cycle = page.locator("main a[href*='/reviews/cycles/']").first.get_attribute("href")
    assert cycle
    secretary.go(cycle).press("填测量值")
    page.locator("main [name^='value_']").first.fill("6")
    page.locator("main [name^='how_']").first.fill("晚上八点数了一遍")
    send(page)
    secretary.go(cycle).press("提出下一轮怎么办")
    choose(page, "outcome", "keep")
    fill(page, {"reasons": "灯都亮了，居民满意，每季度再查一次。"})
    send(page)
    worker.go(cycle).press(re.compile("签字$"))
    worker.sees("都签了，这一轮收尾")


def test_from_a_need_to_the_residents_answer(people: People) -> None:
    resident, visitor = people(phone=True), people()
    worker, secretary = people("community-b"), people("secretary-b")
    college = people("college-b")

    receipt, code = ask_for_help(resident)
    assert "社区在看" in look_up(people(phone=True), receipt, code)
    need = publish(worker)
    agree(secretary, worker, need)
    assert "医学院研究生第一党支部" in look_up(people(phone=True), receipt, code)
    project = plan(secretary, need)
    activity = open_activity(secretary, project)
    member, second = two_free(people, activity)
    sign_up(second, member, activity)
    check_in(secretary, member, activity)
    confirm_minutes(secretary, worker, activity)
    prove(member, visitor)
    answer(worker, resident, need)
    decide(secretary, worker, project)
    college.go("/desk/").sees("医学院研究生第一党支部")
    visitor.go(project).sees(TITLE)
