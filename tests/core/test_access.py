"""Actors and capabilities."""

import pytest
from django.core import signing
from django.core.exceptions import PermissionDenied

from gongjian.core.access import SYSTEM, Guest, require, standing, subject_key
from gongjian.organizations.posts import Post, Power
from tests.accounts.factories import make_user
from tests.organizations.factories import appoint, make_university

pytestmark = pytest.mark.django_db


def test_a_guest_may_do_one_act_on_one_subject():
    person, other = make_user(), make_user()
    guest = Guest.holding("accounts.greet", person, capability="receipt:1")
    assert guest.has_perm("accounts.greet", person)
    assert not guest.has_perm("accounts.greet", other)
    assert not guest.has_perm("accounts.close", person)
    assert not guest.has_perm("accounts.greet", None)


def test_a_capability_survives_the_journey_and_no_change():
    guest = Guest.holding("accounts.greet", make_user(), capability="receipt:1")
    assert Guest.from_token(guest.token) == guest
    with pytest.raises(signing.BadSignature):
        Guest.from_token(guest.token[:-1] + ("A" if guest.token[-1] != "A" else "B"))


def test_a_capability_ends():
    token = Guest.holding("accounts.greet", make_user()).token
    with pytest.raises(signing.SignatureExpired):
        Guest.from_token(token, max_age=-1)


def test_require_refuses_with_the_name_of_the_permission():
    person = make_user()
    with pytest.raises(PermissionDenied, match=r"accounts\.greet"):
        require(Guest.holding("accounts.other", person), "accounts.greet", person)
    require(SYSTEM, "accounts.greet", person)


def test_an_unknown_permission_is_an_error_not_a_no():
    with pytest.raises(KeyError):
        make_user().has_perm("accounts.no_such_rule")


def test_a_closed_account_holds_nothing():
    university = make_university()
    person = make_user()
    appoint(person, university.branch, Post.SECRETARY)
    assert standing(type(person).objects.get(pk=person.pk)).can(Power.LEAD, university.branch)
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    closed = type(person).objects.get(pk=person.pk)
    assert not standing(closed).can(Power.LEAD, university.branch)


def test_standing_is_read_once_per_person(django_assert_num_queries):
    person = make_user()
    with django_assert_num_queries(2):
        standing(person)
        standing(person)


def test_a_row_is_named_by_model_and_key():
    person = make_user()
    assert subject_key(person) == f"accounts.user:{person.pk}"
