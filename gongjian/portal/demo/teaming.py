"""Volunteer teams, the social practice of last summer and two donation drives of the demo world."""

import datetime as dt
from typing import Any

from gongjian.accounts.models import User
from gongjian.activities.models import Shift
from gongjian.core.errors import Refused
from gongjian.donations.actions import approve, close, hand_over, pledge, propose, receive, submit
from gongjian.donations.models import Drive
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Need
from gongjian.teams.actions import (
    accept,
    answer_member,
    confirm_report,
    found,
    join,
    plan_practice,
    report,
    set_call,
    show_name,
    sign_up_team,
    take_note,
    take_wish,
)
from gongjian.teams.models import Membership, VolunteerTeam

from .planning import leader_branch
from .world import World

DAY = dt.timedelta(days=1)
YOUTH = ("青春志愿者", "周末进楼院：陪老人说话、读报、教手机，帮忙搬重物。高校和社区一起排班。")
REPAIR = ("同心维修队", "会修小家电、换灯泡、理线路的同学和师傅一起，上门之前先看现场。")
PRACTICE = ("梧桐苑暑期实践队", "暑假住在社区五天：入户走访、做问卷、写报告，把数字交给社区用。")
FINDINGS = (
    "走访三栋楼一百二十户，收回问卷一百零八份。七成住户愿意分摊加装扶手的费用，主要顾虑是一楼采光和施工噪声。"
    "独居老人最需要的是夜间照明和有人定期敲门。"
)
ADVICE = "先在二号楼做一个月试点；敲门服务由志愿服务队每周两次轮班。"


def schedule(world: World) -> None:
    """Put it on the agenda: the practice in the past, the teams in time for the last activities."""
    world.plan(world.day(58, 10, 5), youth)
    world.plan(world.day(57, 10, 5), practice)
    world.plan(world.day(50, 16, 20), hand_in)
    world.plan(world.day(40, 9, 45), repair)
    world.plan(world.day(30, 10, 25), finished_drive)
    world.plan(world.day(5, 11, 15), serve)
    world.plan(world.day(4, 10, 35), open_drive)


def _sides(world: World) -> tuple[Organization, Organization, User, User]:
    """The first persona's branch and neighbourhood with those who act for them."""
    worker = world.personas["worker-a"]
    community = next(
        world.organizations[name] for (name, _post), person in world.holders.items() if person == worker
    )
    return leader_branch(world), community, world.personas["secretary-a"], worker


def _team(world: World, kind: str, words: tuple[str, str], leader: User) -> VolunteerTeam:
    branch, community, secretary, worker = _sides(world)
    team = world.do(
        found,
        by=secretary, organization=branch, partner=community, leader=leader,
        kind=kind, name=words[0], words=words[1], places=20,
    )  # fmt: skip
    return world.do(accept, by=worker, team=team, leader=worker)


def _students(world: World) -> list[User]:
    branch, *_rest = _sides(world)
    member = world.personas["member-a"]
    others = [
        person
        for person in world.people[branch.name]
        if person not in {member, world.personas["secretary-a"]}
    ]
    return [member, *others]


def _call(world: World, team: VolunteerTeam, words: str, joining: list[User]) -> None:
    """An open call; some are taken in, the last one waits for the leader's answer."""
    leader = team.campus_leader
    world.do(set_call, by=leader, team=team, call=words, call_until=world.today + 30 * DAY, places=20)
    for number, person in enumerate(joining):
        row = world.do(join, by=person, team=team, words="周末有空，会一点急救", is_named=number == 0)
        if number < len(joining) - 1:
            world.do(answer_member, by=leader, membership=row, accept=True)


def youth(world: World) -> None:
    """A team that calls for members, with one person who waits."""
    students = _students(world)
    team = _team(world, "volunteer", YOUTH, students[0])
    own = team.memberships.get(person=students[0])
    world.do(show_name, by=students[0], membership=own, is_named=True)
    _call(world, team, "找每月能来两次的同学和邻居，有人带，不用经验。", students[1:4])


def repair(world: World) -> None:
    """A smaller team; it takes up a small wish."""
    students = _students(world)
    team = _team(world, "volunteer", REPAIR, students[-1])
    wish = Need.objects.filter(kind=Need.Kind.WISH, state=Need.State.OPEN).order_by("pk").first()
    if wish is not None:
        _quietly(world, take_wish, by=students[-1], team=team, need=wish, words="周六上午带工具上门看看")


def practice(world: World) -> None:
    """Plan with insurance and an emergency contact, and one interview with consent."""
    students = _students(world)
    team = _team(world, "practice", PRACTICE, students[1 % len(students)])
    leader, day = team.campus_leader, world.date
    row = world.do(
        plan_practice,
        by=leader, team=team, theme="老楼适老改造意愿调查", starts_on=day + DAY, ends_on=day + 6 * DAY,
        safety="两人一组，中午不外出，每晚八点报平安", insurance="RB-2026-0713",
        emergency_name="孙老师", emergency_phone=world.phone(),
    )  # fmt: skip
    world.do(
        take_note,
        by=leader, practice=row, topic="楼道扶手", person="吴奶奶", words="晚上下楼最怕第三级台阶，扶手太短。",
        consent_by="吴奶奶", consent_on=day, consent_for="写进实践报告，不写姓名",
        consent_until=world.today + 200 * DAY,
    )  # fmt: skip


def hand_in(world: World) -> None:
    """The report, confirmed by the host."""
    *_orgs, worker = _sides(world)
    team = VolunteerTeam.objects.get(name=PRACTICE[0])
    row = world.do(
        report,
        by=team.campus_leader, practice=team.practice, survey_topic="是否愿意加装扶手、出多少钱",
        survey_given=120, survey_returned=108, findings=FINDINGS, advice=ADVICE,
    )  # fmt: skip
    world.do(confirm_report, by=worker, practice=row, host_words="数字和我们掌握的一致，扶手试点已排上日程。")


def serve(world: World) -> None:
    """The team signs up as a group where groups may come."""
    team = VolunteerTeam.objects.get(name=YOUTH[0])
    shift = (
        Shift.objects.filter(is_open=True, activity__group_size__gt=0, activity__by_selection=False)
        .select_related("activity__organizer", "activity__partner")
        .order_by("starts_at")
        .first()
    )
    rows = list(team.memberships.filter(state=Membership.State.MEMBER).select_related("person")[:3])
    if shift is not None:
        _quietly(world, sign_up_team, by=team.campus_leader, team=team, shift=shift, members=rows)


def _drive(world: World, title: str, beneficiary: str, days: int, **more: Any) -> Drive:
    branch, _community, secretary, _worker = _sides(world)
    drive = world.do(
        propose,
        by=secretary, organization=branch, title=title, beneficiary=beneficiary, beneficiary_name="周小宇",
        consent_by="母亲", consent_on=world.date, consent_for="在支部内说明情况，不写姓名和住址",
        until=world.date + days * DAY, treasurer=_students(world)[0], takes_sums=True, **more,
    )  # fmt: skip
    world.do(submit, by=secretary, drive=drive)
    return world.do(approve, by=world.personas["college-a"], drive=drive)


def _givers(world: World) -> list[User]:
    return [*_students(world)[1:], world.personas["secretary-a"]]


def finished_drive(world: World) -> None:
    """Given, received, handed over against a receipt."""
    drive = _drive(
        world, "给做康复的孩子添一套器材", "梧桐苑一名需要每天康复训练的孩子", 10,
        purpose="医生建议在家每天训练两小时，家里还缺康复球和护具。", goods_wanted="康复球、护膝、绘本",
    )  # fmt: skip
    treasurer = drive.treasurer
    for number, person in enumerate(_givers(world)):
        gift = {"kind": "goods", "goods": "绘本", "quantity": 2, "unit": "本"} if number % 3 == 2 else {}
        row = world.do(
            pledge, by=person, drive=drive, **(gift or {"kind": "sum", "fen": 2000 + 1000 * number})
        )
        world.do(receive, by=treasurer, pledge=row)
    world.do(close, by=treasurer, drive=drive)
    world.do(
        hand_over,
        by=world.personas["secretary-a"], drive=drive, handed_on=world.date, to="孩子的母亲",
        words="在社区党群服务中心当面点清，母亲签收。",
    )  # fmt: skip


def open_drive(world: World) -> None:
    """Open, with two pledges: too few for a total to be shown."""
    drive = _drive(
        world, "冬天的棉被和取暖器", "三位独居老人", 20,
        purpose="降温前把棉被和取暖器送到，旧电器当场检查。", goods_wanted="棉被、取暖器",
    )  # fmt: skip
    givers = _givers(world)
    world.do(pledge, by=givers[0], drive=drive, kind="goods", goods="棉被", quantity=2, unit="床")
    world.do(pledge, by=givers[-1], drive=drive, kind="sum", fen=20000)


def _quietly(world: World, act: Any, **arguments: Any) -> None:
    try:
        world.do(act, **arguments)
    except Refused:  # no place, or somebody else was quicker
        return
