"""Awards, caps, reversals and corrections in any order: a balance is the sum of its rows, and no day passes its cap."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gongjian.core.access import SYSTEM
from gongjian.points import ledger, queries
from gongjian.points.models import Balance, Entry
from tests.accounts.factories import make_user
from tests.organizations.factories import make_organization
from tests.points.factories import make_rule

FIRST = dt.date(2026, 4, 11)
CAP, EACH = Decimal(10), Decimal(2)
SOURCES, DAYS, HOURS = st.integers(0, 5), st.integers(0, 1), st.integers(1, 6)


class Ledger(RuleBasedStateMachine):
    """Beside the rows: what each source gave, and on which day."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        make_rule(daily_cap=CAP, amount=EACH)
        self.person = make_user("甲")
        self.sources = [make_organization(f"第{n}支部") for n in range(6)]
        self.given: dict[int, Entry] = {}
        self.counts: dict[int, tuple[int, Decimal]] = {}  # source → day, what stands now

    def room(self, day: int) -> Decimal:
        return CAP - sum((amount for on, amount in self.counts.values() if on == day), Decimal(0))

    @rule(n=SOURCES, day=DAYS, hours=HOURS)
    def award(self, n: int, day: int, hours: int) -> None:
        entry = ledger.award(
            by=SYSTEM, person=self.person, code="service.hour", quantity=hours,
            source=self.sources[n], day=FIRST + dt.timedelta(days=day),
        )  # fmt: skip
        assert entry is not None
        if n in self.given:
            assert entry == self.given[n]
            return
        assert entry.amount == min(hours * EACH, self.room(day))
        self.given[n], self.counts[n] = entry, (day, entry.amount)

    @rule(n=SOURCES)
    def take_back(self, n: int) -> None:
        if n not in self.given:
            return
        rows = [ledger.reverse(by=SYSTEM, entry=self.given[n], reason="记错") for _twice in range(2)]
        assert rows[0] == rows[1]
        if n not in self.fixed:
            self.counts[n] = (self.counts[n][0], Decimal(0))

    @rule(n=SOURCES, hours=st.integers(0, 6))
    def put_right(self, n: int, hours: int) -> None:
        """Once: the corrected row's source is the reversal."""
        if n not in self.given:
            return
        day = self.counts[n][0]
        known = n in self.fixed
        if not known:
            self.counts[n] = (day, Decimal(0))
        room = self.room(day)
        _reversal, again = ledger.correct(
            by=SYSTEM, entry=self.given[n], quantity=Decimal(hours), reason="核对记录"
        )
        if again is not None and not known:
            assert again.amount == min(hours * EACH, room)
            self.counts[n] = (day, again.amount)
            self.fixed.add(n)

    @property
    def fixed(self) -> set[int]:
        return self.__dict__.setdefault("_fixed", set())

    @invariant()
    def the_balance_is_the_sum(self) -> None:
        if not hasattr(self, "person"):
            return
        total = sum((amount for _day, amount in self.counts.values()), Decimal(0))
        row = Balance.objects.filter(person=self.person).first()
        assert (row.total if row else Decimal(0)) == total
        assert all(self.room(day) >= 0 for day in (0, 1))
        assert list(queries.invariants()) == []


def test_points_in_any_order(db: Any) -> None:
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=25, stateful_step_count=14, deadline=None,
            suppress_health_check=list(HealthCheck), derandomize=True,
        ),
    )  # fmt: skip
