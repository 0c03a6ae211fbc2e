"""Figures and days that operators set: recorded, never in the past, seen at once."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from gongjian.accounts.models import User
from gongjian.audit.models import Entry
from gongjian.core.access import SYSTEM
from gongjian.core.clock import at, moved_to, today
from gongjian.core.errors import Refused
from gongjian.organizations.posts import Post
from gongjian.policy import queries, tasks
from gongjian.policy.actions import drop_day, drop_rule, load_shipped, set_day, set_rule
from gongjian.policy.models import RuleValue, Verb, WorkDay
from tests.organizations.factories import appoint, make_university
from tests.policy.factories import DAY, MONDAY, make_day, make_version

pytestmark = pytest.mark.django_db
KEY = "need.default_weeks"


@pytest.fixture
def operator() -> User:
    return appoint("运维", make_university().root, Post.OPERATOR)


def _set(by: User, value: object = 6, **fields: object) -> RuleValue:
    given = {"key": KEY, "valid_from": today(), "source": "校发〔2026〕9号", "certainty": "L", **fields}
    return set_rule(by=by, value=value, **given)  # type: ignore[arg-type]


def test_a_new_version_holds_from_its_first_day_and_the_past_stays(operator: User) -> None:
    row = _set(operator, valid_from=today() + 5 * DAY)
    assert (row.unit, row.valid_until, row.certainty) == ("weeks", None, "L")
    values = [queries.value(KEY, today() + step * DAY) for step in (-100, 0, 4, 5, 500)]
    assert values == [8, 8, 8, 6, 6]
    entry = Entry.objects.get(verb=Verb.RULE_SET, subject_id=str(row.pk))
    assert (entry.by_id, entry.facts["key"], entry.facts["value"]) == (operator.pk, KEY, 6)


def test_the_first_change_keeps_the_shipped_version_as_a_row(operator: User) -> None:
    RuleValue.objects.all().delete()
    _set(operator)
    assert list(RuleValue.objects.order_by("valid_from").values_list("value", flat=True)) == [8, 6]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"valid_from": -1}, "valid_from"),
        ({"valid_from": dt.date(2020, 1, 1)}, "valid_from"),
        ({"valid_until": -1}, "valid_until"),
        ({"source": ""}, "source"),
        ({"source": "源" * 301}, "source"),
        ({"value": 0}, "value"),
        ({"value": 1000}, "value"),
        ({"value": "6"}, "value"),
        ({"value": True}, "value"),
    ],
)
def test_what_makes_no_sense_is_refused(operator: User, fields: dict[str, object], field: str) -> None:
    load_shipped(by=SYSTEM)
    before = list(RuleValue.objects.order_by("pk").values())
    days = {name: today() + each * DAY for name, each in fields.items() if each == -1}
    with pytest.raises(ValidationError) as refusal:
        _set(operator, **{**fields, **days})
    assert list(refusal.value.message_dict) == [field]
    assert list(RuleValue.objects.order_by("pk").values()) == before


def test_a_figure_that_nobody_knows_can_not_be_set(operator: User) -> None:
    with pytest.raises(KeyError):
        _set(operator, key="need.no_such_thing")
    with pytest.raises(ValueError, match="X"):
        _set(operator, certainty="X")


def test_a_second_version_of_the_same_day_is_refused(operator: User) -> None:
    _set(operator, 6)
    with pytest.raises(Refused):
        _set(operator, 7)
    assert queries.value(KEY) == 6


def test_a_version_can_be_taken_back_before_it_begins(operator: User) -> None:
    row = _set(operator, valid_from=today() + 5 * DAY)
    pk = row.pk
    drop_rule(by=operator, row=row)
    assert queries.value(KEY, today() + 6 * DAY) == 8
    assert Entry.objects.get(verb=Verb.RULE_DROPPED).subject_id == str(pk)
    with pytest.raises(Refused):
        drop_rule(by=operator, row=RuleValue(pk=pk, key=KEY))


def test_a_version_that_has_begun_stays(operator: User) -> None:
    row = _set(operator, valid_from=today() + DAY)
    with moved_to(at(today() + DAY)), pytest.raises(Refused):
        drop_rule(by=operator, row=row)
    assert RuleValue.objects.filter(pk=row.pk).exists()


def test_days_are_entered_at_once_and_change_deadlines(operator: User) -> None:
    assert queries.add_working_days(MONDAY, 1) == MONDAY + DAY
    rows = set_day(
        by=operator,
        day=MONDAY + DAY,
        until=MONDAY + 3 * DAY,
        is_work=False,
        name=" 校 运动会 ",
        source="校发",
    )
    assert [(row.day, row.is_work, row.name) for row in rows] == [
        (MONDAY + step * DAY, False, "校 运动会") for step in (1, 2, 3)
    ]
    assert queries.add_working_days(MONDAY, 1) == MONDAY + 4 * DAY
    assert Entry.objects.get(verb=Verb.DAY_SET).facts["until"] == "2026-04-16"


def test_entering_a_day_again_replaces_what_it_was(operator: User) -> None:
    make_day(MONDAY)
    set_day(by=operator, day=MONDAY, is_work=True, name="照常上班", source="更正通知")
    assert list(WorkDay.objects.values_list("day", "is_work", "name")) == [(MONDAY, True, "照常上班")]
    assert queries.is_workday(MONDAY) == (True, False)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"until": MONDAY - DAY}, "until"),
        ({"until": MONDAY + 31 * DAY}, "until"),
        ({"name": " "}, "name"),
        ({"name": "名" * 61}, "name"),
        ({"source": ""}, "source"),
        ({"source": "源" * 201}, "source"),
    ],
)
def test_days_need_a_sensible_span_a_name_and_a_source(
    operator: User, fields: dict[str, object], field: str
) -> None:
    given = {"day": MONDAY, "is_work": False, "name": "校庆", "source": "校发", **fields}
    with pytest.raises(ValidationError) as refusal:
        set_day(by=operator, **given)  # type: ignore[arg-type]
    assert list(refusal.value.message_dict) == [field]
    assert WorkDay.objects.count() == 0


def test_a_day_taken_out_is_an_ordinary_day_again(operator: User) -> None:
    row = make_day(MONDAY)
    assert queries.is_workday(MONDAY) == (False, False)
    drop_day(by=operator, row=row)
    assert queries.is_workday(MONDAY) == (True, False)
    assert Entry.objects.get(verb=Verb.DAY_DROPPED).facts["day"] == "2026-04-13"
    with pytest.raises(Refused):
        drop_day(by=operator, row=row)


def test_only_operators_keep_figures_and_days() -> None:
    secretary = appoint("书记", make_university().root)
    row, day = make_version(KEY, 6, today() + DAY), make_day(MONDAY)
    calls = [
        lambda: _set(secretary),
        lambda: drop_rule(by=secretary, row=row),
        lambda: set_day(by=secretary, day=MONDAY, is_work=True, name="x", source="x"),
        lambda: drop_day(by=secretary, row=day),
        lambda: load_shipped(by=secretary),
    ]
    for call in calls:
        with pytest.raises(PermissionDenied):
            call()
    assert Entry.objects.count() == 0


def test_the_sweep_loads_what_a_release_brings_once() -> None:
    RuleValue.objects.filter(key=KEY).delete()
    RuleValue.objects.filter(key="insight.few_under").delete()
    load_shipped(by=SYSTEM)
    RuleValue.objects.filter(key=KEY).delete()
    assert [tasks.sweep_shipped(), tasks.sweep_shipped()] == [1, 0]
    assert [each for each, _seconds in tasks.SWEEPS] == [tasks.sweep_shipped]


def test_the_database_refuses_what_makes_no_sense() -> None:
    make_version(KEY, 6, today())
    for make in (
        lambda: make_version(KEY, 7, today()),
        lambda: make_version(KEY, 7, today() + DAY, valid_until=today()),
        lambda: [make_day(MONDAY), make_day(MONDAY)],
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()
