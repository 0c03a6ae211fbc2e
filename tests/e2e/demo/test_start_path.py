"""A pilot extended to a second site: from the signed agreement through visits, report and plan, as two people.

Each has a browser of their own. After sign-in there is nothing but addresses and buttons.
"""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from .conftest import Walk

People = Callable[..., Walk]
AGREEMENT, FIRST, SECOND = "梧桐花园健康角", "梧桐花园", "纺织厂宿舍"


def send(walk: Walk) -> Walk:
    """Press the one primary button of a form."""
    walk.page.locator("main button.btn-primary").first.click()
    return walk


def agree(chair: Walk) -> str:
    """The neighbourhood signs what the branch has signed; returns the address of the partnership."""
    chair.go("/partnerships/mine/").page.locator("main").get_by_role("link", name=AGREEMENT).first.click()
    address = chair.page.url
    if chair.page.get_by_role("button", name=re.compile("^我代表.+签字$")).count():
        chair.press(re.compile("^我代表.+签字$"))
    chair.sees("已生效")
    return address


def look(secretary: Walk, partnership: str) -> str:
    """Begin with what the agreement says, and note one visit in words; returns the path's address."""
    secretary.go(partnership).press("启动路径")
    page = secretary.page
    assert page.locator("[name='subject']").input_value() == AGREEMENT, "the form knows the agreement"
    send(secretary).sees("去现场看看").press("记一次走访")
    assert page.locator("main input[type='file']").count() == 0, "no picture is asked for"
    secretary.fill(place=FIRST, findings="走访 9 户，7 户说不清自己的血压。")
    return send(secretary).sees("写调查报告").page.url


def report(secretary: Walk, chair: Walk, path: str) -> None:
    """One report, signed by both; then each side's part of the analysis."""
    secretary.go(path).press("写报告")
    assert "走访 9 户" in secretary.page.locator("[name='findings']").input_value()
    secretary.fill(advice="先在一个小区每周量一次血压。")
    send(secretary).sees("签署调查报告").press("我签署这份报告").sees("等待签字")
    chair.go(path).press("我签署这份报告").sees("报告有了编号")
    for walk, brings in ((secretary, "两名医学生每周来一次。"), (chair, "活动室和血压计。")):
        walk.go(path).press("写我们的部分").fill(causes="没有固定的人和地方。", brings=brings)
        send(walk).sees("双方的分析并排列出")


def plan(secretary: Walk, path: str) -> str:
    """The plan starts from all that; both papers can be taken along. Returns the pilot's address."""
    secretary.go(path).press("制定试点方案")
    page = secretary.page
    assert "两名医学生每周来一次。" in page.locator("[name='measures']").input_value()
    secretary.fill(
        target_group="梧桐花园的老人",
        indicator_0="知道自己血压的老人",
        unit_0="人",
        baseline_0="2",
        goal_0="9",
        task_0="每周三上午量血压",
        task_who_0="何清",
    )
    send(secretary).sees("可行性实施方案和工作计划已生成")
    with page.expect_download() as download:
        page.get_by_role("link", name="Word 文件").first.click()
    assert download.value.path().read_bytes()[:2] == b"PK"
    secretary.press("打开试点").press("启动项目").sees("实施").sees("每周三上午量血压")
    return page.url


def measure(secretary: Walk, chair: Walk, pilot: str) -> None:
    """The cycle closes with a measured value and the decision of both."""
    secretary.go(pilot).press(re.compile("^进入改进"))
    cycle = secretary.page.locator("main a[href*='/reviews/cycles/']").first.get_attribute("href")
    assert cycle
    secretary.go(cycle).press("填测量值")
    secretary.page.locator("main [name^='value_']").first.fill("8")
    secretary.page.locator("main [name^='how_']").first.fill("逐户问了一遍")
    send(secretary)
    secretary.go(cycle).press("提出下一轮怎么办").fill(outcome="keep", reasons="老人愿意来，留下。")
    send(secretary)
    chair.go(cycle).press(re.compile("签字$")).sees("都签了，这一轮收尾")


def extend(secretary: Walk, path: str) -> None:
    """The further site gets the plan and the measured result; only how it is there today is typed."""
    secretary.go(path).press("推广到别处").sees("从 2 到 8 人")
    page = secretary.page
    site = page.locator("[name='site'] option").filter(has_text=SECOND).first.get_attribute("value")
    assert site
    page.locator("[name='site']").select_option(value=site)
    page.locator("main [name^='baseline_']").first.fill("1")
    send(secretary).sees("试点测得的结果").sees("从 2 到 8 人").sees(SECOND)
    expect(page.locator("main")).to_contain_text("知道自己血压的老人")
    secretary.press("启动项目").sees("实施")
    secretary.go(path).sees(f"已推广到：{SECOND}")


def test_a_pilot_is_extended_to_a_second_site(people: People) -> None:
    secretary, chair, visitor = people("secretary-b"), people("community-a"), people()
    partnership = agree(chair)
    path = look(secretary, partnership)
    report(secretary, chair, path)
    pilot = plan(secretary, path)
    measure(secretary, chair, pilot)
    extend(secretary, path)
    visitor.go(pilot).sees(SECOND)
