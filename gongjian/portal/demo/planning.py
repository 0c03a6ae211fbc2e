"""What planning shows in the demo world: kept places, selection, a group, a plan, a big volunteer day."""

import datetime as dt
from typing import Any

from gongjian.accounts.models import User
from gongjian.activities.actions import (
    add_stall,
    announce_day,
    answer_team,
    apply,
    draft,
    prepare_day,
    publish,
    register_team,
    sign_up,
    sign_up_group,
    start_plan,
)
from gongjian.activities.models import Activity, BigDay, Shift
from gongjian.core.access import Guest
from gongjian.core.clock import at
from gongjian.core.errors import Refused

from .world import World

STALLS = (
    ("health", "量血压、看报告", "校医院志愿者现场量血压，帮老人看懂体检报告。", "A", 1),
    ("digital", "手机问题随到随问", "字体、流量、误装软件、视频通话，一对一教到会。", "A", 3),
    ("law", "法律咨询小桌", "法学院师生解答租房、赡养、消费纠纷。", "B", 2),
    ("facilities", "小家电义务维修", "电风扇、电饭煲现场检修，不收钱。", "B", 4),
)


def schedule(world: World) -> None:
    """Put it on the agenda of the last days."""
    world.plan(world.day(6, 9, 20), plan_specials)
    world.plan(world.day(5, 10, 10), prepare)


def _shift(day: dt.date, hour: int, capacity: int, **more: Any) -> dict[str, Any]:
    return {"starts_at": at(day, hour), "ends_at": at(day, hour + 2), "capacity": capacity, **more}


def _draft(world: World, leader: User, day: dt.date, hour: int, capacity: int, **fields: Any) -> Activity:
    """An activity of the first persona branch with its pair's project, published at once."""
    shift = _shift(day, hour, capacity, **fields.pop("shift", {}))
    activity = world.do(
        draft,
        by=leader,
        organizer=leader_branch(world),
        shifts=[shift],
        where="梧桐苑社区党群服务中心",
        risks="过马路走斑马线；身体不舒服随时停下",
        contact_name=leader.display_name,
        contact_phone="8800 1234",
        **fields,
    )
    return world.do(publish, by=leader, activity=activity)


def leader_branch(world: World) -> Any:
    secretary = world.personas["secretary-a"]
    return next(
        world.organizations[name]
        for (name, post), person in world.holders.items()
        if person == secretary and post == "secretary"
    )


def plan_specials(world: World) -> None:
    """Kept places with a group, a selection with people who applied, and what comes back every week."""
    leader, branch = world.personas["secretary-a"], leader_branch(world)
    people = [person for person in world.people[branch.name] if person != leader][:4]
    day = world.today + dt.timedelta(days=9)
    fair = _draft(
        world, leader, day, 9, 12,
        title="楼院大扫除", category="environment", words="一人一把扫帚，从一栋扫到六栋。",
        group_size=5, cancel_hours=12,
        shift={"community_kept": 6, "kept_until": at(day - dt.timedelta(days=2), 18)},
    )  # fmt: skip
    _quietly(world, sign_up_group, by=people[0], shift=_read(fair), people=people[:3])
    interview = _draft(
        world, leader, day + dt.timedelta(days=1), 14, 3,
        title="口述史访谈员", category="culture", words="两人一组，听老工人讲厂史，整理成文。",
        by_selection=True, min_age=16,
    )  # fmt: skip
    for person in people:
        _quietly(world, apply, by=person, shift=_read(interview), of_age=True)
    weekly = _draft(
        world, leader, world.today + dt.timedelta(days=3), 16, 8,
        title="放学后作业辅导", category="children", words="三点半以后，陪小学生把作业写完。",
    )  # fmt: skip
    world.do(start_plan, by=leader, activity=weekly, rhythm="week", ahead_days=10)


def _read(activity: Activity) -> Shift:
    return Shift.objects.select_related("activity__organizer", "activity__partner").get(activity=activity)


def _quietly(world: World, act: Any, **arguments: Any) -> None:
    try:
        world.do(act, **arguments)
    except Refused:  # something else at that hour
        return


def prepare(world: World) -> None:
    """A big volunteer day in two weeks: two sides bring stalls, two teams come from outside."""
    leader, worker = world.personas["secretary-a"], world.personas["community-a"]
    community = next(
        world.organizations[name] for (name, post), person in world.holders.items() if person == worker
    )
    big_day = world.do(
        prepare_day,
        by=worker,
        organizer=community,
        title="学雷锋志愿服务集市",
        words="高校、社区和共建单位一起摆摊，居民随到随办。",
        day=world.today + dt.timedelta(days=14),
        where="梧桐苑中心广场",
    )
    for number, (category, title, words, row, column) in enumerate(STALLS):
        by, organizer = (leader, leader_branch(world)) if number % 2 == 0 else (worker, community)
        world.do(
            add_stall,
            by=by, big_day=big_day, organizer=organizer, row=row, column=column,
            begins=dt.time(9), ends=dt.time(11, 30), capacity=8, title=title, words=words, category=category,
            risks="注意电源和地面线缆", contact_name=by.display_name, contact_phone="8800 1234",
        )  # fmt: skip
    world.do(announce_day, by=worker, big_day=big_day)
    _join(world, big_day)


def _join(world: World, big_day: BigDay) -> None:
    branch = leader_branch(world)
    stalls = list(big_day.stalls.all())
    for number, person in enumerate(world.people[branch.name][:5]):
        shift = _read(stalls[number % len(stalls)].activity)
        _quietly(world, sign_up, by=person, shift=shift)
    guest = Guest.holding("activities.register_team", big_day, "link of the day")
    teams = (("红十字救援队", 12), ("街角咖啡店员工", 6))
    for name, people in teams:
        team = world.do(
            register_team, by=guest, big_day=big_day, name=name, people=people,
            contact_name="何队长", contact_phone=world.phone(), wish="急救演示",
        )  # fmt: skip
        if people > 10:
            world.do(answer_team, by=world.personas["community-a"], team=team, confirm=True)
