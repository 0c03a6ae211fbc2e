"""What a process remembers of a person's powers never outlives a change, whoever wrote it."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from gongjian.accounts.models import User
from gongjian.accounts.sign_in import IdentifierBackend
from gongjian.core.access import standing
from gongjian.core.clock import today
from gongjian.organizations.models import Affiliation, Appointment, Organization
from gongjian.organizations.posts import Post, Power
from gongjian.organizations.queries import Standing
from tests.accounts.factories import make_user
from tests.organizations.factories import make_organization

pytestmark = pytest.mark.django_db


def as_in_a_request(person: User) -> Standing:
    """The standing of the person as the middleware reads them."""
    found = IdentifierBackend().get_user(person.pk)
    assert found is not None
    held: Standing = standing(found)
    return held


def appoint(person: User, organization: Organization) -> Appointment:
    return Appointment.objects.create(
        person=person, organization=organization, post=Post.SECRETARY, since=today() - dt.timedelta(days=30)
    )


@pytest.fixture
def person() -> User:
    return make_user("林知夏")


@pytest.fixture
def branch() -> Organization:
    return make_organization("计算机学院本科生第三党支部")


def test_the_second_request_costs_no_query_for_it(person: User, branch: Organization) -> None:
    appoint(person, branch)
    assert as_in_a_request(person).can(Power.ARRANGE, branch)
    found = IdentifierBackend().get_user(person.pk)
    with CaptureQueriesContext(connection) as asked:
        assert standing(found).can(Power.ARRANGE, branch)
    assert len(asked) == 0


def end_by_row(post: Appointment) -> None:
    post.until = today() - dt.timedelta(days=1)
    post.save()


def end_by_statement(post: Appointment) -> None:
    Appointment.objects.filter(pk=post.pk).update(until=today() - dt.timedelta(days=1))


def end_by_sql(post: Appointment) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM organizations_appointment WHERE id = %s", [post.pk])


def close_the_organization(post: Appointment) -> None:
    Organization.objects.filter(pk=post.organization_id).update(closed_on=today())


def give_it_to_somebody_else(post: Appointment) -> None:
    Appointment.objects.filter(pk=post.pk).update(person=make_user("何清"))


@pytest.mark.parametrize(
    "change",
    [end_by_row, end_by_statement, end_by_sql, close_the_organization, give_it_to_somebody_else],
)
def test_a_power_is_gone_with_the_next_request(
    person: User, branch: Organization, change: Callable[[Appointment], None]
) -> None:
    post = appoint(person, branch)
    assert as_in_a_request(person).can(Power.ARRANGE, branch)
    change(post)
    assert not as_in_a_request(person).can(Power.ARRANGE, branch)


def test_a_new_power_is_there_with_the_next_request(person: User, branch: Organization) -> None:
    assert not as_in_a_request(person).can(Power.ARRANGE, branch)
    appoint(person, branch)
    assert as_in_a_request(person).can(Power.ARRANGE, branch)


def test_a_moved_organization_takes_its_people_along(person: User, branch: Organization) -> None:
    Affiliation.objects.bulk_create(
        [Affiliation(person=person, organization=branch, kind="member", since=today())]
    )
    assert as_in_a_request(person).belongs_to(branch)
    Organization.objects.filter(pk=branch.pk).update(path="zzzz")
    branch.refresh_from_db()
    assert as_in_a_request(person).belongs_to(branch)


def test_saving_a_person_read_long_ago_brings_no_old_version_back(person: User, branch: Organization) -> None:
    old = User.objects.get(pk=person.pk)
    post = appoint(person, branch)
    held = User.objects.get(pk=person.pk).standing_version
    assert held != old.standing_version
    old.display_name = "林知秋"
    old.save()
    assert User.objects.get(pk=person.pk).standing_version == held
    assert as_in_a_request(person).can(Power.ARRANGE, branch)
    end_by_row(post)
    old.save()
    assert not as_in_a_request(person).can(Power.ARRANGE, branch)


def test_what_was_rolled_back_is_not_remembered(person: User, branch: Organization) -> None:
    with transaction.atomic():
        appoint(person, branch)
        assert as_in_a_request(person).can(Power.ARRANGE, branch)
        transaction.set_rollback(True)
    assert not as_in_a_request(person).can(Power.ARRANGE, branch)
    Affiliation.objects.create(person=person, organization=branch, kind="member", since=today())
    assert not as_in_a_request(person).can(Power.ARRANGE, branch)
