"""The ledger: once per source, under the cap, by the rule of the day; its balance is always the sum."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gongjian.accounts.models import User
from gongjian.core.access import SYSTEM
from gongjian.core.clock import today
from gongjian.organizations.models import Organization
from gongjian.points import ledger, queries
from gongjian.points.models import Balance, Entry
from tests.accounts.factories import make_user
from tests.organizations.factories import make_organization
from tests.points.factories import make_rule

DAY = dt.date(2026, 4, 11)


def award(person: User, source: Any, quantity: Any = 2, **rest: Any) -> Entry | None:
    rest.setdefault("day", DAY)
    return ledger.award(
        by=SYSTEM, person=person, code="service.hour", quantity=quantity, source=source, **rest
    )


def total(person: User) -> Decimal:
    return Balance.objects.get(person=person).total


@pytest.fixture
def person(db: None) -> User:
    make_rule()
    return make_user()


@pytest.fixture
def source(db: None) -> Organization:
    return make_organization()


def test_an_award_is_quantity_times_rule(person: User, source: Organization) -> None:
    entry = award(person, source, Decimal("2.5"), about="楼道测量")
    assert entry is not None
    assert (entry.amount, entry.quantity, entry.about, entry.day) == (5, Decimal("2.5"), "楼道测量", DAY)
    assert (entry.source_type, entry.source_id) == ("organizations.organization", str(source.pk))
    assert total(person) == 5


def test_the_same_source_counts_once(person: User, source: Organization) -> None:
    first = award(person, source)
    assert award(person, source, 8) == first
    assert (Entry.objects.count(), total(person)) == (1, 4)


def test_two_sources_count_twice(person: User, source: Organization) -> None:
    award(person, source)
    award(person, make_organization("另一"))
    assert (Entry.objects.count(), total(person)) == (2, 8)


def test_a_source_of_somebody_else_is_an_error(person: User, source: Organization) -> None:
    award(person, source)
    with pytest.raises(ValueError, match="somebody else"):
        award(make_user("别人"), source)


@pytest.mark.parametrize("quantity", [0, -1, "0.001", Decimal("-0.01")])
def test_nothing_or_less_is_an_error(person: User, source: Organization, quantity: Any) -> None:
    with pytest.raises(ValueError, match="can't be awarded"):
        award(person, source, quantity)
    assert Entry.objects.count() == 0


def test_the_cap_cuts_the_day(person: User) -> None:
    amounts = [
        entry.amount
        for number in range(3)
        if (entry := award(person, make_organization(f"第{number}"), 6)) is not None
    ]
    assert amounts == [12, 4, 0]
    assert total(person) == 16


def test_the_next_day_has_room_again(person: User) -> None:
    award(person, make_organization("甲"), 10)
    entry = award(person, make_organization("乙"), 10, day=DAY + dt.timedelta(days=1))
    assert entry is not None
    assert (entry.amount, total(person)) == (16, 32)


def test_a_reversal_gives_room_back(person: User) -> None:
    first = award(person, make_organization("甲"), 8)
    assert first is not None
    ledger.reverse(by=SYSTEM, entry=first, reason="记错人")
    entry = award(person, make_organization("乙"), 8)
    assert entry is not None
    assert (entry.amount, total(person)) == (16, 16)


def test_no_rule_no_points(person: User, source: Organization) -> None:
    assert award(person, source, day=dt.date(2019, 12, 31)) is None
    assert ledger.award(by=SYSTEM, person=person, code="nothing", quantity=1, source=source) is None
    assert (Entry.objects.count(), Balance.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (dt.date(2025, 12, 31), 2),
        (dt.date(2026, 1, 1), 3),
        (dt.date(2026, 6, 30), 3),
        (dt.date(2026, 7, 1), 2),
    ],
)
def test_the_version_of_the_day_applies(
    person: User, source: Organization, day: dt.date, amount: int
) -> None:
    make_rule(amount=3, valid_from=dt.date(2026, 1, 1), valid_until=dt.date(2026, 6, 30))
    entry = award(person, source, 1, day=day)
    assert entry is not None
    assert entry.amount == amount


def test_a_rule_without_cap_has_no_limit(source: Organization) -> None:
    person = make_user()
    make_rule(daily_cap=None)
    entry = award(person, source, 1000)
    assert entry is not None
    assert entry.amount == 2000


def test_a_reversal_is_the_opposite_and_happens_once(person: User, source: Organization) -> None:
    entry = award(person, source, 3, about="清洁日")
    assert entry is not None
    reversal = ledger.reverse(by=SYSTEM, entry=entry, reason="多记 1 小时")
    assert (reversal.amount, reversal.quantity, reversal.day, reversal.about) == (-6, -3, DAY, "清洁日")
    assert ledger.reverse(by=SYSTEM, entry=entry, reason="再来一次") == reversal
    assert (Entry.objects.count(), total(person)) == (2, 0)


def test_after_a_reversal_the_source_stays_used(person: User, source: Organization) -> None:
    entry = award(person, source)
    assert entry is not None
    ledger.reverse(by=SYSTEM, entry=entry, reason="记错")
    assert award(person, source) == entry
    assert total(person) == 0


def test_a_reversal_of_a_reversal_is_an_error(person: User, source: Organization) -> None:
    entry = award(person, source)
    assert entry is not None
    reversal = ledger.reverse(by=SYSTEM, entry=entry, reason="记错")
    with pytest.raises(ValueError, match="can't be reversed"):
        ledger.reverse(by=SYSTEM, entry=reversal, reason="又错")


def test_an_undone_transaction_leaves_nothing(person: User, source: Organization) -> None:
    with transaction.atomic():
        award(person, source)
        transaction.set_rollback(True)
    assert (Entry.objects.count(), Balance.objects.count()) == (0, 0)


def test_the_database_refuses_what_the_ledger_would_never_do(person: User, source: Organization) -> None:
    entry = award(person, source)
    assert entry is not None
    copy = {"person": person, "rule": entry.rule, "code": entry.code, "quantity": 1, "source_type": "x"}
    for wrong in (
        {**copy, "source_type": entry.source_type, "source_id": entry.source_id, "amount": 2},
        {**copy, "source_id": "1", "amount": -2},
        {**copy, "source_id": "2", "amount": 2, "reverses": entry},
        {**copy, "source_id": "3", "amount": 2, "quantity": 0},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Entry.objects.create(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Balance.objects.filter(person=person).update(total=-1)


class LedgerInvariants(TestCase):
    """Whatever is awarded and taken back in whatever order: balance = sum, never below 0, never above the cap."""

    steps = st.lists(
        st.tuples(
            st.sampled_from(["award", "reverse"]),
            st.integers(0, 5),
            st.integers(0, 1),
            st.decimals("0.01", "12", places=2),
            st.integers(0, 2),
        ),
        max_size=20,
    )

    @settings(max_examples=40, deadline=None)
    @given(steps)
    def test_the_books_balance(self, steps: list[tuple[str, int, int, Decimal, int]]) -> None:
        make_rule()
        people = [make_user("甲"), make_user("乙")]
        posted: dict[int, Entry] = {}
        for what, number, who, quantity, later in steps:
            if what == "reverse" and number in posted:
                ledger.reverse(by=SYSTEM, entry=posted[number], reason="更正")
            elif what == "award" and number not in posted:
                source = make_organization(f"来源{number}")
                entry = award(people[who], source, quantity, day=DAY + dt.timedelta(days=later))
                assert entry is not None
                posted[number] = entry
        assert list(queries.invariants()) == []
        for row in Balance.objects.all():
            entries = Entry.objects.filter(person=row.person)
            assert row.total == sum(entry.amount for entry in entries)
            assert row.total >= 0
            for day in {entry.day for entry in entries}:
                assert sum(entry.amount for entry in entries if entry.day == day) <= 16


def test_invariants_name_a_wrong_balance(person: User, source: Organization) -> None:
    award(person, source, day=today())
    assert list(queries.invariants()) == []
    Balance.objects.update(total=99)
    assert list(queries.invariants()) == [
        f"points: the balance of person {person.pk} is 99, its entries add up to 4"
    ]


def test_invariants_name_a_missing_balance_and_a_wrong_reversal(person: User, source: Organization) -> None:
    entry = award(person, source)
    assert entry is not None
    reversal = ledger.reverse(by=SYSTEM, entry=entry, reason="记错")
    Balance.objects.all().delete()
    Entry.objects.filter(pk=reversal.pk).update(amount=-1)
    assert list(queries.invariants()) == [
        f"points: person {person.pk} has entries and no balance",
        f"points: entry {reversal.pk} is not the opposite of the one it takes back",
    ]
