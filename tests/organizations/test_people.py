"""Posts and belongings: who gets them, for how long, and that powers end when they end."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from gongjian.accounts.models import User
from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM, standing
from gongjian.core.clock import at, moved_to, today
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.organizations import actions, queries
from gongjian.organizations.models import Affiliation, Appointment, JointBody, Organization, Place, Tell, Verb
from gongjian.organizations.posts import GRANTS, Post, Power
from tests.accounts.factories import make_user
from tests.organizations.factories import (
    affiliate,
    appoint,
    make_organization,
    make_subdistrict,
    make_university,
)
from tests.races import together

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 4, 16)
ONE = dt.timedelta(days=1)


def fresh(person: User) -> User:
    """The same person as the next request sees them."""
    return User.objects.get(pk=person.pk)


def give(person: User, organization: Organization, post: str = Post.SECRETARY, **rest: Any) -> Appointment:
    return actions.appoint(by=SYSTEM, person=person, organization=organization, post=post, **rest)


# ------------------------------------------------------------------ appointing


def test_appoint_gives_powers_tells_and_records() -> None:
    campus, person = make_university(), make_user("周明远")
    row = give(person, campus.branch)
    assert {power for power in Power if standing(fresh(person)).can(power, campus.branch)} == {
        Power.SEE, Power.LEAD, Power.ARRANGE, Power.SERVE, Power.PRIVATE, Power.APPOINT,
    }  # fmt: skip
    notice = Notice.objects.get(to=person)
    assert (notice.kind, str(notice)) == (Tell.APPOINTED, f"您现在是{campus.branch.name}的书记。")
    entry = Entry.objects.get(verb=Verb.APPOINTED)
    assert entry.facts == {"person": person.pk, "organization": campus.branch.pk, "post": "secretary"}
    assert row.since == today()


@pytest.mark.parametrize("post", Post.values)
def test_every_post_gives_exactly_what_the_table_says(post: str) -> None:
    campus = make_university()
    held = standing(appoint(make_user(), campus.college, post))
    own = {power for power in Power if held.can(power, campus.college)}
    below = {power for power in Power if held.can(power, campus.branch)}
    elsewhere = {
        power for power in Power if held.can(power, campus.root) or held.can(power, campus.other_branch)
    }
    assert (own, below, elsewhere) == (set(GRANTS[post].own), set(GRANTS[post].below), set())


def test_nobody_appoints_themself() -> None:
    campus = make_university()
    college = appoint("陈立新", campus.college)
    with pytest.raises(PermissionDenied):
        actions.appoint(by=college, person=college, organization=campus.branch, post=Post.SECRETARY)
    assert Appointment.objects.count() == 1


def test_a_secretary_fills_posts_but_not_the_leading_ones() -> None:
    campus = make_university()
    secretary, person = appoint("周明远", campus.branch), make_user("何清")
    row = actions.appoint(by=secretary, person=person, organization=campus.branch, post=Post.LIAISON)
    assert row.organization == campus.branch
    for post in (Post.DEPUTY_SECRETARY, Post.SECRETARY, Post.AUDITOR, Post.OPERATOR):
        with pytest.raises(PermissionDenied):
            actions.appoint(by=secretary, person=person, organization=campus.branch, post=post)
    with pytest.raises(PermissionDenied):
        actions.appoint(by=secretary, person=person, organization=campus.other_branch, post=Post.LIAISON)


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ((0, None), (0, None), True),
        ((0, None), (400, None), True),
        ((0, 100), (100, None), True),
        ((0, 100), (50, 60), True),
        ((50, 60), (0, 100), True),
        ((50, None), (0, 50), True),
        ((0, 100), (101, None), False),
        ((50, None), (0, 49), False),
        ((101, 200), (0, 100), False),
    ],
)
def test_two_secretaries_of_the_same_period(first: Any, second: Any, refused: bool) -> None:
    def days(period: Any) -> dict[str, Any]:
        since, until = period
        return {"since": DAY + since * ONE, "until": DAY + until * ONE if until is not None else None}

    campus = make_university()
    give(make_user("周明远"), campus.branch, **days(first))
    if not refused:
        give(make_user("何清"), campus.branch, **days(second))
        assert list(queries.invariants()) == []
        return
    with pytest.raises(Refused, match="这段时间的书记是周明远"):
        give(make_user("何清"), campus.branch, **days(second))
    assert Appointment.objects.count() == 1


def test_the_database_itself_refuses_a_second_open_secretary() -> None:
    campus = make_university()
    appoint("周明远", campus.branch)
    with pytest.raises(IntegrityError), transaction.atomic():
        appoint("何清", campus.branch)


def test_several_deputies_are_fine_but_one_person_holds_a_post_once() -> None:
    campus, person = make_university(), make_user("周明远")
    give(person, campus.branch, Post.LIAISON)
    give(make_user("何清"), campus.branch, Post.LIAISON)
    with pytest.raises(Refused, match="周明远已经担任"):
        give(person, campus.branch, Post.LIAISON)


@pytest.mark.parametrize(
    ("since", "until", "kind", "words"),
    [
        (DAY - ONE, None, Refused, "成立于 2026-04-16"),
        (DAY, DAY - ONE, ValidationError, "结束日期不能早于"),
        (DAY, None, Refused, "将于 2027-04-16 撤销"),
        (DAY, dt.date(2027, 4, 17), Refused, "将于 2027-04-16 撤销"),
        (dt.date(2027, 4, 16), dt.date(2027, 4, 16), Refused, "将于 2027-04-16 撤销"),
    ],
)
def test_appointments_stay_within_the_life_of_the_organization(
    since: dt.date, until: Any, kind: Any, words: str
) -> None:
    organization = make_organization(opened_on=DAY, closed_on=dt.date(2027, 4, 16))
    with moved_to(at(DAY, 9)), pytest.raises(kind, match=words):
        give(make_user(), organization, Post.LIAISON, since=since, until=until)
    assert Appointment.objects.count() == 0


def test_closed_accounts_get_no_post() -> None:
    with pytest.raises(Refused, match="已经注销"):
        give(make_user(is_active=False), make_university().branch)


def test_operator_and_auditor_are_never_one_person() -> None:
    campus, person = make_university(), make_user("吴工")
    give(person, campus.root, Post.OPERATOR)
    with pytest.raises(Refused, match="互相监督"):
        give(person, campus.branch, Post.AUDITOR)


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_appointed_at_once() -> None:
    campus = make_university()
    people = [make_user(f"候选人{number}") for number in range(5)]
    answers = together([lambda person=person: give(person, campus.branch) for person in people])  # type: ignore[misc]
    assert sorted(type(answer).__name__ for answer in answers) == ["Appointment"] + ["Refused"] * 4
    assert Appointment.objects.count() == 1


# ------------------------------------------------------------------ ending


def test_powers_hold_through_the_last_day_and_end_with_it() -> None:
    campus, person = make_university(), make_user("周明远")
    with moved_to(at(DAY, 9)):
        give(person, campus.branch, since=DAY, until=DAY + 30 * ONE)
    for day, hour, holds in [(-1, 12, False), (0, 0, True), (30, 23, True), (31, 0, False), (400, 12, False)]:
        with moved_to(at(DAY + day * ONE, hour, 30)):
            assert fresh(person).has_perm("organizations.edit", campus.branch) is holds, (day, hour)
            assert (person in queries.people_with(Power.LEAD, campus.branch)) is holds


def test_ended_now_means_now() -> None:
    campus, person = make_university(), make_user("周明远")
    with moved_to(at(DAY, 9)):
        row = give(person, campus.branch)
    with moved_to(at(DAY, 10)):
        assert fresh(person).has_perm("organizations.edit", campus.branch)
        actions.end_appointment(by=SYSTEM, appointment=row)
        assert not fresh(person).has_perm("organizations.edit", campus.branch)
        successor = give(make_user("何清"), campus.branch)
        assert successor.since == DAY
    assert [notice.kind for notice in Notice.objects.filter(to=person).order_by("pk")] == [
        Tell.APPOINTED,
        Tell.APPOINTMENT_ENDED,
    ]
    assert list(queries.invariants()) == []


def test_ended_on_a_day_to_come_leaves_the_powers_until_then() -> None:
    campus, person = make_university(), make_user("周明远")
    with moved_to(at(DAY, 9)):
        actions.end_appointment(by=SYSTEM, appointment=give(person, campus.branch), on=DAY + 7 * ONE)
        assert fresh(person).has_perm("organizations.edit", campus.branch)
        give(make_user("何清"), campus.branch, since=DAY + 8 * ONE)
    with moved_to(at(DAY + 8 * ONE, 9)):
        assert not fresh(person).has_perm("organizations.edit", campus.branch)


def test_ending_twice_or_in_the_past_is_refused() -> None:
    campus = make_university()
    row = give(make_user("周明远"), campus.branch)
    with pytest.raises(ValidationError):
        actions.end_appointment(by=SYSTEM, appointment=row, on=today() - ONE)
    actions.end_appointment(by=SYSTEM, appointment=row)
    with pytest.raises(Refused, match="已经结束"):
        actions.end_appointment(by=SYSTEM, appointment=row)
    assert Entry.objects.filter(verb=Verb.APPOINTMENT_ENDED).count() == 1


def test_ending_takes_the_permission_of_the_post() -> None:
    campus = make_university()
    secretary = appoint("周明远", campus.branch)
    liaison, deputy = (
        appoint("何清", campus.branch, Post.LIAISON),
        appoint("方一", campus.branch, Post.DEPUTY_SECRETARY),
    )
    actions.end_appointment(by=secretary, appointment=Appointment.objects.get(person=liaison))
    with pytest.raises(PermissionDenied):
        actions.end_appointment(by=secretary, appointment=Appointment.objects.get(person=deputy))
    with pytest.raises(PermissionDenied):
        actions.end_appointment(by=deputy, appointment=Appointment.objects.get(person=secretary))


def test_powers_of_a_closed_organization_are_gone() -> None:
    campus = make_university()
    secretary = appoint("周明远", campus.branch)
    Organization.objects.filter(pk=campus.branch.pk).update(closed_on=today())
    assert not any(standing(fresh(secretary)).holds(power) for power in Power)


def test_a_person_who_is_shut_out_has_no_standing() -> None:
    secretary = appoint("周明远", make_university().branch)
    secretary.is_active = False
    assert standing(secretary) == queries.Standing()


# ------------------------------------------------------------------ belonging


def test_affiliate_once_however_often() -> None:
    campus, person = make_university(), make_user("林知夏")
    secretary = appoint("周明远", campus.branch)
    rows = [
        actions.affiliate(by=secretary, person=person, organization=campus.branch, kind="member")
        for _n in range(2)
    ]
    assert (rows[0], Affiliation.objects.count()) == (rows[1], 1)
    assert Entry.objects.filter(verb=Verb.AFFILIATED).count() == 1
    assert standing(fresh(person)).belongs_to(campus.college)
    assert not any(standing(fresh(person)).holds(power) for power in Power)


def test_workers_take_residents_in_but_not_members() -> None:
    place = make_subdistrict()
    worker = appoint("王秀兰", place.community, Post.COMMUNITY_WORKER)
    person = make_user("张桂芳")
    row = actions.affiliate(by=worker, person=person, organization=place.community, kind="resident")
    assert row.kind == "resident"
    with pytest.raises(PermissionDenied):
        actions.affiliate(by=worker, person=person, organization=place.community, kind="member")
    with pytest.raises(PermissionDenied):
        actions.affiliate(by=worker, person=person, organization=place.other_community, kind="resident")
    with pytest.raises(ValueError, match="king"):
        actions.affiliate(by=worker, person=person, organization=place.community, kind="king")


def test_end_affiliation() -> None:
    campus = make_university()
    person = affiliate("林知夏", campus.branch)
    row = Affiliation.objects.get(person=person)
    with pytest.raises(ValidationError):
        actions.end_affiliation(by=SYSTEM, affiliation=row, on=row.since - ONE)
    actions.end_affiliation(by=SYSTEM, affiliation=row, on=today() - ONE)
    assert not standing(fresh(person)).belongs_to(campus.branch)
    with pytest.raises(Refused):
        actions.end_affiliation(by=SYSTEM, affiliation=row)


def test_affiliate_many_writes_a_roster_once(django_assert_max_num_queries: Any) -> None:
    campus = make_university()
    people = [make_user(f"学生{number}") for number in range(30)]
    with django_assert_max_num_queries(10):
        first = actions.affiliate_many(by=SYSTEM, people=people, organization=campus.branch, kind="student")
    again = actions.affiliate_many(by=SYSTEM, people=people, organization=campus.branch, kind="student")
    assert ([row.pk for row in again], Affiliation.objects.count()) == ([row.pk for row in first], 30)
    assert Entry.objects.filter(verb=Verb.AFFILIATED).count() == 1


# ------------------------------------------------------------------ places and joint bodies


def test_save_place_by_name_and_by_row() -> None:
    place = make_subdistrict()
    worker = appoint("王秀兰", place.community, Post.COMMUNITY_WORKER)
    saved = actions.save_place(by=worker, organization=place.community, name="铁路二村", households=186)
    same = actions.save_place(by=worker, organization=place.community, name="铁路二村", households=186)
    renamed = actions.save_place(by=worker, organization=place.community, place=saved, name="铁路新村")
    assert (same.pk, renamed.pk, renamed.households) == (saved.pk, saved.pk, 186)
    assert Entry.objects.filter(verb=Verb.PLACE_SAVED).count() == 2
    with pytest.raises(PermissionDenied):
        actions.save_place(by=worker, organization=place.other_community, name="别处")
    with pytest.raises(ValueError, match="another organisation"):
        actions.save_place(by=SYSTEM, organization=place.community, place=place.other_compound, name="抢过来")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": " "}, "name"),
        ({"elderly_percent": 101}, "__all__"),
        ({"households": -1}, "households"),
        ({"management": "magic"}, "management"),
        ({"name": "梧桐苑一期"}, "__all__"),
    ],
)
def test_bad_places_are_refused(fields: dict[str, Any], wrong: str) -> None:
    place = make_subdistrict()
    with pytest.raises(ValidationError) as refusal:
        actions.save_place(
            by=SYSTEM, organization=place.community, place=place.old, **{"name": "旧名", **fields}
        )
    assert list(refusal.value.error_dict) == [wrong]
    assert Place.objects.get(pk=place.old.pk).name == "纺织厂宿舍"


def test_form_body_tells_those_who_lead_the_others() -> None:
    campus, place = make_university(), make_subdistrict()
    leader, other = appoint("方书记", campus.root), appoint("冯卫东", place.root)
    body = actions.form_body(
        by=leader,
        kind=JointBody.Kind.COORDINATION_GROUP,
        name="党建工作协调小组",
        organizations=[place.root, campus.root],
        convener=campus.root,
    )
    seats = {(seat.organization_id, seat.convenes) for seat in body.memberships.all()}
    assert seats == {(campus.root.pk, True), (place.root.pk, False)}
    assert [notice.to for notice in Notice.objects.all()] == [other]
    kind = JointBody.Kind.WORKING_GROUP
    with pytest.raises(Refused, match="至少要有两个"):
        actions.form_body(by=leader, kind=kind, name="独角戏", organizations=[], convener=campus.root)
    with pytest.raises(ValidationError):
        actions.form_body(
            by=leader, kind=kind, name="党建工作协调小组", organizations=[place.root], convener=campus.root
        )
    with pytest.raises(PermissionDenied):
        actions.form_body(
            by=other, kind=kind, name="别家的", organizations=[place.root], convener=campus.root
        )
    assert JointBody.objects.count() == 1
