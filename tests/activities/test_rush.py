"""Many people at once, each with a connection of their own, on both databases."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from gongjian.accounts.models import User
from gongjian.activities import actions, checkin_code, queries
from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.audit.models import Entry
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.points.models import Entry as PointsEntry
from gongjian.points.models import Rule
from tests.accounts.factories import make_user
from tests.activities.factories import make_activity, make_attended, make_pair, make_shift, make_sign_up

pytestmark = pytest.mark.django_db(transaction=True)
S = SignUp.State


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run all in threads that start together; what was refused is given back as the refusal."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=30)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def joining(person: User, pk: int) -> Callable[[], SignUp]:
    return lambda: actions.sign_up(by=person, shift=queries.shift_of(person, pk))


def test_fifty_people_five_seats() -> None:
    activity = make_activity(shift={"capacity": 5, "waiting_places": 20})
    pk = activity.shifts.get().pk
    people = [make_user(f"志愿者{n}") for n in range(50)]
    answers = at_once([joining(person, pk) for person in people])
    states = Counter(answer.state if isinstance(answer, SignUp) else "refused" for answer in answers)
    assert states == {S.CONFIRMED: 5, S.WAITING: 20, "refused": 25}
    shift = Shift.objects.get(pk=pk)
    assert (shift.taken, shift.waiting, shift.turns) == (5, 20, 20)
    turns = SignUp.objects.filter(state=S.WAITING).order_by("turn").values_list("turn", flat=True)
    assert list(turns) == list(range(1, 21))
    assert Entry.objects.count() == 25
    assert list(queries.invariants()) == []


def test_the_same_person_presses_ten_times() -> None:
    activity = make_activity(shift={"capacity": 5})
    pk, person = activity.shifts.get().pk, make_user()
    answers = at_once([joining(person, pk)] * 10)
    assert {answer.pk for answer in answers} == {SignUp.objects.get().pk}
    assert (Shift.objects.get().taken, Entry.objects.count()) == (1, 1)


def test_two_overlapping_seats_at_once() -> None:
    activity = make_activity()
    first = activity.shifts.get()
    second = make_shift(activity, starts_at=first.starts_at + dt.timedelta(minutes=30))
    person = make_user()
    answers = at_once([joining(person, first.pk), joining(person, second.pk)] * 3)
    assert sum(isinstance(answer, Refused) for answer in answers) == 3
    assert SignUp.objects.filter(state=S.CONFIRMED).count() == 1
    assert list(queries.invariants()) == []


def test_coming_and_going_at_once() -> None:
    """Ten give their seats back while twenty come: no seat is lost, none is given twice, nobody waits beside it."""
    activity = make_activity(shift={"capacity": 10, "waiting_places": 100})
    shift = activity.shifts.get()
    seats = [make_sign_up(shift, f"先到{n}") for n in range(10)]
    people = [make_user(f"后到{n}") for n in range(20)]

    def going(seat: SignUp) -> Callable[[], SignUp]:
        return lambda: actions.cancel_sign_up(by=seat.person, sign_up=seat)

    acts = [joining(person, shift.pk) for person in people]
    for n, seat in enumerate(seats):
        acts.insert(3 * n, going(seat))
    answers = at_once(acts)
    assert not [answer for answer in answers if isinstance(answer, Refused)]
    shift.refresh_from_db()
    assert (shift.taken, shift.waiting) == (10, 10)
    assert Counter(SignUp.objects.values_list("state", flat=True)) == {
        S.CANCELLED: 10,
        S.CONFIRMED: 10,
        S.WAITING: 10,
    }
    assert list(queries.invariants()) == []


def test_signing_up_while_it_is_cancelled() -> None:
    pair = make_pair()
    activity = make_activity(pair.branch, pair.community, shift={"capacity": 30})
    pk = activity.shifts.get().pk
    acts: list[Callable[[], Any]] = [joining(make_user(f"志愿者{n}"), pk) for n in range(15)]
    acts.insert(7, lambda: actions.cancel(by=pair.secretary, activity=activity, reason="下大雨"))
    at_once(acts)
    assert set(SignUp.objects.values_list("state", flat=True)) <= {S.CANCELLED}
    assert Shift.objects.get().taken == 0
    assert list(queries.invariants()) == []


def test_checking_in_twice_at_once_is_recorded_once() -> None:
    activity = make_activity(state=Activity.State.RUNNING, shift={"starts_at": now()})
    seat = make_sign_up(activity.shifts.get())

    def check_in() -> SignUp:
        shift = queries.shift_of(seat.person, seat.shift_id)
        return actions.check_in(by=seat.person, shift=shift, code=checkin_code.code(shift, now()))

    answers = at_once([check_in] * 8)
    assert {answer.state for answer in answers} == {S.CHECKED_IN}
    assert Entry.objects.count() == 1


def test_countersigning_at_once_awards_once() -> None:
    pair = make_pair()
    Rule.objects.get_or_create(
        code="service.hour",
        valid_from=dt.date(2020, 1, 1),
        defaults={"name": "志愿服务", "category": "service", "unit": "小时", "amount": 2},
    )
    activity = make_activity(pair.branch, pair.community, state=Activity.State.FINISHED)
    seats = [make_attended(activity.shifts.get(), name) for name in "甲乙"]

    def sign() -> int:
        return actions.countersign_all(by=pair.worker, activity=activity)

    assert sorted(at_once([sign] * 4)) == [0, 0, 0, 2]
    assert sorted(PointsEntry.objects.values_list("source_id", flat=True)) == sorted(str(s.pk) for s in seats)
    assert list(queries.invariants()) == []
