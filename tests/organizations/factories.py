"""Trees, places, posts and belongings for tests: plain rows, no action and no audit entry."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from gongjian.accounts.models import User
from gongjian.organizations.models import Affiliation, Appointment, Organization, Place, Side
from gongjian.organizations.paths import step
from gongjian.organizations.posts import Post
from tests.accounts.factories import make_user

Kind = Organization.Kind
LONG_AGO = dt.date(2020, 1, 1)


def make_organization(
    name: str = "青云大学党委",
    *,
    kind: str = Kind.UNIVERSITY_COMMITTEE,
    side: str = "",
    parent: Organization | None = None,
    **fields: Any,
) -> Organization:
    """A node below `parent`, or the top of a new tree; open since 2020."""
    prefix = parent.path if parent else ""
    last = Organization.objects.filter(parent=parent).order_by("-path").values_list("path", flat=True).first()
    number = int(last[-4:], 36) + 1 if last else 1
    fields.setdefault("opened_on", LONG_AGO)
    side = side or (parent.side if parent else Side.CAMPUS)
    path = prefix + step(number)
    return Organization.objects.create(name=name, kind=kind, side=side, parent=parent, path=path, **fields)


@dataclass(frozen=True)
class University:
    """A committee, one college's general branch with two branches, and the branch of another college."""

    root: Organization
    college: Organization
    branch: Organization
    second: Organization
    other_college: Organization
    other_branch: Organization


def make_university(name: str = "青云大学") -> University:
    root = make_organization(f"{name}党委")
    college = make_organization("计算机学院党总支", kind=Kind.GENERAL_BRANCH, parent=root)
    branch = make_organization(
        "计算机本科生第三党支部", kind=Kind.BRANCH, parent=college, short_name="计本三"
    )
    second = make_organization(
        "计算机研究生第一党支部", kind=Kind.BRANCH, parent=college, short_name="计研一"
    )
    other_college = make_organization("护理学院党总支", kind=Kind.GENERAL_BRANCH, parent=root)
    other_branch = make_organization("护理本科生第一党支部", kind=Kind.BRANCH, parent=other_college)
    return University(root, college, branch, second, other_college, other_branch)


@dataclass(frozen=True)
class Subdistrict:
    """A working committee with two communities, each with a 小区; `old` is three-no."""

    root: Organization
    community: Organization
    other_community: Organization
    compound: Place
    old: Place
    other_compound: Place


def make_subdistrict(name: str = "清源街道") -> Subdistrict:
    root = make_organization(f"{name}党工委", kind=Kind.WORKING_COMMITTEE, side=Side.COMMUNITY)
    community = make_organization(
        "梧桐苑社区党委", kind=Kind.COMMUNITY_COMMITTEE, parent=root, short_name="梧桐苑"
    )
    other = make_organization("河沿社区党委", kind=Kind.COMMUNITY_COMMITTEE, parent=root, short_name="河沿")
    compound = make_place(community, "梧桐苑一期", management=Place.Management.PROPERTY, households=820)
    old = make_place(community, "纺织厂宿舍", management=Place.Management.NONE, is_old=True, households=126)
    return Subdistrict(root, community, other, compound, old, make_place(other, "河沿新村"))


def make_place(organization: Organization, name: str = "梧桐苑一期", **fields: Any) -> Place:
    return Place.objects.create(organization=organization, name=name, **fields)


def appoint(
    person: User | str,
    organization: Organization,
    post: str = Post.SECRETARY,
    *,
    since: dt.date = LONG_AGO,
    **fields: Any,
) -> User:
    """Give a post to a person (made when only a name is given); returns the person, with no standing cached."""
    user = make_user(person) if isinstance(person, str) else person
    Appointment.objects.create(person=user, organization=organization, post=post, since=since, **fields)
    user.__dict__.pop("_standing", None)
    return user


def affiliate(
    person: User | str,
    organization: Organization,
    kind: str = Affiliation.Kind.MEMBER,
    *,
    since: dt.date = LONG_AGO,
    **fields: Any,
) -> User:
    """Let a person belong (made when only a name is given); returns the person, with no standing cached."""
    user = make_user(person) if isinstance(person, str) else person
    Affiliation.objects.create(person=user, organization=organization, kind=kind, since=since, **fields)
    user.__dict__.pop("_standing", None)
    return user
