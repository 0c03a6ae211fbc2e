"""Objections and corrections at the same moment, on both databases."""

import datetime as dt
from functools import partial

import pytest

from gongjian.activities import actions, queries
from gongjian.activities.models import Activity, Correction, Dispute, SignUp
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.points.models import Balance, Entry
from tests.activities.factories import Pair, make_activity, make_attended, make_pair, open_shift
from tests.points.factories import make_rule
from tests.races import failures, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pair(transactional_db: None) -> Pair:
    make_rule()
    return make_pair()


@pytest.fixture
def seat(pair: Pair) -> SignUp:
    start = now() - dt.timedelta(minutes=150)
    activity = make_activity(
        pair.branch, pair.community, state=Activity.State.FINISHED, shift={"starts_at": start}
    )
    return make_attended(open_shift(activity), minutes=60, confirmed_by=pair.secretary)


def test_an_objection_pressed_six_times_at_once_is_one(seat: SignUp) -> None:
    said = together([partial(actions.dispute, by=seat.person, sign_up=seat, words="我待到了五点")] * 6)
    assert failures(said) == []
    assert {row.pk for row in said} == {Dispute.objects.get().pk}


def test_one_correction_of_four_equal_ones_at_once_counts(pair: Pair, seat: SignUp) -> None:
    actions.countersign(by=pair.worker, sign_up=seat)
    call = partial(actions.correct, by=pair.secretary, sign_up=seat, minutes=90, why="核对名单")
    said = together([call] * 4)
    assert len(failures(said)) == 3  # the record says so already
    assert Correction.objects.count() == 1
    assert Entry.objects.exclude(reverses=None).count() == 1
    assert Balance.objects.get(person=seat.person).total == 0
    assert list(queries.invariants()) == []


def test_a_no_and_a_correction_at_once_are_one_answer(pair: Pair, seat: SignUp) -> None:
    row = actions.dispute(by=seat.person, sign_up=seat, words="我待到了五点", wanted_minutes=90)
    said = together(
        [
            partial(actions.decline_dispute, by=pair.secretary, dispute=row, answer="签到表写的是四点。"),
            partial(actions.correct, by=pair.secretary, sign_up=seat, minutes=90, why="核对名单"),
        ]
    )
    row.refresh_from_db()
    seat.refresh_from_db()
    assert all(isinstance(error, Refused) for error in failures(said))
    assert seat.minutes == 90  # a correction stands whatever the objection's answer was
    assert row.state in {Dispute.State.DECLINED, Dispute.State.GRANTED}
    assert list(queries.invariants()) == []
