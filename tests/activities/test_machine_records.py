"""Minutes, signatures, objections and corrections in any order: points follow what both sides signed, and only that."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gongjian.activities import actions, queries
from gongjian.activities.models import Activity, SignUp
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.points import queries as points
from gongjian.points.models import Balance
from tests.activities.factories import make_activity, make_attended, make_pair, open_shift
from tests.points.factories import make_rule

S = SignUp.State
SEATS, MINUTES = st.integers(0, 2), st.sampled_from([0, 15, 30, 60, 90])


class Records(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        make_rule(daily_cap=None)
        self.pair = make_pair()
        self.activity = make_activity(
            self.pair.branch,
            self.pair.community,
            state=Activity.State.FINISHED,
            shift={"starts_at": now() - dt.timedelta(minutes=150)},
        )
        shift = open_shift(self.activity)
        self.seats = [
            make_attended(shift, f"志愿者{n}", minutes=60, confirmed_by=self.pair.secretary) for n in range(3)
        ]
        self.minutes = [60, 60, 60]
        self.signed = [False, False, False]

    def seat(self, n: int) -> SignUp:
        return SignUp.objects.select_related("shift__activity").get(pk=self.seats[n].pk)

    @rule(n=SEATS)
    def sign(self, n: int) -> None:
        try:
            with transaction.atomic():
                actions.countersign(by=self.pair.worker, sign_up=self.seat(n))
        except Refused:
            assert not self.minutes[n]
            return
        self.signed[n] = True

    @rule(n=SEATS, minutes=MINUTES)
    def correct(self, n: int, minutes: int) -> None:
        try:
            with transaction.atomic():
                actions.correct(by=self.pair.secretary, sign_up=self.seat(n), minutes=minutes, why="核对名单")
        except ValidationError:
            assert minutes == self.minutes[n]
            return
        assert minutes != self.minutes[n]
        self.minutes[n], self.signed[n] = minutes, False

    @rule(n=SEATS)
    def correct_ones_own(self, n: int) -> None:
        seat = self.seat(n)
        try:
            with transaction.atomic():
                actions.correct(by=seat.person, sign_up=seat, minutes=45, why="我在")
        except PermissionDenied:
            return
        raise AssertionError("nobody corrects their own record")

    @rule(n=SEATS)
    def object(self, n: int) -> None:
        seat = self.seat(n)
        actions.dispute(by=seat.person, sign_up=seat, words="我待到了最后")
        assert seat.disputes.filter(state__in=["open", "raised"]).count() == 1

    @invariant()
    def points_are_what_both_signed(self) -> None:
        if not hasattr(self, "seats"):
            return
        for n in range(3):
            seat = self.seat(n)
            row = Balance.objects.filter(person_id=seat.person_id).first()
            due = Decimal(self.minutes[n]) / 60 * 2 if self.signed[n] else Decimal(0)
            assert (row.total if row else Decimal(0)) == due
            assert (seat.minutes or 0) == self.minutes[n]
            assert (seat.countersigned_at is not None) == self.signed[n]
            assert (seat.state == S.ABSENT) == (not self.minutes[n])
        self.activity.refresh_from_db()
        settled = all(signed or not there for signed, there in zip(self.signed, self.minutes, strict=True))
        if any(self.signed):
            assert (self.activity.state == Activity.State.SETTLED) == settled
        assert list(queries.invariants()) + list(points.invariants()) == []


def test_records_in_any_order(db: Any) -> None:
    run_state_machine_as_test(
        Records,
        settings=settings(
            max_examples=6, stateful_step_count=9, deadline=None,
            suppress_health_check=list(HealthCheck), derandomize=True,
        ),
    )  # fmt: skip
