"""Under age: no seat without a guardian's consent, none where danger is possible, none alone below the figure."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from gongjian.accounts.models import User
from gongjian.activities import actions, queries
from gongjian.activities.models import GuardianConsent, SignUp
from gongjian.audit.models import Entry
from gongjian.core.clock import today
from gongjian.core.errors import Refused
from tests.activities.factories import Pair, make_activity, open_shift
from tests.bad_input import Case, check
from tests.organizations.factories import affiliate

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def years_ahead(years: int) -> dt.date:
    return today() + dt.timedelta(days=365 * years + 30)


def minor(pair: Pair, *, adult_in: int = 2, name: str = "小明") -> User:
    person = affiliate(name, pair.community, "resident")
    person.adult_on = years_ahead(adult_in)
    person.save()
    return person


def paper(pair: Pair, person: User, **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "organization": pair.community, "person": person, "adult_on": years_ahead(2), "relation": "mother",
        "guardian_name": "王芳", "guardian_phone": "13900001111", "given_on": today(), "scope": "参加社区志愿服务",
        "until": today() + 60 * DAY,
    }  # fmt: skip
    return {**given, **changes}


def test_the_age_on_a_day() -> None:
    person = User(adult_on=dt.date(2027, 5, 1))
    assert queries.age_on(person, dt.date(2026, 11, 22)) == 17
    assert queries.age_on(person, dt.date(2026, 4, 30)) == 16
    assert queries.age_on(person, dt.date(2026, 5, 1)) == 17
    assert queries.age_on(person, dt.date(2027, 5, 1)) is None
    assert queries.age_on(User(), today()) is None


def test_no_seat_without_consent_and_a_seat_with_it(pair: Pair) -> None:
    child = minor(pair)
    shift = open_shift(make_activity(pair.branch, pair.community))
    with pytest.raises(Refused, match="监护人同意"):
        actions.sign_up(by=child, shift=shift)
    assert SignUp.objects.count() == 0
    actions.record_consent(by=pair.worker, **paper(pair, child))
    child.refresh_from_db()
    assert actions.sign_up(by=child, shift=open_shift(shift.activity)).state == "confirmed"


def test_consent_covers_the_day_of_the_shift(pair: Pair) -> None:
    child = minor(pair)
    actions.record_consent(by=pair.worker, **paper(pair, child, until=today()))
    with pytest.raises(Refused):
        actions.sign_up(by=child, shift=open_shift(make_activity(pair.branch, pair.community)))


def test_danger_is_for_adults_whatever_the_guardian_says(pair: Pair) -> None:
    child = minor(pair)
    actions.record_consent(by=pair.worker, **paper(pair, child))
    shift = open_shift(make_activity(pair.branch, pair.community, is_dangerous=True, insurance="P-1"))
    with pytest.raises(Refused, match="18"):
        actions.sign_up(by=child, shift=shift, of_age=True)


def test_below_the_figure_a_child_is_signed_up_by_others_only(pair: Pair) -> None:
    child, adult = minor(pair, adult_in=6), affiliate("许一鸣", pair.branch)
    affiliate(child, pair.branch, "student")
    actions.record_consent(by=pair.worker, **paper(pair, child, adult_on=years_ahead(6)))
    shift = open_shift(make_activity(pair.branch, pair.community, group_size=3))
    with pytest.raises(Refused, match="14"):
        actions.sign_up(by=child, shift=shift)
    assert len(actions.sign_up_group(by=adult, shift=shift, people=[child, adult])) == 2


def test_a_group_with_a_minor_without_consent_gets_no_place(pair: Pair) -> None:
    adult = affiliate("许一鸣", pair.branch)
    child = affiliate(minor(pair), pair.branch, "student")
    shift = open_shift(make_activity(pair.branch, pair.community, group_size=3))
    with pytest.raises(Refused):
        actions.sign_up_group(by=adult, shift=shift, people=[child, adult])
    assert SignUp.objects.count() == 0


def test_withdrawn_consent_gives_the_seats_to_come_back(pair: Pair) -> None:
    child = minor(pair)
    consent = actions.record_consent(by=pair.worker, **paper(pair, child))
    child.refresh_from_db()
    shift = open_shift(make_activity(pair.branch, pair.community))
    seat = actions.sign_up(by=child, shift=shift)
    actions.withdraw_consent(by=pair.worker, consent=consent)
    actions.withdraw_consent(by=pair.worker, consent=consent)
    seat.refresh_from_db()
    shift.refresh_from_db()
    assert (seat.state, shift.taken) == ("cancelled", 0)


def test_the_guardian_is_ciphertext_and_each_look_is_logged(pair: Pair) -> None:
    consent = actions.record_consent(by=pair.worker, **paper(pair, minor(pair)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT guardian_name, guardian_phone FROM activities_guardianconsent")
        assert "王芳" not in "".join(cursor.fetchone())
    assert actions.show_guardian(by=pair.worker, consent=consent, reason="活动当天找不到孩子") == (
        "王芳",
        "13900001111",
    )
    assert Entry.objects.filter(verb="activities.guardian_shown").count() == 1
    with pytest.raises(PermissionDenied):
        actions.show_guardian(by=pair.stranger, consent=consent, reason="看看")


def test_nobody_writes_down_a_consent_for_strangers_or_for_themselves(pair: Pair) -> None:
    child = minor(pair)
    with pytest.raises(PermissionDenied):
        actions.record_consent(by=child, **paper(pair, child))
    with pytest.raises(PermissionDenied):
        actions.record_consent(by=pair.stranger, **paper(pair, child))
    with pytest.raises(IntegrityError), transaction.atomic():
        GuardianConsent.objects.create(
            person=child, organization=pair.community, relation="mother", guardian_name="王", guardian_phone="1",
            given_on=today(), scope="x", until=today(), recorded_by=child,
        )  # fmt: skip


def test_the_same_paper_twice_is_one_row_and_no_consent_outlives_childhood(pair: Pair) -> None:
    child = minor(pair)
    first = actions.record_consent(by=pair.worker, **paper(pair, child))
    assert actions.record_consent(by=pair.worker, **paper(pair, child)).pk == first.pk
    with pytest.raises(ValidationError):
        actions.record_consent(by=pair.worker, **paper(pair, child, until=years_ahead(3)))


def typed(pair: Pair, **changes: Any) -> dict[str, Any]:
    return {**paper(pair, User()), "organization": pair.community.pk, "person": "小明", **changes}


BAD = [
    ("nobody", {"person": "查无此人"}, "没有叫这个名字的人"),
    ("an adult", {"adult_on": today()}, "不需要监护人同意"),
    ("no phone", {"guardian_phone": "妈妈"}, "电话号码"),
    ("tomorrow", {"given_on": today() + DAY}, "还没到"),
    ("beyond childhood", {"until": years_ahead(3)}, "到成年之日"),
    ("for nothing", {"scope": " "}, "请填写"),
]


@pytest.mark.parametrize(("kind", "changes", "message"), BAD, ids=[row[0] for row in BAD])
def test_bad_papers(pair: Pair, kind: str, changes: dict[str, Any], message: str) -> None:
    minor(pair)
    client = Client()
    client.force_login(pair.worker)
    check(client, reverse("activities:consents"), Case(kind, typed(pair, **changes), message))


def test_a_look_without_a_reason(pair: Pair) -> None:
    consent = actions.record_consent(by=pair.worker, **paper(pair, minor(pair)))
    client = Client()
    client.force_login(pair.worker)
    for reason, message in ((" ", "请填写"), ("看", "简单写明"), ("长" * 201, "200"), ("看\x00看", "字符")):
        check(
            client,
            reverse("activities:guardian", args=[consent.pk]),
            Case("why", {"reason": reason}, message),
        )


def test_the_list_costs_the_same_at_one_and_three(
    pair: Pair, django_assert_max_num_queries: object, client: Client
) -> None:
    client.force_login(pair.worker)
    costs = []
    for number in range(3):
        child = minor(pair, name=f"孩子{number}")
        actions.record_consent(by=pair.worker, **paper(pair, child))
        client.get(reverse("activities:consents"))
        with django_assert_max_num_queries(40) as counted:  # type: ignore[operator]
            assert client.get(reverse("activities:consents")).status_code == 200
        costs.append(len(counted))
    assert costs[0] == costs[2]
