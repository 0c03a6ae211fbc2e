"""The judge of the rush names every way in which a round may go wrong."""

from collections import Counter

import pytest

from bench.driver import Answer
from bench.sign_up_rush import PEOPLE, judge
from gongjian.activities.models import Shift, SignUp
from tests.accounts.factories import make_user
from tests.activities.factories import make_activity, make_sign_up

GOOD = [Answer(302, 0.1)] * PEOPLE


@pytest.fixture
def shift(db: None) -> Shift:
    """One seat, taken; everybody else waits."""
    found = make_activity(shift={"capacity": 1, "waiting_places": PEOPLE}).shifts.get()
    make_sign_up(found, "甲")
    waiting = [
        SignUp(shift=found, person=make_user(f"乙{n}"), name="乙", state="waiting", turn=n)
        for n in range(1, PEOPLE)
    ]
    SignUp.objects.bulk_create(waiting)
    Shift.objects.filter(pk=found.pk).update(waiting=PEOPLE - 1)
    return found


def found(shift: Shift, answers: list[Answer] = GOOD) -> dict[str, int]:
    return dict(+judge(shift, answers, PEOPLE))


def test_a_round_that_went_well(shift: Shift) -> None:
    assert judge(shift, GOOD, PEOPLE) == Counter()
    assert found(shift) == {}


def test_a_seat_sold_twice(shift: Shift) -> None:
    second = SignUp.objects.get(turn=PEOPLE - 1)
    SignUp.objects.filter(pk=second.pk).update(state="confirmed")
    assert found(shift)["oversold"] == 1


def test_a_seat_sold_to_nobody(shift: Shift) -> None:
    SignUp.objects.filter(state="confirmed").update(state="cancelled")
    assert found(shift)["undersold"] == 2


def test_a_person_lost(shift: Shift) -> None:
    SignUp.objects.filter(turn=7).delete()
    assert found(shift)["lost"] == 3
    assert found(shift)["out_of_order"] == 1


def test_two_with_the_same_turn(shift: Shift) -> None:
    SignUp.objects.filter(turn=7).update(turn=8)
    assert found(shift) == {"out_of_order": 1}


@pytest.mark.parametrize("status", [0, 403, 500, 503])
def test_a_request_that_failed(shift: Shift, status: int) -> None:
    answers = [*GOOD[:-1], Answer(status, 0.1)]
    assert found(shift, answers) == {"errors": 1, "lost": 1}
