"""The month of a partnership: shifts of its projects, and the days on which its agreement and its rounds end."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.core.clock import at, today
from gongjian.core.components.dates import as_time
from gongjian.partnerships.models import Cycle, Partnership

from ..models import Shift

ONE, WEEK = dt.timedelta(days=1), 7
YEARS = 20  # how far from today a month may be asked for


@dataclass(frozen=True)
class Date:
    """One thing on a day: `clock` is empty for what lasts the whole day."""

    title: str
    href: str
    clock: str = ""
    icon: str = "calendar-event"


@dataclass(frozen=True)
class CalendarDay:
    """One day of the month's page; `inside` the month or before and after it."""

    date: dt.date
    inside: bool
    dates: list[Date] = field(default_factory=list)

    @property
    def is_today(self) -> bool:
        return self.date == today()


@dataclass(frozen=True)
class Month:
    """Whole weeks from Monday to Sunday that hold the month."""

    first: dt.date
    days: list[CalendarDay]

    @property
    def before(self) -> str:
        return f"{self.first - ONE:%Y-%m}"

    @property
    def after(self) -> str:
        return f"{_next(self.first):%Y-%m}"

    @property
    def count(self) -> int:
        return sum(len(day.dates) for day in self.days if day.inside)


def _next(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=32)).replace(day=1)


def month_asked(text: str) -> dt.date:
    """The first day of the month `2026-11`; of this month when that makes no sense or lies too far away."""
    day = today()
    match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text, re.ASCII)
    if match is None or abs(int(match[1]) - day.year) > YEARS:
        return day.replace(day=1)
    return dt.date(int(match[1]), int(match[2]), 1)


def partnership_of(user: Any, pk: int) -> Partnership:
    """A partnership that the person sees, or 404."""
    return get_object_or_404(Partnership.objects.visible_to(user), pk=pk)


def month_of(user: Any, partnership: Partnership, first: dt.date) -> Month:
    """What the person may see of it: two queries however full the month is."""
    start = first - dt.timedelta(days=first.weekday())
    end = _next(first) - ONE
    end += dt.timedelta(days=WEEK - 1 - end.weekday())
    days = [
        CalendarDay(start + n * ONE, _same(start + n * ONE, first)) for n in range((end - start).days + 1)
    ]
    by_date = {day.date: day.dates for day in days}
    rows = Shift.objects.visible_to(user).filter(activity__project__partnership=partnership)
    rows = rows.filter(starts_at__gte=at(start), starts_at__lt=at(end + ONE)).exclude(
        activity__state="cancelled"
    )
    for shift in rows.select_related("activity").order_by("starts_at", "pk"):
        href = reverse("activities:detail", args=[shift.activity_id])
        day = localtime(shift.starts_at).date()
        by_date[day].append(Date(shift.activity.title, href, as_time(shift.starts_at)))
    for day, date in _ends(partnership):
        if day in by_date:
            by_date[day].append(date)
    return Month(first, days)


def _same(day: dt.date, first: dt.date) -> bool:
    return (day.year, day.month) == (first.year, first.month)


def _ends(partnership: Partnership) -> list[tuple[dt.date, Date]]:
    """The last days of the agreement and of its projects' rounds."""
    words = _("The agreement ends"), reverse("partnerships:partnership", args=[partnership.pk])
    found = [(partnership.ends_on, Date(*words, icon="file-text"))]
    rounds = Cycle.objects.filter(project__partnership=partnership, closed_at=None).select_related("project")
    for cycle in rounds.order_by("ends_on", "pk"):
        title = _("Cycle %(n)s ends: %(project)s") % {"n": cycle.number, "project": cycle.project.title}
        href = reverse("partnerships:project", args=[cycle.project_id])
        found.append((cycle.ends_on, Date(title, href, icon="target-arrow")))
    return found
