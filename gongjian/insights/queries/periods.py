"""The days looked at, and the days they are compared with."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongjian.core.clock import at, today
from gongjian.policy.queries import value

KEYS = ["month", "term", "half", "year"]
HALF, YEAR = dt.timedelta(days=180), dt.timedelta(days=365)
ONE = dt.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Days from `since` to `until`, both inclusive, the period before them, and the same days a year earlier."""

    key: str
    since: dt.date
    until: dt.date
    before: "Period | None" = None
    year_ago: "Period | None" = None

    @property
    def start(self) -> dt.datetime:
        """The first moment."""
        return at(self.since)

    @property
    def end(self) -> dt.datetime:
        """The first moment after it."""
        return at(self.until + ONE)

    @property
    def months(self) -> list[dt.date]:
        """The first days of the calendar months that it touches."""
        found, month = [], self.since.replace(day=1)
        while month <= self.until:
            found.append(month)
            month = (month + dt.timedelta(days=32)).replace(day=1)
        return found

    @property
    def label(self) -> str:
        words = {
            "month": _("the last month"),
            "term": _("this term"),
            "half": _("the last 180 days"),
            "year": _("the last year"),
        }
        return words.get(self.key, "")


def term_start(day: dt.date) -> dt.date:
    """The first day of the term in which a day lies, from the university's calendar."""
    starts = [
        dt.date(year, *map(int, text.split("-")))
        for year in (day.year - 1, day.year)
        for text in value("term.starts")
    ]
    return max(start for start in starts if start <= day)


def period(key: str = "term", day: dt.date | None = None) -> Period:
    """This term (compared with the 180 days before it), the last whole month, the last 180 days, or the last year."""
    until = day or today()
    if key == "month":
        return month_before(until)
    key = key if key in KEYS else "term"
    if key == "term":
        since, length = term_start(until), HALF
    else:
        length = HALF if key == "half" else YEAR
        since = until - length + ONE
    before = Period("", since - length, since - ONE)
    return Period(key, since, until, before, Period("", _year_earlier(since), _year_earlier(until)))


def _year_earlier(day: dt.date) -> dt.date:
    """The same day of the year before; 29 February becomes the 28th."""
    return (
        day.replace(year=day.year - 1, day=28)
        if (day.month, day.day) == (2, 29)
        else day.replace(year=day.year - 1)
    )


def month(first: dt.date) -> Period:
    """A calendar month by its first day, compared with the month before it."""
    last = (first + dt.timedelta(days=32)).replace(day=1) - ONE
    end = first - ONE
    ago = first.replace(year=first.year - 1)
    ago_end = (ago + dt.timedelta(days=32)).replace(day=1) - ONE
    return Period("month", first, last, Period("", end.replace(day=1), end), Period("", ago, ago_end))


def month_before(day: dt.date) -> Period:
    """The last calendar month that is over."""
    return month((day.replace(day=1) - ONE).replace(day=1))


def months_earlier(first: dt.date, number: int) -> dt.date:
    """The first day of the month so many months before the month of a day."""
    months = first.year * 12 + first.month - 1 - number
    return dt.date(months // 12, months % 12 + 1, 1)


def calendar_year(year: int) -> Period:
    return Period("", dt.date(year, 1, 1), dt.date(year, 12, 31))


def school_year(year: int) -> Period:
    """From 1 September of a year to 31 August of the next."""
    return Period("", dt.date(year, 9, 1), dt.date(year + 1, 8, 31))
