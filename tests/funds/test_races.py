"""At the same moment, on both databases: grants and the last yuan."""

import pytest

from gongjian.core.clock import today
from gongjian.funds import actions, queries
from gongjian.funds.models import Expense, Request
from tests.organizations.factories import appoint
from tests.races import failures, together

from .factories import make_house, make_request

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_decide_at_once_decide_once() -> None:
    house = make_house()
    asked = make_request(house)
    deputy = appoint("钱一", house.university.college, "deputy_secretary")
    said = together(
        [
            lambda: actions.grant(by=house.dean, request=asked, fen=20_000, reason="一部分"),
            lambda: actions.grant(by=deputy, request=asked, fen=50_000, reason="全部"),
            lambda: actions.withdraw(by=house.secretary, request=asked),
        ]
    )
    assert len(failures(said)) == 2
    assert Request.objects.get().state in {"granted", "withdrawn"}


def test_the_last_yuan_is_spent_once() -> None:
    house = make_house()
    asked = make_request(house, granted=10_000)
    bills = [{"what": "打印", "fen": 6_000, "receipt": f"0412-{n}", "on": today()} for n in range(3)]
    said = together(
        [lambda bill=bill: actions.note_expense(by=house.helper, request=asked, **bill) for bill in bills]
    )
    assert len(failures(said)) == 2
    assert Request.objects.get().spent_fen == 6_000
    assert list(queries.invariants()) == []


def test_one_receipt_noted_twice_at_once_counts_once() -> None:
    house = make_house()
    asked = make_request(house, granted=10_000)
    bill = {"what": "打印", "fen": 3_000, "receipt": "0412-1", "on": today()}
    people = (house.helper, house.secretary)
    said = together([lambda who=who: actions.note_expense(by=who, request=asked, **bill) for who in people])
    assert failures(said) == []
    assert (Expense.objects.count(), Request.objects.get().spent_fen) == (1, 3_000)
