"""Counting days: holidays and make-up days of real years, 民法典 §§201–203, and what is only provisional."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongjian.policy import queries
from gongjian.policy.models import WorkDay
from tests.policy.factories import DAY, MONDAY, make_day, make_version

pytestmark = pytest.mark.django_db
D = dt.date
DAYS = st.dates(D(2004, 1, 1), D(2030, 12, 31))
EASY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (D(2026, 4, 13), True),  # a Monday
        (D(2026, 4, 12), False),  # a Sunday
        (D(2026, 2, 17), False),  # 春节, a Tuesday
        (D(2026, 2, 14), True),  # a Saturday made up for it
        (D(2026, 10, 1), False),
        (D(2026, 10, 10), True),
        (D(2025, 10, 6), False),  # 中秋
    ],
)
def test_days_of_the_state_councils_notices(day: dt.date, works: bool) -> None:
    assert queries.is_workday(day) == (works, False)


def test_a_day_entered_by_hand_has_the_last_word() -> None:
    make_day(MONDAY)
    make_day(MONDAY + 5 * DAY, is_work=True)
    assert queries.is_workday(MONDAY) == (False, False)
    assert queries.is_workday(MONDAY + 5 * DAY) == (True, False)


def test_a_year_without_a_notice_is_provisional() -> None:
    assert queries.is_workday(D(2099, 10, 1)) == (True, True)  # a Thursday; nobody knows yet
    assert queries.is_workday(D(2099, 10, 3)) == (False, True)
    assert queries.is_workday(D(2003, 10, 1)) == (True, True)


def test_a_year_entered_in_full_is_not_provisional() -> None:
    make_day(D(2099, 10, 1))
    assert queries.is_workday(D(2099, 10, 1)) == (False, False)
    assert queries.is_workday(D(2099, 10, 2)) == (True, True)
    make_version("calendar.settled_years", [2099], D(2020, 1, 2))
    assert queries.is_workday(D(2099, 10, 2)) == (True, False)


def test_a_count_is_provisional_when_it_reaches_into_an_unknown_year() -> None:
    assert not queries.is_provisional(D(2026, 12, 1), D(2026, 12, 31))
    assert queries.is_provisional(D(2026, 12, 1), D(2099, 1, 4))
    assert queries.is_provisional(D(2099, 1, 4), D(2026, 12, 1))


@pytest.mark.parametrize(
    ("day", "number", "end"),
    [
        (MONDAY, 0, MONDAY),
        (MONDAY - DAY, 0, MONDAY),  # a Sunday: §203
        (MONDAY, 1, D(2026, 4, 14)),  # §201: the Monday itself is not counted
        (MONDAY, 5, D(2026, 4, 20)),
        (D(2026, 9, 30), 1, D(2026, 10, 8)),  # over the National Day holiday
        (D(2026, 9, 30), 3, D(2026, 10, 10)),  # and the Saturday that is made up
        (D(2026, 2, 13), 2, D(2026, 2, 24)),  # 14 Feb is a working Saturday, then 春节
    ],
)
def test_working_days(day: dt.date, number: int, end: dt.date) -> None:
    assert queries.add_working_days(day, number) == end


@pytest.mark.parametrize(
    ("day", "number", "end"),
    [
        (MONDAY, 7, D(2026, 4, 20)),
        (MONDAY, 5, D(2026, 4, 20)),  # ends on a Saturday: §203
        (D(2026, 9, 20), 15, D(2026, 10, 8)),
        (D(2026, 2, 7), 7, D(2026, 2, 14)),  # a Saturday, but a working one
    ],
)
def test_calendar_days(day: dt.date, number: int, end: dt.date) -> None:
    assert queries.add_days(day, number) == end


@pytest.mark.parametrize(
    ("day", "number", "end"),
    [
        (D(2026, 1, 15), 1, D(2026, 2, 24)),  # 15 Feb lies in 春节
        (D(2025, 1, 31), 1, D(2025, 2, 28)),  # §202: no 31 Feb
        (D(2024, 1, 31), 1, D(2024, 2, 29)),
        (D(2025, 11, 30), 3, D(2026, 2, 28)),  # a Saturday, made up
        (D(2025, 10, 31), 12, D(2026, 11, 2)),
        (MONDAY, 0, MONDAY),
    ],
)
def test_months(day: dt.date, number: int, end: dt.date) -> None:
    assert queries.add_months(day, number) == end


@pytest.mark.parametrize("number", [-1, 10_001, 10**9])
def test_absurd_numbers_are_refused(number: int) -> None:
    for count in (queries.add_working_days, queries.add_days, queries.add_months):
        with pytest.raises(ValueError, match="count"):
            count(MONDAY, number)


@EASY
@given(day=DAYS, number=st.integers(0, 60))
def test_a_deadline_never_falls_on_a_free_day(day: dt.date, number: int) -> None:
    for count in (queries.add_working_days, queries.add_days):
        assert queries.is_workday(count(day, number))[0]


@EASY
@given(day=DAYS, later=st.integers(0, 40), number=st.integers(0, 40), more=st.integers(0, 20))
def test_deadlines_are_monotone(day: dt.date, later: int, number: int, more: int) -> None:
    end = queries.add_working_days(day, number)
    assert day <= end
    assert end <= queries.add_working_days(day + later * DAY, number)
    assert end <= queries.add_working_days(day, number + more)
    assert more == 0 or number == 0 or end < queries.add_working_days(day, number + more)


@EASY
@given(day=DAYS, number=st.integers(1, 40))
def test_between_the_day_and_the_deadline_lie_exactly_so_many_working_days(day: dt.date, number: int) -> None:
    end = queries.add_working_days(day, number)
    between = [day + step * DAY for step in range(1, (end - day).days + 1)]
    assert sum(queries.is_workday(each)[0] for each in between) == number


@EASY
@given(day=DAYS, number=st.integers(0, 30), free=st.sets(st.integers(0, 40), max_size=15))
def test_holidays_entered_by_hand_only_move_a_deadline_back(
    day: dt.date, number: int, free: set[int]
) -> None:
    WorkDay.objects.all().delete()
    queries.forget()
    before = queries.add_working_days(day, number)
    WorkDay.objects.bulk_create(
        WorkDay(day=day + step * DAY, is_work=False, name="停工", source="试") for step in free
    )
    queries.forget()
    after = queries.add_working_days(day, number)
    assert after >= before
    assert queries.is_workday(after)[0]


def test_the_year_shows_ranges_of_the_table_and_days_by_hand() -> None:
    make_day(D(2026, 10, 3), is_work=True, name="值班")
    found = [(s.first, s.last, s.is_work, s.name) for s in queries.spans(None, 2026) if s.first.month == 10]
    assert found == [
        (D(2026, 10, 1), D(2026, 10, 2), False, "国庆节"),
        (D(2026, 10, 3), D(2026, 10, 3), True, "值班"),
        (D(2026, 10, 4), D(2026, 10, 7), False, "国庆节"),
        (D(2026, 10, 10), D(2026, 10, 10), True, "国庆节"),
    ]
