"""Who may do what with accounts: actors × persons, written from the specification."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from gongjian.organizations.posts import Post
from tests.accounts.factories import make_user
from tests.organizations.factories import affiliate, appoint, make_subdistrict, make_university

pytestmark = pytest.mark.django_db
ACTORS = [
    "visitor",
    "resident",
    "other",
    "worker",
    "other_worker",
    "secretary",
    "subdistrict",
    "operator",
    "auditor",
]


@pytest.fixture
def people() -> dict[str, Any]:
    campus, place = make_university(), make_subdistrict()
    return {
        "visitor": AnonymousUser(),
        "resident": affiliate("张桂芳", place.community, "resident"),
        "other": make_user("路人"),
        "worker": appoint("王秀兰", place.community, Post.COMMUNITY_WORKER),
        "other_worker": appoint("赵淑芬", place.other_community, Post.COMMUNITY_WORKER),
        "secretary": appoint("周明远", campus.branch),
        "subdistrict": appoint("冯卫东", place.root),
        "operator": appoint("吴工", campus.root, Post.OPERATOR),
        "auditor": appoint("沈审", campus.root, Post.AUDITOR),
    }


# permission → who holds it over the resident's account
OVER_RESIDENT = {
    "accounts.view_user": {"resident"},
    "accounts.claim": set(),  # it is claimed already
    "accounts.set_password": {"resident"},
    "accounts.change_settings": {"resident"},
    "accounts.close": {"resident"},
    "accounts.reveal": {"worker"},  # the subdistrict sees the community, but not private fields
    "accounts.note": {"resident"},
}


@pytest.mark.parametrize("permission", OVER_RESIDENT)
def test_over_somebody(permission: str, people: dict[str, Any]) -> None:
    resident = people["resident"]
    assert {name for name in ACTORS if people[name].has_perm(permission, resident)} == OVER_RESIDENT[
        permission
    ]


def test_who_puts_people_on_rosters(people: dict[str, Any]) -> None:
    held = {name for name in ACTORS if people[name].has_perm("accounts.register")}
    assert held == {"secretary", "subdistrict", "operator"}


def test_only_the_unclaimed_claim() -> None:
    person = make_user(claimed=False)
    assert person.has_perm("accounts.claim", person)
    assert not person.has_perm("accounts.claim", make_user("别人", claimed=False))


def test_a_closed_account_may_nothing(people: dict[str, Any]) -> None:
    closed = people["worker"]
    closed.is_active = False
    assert [name for name in OVER_RESIDENT if closed.has_perm(name, closed)] == []


def test_an_unknown_permission_is_an_error() -> None:
    person = make_user()
    with pytest.raises(KeyError):
        person.has_perm("accounts.fly", person)
