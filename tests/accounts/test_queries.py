"""Finding people, and what they may read about themselves."""

from typing import Any

import pytest
from django.http import Http404

from gongjian.accounts import actions, queries
from gongjian.accounts.models import Identifier, Verb
from gongjian.core.access import SYSTEM
from gongjian.organizations.posts import Post
from tests.accounts.factories import make_user
from tests.organizations.factories import affiliate, appoint, make_subdistrict

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    [
        "13800002207",
        "+86 138 0000 2207",
        "138-0000-2207",
        "2023001",
        " 2023001 ",
        "lin@example.org",
        "LIN@Example.ORG",
    ],
)
def test_found_by_every_identifier(typed: str, django_assert_num_queries: Any) -> None:
    person = make_user(phone="13800002207", number="2023001", email="lin@example.org")
    with django_assert_num_queries(1):
        assert queries.person_by_identifier(typed) == person


@pytest.mark.parametrize(
    "typed", ["", " ", "2023002", "nobody@example.org", "\x00", "😀", "' OR 1=1 --", "1" * 5000]
)
def test_nobody_is_found_by_anything_else(typed: str) -> None:
    make_user(phone="13800002207", number="2023001", email="lin@example.org")
    assert queries.person_by_identifier(typed) is None


def test_a_number_that_looks_like_a_phone_never_means_two_people() -> None:
    by_phone, by_number = make_user("甲", phone="13800002207"), make_user("乙", number="13800002207")
    assert queries.person_by_identifier("13800002207") == by_phone
    by_phone.identifiers.all().delete()
    assert queries.person_by_identifier("13800002207") == by_number


def test_closed_accounts_are_not_found() -> None:
    make_user(number="2023001", is_active=False)
    assert queries.person_by_identifier("2023001") is None


def test_email_addresses_are_those_that_are_verified() -> None:
    one, two = make_user(email="one@example.org"), make_user(email="two@example.org")
    make_user(phone="13800002207")
    two.identifiers.update(verified_at=None)
    assert queries.email_addresses([one.pk, two.pk, 999]) == {one.pk: "one@example.org"}


def test_codes_go_by_email_first_then_by_phone() -> None:
    both = make_user(phone="13800002207", email="one@example.org")
    assert queries.code_goes_to(both).kind == "email"  # type: ignore[union-attr]
    both.identifiers.filter(kind="email").update(verified_at=None)
    assert queries.code_goes_to(both).kind == "phone"  # type: ignore[union-attr]
    assert queries.code_goes_to(make_user(number="2023001")) is None


def test_what_is_stored_is_masked_and_complete() -> None:
    place = make_subdistrict()
    person = make_user("林知夏", phone="13800002207", number="2023001", email="lin@example.org")
    appoint(affiliate(person, place.community, "resident"), place.community, Post.LIAISON)
    person = actions.change_settings(by=person, skills=["急救", "电工"])
    rows = {(row.what, row.value) for row in queries.stored_about(person)}
    assert rows == {
        ("您的姓名", "林知夏"),
        ("手机号", "138****2207"),
        ("学号或工号", "20****01"),
        ("邮箱", "l***@example.org"),
        ("特长", "2 项"),
        ("居民", place.community.name),
        ("联络员", place.community.name),
    }


def test_security_log_is_ones_own() -> None:
    person, other = make_user(), make_user("别人")
    for subject in (person, other):
        actions.note(by=SYSTEM, verb=Verb.SIGN_IN_FAILED, person=subject)
    assert [row.subject_id for row in queries.security_log_of(person)] == [str(person.pk)]
    assert [row.subject_id for row in queries.security_log_of(other)] == [str(other.pk)]


def test_only_people_one_serves_can_be_revealed() -> None:
    place = make_subdistrict()
    resident = affiliate("张桂芳", place.community, "resident")
    worker = appoint("王秀兰", place.community, Post.COMMUNITY_WORKER)
    stranger = appoint("赵淑芬", place.other_community, Post.COMMUNITY_WORKER)
    assert queries.person_to_reveal(worker, resident.pk) == resident
    for user, pk in ((stranger, resident.pk), (worker, worker.pk), (worker, 0)):
        with pytest.raises(Http404):
            queries.person_to_reveal(user, pk)


def test_invariants_name_what_is_broken() -> None:
    person = make_user(number="2023001")
    assert list(queries.invariants()) == []
    Identifier.objects.update(digest="0" * 64)
    person.is_active = False
    person.save()
    assert list(queries.invariants()) == [
        f"identifier {person.identifiers.get().pk}: the hash does not fit the value",
        f"user {person.pk}: closed, but can still be found by an identifier",
    ]
