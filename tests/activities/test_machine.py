"""Whatever people do in whatever order: seats, turns and counters stay right (a state machine over the actions)."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gongjian.accounts.models import User
from gongjian.activities import actions, checkin_code, queries
from gongjian.activities.models import SignUp
from gongjian.core.clock import moved_to
from gongjian.core.errors import Refused
from tests.accounts.factories import make_user
from tests.activities.factories import make_activity, open_shift
from tests.activities.test_planning import shift_as_given
from tests.organizations.factories import appoint

S = SignUp.State
PEOPLE = st.integers(0, 5)


class Seats(RuleBasedStateMachine):
    """A model in plain Python beside the rows: who sits, who waits in which order."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize(capacity=st.integers(1, 3), waiting_places=st.integers(0, 3))
    def begin(self, capacity: int, waiting_places: int) -> None:
        self.capacity, self.waiting_places = capacity, waiting_places
        self.activity = make_activity(shift={"capacity": capacity, "waiting_places": waiting_places})
        self.secretary = appoint("周明远", self.activity.organizer)
        self.people = [make_user(f"志愿者{n}") for n in range(6)]
        self.seated: list[int] = []
        self.waiting: list[int] = []
        self.cancelled = False

    def seat_of(self, n: int) -> SignUp | None:
        return queries.seat_of(self.people[n], open_shift(self.activity))

    def _person(self, n: int) -> User:
        return self.people[n]

    @rule(n=PEOPLE)
    def sign_up(self, n: int) -> None:
        already = n in self.seated or n in self.waiting
        try:
            with transaction.atomic():
                seat = actions.sign_up(by=self._person(n), shift=open_shift(self.activity))
        except Refused:
            full = len(self.seated) >= self.capacity and len(self.waiting) >= self.waiting_places
            assert self.cancelled or (full and not already)
            return
        assert not self.cancelled
        if already:
            assert (seat.state == S.CONFIRMED) == (n in self.seated)
        elif len(self.seated) < self.capacity:
            self.seated.append(n)
        else:
            self.waiting.append(n)

    @rule(n=PEOPLE)
    def give_back(self, n: int) -> None:
        seat = self.seat_of(n)
        if seat is None:
            return
        actions.cancel_sign_up(by=self._person(n), sign_up=seat)
        if n in self.waiting:
            self.waiting.remove(n)
        elif n in self.seated:
            self.seated.remove(n)
            if self.waiting:
                self.seated.append(self.waiting.pop(0))

    @rule(capacity=st.integers(1, 4))
    def change_capacity(self, capacity: int) -> None:
        shift = open_shift(self.activity)
        given = [shift_as_given(shift, capacity=capacity)]
        try:
            with transaction.atomic():
                actions.edit(by=self.secretary, activity=self.activity, shifts=given)
        except ValidationError:
            assert capacity < len(self.seated)
            return
        except Refused:
            assert self.cancelled
            return
        self.capacity = capacity
        while self.waiting and len(self.seated) < capacity:
            self.seated.append(self.waiting.pop(0))

    @rule(n=PEOPLE)
    def check_in_too_early_changes_nothing(self, n: int) -> None:
        shift = open_shift(self.activity)
        moment = shift.starts_at - dt.timedelta(hours=1)
        with moved_to(moment), pytest.raises(Refused):
            actions.check_in(by=self._person(n), shift=shift, code=checkin_code.code(shift, moment))

    @rule()
    def cancel(self) -> None:
        if self.cancelled or len(self.seated) + len(self.waiting) < 4:
            return
        actions.cancel(by=self.secretary, activity=self.activity, reason="下大雨")
        self.cancelled, self.seated, self.waiting = True, [], []

    @invariant()
    def rows_say_the_same(self) -> None:
        if not hasattr(self, "activity"):
            return
        rows = SignUp.objects.filter(shift__activity=self.activity)
        seated = rows.filter(state=S.CONFIRMED).values_list("person_id", flat=True)
        waiting = rows.filter(state=S.WAITING).order_by("turn").values_list("person_id", flat=True)
        assert sorted(seated) == sorted(self.people[n].pk for n in self.seated)
        assert list(waiting) == [self.people[n].pk for n in self.waiting]
        shift = self.activity.shifts.get()
        assert (shift.taken, shift.waiting) == (len(self.seated), len(self.waiting))
        assert shift.taken <= shift.capacity
        assert list(queries.invariants()) == []


def test_seats_and_turns_in_any_order(db: Any) -> None:
    run_state_machine_as_test(
        Seats,
        settings=settings(
            max_examples=30,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
