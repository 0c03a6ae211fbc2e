"""Who may change what, as one table per permission: actors × organisations, written from the specification."""

from types import SimpleNamespace as Names
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from gongjian.organizations.posts import Post, permission_to_fill
from tests.accounts.factories import make_user
from tests.organizations.factories import affiliate, appoint, make_subdistrict, make_university

pytestmark = pytest.mark.django_db
ACTORS = [
    "visitor", "member", "secretary", "deputy", "college", "orgdept", "worker", "subdistrict", "operator", "auditor",
    "counselor",
]  # fmt: skip


@pytest.fixture
def world() -> Any:
    campus, district = make_university(), make_subdistrict()
    people = {
        "visitor": AnonymousUser(),
        "member": affiliate("林知夏", campus.branch),
        "secretary": appoint("周明远", campus.branch),
        "deputy": appoint("何清", campus.branch, Post.DEPUTY_SECRETARY),
        "college": appoint("陈立新", campus.college),
        "orgdept": appoint("郑海燕", campus.root, Post.ORGANIZATION_COMMISSIONER),
        "worker": appoint("王秀兰", district.community, Post.COMMUNITY_WORKER),
        "subdistrict": appoint("冯卫东", district.root),
        "operator": appoint("吴工", campus.root, Post.OPERATOR),
        "auditor": appoint("沈审", campus.root, Post.AUDITOR),
        "counselor": appoint("方老师", campus.college, Post.COUNSELOR),
    }
    return Names(campus=campus, district=district, people=people)


def holders(world: Any, permission: str, organization: Any) -> set[str]:
    return {name for name in ACTORS if world.people[name].has_perm(permission, organization)}


# permission → who holds it over (the campus branch, the community, the university)
TABLE: dict[str, tuple[set[str], set[str], set[str]]] = {
    "organizations.view_organization": (
        set(ACTORS) - {"visitor"}, set(ACTORS) - {"visitor"}, set(ACTORS) - {"visitor"},
    ),
    "organizations.edit": (
        {"secretary", "deputy", "operator"}, set(), {"operator"},
    ),
    "organizations.move": ({"operator"}, set(), {"operator"}),
    "organizations.close": ({"college", "orgdept", "operator"}, {"subdistrict"}, {"operator"}),
    "organizations.found": (
        {"secretary", "college", "orgdept", "operator"}, {"subdistrict"}, {"orgdept", "operator"},
    ),
    "organizations.appoint": (
        {"secretary", "college", "orgdept", "operator"}, {"subdistrict"}, {"orgdept", "operator"},
    ),
    "organizations.appoint_leader": (
        {"college", "orgdept", "operator"}, {"subdistrict"}, {"operator"},
    ),
    "organizations.appoint_reserved": ({"operator"}, set(), {"operator"}),
    "organizations.affiliate": (
        {"secretary", "college", "orgdept", "operator"}, {"subdistrict"}, {"orgdept", "operator"},
    ),
    "organizations.receive": (
        {"secretary", "deputy", "college", "orgdept", "operator"}, {"worker", "subdistrict"}, {"orgdept", "operator"},
    ),
    "organizations.save_place": (
        {"secretary", "deputy", "operator"}, {"worker"}, {"operator"},
    ),
    "organizations.form_body": (
        {"secretary", "deputy", "operator"}, {"worker"}, {"orgdept", "operator"},
    ),
    "organizations.oversee": (
        {"secretary", "deputy", "college", "orgdept", "operator", "counselor"},
        {"worker", "subdistrict"},
        {"orgdept", "operator"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("permission", TABLE)
def test_who_may(permission: str, world: Any) -> None:
    places = (world.campus.branch, world.district.community, world.campus.root)
    assert tuple(holders(world, permission, place) for place in places) == TABLE[permission]


def test_only_an_operator_founds_a_new_tree(world: Any) -> None:
    assert holders(world, "organizations.found", None) == {"operator"}


@pytest.mark.parametrize(
    ("post", "permission"),
    [(post, "organizations.appoint_leader") for post in (Post.SECRETARY, Post.DEPUTY_SECRETARY)]
    + [(post, "organizations.appoint_reserved") for post in (Post.OPERATOR, Post.AUDITOR)]
    + [
        (post, "organizations.appoint")
        for post in Post.values
        if post not in {Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.OPERATOR, Post.AUDITOR}
    ],
)
def test_each_post_has_its_permission(post: str, permission: str) -> None:
    assert permission_to_fill(post) == permission


def test_nobody_without_a_post_holds_anything(world: Any) -> None:
    stranger = make_user("路人")
    held = [name for name in TABLE if stranger.has_perm(name, world.campus.branch)]
    assert held == ["organizations.view_organization"]
