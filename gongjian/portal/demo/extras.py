"""What else happens in the demo world: resources, letters to the operators, certificates, settings of people."""

import datetime as dt

from gongjian.accounts.actions import change_settings
from gongjian.activities.actions import ask_certificate
from gongjian.core.errors import Refused
from gongjian.exchange.actions import add_client, issue_token
from gongjian.feedback.actions import answer, say
from gongjian.feedback.models import Remark
from gongjian.notices.actions import mark_all_read
from gongjian.partnerships.actions import offer_resource, pause_resource, save_resource
from gongjian.policy.actions import switch_on

from ..personas import PERSONAS, UNIVERSITY
from .answers import REMARKS
from .themes_more import THEMES
from .world import World

WRITERS = ("member-a", "secretary-a", "worker-a", "worker-b", "secretary-b")
SKILLS = ("手机教学", "摄影", "急救", "英语口语", "电工", "书法", "量血压", "表格整理", "下棋", "钢琴")


def schedule(world: World) -> None:
    """Put it all on the agenda."""
    _settings(world)
    world.plan(world.day(world.scale.days - 2, 11), offer_resources)
    for number, remark in enumerate(REMARKS):
        ago = (len(REMARKS) - number) * 9 - 6
        world.plan(world.day(ago, 13, 10 + number), write_remark, remark)
    world.plan(world.day(40, 15), switch)
    world.plan(world.day(38, 10), connect)
    for ago in range(world.scale.days - 20, 0, -20):
        world.plan(world.day(ago + 2, 20, 30), read_messages)
    world.plan(world.day(2, 16, 40), certificates)


def _settings(world: World) -> None:
    """What people said of themselves: large type, skills, free times."""
    for persona in PERSONAS:
        person = world.personas[persona.key]
        if persona.elder:
            world.do(change_settings, by=person, elder_mode=True)
        elif persona.belongs == "member":
            skills = world.rng.sample(SKILLS, 3)
            times = ["weekday_afternoon", "weekend_morning"]
            world.do(change_settings, by=person, skills=skills, free_times=times)


def offer_resources(world: World) -> None:
    """Every line of work's offers, by a branch that has the people."""
    for number, theme in enumerate(THEMES):
        for place, (kind, title, words, people) in enumerate(theme.offers):
            branch = _branch_for(world, theme.colleges, number + place)
            if branch is None:
                continue
            leader = world.holder(branch)
            resource = world.do(
                save_resource,
                by=leader,
                organization=world.organizations[branch],
                kind=kind,
                title=title,
                words=words,
                category=theme.category,
                skills=list(theme.skills),
                times=["weekday_afternoon", "weekend_morning"],
                people=people,
            )
            if world.chance(90):
                world.do(offer_resource, by=leader, resource=resource)
                if world.chance(10):
                    world.do(pause_resource, by=leader, resource=resource)


def _branch_for(world: World, colleges: tuple[str, ...], number: int) -> str | None:
    found = [
        name
        for name, organization in world.organizations.items()
        if organization.kind == "branch"
        and name.startswith(tuple(college.removesuffix("党总支") for college in colleges))
    ]
    return found[number % len(found)] if found else None


def write_remark(world: World, remark: tuple[str, str, str, str]) -> None:
    kind, words, page, reply = remark
    writer = world.personas[world.rng.choice(WRITERS)]
    receipt = world.do(say, by=writer, kind=kind, words=words, page=page)
    if reply:
        world.after(world.rng.randint(1, 4), _reply, receipt.remark, reply)


def _reply(world: World, row: Remark, reply: str) -> None:
    world.do(answer, by=world.personas["operator"], remark=row, answer=reply)


def read_messages(world: World) -> None:
    """Personas read what lies in their inboxes; what came since the last time is new."""
    for person in world.personas.values():
        world.do(mark_all_read, by=person)


def switch(world: World) -> None:
    """One policy switched on for one college, signed, with a reason and an end."""
    world.do(
        switch_on,
        by=world.personas["operator"],
        organization=world.organizations["计算机学院党总支"],
        name="points_boards",
        until=world.today + dt.timedelta(days=60),
        reason="学习竞赛试行两个月，到期自动关闭。",
    )


def connect(world: World) -> None:
    """The sub-district's service platform may read needs and activities."""
    operator, where = world.personas["operator"], world.organizations[UNIVERSITY]
    client = world.do(add_client, by=operator, organization=where, name="清源街道综合服务平台")
    world.do(issue_token, by=operator, client=client, scopes=["needs:read", "activities:read"], days=180)


def certificates(world: World) -> None:
    """Some people ask for their certificate of service."""
    year_ago = world.today - dt.timedelta(days=364)
    for key in ("member-a", "member-b", "secretary-b", "secretary-a"):
        person = world.personas[key]
        try:
            world.do(ask_certificate, by=person, person=person, since=year_ago, until=world.date)
        except Refused:  # no confirmed hours yet
            continue
