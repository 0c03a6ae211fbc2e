"""Places to book, logistics services, convenience lists and case cards of the demo world."""

import datetime as dt
from typing import Any

from gongjian.accounts.models import User
from gongjian.core.clock import at
from gongjian.core.errors import Refused
from gongjian.organizations.models import Organization
from gongjian.partnerships.actions import (
    accept_booking,
    adopt_case,
    book_resource,
    draft_case,
    edit_case,
    export_list,
    offer_resource,
    open_gap,
    publish_case,
    publish_need,
    renew_need,
    reserve_resource,
    save_amenity,
    save_resource,
    set_hours,
)
from gongjian.partnerships.models import Amenity, Cycle, Need, Resource

from .world import World

# organisation, logistics service, title, words, category, accepted at once, how many, opens, closes
PLACES = [
    (
        "后勤饮食中心党支部",
        "canteen",
        "老年餐桌（二食堂）",
        "凭老年卡 8 折，可外带。",
        "elderly",
        True,
        40,
        11,
        13,
    ),
    (
        "后勤维修中心党支部",
        "repairs",
        "水电维修小分队",
        "两人一组，材料由社区提供。",
        "facilities",
        False,
        2,
        8,
        18,
    ),
    (
        "后勤物业中心党支部",
        "property",
        "物业管理上门指导",
        "教小区建台账、排班。",
        "facilities",
        False,
        1,
        9,
        17,
    ),
    ("校医院党支部", "emergency", "急救培训与义诊箱", "含 AED 训练机 2 台。", "health", False, 2, 9, 17),
]
HALL = ("党群服务中心多功能厅", "可容纳 40 人，有投影和麦克风。")
THERE = [
    ("meals", "社区食堂", "1 号楼底商", "每天 10:30—13:00", "全体居民", True),
    ("health", "社区卫生服务站", "南门西侧", "周一至周六 8:00—17:30", "全体居民", True),
    ("parcels", "快递驿站", "北门", "每天 9:00—21:00", "全体居民", False),
    ("repairs", "便民理发点", "活动室", "每月 5 日上午", "60 岁以上居民", True),
]
CAMPUS = [
    ("meals", "二食堂老年餐桌", "校园东区", "工作日 11:00—13:00", "60 岁以上居民凭老年卡", True),
    ("sport", "东操场", "校园东区", "每天 6:00—7:30、19:00—21:00", "登记过的居民", True),
    ("culture", "图书馆居民阅览区", "图书馆一层", "周六、周日 9:00—17:00", "凭社区借阅证", True),
]
GAPS = [
    ("care", "老人日间照料处", "还没有场地", "白天无人照看的老人"),
    ("traffic", "单元门口坡道", "4 号楼、7 号楼", "坐轮椅的居民"),
]
COSTS = ("材料 860 元，志愿服务 96 小时", "没有花钱，志愿服务 64 小时", "物料由后勤提供，志愿服务 120 小时")
PURPOSES = ("居民议事会", "智能手机课堂", "联席会议碰头", "书法班")


def schedule(world: World) -> None:
    """Put it all on the agenda."""
    days = world.scale.days
    world.plan(world.day(days - 3, 10), open_places)
    world.plan(world.day(days - 4, 15), write_lists)
    world.plan(world.day(min(30, days // 2), 11), post_gap)
    world.plan(world.day(2, 9, 30), book_places)
    world.plan(world.day(4, 14), make_cases)
    world.plan(world.day(1, 10, 30), renew)
    world.plan(world.day(1, 11, 30), keep_and_export)


def _communities(world: World) -> list[Organization]:
    return [each for each in world.organizations.values() if each.kind == "community_committee"]


def _leader(world: World, organization: str) -> User | None:
    return world.holders.get((organization, "secretary"))


def _open(world: World, by: User, organization: Organization, hours: tuple[int, int], **fields: Any) -> None:
    resource = world.do(save_resource, by=by, organization=organization, bookable=True, **fields)
    days = dict.fromkeys(range(7 if fields["kind"] == "base" else 5), (dt.time(hours[0]), dt.time(hours[1])))
    world.do(set_hours, by=by, resource=resource, hours=days)
    world.do(offer_resource, by=by, resource=resource)


def open_places(world: World) -> None:
    """Logistics branches open their services, every neighbourhood its hall."""
    for name, service, title, words, category, at_once, number, opens, closes in PLACES:
        leader = _leader(world, name)
        if leader is not None:
            fields = {
                "kind": "logistics",
                "service": service,
                "title": title,
                "words": words,
                "category": category,
            }
            limits = {"accepts_itself": at_once, "quantity": number}
            _open(world, leader, world.organizations[name], (opens, closes), **fields, **limits)
    for community in _communities(world):
        leader = _leader(world, community.name)
        if leader is not None:
            fields = {"kind": "base", "title": HALL[0], "words": HALL[1], "category": "culture"}
            _open(world, leader, community, (8, 21), **fields)


def write_lists(world: World) -> None:
    """Every neighbourhood writes down what there is, what the campus opens, what is missing."""
    for community in _communities(world):
        worker = world.worker(community.name)
        for standing, rows in (("there", THERE), ("campus", CAMPUS)):
            for kind, name, where, when, who, elderly in rows:
                fields = {"kind": kind, "name": name, "where": where, "when": when, "who": who}
                world.do(
                    save_amenity,
                    by=worker,
                    community=community,
                    standing=standing,
                    for_elderly=elderly,
                    **fields,
                )
        for kind, name, where, who in GAPS:
            fields = {"kind": kind, "name": name, "where": where, "who": who}
            world.do(save_amenity, by=worker, community=community, standing="missing", **fields)


def post_gap(world: World) -> None:
    """The first neighbourhood opens a need for one of its gaps; the other gap waits for its button."""
    community = _communities(world)[0]
    worker = world.worker(community.name)
    gap = Amenity.objects.get(community=community, name=GAPS[1][1])
    need, _secret = world.do(
        open_gap, by=worker, amenity=gap, kind="need", title="单元门口缺坡道", category="facilities",
        words="轮椅和婴儿车出门要抬，想请懂工程的老师帮忙看看怎么修坡道。", people_wanted=4, beneficiaries=60,
    )  # fmt: skip
    world.do(publish_need, by=worker, need=need)


def book_places(world: World) -> None:
    """Branches book the halls of this week and the next; the last request still waits for its answer."""
    halls = list(Resource.objects.filter(kind="base", state="offered").order_by("pk"))
    branches = [each for each in world.organizations.values() if each.kind == "branch"]
    for number, hall in enumerate(halls):
        for later in range(3):
            branch = branches[(number * 3 + later) % len(branches)]
            leader, day = _leader(world, branch.name), world.date + dt.timedelta(days=2 + later * 2)
            if leader is None:
                continue
            asked = world.do(
                book_resource, by=leader, resource=hall, organization=branch, purpose=PURPOSES[(number + later) % 4],
                starts_at=at(day, 14 + later), ends_at=at(day, 16 + later),
            )  # fmt: skip
            if later < 2:
                world.do(accept_booking, by=world.holder(hall.organization.name), booking=asked)


def make_cases(world: World) -> None:
    """Closed cycles become cards; the newest one is still a draft, and one card is taken over by another branch."""
    cycles = list(
        Cycle.objects.filter(state="closed", outcome__in=["keep", "adjust"])
        .select_related("project__led_by")
        .order_by("closed_at")[:8]
    )
    for number, cycle in enumerate(cycles):
        leader = _leader(world, cycle.project.led_by.name)
        if leader is None:
            continue
        case = world.do(draft_case, by=leader, cycle=cycle)
        if number and number == len(cycles) - 1:
            continue
        case = world.do(edit_case, by=leader, case=case, cost=COSTS[number % len(COSTS)])
        world.do(publish_case, by=leader, case=case)
        adopter = world.personas["secretary-b"]
        own = [each for each in world.organizations.values() if _leader(world, each.name) == adopter]
        if number == 0 and own:
            try:
                world.do(adopt_case, by=adopter, case=case, organization=own[0])
            except Refused:  # the card is their own
                continue


def renew(world: World) -> None:
    """A worker renews the need that lapses next."""
    need = Need.objects.filter(state="open").order_by("until").first()
    if need is not None:
        until = world.date + dt.timedelta(weeks=6)
        world.do(renew_need, by=world.worker(need.community.name), need=need, until=until)


def keep_and_export(world: World) -> None:
    """A branch keeps one of its resources for a neighbourhood; a worker takes the list of needs away."""
    community = _communities(world)[0]
    kept = (
        Resource.objects.filter(state="offered", bookable=False, organization__side="campus")
        .select_related("organization")
        .order_by("pk")
        .first()
    )
    leader = _leader(world, kept.organization.name) if kept is not None else None
    if kept is not None and leader is not None:
        until = world.date + dt.timedelta(days=20)
        world.do(reserve_resource, by=leader, resource=kept, organization=community, until=until)
    world.do(export_list, by=world.worker(community.name), organization=community, which="needs")
