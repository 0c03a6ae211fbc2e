"""The menus: by standing, only pages that exist, one entry current, two queries and one count."""

from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.notices.models import Notice
from gongjian.organizations.models import Affiliation
from gongjian.organizations.posts import Post
from gongjian.portal import navigation as menu
from gongjian.portal.queries.roles import Role, desk_of, desks_of
from tests.accounts.factories import make_user
from tests.organizations.factories import affiliate, appoint, make_subdistrict, make_university

pytestmark = pytest.mark.django_db


def request_of(user: Any, path: str = "/desk/", **session: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = user
    request.session = session  # type: ignore[assignment]
    return request


def keys(role: Role) -> list[str]:
    return " ".join(found for _label, found in menu.MENUS[role]).split()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.VISITOR])
def test_every_entry_of_every_menu_exists(role: Role) -> None:
    for key in [*keys(role), *menu.TABS[role].split()]:
        assert menu.link(key) is not None, f"{role}: {key}"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.VISITOR])
def test_a_phone_has_five_tabs_at_most(role: Role) -> None:
    tabs = menu.TABS[role].split()
    assert 3 <= len(tabs) <= 5
    assert sum(tab.endswith("*") for tab in tabs) <= 1


@pytest.mark.parametrize("role", list(menu.TABS))
def test_the_words_of_a_tab_fit_on_one_line_in_large_type(role: Role) -> None:
    words = [str(tab.label) for tab in menu.links(menu.TABS[role], short=menu.SHORT)]
    assert [each for each in words if len(each) > 4] == []


def test_an_entry_whose_page_does_not_exist_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(menu, "address_of", lambda name: "")
    assert menu.groups(Role.MEMBER, "/desk/") == []
    assert menu.links("home activities") == []


POSTS = [
    ("branch", Post.SECRETARY, Role.SECRETARY),
    ("branch", Post.PUBLICITY_COMMISSIONER, Role.SECRETARY),
    ("college", Post.SECRETARY, Role.COLLEGE),
    ("university", Post.ORGANIZATION_COMMISSIONER, Role.DEPARTMENT),
    ("university", Post.OPERATOR, Role.OPERATOR),
    ("university", Post.AUDITOR, Role.AUDITOR),
    ("subdistrict", Post.SECRETARY, Role.DEPARTMENT),
    ("community", Post.COMMUNITY_WORKER, Role.WORKER),
    ("community", Post.SECRETARY, Role.WORKER),
    ("branch", Post.JUDGE, Role.MEMBER),
]


@pytest.mark.parametrize(("place", "post", "role"), POSTS)
def test_the_desk_follows_from_the_post(place: str, post: str, role: Role) -> None:
    campus, district = make_university(), make_subdistrict()
    where = {
        "branch": campus.branch,
        "college": campus.college,
        "university": campus.root,
        "subdistrict": district.root,
        "community": district.community,
    }[place]
    assert desk_of(appoint("周明远", where, post)).role == role


def test_somebody_who_only_lives_here_is_a_resident() -> None:
    community = make_subdistrict().community
    assert desk_of(affiliate("吴秀兰", community, Affiliation.Kind.RESIDENT)).role == Role.RESIDENT
    assert desk_of(affiliate("林知夏", make_university().branch)).role == Role.MEMBER
    assert desk_of(make_user("谁也不是")).role == Role.MEMBER


def test_of_two_posts_in_one_place_the_desk_is_one() -> None:
    community = make_subdistrict().community
    person = appoint("赵敏", community, Post.COMMUNITY_WORKER)
    appoint(person, community, Post.LIAISON)
    assert [(desk.role, desk.organization) for desk in desks_of(person)] == [
        (Role.WORKER, community),
        (Role.MEMBER, None),
    ]


def test_the_chosen_desk_changes_the_menu_and_a_wrong_choice_does_not() -> None:
    campus = make_university()
    person = appoint(appoint("孙立群", campus.college), campus.branch)
    college, branch, own = desks_of(person)
    assert (college.role, branch.role, own.role) == (Role.COLLEGE, Role.SECRETARY, Role.MEMBER)
    for desk in (college, branch, own):
        assert menu.chosen_desk(request_of(person, portal_desk=desk.key)) == desk
    assert menu.chosen_desk(request_of(person, portal_desk="999999")) == college


CURRENT = [
    (Role.SECRETARY, "/desk/", "My desk"),
    (Role.SECRETARY, "/partnerships/12/", "Our partnerships"),
    (Role.SECRETARY, "/partnerships/needs/4/", "Needs"),
    (Role.SECRETARY, "/reviews/cycles/3/", "Projects"),
    (Role.SECRETARY, "/activities/7/desk/", "Our activities"),
    (Role.SECRETARY, "/activities/hours/", "Hours and proof"),
    (Role.WORKER, "/partnerships/needs/4/", "Needs to handle"),
    (Role.WORKER, "/reviews/needs/4/ask/", "Residents' answers"),
    (Role.MEMBER, "/activities/7/", "Activities"),
    (Role.RESIDENT, "/partnerships/needs/4/", "What I asked for"),
    (Role.DEPARTMENT, "/insights/organizations/1/", "Effect or form"),
    (Role.OPERATOR, "/feedback/3/", "Remarks to answer"),
    (Role.MEMBER, "/help/", None),
]


@pytest.mark.parametrize(("role", "path", "label"), CURRENT)
def test_one_entry_is_current(role: Role, path: str, label: str | None) -> None:
    from django.utils.translation import override

    with override("en"):
        shown = [each for group in menu.groups(role, path) for each in group.links if each.current]
        assert [str(each.label) for each in shown] == ([label] if label else [])
        assert sum(each.current for each in menu.links(menu.TABS[role], path)) <= 1


def test_a_visitor_costs_no_query(client: Client) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(reverse("portal:help"))
    assert len(queries) == 0


def test_the_menu_of_somebody_signed_in_costs_standing_and_one_count() -> None:
    person = appoint("周明远", make_university().branch)
    Notice.objects.create(to=person, kind="feedback.answered", facts={"receipt": "1"})
    person.__dict__.pop("_standing", None)
    with CaptureQueriesContext(connection) as queries:
        shown = menu.navigation(request_of(person))
        assert [str(group.label) for group in shown["nav"]]
        assert shown["unread"] == 1
    assert len(queries) == 3


def test_visitors_see_the_public_entries_only() -> None:
    from django.contrib.auth.models import AnonymousUser

    shown = menu.navigation(request_of(AnonymousUser(), "/"))
    assert set(shown) == {"site_nav"}
    assert [each.url for each in shown["site_nav"] if each.current] == ["/"]
