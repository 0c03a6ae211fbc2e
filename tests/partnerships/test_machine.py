"""Whatever people do in whatever order: a need and its offers agree (a state machine over the actions)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gongjian.core.access import SYSTEM, Guest
from gongjian.core.errors import Refused
from gongjian.partnerships import actions, queries
from gongjian.partnerships.models import Claim, Need

from .conftest import make_town
from .factories import make_need

S, C = Need.State, Claim.State
SIDES = st.integers(0, 2)


class Taking(RuleBasedStateMachine):
    """A model in plain Python beside the rows: the state of the need, and each side's latest offer."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.town = make_town()
        self.sides = [self.town.branch, self.town.other_branch, self.town.university.college]
        self.leaders = [self.town.secretary, self.town.other_secretary, self.town.college]
        self.need = make_need(self.town.community)
        self.state: str = S.PROPOSED
        self.offers: list[str | None] = [None, None, None]

    def claim(self, n: int) -> Claim | None:
        return self.need.claims.filter(organization=self.sides[n]).order_by("-pk").first()

    def attempt(self, act: Any, *, allowed: bool) -> bool:
        """Do it; it must be refused exactly when the model says so."""
        try:
            with transaction.atomic():
                act()
        except (Refused, PermissionDenied):  # nobody may accept what was only asked
            assert not allowed
            return False
        except ValidationError as error:
            raise AssertionError(error) from error
        assert allowed
        return True

    def end_open_offers(self, but: int | None = None) -> None:
        for n, offer in enumerate(self.offers):
            if n != but and offer in {C.ASKED, C.OFFERED}:
                self.offers[n] = C.REFUSED
            elif n != but and offer == C.ACCEPTED:
                self.offers[n] = C.WITHDRAWN

    @rule()
    def publish(self) -> None:
        if self.attempt(
            lambda: actions.publish_need(by=self.town.worker, need=self.need),
            allowed=self.state == S.PROPOSED,
        ):
            self.state = S.OPEN

    @rule()
    def decline(self) -> None:
        act = lambda: actions.decline_need(by=self.town.worker, need=self.need, reason="不行")  # noqa: E731
        if self.attempt(act, allowed=self.state == S.PROPOSED):
            self.state = S.DECLINED

    @rule(by_resident=st.booleans())
    def withdraw(self, by_resident: bool) -> None:
        who: Any = Guest.holding("partnerships.withdraw_need", self.need) if by_resident else self.town.worker
        allowed = self.state in {S.PROPOSED, S.OPEN, S.CLAIMED, S.WITHDRAWN}
        if self.attempt(lambda: actions.withdraw_need(by=who, need=self.need), allowed=allowed):
            self.state = S.WITHDRAWN
            self.end_open_offers()

    @rule(n=SIDES)
    def ask(self, n: int) -> None:
        act = lambda: actions.ask_claim(by=self.town.worker, need=self.need, organization=self.sides[n])  # noqa: E731
        if self.attempt(act, allowed=self.state == S.OPEN) and self.offers[n] not in {C.ASKED, C.OFFERED}:
            self.offers[n] = C.ASKED

    @rule(n=SIDES)
    def offer(self, n: int) -> None:
        act = lambda: actions.offer_claim(by=self.leaders[n], need=self.need, organization=self.sides[n])  # noqa: E731
        if self.attempt(act, allowed=self.state == S.OPEN):
            self.offers[n] = C.OFFERED

    @rule(n=SIDES)
    def accept(self, n: int) -> None:
        claim = self.claim(n)
        if claim is None:
            return
        allowed = self.offers[n] in {C.OFFERED, C.ACCEPTED}
        first = self.offers[n] == C.OFFERED
        if (
            self.attempt(lambda: actions.accept_claim(by=self.town.worker, claim=claim), allowed=allowed)
            and first
        ):
            self.state = S.CLAIMED
            self.offers[n] = C.ACCEPTED
            self.end_open_offers(but=n)

    @rule(n=SIDES)
    def refuse(self, n: int) -> None:
        claim = self.claim(n)
        if claim is None:
            return
        act = lambda: actions.refuse_claim(by=self.town.worker, claim=claim, reason="不行")  # noqa: E731
        if self.attempt(act, allowed=self.offers[n] in {C.ASKED, C.OFFERED}):
            self.offers[n] = C.REFUSED

    @rule(n=SIDES)
    def give_back(self, n: int) -> None:
        claim = self.claim(n)
        if claim is None:
            return
        was_accepted = self.offers[n] == C.ACCEPTED
        allowed = self.offers[n] in {C.ASKED, C.OFFERED} or (
            was_accepted and self.state in {S.CLAIMED, S.IN_PROGRESS}
        )
        act = lambda: actions.withdraw_claim(by=self.leaders[n], claim=claim, reason="人手不够")  # noqa: E731
        if self.attempt(act, allowed=allowed):
            self.offers[n] = C.WITHDRAWN
            if was_accepted:
                self.state = S.OPEN

    @rule()
    def start(self) -> None:
        allowed = self.state in {S.CLAIMED, S.IN_PROGRESS}
        if self.attempt(lambda: actions.start_need(by=self.town.worker, need=self.need), allowed=allowed):
            self.state = S.IN_PROGRESS

    @rule()
    def meet(self) -> None:
        allowed = self.state in {S.CLAIMED, S.IN_PROGRESS, S.MET}
        if self.attempt(lambda: actions.mark_met(by=SYSTEM, need=self.need), allowed=allowed):
            self.state = S.MET

    @invariant()
    def rows_agree_with_the_model(self) -> None:
        if not hasattr(self, "need"):
            return
        self.need.refresh_from_db()
        assert self.need.state == self.state
        found = [claim.state if (claim := self.claim(n)) else None for n in range(3)]
        assert found == self.offers
        assert list(queries.invariants()) == []


@pytest.mark.django_db
def test_needs_and_offers_agree_whatever_people_do() -> None:
    run_state_machine_as_test(
        Taking,
        settings=settings(
            max_examples=25, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
