"""Two start paths of the demo world: one walked to the end and extended to a second site, one in the middle."""

import datetime as dt
from decimal import Decimal
from typing import Any

from gongjian.funds.actions import ask, grant, note_expense
from gongjian.partnerships.actions import (
    add_task,
    finish_task,
    measure_target,
    note_spending,
    plan_project,
    set_deliverable,
    show_site,
    start_project,
)
from gongjian.partnerships.models import Cycle, Partnership, Project
from gongjian.reviews.actions import check_cycle, propose_decision, sign_decision
from gongjian.startpath.actions import (
    begin,
    extend,
    give_reason,
    plan_pilot,
    record_visit,
    sign_report,
    write_report,
)
from gongjian.startpath.models import StartPath

from .world import World

DAY = dt.timedelta(days=1)
WHOLE = ("计算机学院本科生第三党支部", "梧桐苑社区党委", "梧桐一村")
HALF = ("医学院研究生第一党支部", "和平里社区党委", "铁路小区")
SECOND_SITE = "纺织厂宿舍"
SUBJECTS = {WHOLE: "独居老人夜里摔倒没人知道", HALF: "慢病老人配药难"}
VISITS = {
    WHOLE: (
        "走访一单元到三单元 14 户独居老人，11 户夜里起身看不清，3 户去年摔倒过，都是天亮后才被发现。",
        "和楼栋长、社区医生座谈：呼叫设备装过一批，电池没人换，多数已经停用。",
    ),
    HALF: ("走访 9 户慢病老人，7 户每月跑两趟医院配药。", "社区卫生站说可以代配，但没有人登记和送药。"),
}
REASONS = (
    ("设备装了没人管，电池和回访都没有分工。", "6 名同学每周巡查一次，负责换电池、测设备。"),
    ("楼栋长不知道老人夜里的情况，联系人名单也旧了。", "楼栋长每晚看一次平安灯，社区更新联系人名单。"),
)


def schedule(world: World) -> None:
    """Put both on the agenda; the whole one begins early enough to come to its end."""
    world.plan(world.day(100, 9, 40), _begin, WHOLE)
    world.plan(world.day(12, 9, 40), _begin, HALF)
    world.plan(world.day(16, 10, 20), kinds)
    world.plan(world.day(30, 10, 30), ask_for_funds)
    world.plan(world.day(4, 10, 30), ask_again)


def _people(world: World, pair: tuple[str, str, str]) -> tuple[Any, Any]:
    return world.holder(pair[0]), world.holder(pair[1])


def _organizations(world: World, pair: tuple[str, str, str]) -> tuple[Any, Any]:
    return world.organizations[pair[0]], world.organizations[pair[1]]


def _agreement(world: World, pair: tuple[str, str, str]) -> Partnership | None:
    if pair[0] not in world.organizations or pair[1] not in world.organizations:
        return None
    rows = Partnership.objects.filter(state=Partnership.State.ACTIVE)
    for organization in _organizations(world, pair):
        rows = rows.filter(parties__organization=organization)
    return rows.order_by("pk").first()


def _begin(world: World, pair: tuple[str, str, str]) -> None:
    partnership = _agreement(world, pair)
    if partnership is None:
        return
    people, organizations = _people(world, pair), _organizations(world, pair)
    duties = ("带队走访，写报告", "联系居民，核对情况")
    members = [
        (organization, person.display_name, duty)
        for organization, person, duty in zip(organizations, people, duties, strict=True)
    ]
    path = world.do(begin, by=people[0], partnership=partnership, subject=SUBJECTS[pair], members=members)
    for number, findings in enumerate(VISITS[pair]):
        world.after(2 + 2 * number, _visit, pair, path, findings)
    world.after(7, _report, pair, path)


def _visit(world: World, pair: tuple[str, str, str], path: StartPath, findings: str) -> None:
    people = _people(world, pair)
    world.do(
        record_visit,
        by=people[0],
        path=path,
        on=world.date,
        place=world.places[pair[1], pair[2]],
        who="、".join(person.display_name for person in people),
        findings=findings,
    )


def _report(world: World, pair: tuple[str, str, str], path: StartPath) -> None:
    people, organizations = _people(world, pair), _organizations(world, pair)
    report = world.do(
        write_report,
        by=people[0],
        path=path,
        problem=f"{SUBJECTS[pair]}，居民反映了一年多，没有人牵头。",
        findings="\n".join(VISITS[pair]),
        advice="先在一个小区试两个月，量清楚再决定要不要推广。",
    )
    world.do(sign_report, by=people[0], report=report, organization=organizations[0])
    if pair == WHOLE:
        world.after(2, _sign, pair, report)


def _sign(world: World, pair: tuple[str, str, str], report: Any) -> None:
    people, organizations = _people(world, pair), _organizations(world, pair)
    world.do(sign_report, by=people[1], report=report, organization=organizations[1])
    for person, organization, (causes, brings) in zip(people, organizations, REASONS, strict=True):
        facts = {"causes": causes, "brings": brings}
        world.do(give_reason, by=person, path=report.path, organization=organization, **facts)
    world.after(3, _plan, pair, report.path)


def _plan(world: World, pair: tuple[str, str, str], path: StartPath) -> None:
    people, organizations = _people(world, pair), _organizations(world, pair)
    ends_on = world.date + 40 * DAY
    rows = (
        ("排查设备，登记电池", 0, 7),
        ("更新独居老人联系人名单", 1, 7),
        ("每周巡查，出了问题当天修", 0, 38),
    )
    tasks = [
        {
            "words": words,
            "organization": organizations[side],
            "owner_name": people[side].display_name,
            "due_on": world.date + days * DAY,
        }
        for words, side, days in rows
    ]
    path.refresh_from_db()
    pilot = world.do(
        plan_pilot,
        by=people[0],
        path=path,
        tasks=tasks,
        led_by=organizations[0],
        place=world.places[pair[1], pair[2]],
        title="平安灯：夜里有人看一眼",
        problem=f"{SUBJECTS[pair]}，居民反映了一年多，没有人牵头。",
        target_group="梧桐一村的独居老人",
        measures="每户装一盏平安灯，楼栋长每晚看一次；同学每周巡查换电池，亮灯异常十分钟内上门。",
        risks="不装摄像头，不记录作息；登高换灯两人同行。",
        budget_fen=150_000,
        starts_on=world.date,
        ends_on=ends_on,
        targets=[{"indicator": "夜里有人看一眼的独居老人", "unit": "户", "baseline": 3, "goal": 14}],
    )
    world.after(1, _work, pair, pilot)


def _work(world: World, pair: tuple[str, str, str], pilot: Project) -> None:
    people, organizations = _people(world, pair), _organizations(world, pair)
    world.do(start_project, by=people[0], project=pilot)
    for task in pilot.tasks.order_by("pk")[:2]:
        world.do(finish_task, by=people[0], task=task)
    lamps = {"kind": "money", "what": "平安灯 14 盏", "fen": 126_000}
    world.do(
        note_spending, by=people[0], project=pilot, organization=organizations[0], on=world.date, **lamps
    )
    stairs = {"kind": "in_kind", "what": "梯子和电工一天", "fen": 30_000}
    world.do(
        note_spending, by=people[1], project=pilot, organization=organizations[1], on=world.date, **stairs
    )
    world.after(40, _close, pair, pilot)


def _close(world: World, pair: tuple[str, str, str], pilot: Project) -> None:
    people, organizations = _people(world, pair), _organizations(world, pair)
    cycle = Cycle.objects.select_related("project__partnership").get(project=pilot)
    values = {target.pk: (Decimal(13), "连续七晚逐户核对") for target in cycle.targets.all()}
    cycle = world.do(check_cycle, by=people[1], cycle=cycle, values=values)
    decision = world.do(
        propose_decision,
        by=people[1],
        cycle=cycle,
        outcome=Cycle.Outcome.KEEP,
        reasons="14 户里 13 户每晚有人看一眼，一位老人摔倒后十二分钟就有人上门。",
        next_steps="电池每季度统一换一次；楼栋长外出时由网格员代看。",
        organization=organizations[1],
    )
    world.do(sign_decision, by=people[0], decision=decision, organization=organizations[0])
    world.after(6, _extend, pair, pilot)


def _extend(world: World, pair: tuple[str, str, str], pilot: Project) -> None:
    person, target = world.holder(pair[0]), pilot.cycles.get().targets.get()
    copy = world.do(
        extend,
        by=person,
        project=pilot,
        partnership=pilot.partnership,
        place=world.places[pair[1], SECOND_SITE],
        starts_on=world.date,
        ends_on=world.date + 60 * DAY,
        figures={target.pk: (Decimal(1), Decimal(22))},
    )
    world.do(start_project, by=person, project=copy)


def kinds(world: World) -> None:
    """A discipline project and a demonstration site of the same pair."""
    partnership = _agreement(world, WHOLE)
    if partnership is None:
        return
    (person, _other), (branch, _community) = _people(world, WHOLE), _organizations(world, WHOLE)
    days = {"starts_on": world.date, "ends_on": world.date + 90 * DAY}
    research = world.do(
        plan_project,
        by=person,
        partnership=partnership,
        led_by=branch,
        title="独居老人异常用电提醒",
        problem="老人在家出了事，常常第二天才有人知道。",
        target_group="梧桐苑的独居老人",
        kind=Project.Kind.DISCIPLINE,
        targets=[{"indicator": "能提醒的家庭", "unit": "户", "baseline": 0, "goal": 10}],
        **days,
    )
    facts = {"department": "计算机学院", "supervisor": "孙立群", "words": "提醒程序和使用说明一套"}
    world.do(set_deliverable, by=person, project=research, due_on=world.date + 80 * DAY, **facts)
    tasks = {"words": "入户调查用电习惯，征得同意", "organization": branch, "owner_name": person.display_name}
    world.do(add_task, by=person, project=research, due_on=world.date + 10 * DAY, **tasks)
    _show(world, person, partnership, branch, days)


def _show(world: World, person: Any, partnership: Partnership, branch: Any, days: dict[str, Any]) -> None:
    site = world.do(
        plan_project,
        by=person,
        partnership=partnership,
        led_by=branch,
        title="梧桐一村示范楼道",
        problem="楼道灯坏了没人报，杂物堵着门。",
        target_group="梧桐一村的住户",
        kind=Project.Kind.DEMONSTRATION,
        place=world.places[WHOLE[1], WHOLE[2]],
        targets=[{"indicator": "晚上亮着的楼道灯", "unit": "盏", "baseline": 9, "goal": 48}],
        **days,
    )
    world.do(start_project, by=person, project=site)
    words = {
        "before": "48 盏楼道灯只亮 9 盏，二楼以上堆着旧家具，老人晚上不敢下楼。",
        "after": "灯都换成声控的，旧家具清走了，每层贴了报修电话，坏灯两天内有人修。",
        "visit": "每周三下午有同学在一单元门口，可以先打社区电话 8800 1234。",
    }
    world.do(show_site, by=person, project=site, **words)
    world.after(5, _read, site, 0, 31)
    world.after(11, _read, site, 1, 44)


def _read(world: World, site: Project, side: int, value: int) -> None:
    """One side counts the lamps, then the other."""
    person = _people(world, WHOLE)[side]
    target = site.cycles.get().targets.select_related("cycle__project__partnership").get()
    world.do(measure_target, by=person, target=target, value=value, how="晚上八点逐层数")


# -------------------------------------------------------------------- activity funds


def ask_for_funds(world: World) -> None:
    """A request of which the college grants a part; two receipts are noted."""
    secretary, college = world.personas["secretary-a"], world.personas["college-a"]
    asked = world.do(
        ask,
        by=secretary,
        organization=world.organizations[WHOLE[0]],
        title="助老课堂物料",
        purpose="打印步骤卡，给看不清的老人配放大镜。",
        lines=[("打印步骤卡 400 份", 20_000), ("放大镜 20 个", 30_000), ("志愿者饮用水", 12_000)],
    )
    reason = "打印和放大镜照批；饮用水由支部自备。"
    world.do(grant, by=college, request=asked, fen=50_000, reason=reason)
    for number, (what, fen) in enumerate((("打印步骤卡 320 份", 16_000), ("放大镜 10 个", 15_200))):
        world.do(
            note_expense,
            by=secretary,
            request=asked,
            what=what,
            fen=fen,
            on=world.date,
            receipt=f"2026-041{number}",
        )


def ask_again(world: World) -> None:
    """One that waits on the college's desk."""
    world.do(
        ask,
        by=world.personas["secretary-a"],
        organization=world.organizations[WHOLE[0]],
        title="平安灯备用电池",
        purpose="两个小区的平安灯每季度换一次电池。",
        lines=[("电池 72 节", 28_800)],
    )
