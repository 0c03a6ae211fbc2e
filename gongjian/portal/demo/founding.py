"""The first day of the demo world: trees, places, people, posts and joint bodies."""

import datetime as dt
from typing import Any

from gongjian.accounts.actions import register, register_many
from gongjian.accounts.models import User
from gongjian.core.access import SYSTEM
from gongjian.organizations.actions import (
    affiliate,
    affiliate_many,
    appoint,
    form_body,
    found,
    save_place,
)
from gongjian.organizations.models import Organization

from ..personas import PASSWORD, PERSONAS, SUBDISTRICT, UNIVERSITY, Persona
from .cast import Namer
from .places import (
    ACTORS,
    BODIES,
    COLLEGES,
    COMMUNITIES,
    GRADES,
    LOGISTICS,
    STUDENT_BRANCHES,
    Community,
    Compound,
)
from .world import World

OPENED = dt.date(2015, 9, 1)
NEEDED = ("计算机学院", "医学院")  # the personas' colleges exist at every scale


def found_all(world: World) -> None:
    """Everything that stands before the story begins."""
    namer = Namer(world.rng)
    _campus(world, namer)
    _district(world, namer)
    _personas(world)
    _fill_posts(world, namer)
    _bodies(world)


def _found(world: World, kind: str, side: str, name: str, parent: str = "", **fields: Any) -> Organization:
    above = world.organizations[parent] if parent else None
    made = world.do(
        found, by=SYSTEM, kind=kind, side=side, name=name, parent=above, opened_on=OPENED, **fields
    )
    world.organizations[name] = made
    world.people[name] = []
    return made


def _people(world: World, namer: Namer, organization: str, kind: str, number: int, age: str) -> None:
    """Put a roster in and let its people belong; nobody of them can sign in."""
    start = len(namer.taken)
    roster = [
        {"display_name": namer.name(age), "identifiers": {"number": f"D{start + line:06d}"}}
        for line in range(number)
    ]
    people = world.do(register_many, by=SYSTEM, people=roster)
    where, since = world.organizations[organization], world.today - dt.timedelta(days=400)
    world.do(affiliate_many, by=SYSTEM, people=people, organization=where, kind=kind, since=since)
    world.people[organization] += people


def _person(world: World, name: str, identifiers: dict[str, str], password: str | None = None) -> User:
    return world.do(register, by=SYSTEM, display_name=name, identifiers=identifiers, password=password)


def _belong(world: World, person: User, organization: str, kind: str) -> None:
    where = world.organizations[organization]
    since = world.today - dt.timedelta(days=400)
    world.do(affiliate, by=SYSTEM, person=person, organization=where, kind=kind, since=since)
    world.people[organization].append(person)


def _post(world: World, person: User, organization: str, post: str) -> None:
    where = world.organizations[organization]
    since = world.today - dt.timedelta(days=400)
    world.do(appoint, by=SYSTEM, person=person, organization=where, post=post, since=since)
    world.holders[organization, post] = person


# -------------------------------------------------------------------- campus


def _campus(world: World, namer: Namer) -> None:
    _found(world, "university_committee", "campus", UNIVERSITY, short_name="江州大学", phone="8800 1234")
    for college, good_at in COLLEGES[: world.scale.colleges]:
        _college(world, namer, college, good_at)
    logistics = "后勤党总支"
    _found(
        world,
        "logistics",
        "campus",
        logistics,
        UNIVERSITY,
        short_name="后勤",
        strengths=["水电维修", "食堂", "物业"],
    )
    for name in LOGISTICS:
        _found(world, "branch", "campus", name, logistics)
        _people(world, namer, name, "member", world.scale.teachers, "middle")


def _college(world: World, namer: Namer, college: str, good_at: str) -> None:
    above = f"{college}党总支"
    strengths = good_at.split("、")
    _found(world, "general_branch", "campus", above, UNIVERSITY, short_name=college, strengths=strengths)
    for branch in STUDENT_BRANCHES:
        name = f"{college}{branch}"
        _found(world, "branch", "campus", name, above, strengths=strengths, seeks_partners=branch[-5] == "二")
        staff = branch.startswith("教工")
        number = world.scale.teachers if staff else world.scale.members
        _people(world, namer, name, "member", number, "middle" if staff else "young")
    for grade in GRADES:
        name = f"{college}{grade}"
        _found(world, "class", "campus", name, above)
        _people(world, namer, name, "student", world.scale.students, "young")


# -------------------------------------------------------------------- district


def _district(world: World, namer: Namer) -> None:
    _found(world, "working_committee", "community", SUBDISTRICT, short_name="清源街道", phone="8811 0000")
    for community in COMMUNITIES[: world.scale.communities]:
        _community(world, namer, community)
    for kind, name, short, about in ACTORS:
        above = f"{short}社区党委" if short else SUBDISTRICT
        if above not in world.organizations:
            continue
        side = "enterprise" if kind in {"property_company", "deployed_unit"} else "community"
        side = "government" if kind == "department" else side
        _found(world, kind, side, name, above, about=about)
        _people(world, namer, name, "volunteer" if kind == "volunteer_team" else "staff", 5, "middle")
    _stand_ins(world)


def _community(world: World, namer: Namer, community: Community) -> None:
    name = community.name
    _found(
        world,
        "community_committee",
        "community",
        name,
        SUBDISTRICT,
        short_name=f"{community.short}社区",
        about=community.about,
        seeks_partners=True,
    )
    committee = f"{community.short}社区居民委员会"
    _found(world, "residents_committee", "community", committee, name)
    _people(world, namer, committee, "staff", 3, "middle")
    for compound in community.compounds:
        _place(world, name, compound)
    _people(world, namer, name, "resident", world.scale.residents * 2 // 3, "old")
    _people(world, namer, name, "resident", world.scale.residents // 3, "middle")


def _place(world: World, community: str, compound: Compound) -> None:
    facts: dict[str, Any] = {
        "kind": compound.kind,
        "address": compound.address,
        "management": compound.management,
    }
    if compound.households:
        facts |= {
            "households": compound.households,
            "elderly_percent": compound.elderly,
            "is_old": compound.old,
            "missing": list(compound.missing),
        }
    where = world.organizations[community]
    world.places[community, compound.name] = world.do(
        save_place, by=SYSTEM, organization=where, name=compound.name, **facts
    )


def _stand_ins(world: World) -> None:
    """Who stands in where there is no property management."""
    helpers = {"纺织厂宿舍": "后勤维修中心党支部", "砖瓦厂宿舍": "江州水务集团清源服务队"}
    for (community, name), place in list(world.places.items()):
        helper = world.organizations.get(helpers.get(name, ""))
        if helper is not None:
            where = world.organizations[community]
            world.do(save_place, by=SYSTEM, organization=where, name=name, place=place, stands_in=helper)


# -------------------------------------------------------------------- posts


def _personas(world: World) -> None:
    for persona in PERSONAS:
        kind = "phone" if persona.number.startswith("139") else "number"
        identifiers = {kind: persona.number, "email": persona.email}
        person = _person(world, persona.name, identifiers, PASSWORD)
        world.personas[persona.key] = person
        if persona.belongs:
            _belong(world, person, persona.place, persona.belongs)
        if persona.post:
            _post(world, person, persona.place, persona.post)
            _belong_too(world, person, persona)


def _belong_too(world: World, person: User, persona: Persona) -> None:
    """A secretary is a member of the branch as well; a unit's liaison its staff."""
    if persona.place.endswith("支部"):
        _belong(world, person, persona.place, "member")
    elif persona.post == "liaison":
        _belong(world, person, persona.place, "staff")


def _fill_posts(world: World, namer: Namer) -> None:
    """A secretary and a helper everywhere; posts of personas are taken already."""
    for name, organization in list(world.organizations.items()):
        kind = organization.kind
        if kind == "branch":
            _elect(world, name, "secretary", 0)
            _elect(world, name, "deputy_secretary", 1)
            _elect(world, name, "publicity_commissioner", 2)
        elif kind in {"general_branch", "logistics", "university_committee"}:
            _hire(world, namer, name, "secretary")
        elif kind == "community_committee":
            _hire(world, namer, name, "secretary")
            _hire(world, namer, name, "community_worker")
        elif kind in {"deployed_unit", "property_company", "owners_committee", "volunteer_team"}:
            _elect(world, name, "team_leader" if kind == "volunteer_team" else "secretary", 0)


def _elect(world: World, organization: str, post: str, number: int) -> None:
    """One of its own people takes the post."""
    if (organization, post) not in world.holders:
        _post(world, world.people[organization][number], organization, post)


def _hire(world: World, namer: Namer, organization: str, post: str) -> None:
    if (organization, post) not in world.holders:
        number = f"E{len(world.holders):06d}"
        person = _person(world, namer.name("middle"), {"number": number})
        _post(world, person, organization, post)


def _bodies(world: World) -> None:
    campus, district = world.organizations[UNIVERSITY], world.organizations[SUBDISTRICT]
    communities = [o for o in world.organizations.values() if o.kind == "community_committee"]
    colleges = [o for o in world.organizations.values() if o.kind in {"general_branch", "logistics"}]
    members = {
        "coordination_group": [campus, district],
        "enlarged_committee": [communities[0], *colleges[:2], world.organizations["绿城联合物业服务处"]],
        "working_group": [district, world.organizations["后勤党总支"], *communities[:3]],
        "joint_conference": [campus, district, *communities],
    }
    for kind, name in BODIES:
        rows = members[kind]
        world.do(form_body, by=SYSTEM, kind=kind, name=name, organizations=rows, convener=rows[0])
