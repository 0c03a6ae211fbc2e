"""A small world in which every state of every object exists once, for the access tables.

`world.people["worker"]` is a role's person, `world.at("need", "open")` an object; both are plain rows.
The campus branch and the community work together; `other_*` belongs to a branch of another college and to another
community, and nobody of our side may reach what of it is not public (state "other").
"""

from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from gongjian.accounts.models import User
from gongjian.organizations.models import Affiliation, Appointment, JointBody, JointMembership, Organization
from gongjian.organizations.posts import Post
from tests.accounts.factories import make_user
from tests.organizations.factories import affiliate, appoint, make_subdistrict, make_university

from . import donations, funds, loop, minors, papers, stock, teams, ways

PASSWORD = "correct horse battery staple"


@dataclass
class World:
    """Who and what there is. Objects are kept by (kind, state); `org` holds the organisations by their part."""

    people: dict[str, User] = field(default_factory=dict)
    org: dict[str, Organization] = field(default_factory=dict)
    objects: dict[tuple[str, str], Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)  # codes that are stored as hashes only

    def keep(self, kind: str, state: str, obj: Any) -> Any:
        self.objects[kind, state] = obj
        return obj

    def at(self, kind: str, state: str) -> Any:
        """The object; a wrong name raises KeyError with the states there are."""
        try:
            return self.objects[kind, state]
        except KeyError:
            known = sorted(s for k, s in self.objects if k == kind)
            raise KeyError(f"no {kind}.{state}; there are {known or 'none of this kind'}") from None

    def value(self, text: Any) -> Any:
        """ "@need.open" is that object's key, "@need.open.receipt" an attribute, "@text.receipt_code" a code."""
        if not isinstance(text, str) or not text.startswith("@"):
            return text
        kind, state, *attributes = text[1:].split(".")
        if kind == "text":
            return self.texts[state]
        found = self.at(kind, state)
        for name in attributes or ["pk"]:
            found = getattr(found, name)
        return found


def build() -> World:
    """The whole world; the order matters, since later rows need earlier ones."""
    world = World()
    _organizations(world)
    _people(world)
    loop.fill(world)
    papers.fill(world)
    stock.fill(world)
    minors.fill(world)
    teams.fill(world)
    donations.fill(world)
    ways.fill(world)
    funds.fill(world)
    return world


def _organizations(world: World) -> None:
    campus, district = make_university(), make_subdistrict()
    world.org = {
        "university": campus.root,
        "college": campus.college,
        "branch": campus.branch,
        "sister_branch": campus.second,
        "other_college": campus.other_college,
        "other_branch": campus.other_branch,
        "subdistrict": district.root,
        "community": district.community,
        "other_community": district.other_community,
    }
    for name, organization in world.org.items():
        world.keep("organization", name, organization)
    world.keep("organization", "other", campus.other_branch)
    world.keep("place", "compound", district.compound)
    world.keep("place", "three_no", district.old)
    world.keep("place", "other", district.other_compound)
    body = JointBody.objects.create(kind=JointBody.Kind.COORDINATION_GROUP, name="党建工作协调小组")
    JointMembership.objects.create(body=body, organization=campus.root, convenes=True)
    JointMembership.objects.create(body=body, organization=district.root)
    world.keep("joint_body", "formed", body)
    other = JointBody.objects.create(kind=JointBody.Kind.WORKING_GROUP, name="护理工作小组")
    JointMembership.objects.create(body=other, organization=campus.other_college, convenes=True)
    JointMembership.objects.create(body=other, organization=district.other_community)
    world.keep("joint_body", "other", other)


POSTS = {
    "secretary": ("branch", Post.SECRETARY, "周明远"),
    "other_secretary": ("other_branch", Post.SECRETARY, "何清"),
    "worker": ("community", Post.COMMUNITY_WORKER, "王秀兰"),
    "other_worker": ("other_community", Post.COMMUNITY_WORKER, "赵淑芬"),
    "community_secretary": ("community", Post.SECRETARY, "李建国"),
    "other_community_secretary": ("other_community", Post.SECRETARY, "孙桂英"),
    "college": ("college", Post.SECRETARY, "陈立新"),
    "orgdept": ("university", Post.ORGANIZATION_COMMISSIONER, "郑海燕"),
    "subdistrict": ("subdistrict", Post.SECRETARY, "冯卫东"),
    "operator": ("university", Post.OPERATOR, "吴工"),
    "auditor": ("university", Post.AUDITOR, "沈审"),
}
BELONGS = {
    "student": ("branch", Affiliation.Kind.MEMBER, "林知夏"),
    "classmate": ("branch", Affiliation.Kind.MEMBER, "许一鸣"),
    "outsider": ("other_branch", Affiliation.Kind.STUDENT, "高小满"),
    "resident": ("community", Affiliation.Kind.RESIDENT, "张桂芳"),
    "neighbour": ("community", Affiliation.Kind.RESIDENT, "刘老伯"),
}


def _people(world: World) -> None:
    """Every role's person signs in with the number 90001, 90002, … and PASSWORD."""
    for number, (role, (place, post, name)) in enumerate(POSTS.items(), start=90001):
        person = make_user(name, password=PASSWORD, number=str(number))
        world.people[role] = appoint(person, world.org[place], post)
    for number, (role, (place, kind, name)) in enumerate(BELONGS.items(), start=90101):
        person = make_user(name, password=PASSWORD, number=str(number), email=f"{role}@example.org")
        world.people[role] = affiliate(person, world.org[place], kind)
    affiliate(world.people["secretary"], world.org["branch"])
    for role, person in world.people.items():
        world.keep("user", role, person)
    world.keep("user", "other", world.people["outsider"])
    _accounts(world)


def _accounts(world: World) -> None:
    """The appointments behind the posts, two signed-in devices and two passkeys."""
    for role in POSTS:
        world.keep("appointment", role, Appointment.objects.get(person=world.people[role]))
    world.keep("appointment", "other", world.at("appointment", "other_secretary"))
    for state, role in {"student": "student", "other": "outsider"}.items():
        session = UserSession(
            user=world.people[role], ip="192.0.2.7", user_agent="Firefox/1", session_key=f"s-{role}"
        )
        session.save()
        world.keep("session", state, session)
    for state, role in {"classmate": "classmate", "other": "outsider"}.items():
        key = Authenticator(user=world.people[role], type=Authenticator.Type.WEBAUTHN, data={"name": "手机"})
        key.save()
        world.keep("passkey", state, key)
