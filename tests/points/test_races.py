"""Awards at the same moment: one source counts once, the cap holds, the balance is right."""

import datetime as dt
from functools import partial

import pytest
from django.db import transaction
from django.db.models import Model

from gongjian.accounts.models import User
from gongjian.core.access import SYSTEM
from gongjian.points import actions, ledger, queries
from gongjian.points.models import Balance, Entry, Rule
from tests.accounts.factories import make_user
from tests.organizations.factories import make_organization
from tests.points.factories import make_rule
from tests.races import failures, together

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.date(2026, 4, 11)


def award(person: User, source: Model, quantity: int) -> Entry | None:
    with transaction.atomic():
        return ledger.award(
            by=SYSTEM, person=person, code="service.hour", quantity=quantity, source=source, day=DAY
        )


def test_one_source_awarded_eight_times_at_once_counts_once() -> None:
    make_rule()
    person, source = make_user(), make_organization()
    results = together([partial(award, person, source, 3)] * 8)
    assert failures(results) == []
    assert {entry.pk for entry in results} == {Entry.objects.get().pk}
    assert Balance.objects.get().total == 6


def test_eight_sources_at_once_stay_under_the_cap() -> None:
    make_rule()
    person = make_user()
    sources = [make_organization(f"第{number}") for number in range(8)]
    results = together([partial(award, person, source, 3) for source in sources])
    assert failures(results) == []
    assert sorted(entry.amount for entry in results) == [0, 0, 0, 0, 0, 4, 6, 6]
    assert Balance.objects.get().total == 16
    assert list(queries.invariants()) == []


def test_one_award_taken_back_six_times_at_once_is_taken_back_once() -> None:
    make_rule()
    person, source = make_user(), make_organization()
    entry = award(person, source, 3)

    def reverse() -> Entry:
        with transaction.atomic():
            return ledger.reverse(by=SYSTEM, entry=entry, reason="记错")

    results = together([reverse] * 6)
    assert failures(results) == []
    assert (len({row.pk for row in results}), Entry.objects.count()) == (1, 2)
    assert Balance.objects.get().total == 0


def test_rules_loaded_by_four_at_once_are_there_once() -> None:
    results = together([partial(actions.load_shipped_rules, by=SYSTEM)] * 4)
    assert failures(results) == []
    assert Rule.objects.count() == 1
