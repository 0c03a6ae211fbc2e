"""Asking, deciding and spending: who may, once only, and the sums that the database keeps."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from gongjian.core.clock import today
from gongjian.core.errors import Refused
from gongjian.funds import actions, queries
from gongjian.funds.models import Expense, Request
from gongjian.notices.models import Notice
from tests.organizations.factories import appoint

from .factories import make_house, make_request

pytestmark = pytest.mark.django_db
BILL = {"what": "放大镜", "fen": 12_000, "receipt": "0412-88"}


def test_a_request_asks_for_the_sum_of_its_lines_once() -> None:
    house = make_house()
    given = {
        "title": "物料",
        "purpose": "课堂",
        "lines": [("打印", 20_050), ("放大镜", 30_000)],
        "once": "a" * 32,
    }
    asked = actions.ask(by=house.secretary, organization=house.university.branch, **given)
    assert actions.ask(by=house.secretary, organization=house.university.branch, **given) == asked
    assert (asked.asked_fen, asked.granter) == (50_050, house.university.college)
    assert list(Notice.objects.values_list("to", flat=True)) == [house.dean.pk]
    with pytest.raises(PermissionDenied):
        actions.ask(by=house.helper, organization=house.university.branch, **given)
    with pytest.raises(PermissionDenied):
        actions.ask(by=house.secretary, organization=house.university.second, **given)


def test_a_part_is_granted_with_a_reason_and_once() -> None:
    house = make_house()
    asked = make_request(house)
    for fen in (0, 50_001):
        with pytest.raises(ValidationError):
            actions.grant(by=house.dean, request=asked, fen=fen, reason="先办起来")
    with pytest.raises(ValidationError):
        actions.grant(by=house.dean, request=asked, fen=31_200, reason=" ")
    found = actions.grant(by=house.dean, request=asked, fen=31_200, reason="先办起来")
    assert (found.state, found.left_fen, found.decided_name) == ("granted", 31_200, "孙立群")
    for act in (
        lambda: actions.grant(by=house.dean, request=asked, fen=1, reason="再改"),
        lambda: actions.decline(by=house.dean, request=asked, reason="不批"),
        lambda: actions.withdraw(by=house.secretary, request=asked),
    ):
        with pytest.raises(Refused):
            act()


def test_nobody_grants_to_themselves_or_from_elsewhere() -> None:
    house = make_house()
    asked = make_request(house)
    both = appoint(house.secretary, house.university.college, "deputy_secretary")
    other = appoint("何清", house.university.other_college)
    for person in (both, other, house.helper):
        with pytest.raises(PermissionDenied):
            actions.grant(by=person, request=asked, fen=1, reason="好")


def test_no_more_is_spent_than_was_granted() -> None:
    house = make_house()
    asked = make_request(house, granted=31_200)
    day = {"on": today()}
    first = actions.note_expense(by=house.helper, request=asked, **BILL, **day)
    assert actions.note_expense(by=house.secretary, request=asked, **BILL, **day) == first
    with pytest.raises(Refused):  # the same receipt with another amount
        actions.note_expense(by=house.helper, request=asked, **{**BILL, "fen": 1}, **day)
    with pytest.raises(Refused):
        actions.note_expense(
            by=house.helper, request=asked, what="投影", fen=19_201, receipt="0412-89", **day
        )
    actions.note_expense(by=house.helper, request=asked, what="打印", fen=19_200, receipt="0412-90", **day)
    asked.refresh_from_db()
    assert (asked.spent_fen, asked.left_fen) == (31_200, 0)
    assert list(queries.invariants()) == []


def test_what_was_noted_wrongly_is_struck_out_and_no_longer_counts() -> None:
    house = make_house()
    asked = make_request(house, granted=31_200)
    row = actions.note_expense(by=house.helper, request=asked, **BILL, on=today())
    for _time in range(2):
        actions.strike_expense(by=house.secretary, expense=row, reason="记在别的项目里")
    asked.refresh_from_db()
    assert (asked.spent_fen, Expense.objects.get().struck_reason) == (0, "记在别的项目里")
    actions.note_expense(by=house.helper, request=asked, **BILL, on=today())
    assert list(queries.invariants()) == []


def test_nothing_is_spent_of_what_was_not_granted() -> None:
    house = make_house()
    with pytest.raises(Refused):
        actions.note_expense(by=house.helper, request=make_request(house), **BILL, on=today())


@pytest.mark.parametrize(
    "wrong", [{"spent_fen": 40_000}, {"granted_fen": 60_000}, {"reason": ""}, {"state": "asked"}], ids=str
)
def test_the_database_itself_keeps_the_sums(wrong: dict[str, object]) -> None:
    asked = make_request(make_house(), granted=31_200)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=asked.pk).update(**wrong)


def test_both_see_the_balance_and_nobody_else() -> None:
    house = make_house()
    make_request(house, granted=31_200)
    for person in (house.secretary, house.helper, house.dean):
        assert queries.balance_of(person).left == 31_200
    stranger = appoint("何清", house.university.other_branch)
    assert queries.balance_of(stranger).left == 0
    assert not queries.requests_of(stranger).exists()
