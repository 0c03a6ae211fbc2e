"""Pages of trees, directory, places and management: what is shown to whom, in a fixed number of questions."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.core.access import SYSTEM
from gongjian.organizations import actions, queries
from gongjian.organizations.models import Appointment, JointBody, Organization, Place
from gongjian.organizations.posts import Post
from tests.accounts.factories import make_user
from tests.organizations.factories import (
    Kind,
    affiliate,
    appoint,
    make_organization,
    make_place,
    make_subdistrict,
    make_university,
)

pytestmark = pytest.mark.django_db


def page(response: Any) -> str:
    return unescape(response.content.decode())


def url(name: str, *args: Any) -> str:
    return reverse(f"organizations:{name}", args=args)


def asked(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries_asked:
        assert client.get(address).status_code == 200
    return len(queries_asked)


# ------------------------------------------------------------------ public


def test_index_shows_the_roots_and_detail_leads_down_and_up(client: Client) -> None:
    campus, place = make_university(), make_subdistrict()
    roots = page(client.get(url("index")))
    assert (campus.root.name in roots, place.root.name in roots, campus.college.name in roots) == (
        True,
        True,
        False,
    )
    shown = page(client.get(url("detail", campus.college.pk)))
    assert (campus.root.name in shown, campus.branch.name in shown) == (True, True)
    assert url("detail", campus.branch.pk) in shown


def test_closed_organizations_leave_the_lists_but_not_their_page(client: Client) -> None:
    campus = make_university()
    actions.close(by=SYSTEM, organization=campus.branch, reason="毕业")
    assert campus.branch.name not in page(client.get(url("detail", campus.college.pk)))
    assert "已于" in page(client.get(url("detail", campus.branch.pk)))


def test_names_of_office_holders_are_for_members_and_those_above(client: Client) -> None:
    campus = make_university()
    appoint("周明远", campus.branch)
    address = url("detail", campus.branch.pk)
    assert "周明远" not in page(client.get(address))
    for person, sees in [
        (affiliate("林知夏", campus.branch), True),
        (appoint("陈立新", campus.college), True),
        (affiliate("高小满", campus.other_branch), False),
        (make_user("路人"), False),
    ]:
        client.force_login(person)
        assert ("周明远" in page(client.get(address))) is sees, person


def test_three_no_page_says_who_stands_in(client: Client) -> None:
    campus, place = make_university(), make_subdistrict()
    actions.save_place(
        by=SYSTEM,
        organization=place.community,
        name=place.old.name,
        stands_in=campus.branch,
        changed="灯亮了",
    )
    make_place(place.other_community, "铁路二村", management=Place.Management.NONE, households=100)
    answer = client.get(url("three_no"))
    assert answer.context["sums"] == {"number": 2, "households": 226, "helped": 1, "looking": 1}
    shown = page(answer)
    assert all(words in shown for words in ("灯亮了", "计本三", "铁路二村", "还在找人"))
    assert place.compound.name not in shown


def test_place_and_body_pages(client: Client) -> None:
    campus, place = make_university(), make_subdistrict()
    assert "820" in page(client.get(url("place", place.compound.pk)))
    body = actions.form_body(
        by=SYSTEM,
        kind=JointBody.Kind.JOINT_CONFERENCE,
        name="联席会议",
        organizations=[place.root],
        convener=campus.root,
    )
    shown = page(client.get(url("body", body.pk)))
    assert (campus.root.name in shown, place.root.name in shown) == (True, True)


def test_hostile_text_is_shown_as_text(client: Client) -> None:
    campus = make_university()
    evil = "<script>alert(1)</script>"
    actions.edit(
        by=SYSTEM, organization=campus.branch, about=evil, strengths=[evil[:20]], seeks_partners=True
    )
    assert "<script>alert" not in client.get(url("detail", campus.branch.pk)).content.decode()


@pytest.mark.parametrize(
    "name", ["detail", "place", "body", "manage", "edit", "appoint", "end_appointment", "edit_place"]
)
def test_what_does_not_exist_is_not_found(client: Client, name: str) -> None:
    client.force_login(appoint("周明远", make_university().branch))
    assert client.get(url(name, 999_999)).status_code == 404


# ------------------------------------------------------------------ the same questions for one row and for three


def test_lists_ask_the_same_number_of_questions(client: Client) -> None:
    campus, place = make_university(), make_subdistrict()
    secretary = appoint("冯卫东", place.root)
    client.force_login(secretary)
    lists = [
        url("index"), url("three_no"), url("detail", place.root.pk),
        url("manage", place.root.pk),
    ]  # fmt: skip
    actions.form_body(
        by=SYSTEM, kind="working_group", name="小组0", organizations=[campus.root], convener=place.root
    )
    for address in lists:
        client.get(address)
    before = [asked(client, address) for address in lists]
    for number in range(1, 4):
        root = make_organization(f"大学{number}")
        more = make_organization(f"社区{number}", kind=Kind.COMMUNITY_COMMITTEE, parent=place.root)
        make_place(more, f"小区{number}", management=Place.Management.NONE, stands_in=campus.branch)
        appoint(f"委员{number}", place.root, Post.LIAISON)
        affiliate(f"居民{number}", more, "resident")
        actions.form_body(
            by=SYSTEM, kind="working_group", name=f"小组{number}", organizations=[root], convener=place.root
        )
    assert [asked(client, address) for address in lists] == before


# ------------------------------------------------------------------ keeping an organisation in order


def test_mine_leads_to_the_only_one_or_lists_them(client: Client) -> None:
    campus = make_university()
    secretary = appoint("周明远", campus.branch)
    client.force_login(secretary)
    assert client.get(url("mine"))["Location"] == url("manage", campus.branch.pk)
    appoint(secretary, campus.second, Post.LIAISON)
    assert campus.second.name in page(client.get(url("mine")))
    client.force_login(make_user())
    assert "您没有职务" in page(client.get(url("mine")))


def test_manage_is_for_those_who_oversee(client: Client) -> None:
    campus = make_university()
    address = url("manage", campus.branch.pk)
    for person, status in [
        (appoint("周明远", campus.branch), 200),
        (appoint("陈立新", campus.college), 200),
        (appoint("吴工", campus.root, Post.OPERATOR), 200),
        (appoint("何清", campus.other_branch), 404),
        (affiliate("林知夏", campus.branch), 404),
    ]:
        client.force_login(person)
        assert client.get(address).status_code == status, person


def test_manage_counts_who_belongs_here_and_below(client: Client) -> None:
    campus = make_university()
    for number in range(3):
        affiliate(f"学生{number}", campus.branch, "student")
    affiliate(affiliate("双", campus.branch), campus.second)
    college = appoint("陈立新", campus.college)
    assert queries.belonging(college, campus.college) == [("党员", 1), ("学生", 3)]
    assert queries.belonging(make_user(), campus.college) == []


def test_buttons_never_lie(client: Client) -> None:
    campus = make_university()
    row = Appointment.objects.get(person=appoint("何清", campus.branch, Post.LIAISON))
    buttons = [
        url("edit", campus.branch.pk), url("appoint", campus.branch.pk), url("add_place", campus.branch.pk),
        url("end_appointment", row.pk), url("found", campus.branch.pk), url("add_person", campus.branch.pk),
        url("close", campus.branch.pk),
    ]  # fmt: skip
    for post in (Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.PUBLICITY_COMMISSIONER, Post.OPERATOR):
        client.force_login(appoint(f"持有{post}", campus.branch, post))
        shown = page(client.get(url("manage", campus.branch.pk)))
        for address in buttons:
            assert (address in shown) is (client.get(address).status_code == 200), (post, address)


def test_edit_by_the_form(client: Client) -> None:
    campus = make_university()
    client.force_login(appoint("周明远", campus.branch))
    typed = {
        "short_name": "计本三",
        "about": "二十三人",
        "strengths": "手机教学，急救",
        "seeks_partners": "on",
        "phone": "",
    }
    assert client.post(url("edit", campus.branch.pk), typed)["Location"] == url("manage", campus.branch.pk)
    saved = Organization.objects.get(pk=campus.branch.pk)
    assert (saved.about, saved.strengths, saved.seeks_partners) == ("二十三人", ["手机教学", "急救"], True)
    assert "手机教学，急救" in page(client.get(url("edit", campus.branch.pk)))


def test_appoint_by_the_form_and_end_again(client: Client) -> None:
    campus = make_university()
    affiliate(make_user("何清", number="2023002"), campus.branch)
    client.force_login(appoint("周明远", campus.branch))
    typed = {"who": "2023002", "post": "liaison", "since": "2026-04-16", "until": ""}
    done = client.post(url("appoint", campus.branch.pk), typed, follow=True)
    assert "何清已任职，并已通知本人" in page(done)
    row = Appointment.objects.get(post="liaison")
    again = client.post(url("appoint", campus.branch.pk), typed)
    assert (again.status_code, "何清已经担任这个职务" in page(again)) == (409, True)
    ended = client.post(url("end_appointment", row.pk), {"on": ""}, follow=True)
    assert "已记录，并已通知本人" in page(ended)
    twice = client.post(url("end_appointment", row.pk), {"on": ""})
    assert (twice.status_code, "这项任职已经结束" in page(twice)) == (409, True)


def test_places_by_the_form(client: Client) -> None:
    place = make_subdistrict()
    client.force_login(appoint("王秀兰", place.community, Post.COMMUNITY_WORKER))
    typed = {
        "name": "铁路二村",
        "kind": "compound",
        "management": "none",
        "households": "186",
        "missing": "门岗，路灯",
    }
    done = client.post(url("add_place", place.community.pk), typed)
    saved = Place.objects.get(name="铁路二村")
    assert (done["Location"], saved.missing, saved.is_three_no) == (
        url("place", saved.pk),
        ["门岗", "路灯"],
        True,
    )
    changed = {**typed, "name": "铁路新村", "stands_in": place.community.pk, "changed": "有人管了"}
    client.post(url("edit_place", saved.pk), changed)
    saved.refresh_from_db()
    assert (saved.name, saved.stands_in, saved.changed) == ("铁路新村", place.community, "有人管了")


def test_the_place_of_another_community_is_out_of_reach(client: Client) -> None:
    place = make_subdistrict()
    client.force_login(appoint("王秀兰", place.community, Post.COMMUNITY_WORKER))
    typed = {"name": "抢过来", "kind": "compound", "management": "none"}
    assert client.get(url("edit_place", place.other_compound.pk)).status_code == 404
    assert client.post(url("edit_place", place.other_compound.pk), typed).status_code == 404
    assert client.post(url("add_place", place.other_community.pk), typed).status_code == 404
    assert not Place.objects.filter(name="抢过来").exists()


PAGES = ["index", "three_no", "mine"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("mode", ["", "?mode=elder", "?theme=dark"])
def test_every_page_has_one_heading_and_at_most_one_main_button(client: Client, name: str, mode: str) -> None:
    make_university()
    make_subdistrict()
    client.force_login(make_user())
    shown = page(client.get(url(name) + mode))
    assert (shown.count("<h1"), shown.count("btn-primary") <= 1) == (1, True)


def test_invariants_see_a_child_that_lost_its_parent() -> None:
    campus = make_university()
    Organization.objects.filter(pk=campus.branch.pk).update(path="00010009")
    assert list(queries.invariants()) == [
        f"organization {campus.branch.pk}: its path 00010009 does not continue its parent's"
    ]


def test_invariants_see_a_post_that_outlives_its_organization() -> None:
    campus = make_university()
    person = appoint("周明远", campus.branch)
    Organization.objects.filter(pk=campus.branch.pk).update(closed_on="2026-01-01")
    row = Appointment.objects.get(person=person)
    assert list(queries.invariants()) == [
        f"appointment {row.pk}: outlives its organization {campus.branch.pk}"
    ]
