"""Places kept for a side, groups and selection in any order: nothing is oversold, kept places stay kept."""

import datetime as dt
from collections import Counter
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from gongjian.activities import actions, queries
from gongjian.activities.models import Shift, SignUp
from gongjian.core.access import SYSTEM
from gongjian.core.clock import moved_to
from gongjian.core.errors import Refused
from gongjian.organizations.models import Organization, Side
from tests.accounts.factories import make_user
from tests.activities.factories import make_activity, open_shift
from tests.organizations.factories import affiliate, appoint, make_organization

S = SignUp.State
CAMPUS, COMMUNITY, NEITHER = range(3), range(3, 6), range(6, 8)
PEOPLE = st.integers(0, 7)
SOME = st.sets(st.sampled_from(list(CAMPUS)), min_size=1, max_size=3)


def side(n: int) -> str:
    return "campus" if n in CAMPUS else "community" if n in COMMUNITY else ""


class Rows(RuleBasedStateMachine):
    """What both machines share: a rolled-back transaction and eight people, three of each side."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def people_and(self, **shift: Any) -> None:
        activity = shift.pop("activity", {})
        branch = make_organization("计本三", kind=Organization.Kind.BRANCH)
        community = make_organization(
            "梧桐苑", kind=Organization.Kind.COMMUNITY_COMMITTEE, side=Side.COMMUNITY
        )
        self.activity = make_activity(branch, shift=shift, **activity)
        self.secretary = appoint("周明远", branch)
        homes = {**dict.fromkeys(CAMPUS, branch), **dict.fromkeys(COMMUNITY, community)}
        self.people = [
            affiliate(f"志愿者{n}", homes[n]) if n in homes else make_user(f"志愿者{n}") for n in range(8)
        ]

    @property
    def shift(self) -> Shift:
        return open_shift(self.activity)

    def states(self, *states: str) -> list[int]:
        keys = {person.pk: n for n, person in enumerate(self.people)}
        rows = SignUp.objects.filter(shift__activity=self.activity, state__in=states).order_by("turn")
        return [keys[row.person_id] for row in rows]


class Kept(Rows):
    @initialize(capacity=st.integers(2, 5), kept=st.tuples(st.integers(0, 3), st.integers(0, 3)))
    def begin(self, capacity: int, kept: tuple[int, int]) -> None:
        self.kept = {
            "campus": min(kept[0], capacity),
            "community": min(kept[1], capacity - min(kept[0], capacity)),
        }
        self.capacity, self.seated, self.waiting = capacity, [], []
        self.people_and(
            capacity=capacity,
            waiting_places=3,
            campus_kept=self.kept["campus"],
            community_kept=self.kept["community"],
            activity={"group_size": 3},
        )
        Shift.objects.update(kept_until=self.shift.starts_at - dt.timedelta(hours=2))

    def fits(self, people: list[int]) -> bool:
        """The rule in plain words: after them, what is kept for a side still finds room."""
        sitting = Counter(side(n) for n in [*self.seated, *people])
        held = sum(max(0, number - sitting[each]) for each, number in self.kept.items())
        return len(self.seated) + len(people) + held <= self.capacity

    def move_up(self) -> None:
        while (first := next((n for n in self.waiting if self.fits([n])), None)) is not None:
            self.waiting.remove(first)
            self.seated.append(first)

    @rule(n=PEOPLE)
    def sign_up(self, n: int) -> None:
        if n in self.seated or n in self.waiting:
            return
        room = self.fits([n])
        try:
            with transaction.atomic():
                seat = actions.sign_up(by=self.people[n], shift=self.shift)
        except Refused:
            assert not room
            assert len(self.waiting) >= 3
            return
        assert (seat.state == S.CONFIRMED) == room
        (self.seated if room else self.waiting).append(n)

    @rule(group=SOME)
    def sign_a_group_up(self, group: set[int]) -> None:
        new = [n for n in sorted(group) if n not in self.seated and n not in self.waiting]
        room = self.fits(new) or not new
        try:
            with transaction.atomic():
                people = [self.people[n] for n in group]
                seats = actions.sign_up_group(by=self.people[0], shift=self.shift, people=people)
        except Refused:
            assert not room
            return
        assert room
        assert len(seats) == len(new)
        self.seated += new

    @rule(n=PEOPLE)
    def give_back(self, n: int) -> None:
        seat = queries.seat_of(self.people[n], self.shift)
        if seat is None or seat.state == S.CANCELLED:
            return
        actions.cancel_sign_up(by=self.people[n], sign_up=seat)
        (self.seated if n in self.seated else self.waiting).remove(n)
        self.move_up()

    @precondition(lambda self: any(getattr(self, "kept", {}).values()))
    @rule()
    def the_moment_comes(self) -> None:
        with moved_to(self.shift.kept_until):  # type: ignore[arg-type]
            actions.release_places(by=SYSTEM, shift=self.shift)
        self.kept = {"campus": 0, "community": 0}
        self.move_up()

    @invariant()
    def rows_say_the_same(self) -> None:
        if not hasattr(self, "activity"):
            return
        assert sorted(self.states(S.CONFIRMED)) == sorted(self.seated)
        assert self.states(S.WAITING) == self.waiting
        shift = self.shift
        assert (shift.taken, shift.waiting) == (len(self.seated), len(self.waiting))
        assert shift.taken + shift.still_kept("campus") + shift.still_kept("community") <= shift.capacity
        assert list(queries.invariants()) == []


class Selection(Rows):
    @initialize(capacity=st.integers(1, 3))
    def begin(self, capacity: int) -> None:
        self.capacity, self.applied, self.seated, self.refused = capacity, set(), set(), set()
        self.people_and(capacity=capacity, activity={"by_selection": True})

    @rule(n=PEOPLE)
    def apply(self, n: int) -> None:
        seat = actions.apply(by=self.people[n], shift=self.shift)
        if n not in self.seated | self.refused:
            assert seat.state == S.APPLIED
            self.applied.add(n)

    @rule(some=st.sets(PEOPLE, min_size=1, max_size=4))
    def select(self, some: set[int]) -> None:
        wanted = [self.people[n].pk for n in some]
        rows = list(SignUp.objects.filter(shift=self.shift, person_id__in=wanted).select_related("person"))
        new = some & (self.applied | self.refused)
        try:
            with transaction.atomic():
                told = actions.select(by=self.secretary, shift=self.shift, sign_ups=rows)
        except Refused:
            assert len(self.seated) + len(new) > self.capacity
            return
        assert told == len(new)
        self.seated, self.applied, self.refused = self.seated | new, self.applied - new, self.refused - new

    @rule()
    def decline_rest(self) -> None:
        assert actions.decline_rest(by=self.secretary, shift=self.shift) == len(self.applied)
        self.refused, self.applied = self.refused | self.applied, set()

    @rule(n=PEOPLE)
    def give_back(self, n: int) -> None:
        seat = queries.seat_of(self.people[n], self.shift)
        if n in self.applied | self.seated and seat is not None:
            actions.cancel_sign_up(by=self.people[n], sign_up=seat)
            self.applied.discard(n)
            self.seated.discard(n)

    @invariant()
    def rows_say_the_same(self) -> None:
        if not hasattr(self, "activity"):
            return
        found = (self.states(S.APPLIED), self.states(S.CONFIRMED), self.states(S.NOT_SELECTED))
        assert tuple(map(set, found)) == (self.applied, self.seated, self.refused)
        assert self.shift.taken == len(self.seated) <= self.capacity
        assert list(queries.invariants()) == []


def run(machine: type[Rows]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )


def test_kept_places_and_groups_in_any_order(db: Any) -> None:
    run(Kept)


def test_selection_in_any_order(db: Any) -> None:
    run(Selection)
