"""Counting days (民法典 §§201–203): the first day is not counted, a last day that is free moves to a working day.

Holidays and make-up days come from the `chinesecalendar` package; a `WorkDay` row has the last word. For a year that
the package does not know, the usual week is assumed and the answer is provisional, unless the figure
`calendar.settled_years` says that somebody entered the year's holidays in full.
"""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chinese_calendar.constants import Holiday, holidays, workdays
from django.http import Http404
from django.utils.translation import get_language

from ..models import WorkDay
from .figures import known, value

DAY = dt.timedelta(days=1)
MOST = 10_000  # days, working days or months that can be counted
ANNOUNCED = range(min(holidays).year, max(holidays).year + 1)  # the years of the package's table


def is_workday(day: dt.date) -> tuple[bool, bool]:
    """Whether a day is a working day, and whether that is provisional."""
    entered = known().days
    return _works(day, entered), day not in entered and not is_settled(day.year)


def _works(day: dt.date, entered: Mapping[dt.date, bool]) -> bool:
    if day in entered:
        return entered[day]
    usual = day.weekday() < calendar.SATURDAY
    return day in workdays or (usual and day not in holidays)


def is_settled(year: int) -> bool:
    """Whether the year's holidays are known: to the package, or because somebody entered them in full."""
    return year in ANNOUNCED or year in value("calendar.settled_years")


def is_provisional(since: dt.date, until: dt.date) -> bool:
    """Whether a count between two days may still change, since a year's holidays are not announced."""
    years = range(min(since, until).year, max(since, until).year + 1)
    return not all(is_settled(year) for year in years)


def add_working_days(day: dt.date, n: int) -> dt.date:
    """The n-th working day after a day; with 0 the day itself, or the next working day when it is free.

    Raises `ValueError` for a negative or absurd number.
    """
    _check(n)
    entered = known().days
    for _step in range(n):
        day = _next(day + DAY, entered)
    return _next(day, entered)


def add_days(day: dt.date, n: int) -> dt.date:
    """The end of a period of n calendar days that begins after a day."""
    _check(n)
    return next_workday(day + n * DAY)


def add_months(day: dt.date, n: int) -> dt.date:
    """The end of a period of n months: the corresponding day, or the month's last where there is none (§202)."""
    _check(n)
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return next_workday(dt.date(year, month + 1, min(day.day, last)))


def next_workday(day: dt.date) -> dt.date:
    """The day itself, or the first working day after it (§203)."""
    return _next(day, known().days)


def _next(day: dt.date, entered: Mapping[dt.date, bool]) -> dt.date:
    while not _works(day, entered):
        day += DAY
    return day


def _check(n: int) -> None:
    if not 0 <= n <= MOST:
        raise ValueError(f"can't count {n}")


# ---- the calendar's page


@dataclass(frozen=True)
class Span:
    """Days in a row that differ from the usual week in the same way; `row` where somebody entered the day."""

    first: dt.date
    last: dt.date
    is_work: bool
    name: str
    source: str = ""
    row: WorkDay | None = None


def entered_days(user: Any, year: int) -> Any:
    """The days of a year that somebody entered by hand."""
    return WorkDay.objects.visible_to(user).of_year(year).order_by("day")


def work_day(user: Any, pk: int) -> WorkDay:
    """One day entered by hand; `Http404` when there is none."""
    found = WorkDay.objects.visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def spans(user: Any, year: int) -> list[Span]:
    """What differs from the usual week in a year: from the package's table, and by hand, which has the last word."""
    entered = {row.day: row for row in entered_days(user, year)}
    found = [Span(day, day, row.is_work, row.name, row.source, row) for day, row in entered.items()]
    for table, is_work in ((holidays, False), (workdays, True)):
        days = sorted(day for day in table if day.year == year and day not in entered)
        found += _runs(days, table, is_work)
    return sorted(found, key=lambda span: span.first)


def _runs(days: list[dt.date], table: Any, is_work: bool) -> list[Span]:
    found: list[Span] = []
    for day in days:
        name = _named(table[day])
        before = found[-1] if found else None
        if before and before.name == name and before.last + DAY == day:
            found[-1] = Span(before.first, day, is_work, name)
        else:
            found.append(Span(day, day, is_work, name))
    return found


def _named(name: str) -> str:
    """The package's English name of a holiday, or its Chinese one."""
    return str(Holiday(name).chinese) if (get_language() or "").startswith("zh") else name
