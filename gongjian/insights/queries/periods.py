"""The days looked at, and the days they are compared with."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongjian.core.clock import at, today
from gongjian.policy.queries import value

KEYS = ["term", "half", "year"]
HALF, YEAR = dt.timedelta(days=180), dt.timedelta(days=365)
ONE = dt.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Days from `since` to `until`, both inclusive, and the period before them."""

    key: str
    since: dt.date
    until: dt.date
    before: "Period | None" = None

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
        return {"term": _("this term"), "half": _("the last 180 days"), "year": _("the last year")}.get(
            self.key, ""
        )


def term_start(day: dt.date) -> dt.date:
    """The first day of the term in which a day lies, from the university's calendar."""
    starts = [
        dt.date(year, *map(int, text.split("-")))
        for year in (day.year - 1, day.year)
        for text in value("term.starts")
    ]
    return max(start for start in starts if start <= day)


def period(key: str = "term", day: dt.date | None = None) -> Period:
    """This term (compared with the 180 days before it), the last 180 days, or the last year."""
    until = day or today()
    key = key if key in KEYS else KEYS[0]
    if key == "term":
        since, length = term_start(until), HALF
    else:
        length = HALF if key == "half" else YEAR
        since = until - length + ONE
    return Period(key, since, until, Period("", since - length, since - ONE))
