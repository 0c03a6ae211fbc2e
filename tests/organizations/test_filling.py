"""Filling an installation by hand: organisations below, people, and closing what is over."""

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.accounts.models import Identifier, User
from gongjian.accounts.queries import person_by_identifier
from gongjian.audit.models import Entry
from gongjian.core.clock import today
from gongjian.notices.models import Notice
from gongjian.organizations.models import Affiliation, Appointment, Organization
from gongjian.organizations.posts import Post
from tests.accounts.factories import make_user
from tests.organizations.factories import (
    affiliate,
    appoint,
    make_organization,
    make_subdistrict,
    make_university,
)

pytestmark = pytest.mark.django_db
PERSON = {"display_name": "何清", "number": "2026001", "phone": "13800000001", "kind": "member"}


def page(response: Any) -> str:
    return unescape(response.content.decode())


def url(name: str, *args: Any) -> str:
    return reverse(f"organizations:{name}", args=args)


def typed(**changed: str) -> dict[str, str]:
    return {**PERSON, "since": str(today()), **changed}


def test_found_below_on_the_same_side(client: Client) -> None:
    place = make_subdistrict()
    client.force_login(appoint("冯卫东", place.root))
    assert url("found", place.root.pk) in page(client.get(url("manage", place.root.pk)))
    new = {"kind": "community_committee", "name": "东湖社区党委", "short_name": "东湖"}
    done = client.post(url("found", place.root.pk), new)
    made = Organization.objects.get(name="东湖社区党委")
    assert done["Location"] == url("manage", made.pk)
    assert (made.parent, made.side, made.label) == (place.root, place.root.side, "东湖")
    assert "“东湖社区党委”已成立" in page(client.get(done["Location"]))
    assert client.post(url("found", place.root.pk), new).status_code == 422


def test_nothing_is_founded_below_what_is_closed(client: Client) -> None:
    campus = make_university()
    client.force_login(appoint("陈立新", campus.college))
    Organization.objects.filter(pk=campus.branch.pk).update(closed_on=today())
    assert url("found", campus.branch.pk) not in page(client.get(url("manage", campus.branch.pk)))
    answer = client.post(url("found", campus.branch.pk), {"kind": "group", "name": "第一党小组"})
    assert (answer.status_code, Organization.objects.filter(name="第一党小组").exists()) == (409, False)


def test_add_somebody_new_who_can_then_be_appointed(client: Client) -> None:
    campus = make_university()
    client.force_login(appoint("周明远", campus.branch))
    done = client.post(url("add_person", campus.branch.pk), typed(), follow=True)
    assert "何清 已加入本组织" in page(done)
    person = person_by_identifier("2026001")
    assert person == person_by_identifier("13800000001")
    assert Affiliation.objects.get(person=person).organization == campus.branch
    post = {"who": "2026001", "post": "liaison", "since": str(today())}
    assert client.post(url("appoint", campus.branch.pk), post).status_code == 302
    assert Appointment.objects.get(person=person).post == Post.LIAISON


def test_identifiers_stay_out_of_addresses_and_of_the_log(client: Client) -> None:
    campus = make_university()
    client.force_login(appoint("周明远", campus.branch))
    done = client.post(url("add_person", campus.branch.pk), typed(email="heqing@example.org"))
    log = str(list(Entry.objects.values()))
    for value in ("2026001", "13800000001", "heqing@example.org"):
        assert (value in done["Location"], value in log) == (False, False)


def test_somebody_who_is_there_is_found_and_gets_no_new_identifier(client: Client) -> None:
    campus, place = make_university(), make_subdistrict()
    known = affiliate(
        make_user("何清", number="2026001", email="he@example.org"), place.community, "resident"
    )
    client.force_login(appoint("周明远", campus.branch))
    address = url("add_person", campus.branch.pk)
    assert client.post(address, typed()).status_code == 409, "a phone that is not on file proves nothing"
    done = page(client.post(address, typed(phone=""), follow=True))
    assert ("何清 已加入本组织" in done, "he@example.org" in done, place.community.name in done) == (
        True,
        False,
        False,
    )
    assert Affiliation.objects.filter(person=known, organization=campus.branch).exists()
    assert Identifier.objects.filter(user=known).count() == 2


def test_twice_changes_nothing_and_says_so(client: Client) -> None:
    campus = make_university()
    client.force_login(appoint("周明远", campus.branch))
    address = url("add_person", campus.branch.pk)
    client.post(address, typed())
    before = (User.objects.count(), Affiliation.objects.count(), Entry.objects.count())
    again = client.post(address, typed())
    assert (again.status_code, "何清 已在本组织，没有改动" in page(again)) == (409, True)
    assert (User.objects.count(), Affiliation.objects.count(), Entry.objects.count()) == before
    assert client.post(address, typed(kind="student")).status_code == 302


def test_a_refused_day_leaves_no_half_added_person(client: Client) -> None:
    campus = make_university()
    client.force_login(appoint("周明远", campus.branch))
    answer = client.post(url("add_person", campus.branch.pk), typed(since="2001-01-01"))
    assert (answer.status_code, person_by_identifier("2026001")) == (409, None)


def test_close_ends_posts_and_tells_their_holders(client: Client) -> None:
    campus = make_university()
    secretary = appoint("周明远", campus.branch)
    member = affiliate("林知夏", campus.branch)
    client.force_login(appoint("陈立新", campus.college))
    asked = page(client.get(url("close", campus.branch.pk)))
    assert (campus.branch.name in asked, "不可恢复" in asked) == (True, True)
    done = client.post(url("close", campus.branch.pk), {"reason": "毕业"}, follow=True)
    assert ("已撤销" in page(done), done.redirect_chain[0][0]) == (True, url("detail", campus.branch.pk))
    campus.branch.refresh_from_db()
    assert campus.branch.closed_on == today()
    assert Appointment.objects.get(person=secretary).ended_at
    assert Affiliation.objects.get(person=member).until == today()
    assert Notice.objects.filter(to=secretary).count() == 1
    again = client.post(url("close", campus.branch.pk), {"reason": "毕业"})
    assert (again.status_code, "已经" in page(again)) == (409, True)


def test_close_waits_for_what_is_below(client: Client) -> None:
    campus = make_university()
    make_organization("第一党小组", kind="group", parent=campus.branch)
    client.force_login(appoint("陈立新", campus.college))
    answer = client.post(url("close", campus.branch.pk), {"reason": "毕业"})
    campus.branch.refresh_from_db()
    assert (answer.status_code, campus.branch.closed_on) == (409, None)
