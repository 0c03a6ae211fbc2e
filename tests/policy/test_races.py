"""Several people decide at the same moment."""

import pytest

from gongjian.core.clock import today
from gongjian.core.errors import Refused
from gongjian.organizations.posts import Post
from gongjian.policy import queries
from gongjian.policy.actions import set_day, set_rule, switch_off, switch_on
from gongjian.policy.models import RuleValue, Switch, WorkDay
from tests.organizations.factories import appoint, make_university
from tests.policy.factories import DAY, MONDAY, make_switch
from tests.races import failures, together

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6


def test_two_decisions_for_the_same_days_can_not_pass_each_other() -> None:
    tree = make_university()
    people = [appoint(f"第{number}人", tree.branch, Post.DEPUTY_SECRETARY) for number in range(PEOPLE)]
    calls = [
        lambda by=by, step=step: switch_on(
            by=by,
            organization=tree.branch,
            name="points_boards",
            since=today() + step * DAY,
            until=today() + 20 * DAY,
            reason="试行",
        )
        for step, by in enumerate(people)
    ]
    results = together(calls)
    assert [type(error) for error in failures(results)] == [Refused] * (PEOPLE - 1)
    assert Switch.objects.count() == 1
    assert list(queries.invariants()) == []


def test_a_decision_is_ended_by_one_person() -> None:
    tree = make_university()
    people = [appoint(f"第{number}人", tree.branch, Post.DEPUTY_SECRETARY) for number in range(PEOPLE)]
    row = make_switch(tree.branch, people[0])
    results = together([lambda by=by: switch_off(by=by, switch=row, reason=by.display_name) for by in people])
    assert [type(error) for error in failures(results)] == [Refused] * (PEOPLE - 1)
    row.refresh_from_db()
    assert row.ended_by is not None
    assert row.end_reason == row.ended_by.display_name


def test_one_version_a_day_and_one_row_a_day() -> None:
    operator = appoint("运维", make_university().root, Post.OPERATOR)
    given = {"key": "need.default_weeks", "valid_from": today() + DAY, "source": "试", "certainty": "L"}
    results = together(
        [lambda value=value: set_rule(by=operator, value=value, **given) for value in range(2, 8)]
    )
    assert [type(error) for error in failures(results)] == [Refused] * 5
    assert RuleValue.objects.filter(key="need.default_weeks", valid_from=today() + DAY).count() == 1
    days = [
        lambda name=name: set_day(by=operator, day=MONDAY, is_work=False, name=name, source="试")
        for name in "甲乙丙丁"
    ]
    assert failures(together(days)) == []
    assert WorkDay.objects.filter(day=MONDAY).count() == 1
