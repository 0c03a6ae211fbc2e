"""Agreements of the demo world whose text changes, one in which nothing happens any more, and what sides write."""

from typing import Any

from gongjian.accounts.models import User
from gongjian.organizations.models import Organization
from gongjian.partnerships.actions import propose_amendment, sign_amendment
from gongjian.partnerships.models import Amendment, Partnership, Project
from gongjian.threads.actions import post

from .world import World

SIGNED_AGO, PROPOSED_AGO = 40, 2
MORE = "每两周碰头一次，每季度开一次联席会议，会后三天内把纪要发给各方"
TALKS: list[tuple[str, int, list[str]]] = [
    (
        "partnership",
        3,
        ["下周三碰头改到下午三点行吗？会议室上午有人用。", "行，我们四个人到，纪要还是我们记。"],
    ),
    (
        "project",
        1,
        ["月底要量一次指标，名单在谁那里？", "在我们这边，周五前发来，一起核一遍。", "好，收到后当天回复。"],
    ),
]


def schedule(world: World) -> None:
    """Put it on the agenda."""
    world.plan(world.day(SIGNED_AGO, 10, 15), change)
    world.plan(world.day(PROPOSED_AGO, 16, 40), ask_for_change)
    for kind, ago, words in TALKS:
        world.plan(world.day(ago, 15, 25), talk, kind, words)


def _sides(world: World, partnership: Partnership) -> list[tuple[User, Organization]]:
    """Each party with the one who signs for it."""
    parties = partnership.parties.select_related("organization").order_by("pk")
    return [(world.holder(party.organization.name), party.organization) for party in parties]


def _in_force(number: int) -> Partnership | None:
    rows = Partnership.objects.filter(state=Partnership.State.ACTIVE, projects__isnull=False)
    rows = rows.exclude(amendments__state=Amendment.State.PROPOSED).distinct().order_by("active_since", "pk")
    return rows[number : number + 1].first()


def change(world: World) -> None:
    """Both sides want to meet more often: proposed, signed by both, in force."""
    partnership = _in_force(0)
    if partnership is None:
        return
    sides = _sides(world, partnership)
    amendment = _propose(
        world, partnership, "半年下来，一个月一次碰头不够用", rhythm=MORE, commitments={"activities": 12}
    )
    for person, organization in sides:
        world.do(sign_amendment, by=person, amendment=amendment, organization=organization)


def ask_for_change(world: World) -> None:
    """One side would like more than the other has agreed to so far."""
    partnership = _in_force(1)
    if partnership is None:
        return
    amendment = _propose(
        world,
        partnership,
        "居民想多办几次课，也想先定下一年的时间",
        first_projects="先在一个小区办起来，量过效果再推广到其他小区。",
        commitments={"education": 2},
    )
    person, organization = _sides(world, partnership)[1]
    world.do(sign_amendment, by=person, amendment=amendment, organization=organization)


def _propose(world: World, partnership: Partnership, reason: str, **wanted: Any) -> Amendment:
    person, organization = _sides(world, partnership)[1]
    amendment: Amendment = world.do(
        propose_amendment,
        by=person,
        partnership=partnership,
        organization=organization,
        reason=reason,
        **wanted,
    )
    return amendment


def talk(world: World, kind: str, words: list[str]) -> None:
    """The sides write in turn."""
    project = Project.objects.filter(state=Project.State.RUNNING).order_by("pk").first()
    if project is None:
        return
    subject = project if kind == "project" else project.partnership
    sides = _sides(world, project.partnership)
    for number, said in enumerate(words):
        person, organization = sides[number % len(sides)]
        token = f"demo-{kind}-{number}"
        world.do(post, by=person, subject=subject, organization=organization, words=said, token=token)
