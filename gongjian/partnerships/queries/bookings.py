"""Reading the calendar of a bookable resource and the bookings of one's organisations."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from gongjian.core.access import standing
from gongjian.core.clock import at, now, today
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Booking, OpeningHours, Resource

B = Booking.State
SPANS = {"week": 7, "month": 31}


@dataclass(frozen=True)
class Day:
    """One day of the calendar: when the resource is open, and who has it when."""

    date: dt.date
    hours: OpeningHours | None
    bookings: list[Booking]


@dataclass(frozen=True)
class Span:
    """A week or a month of the calendar, and the days from which its neighbours begin."""

    name: str
    days: list[Day]
    before: dt.date
    after: dt.date


def first_day(asked: str, name: str) -> dt.date:
    """The first day of the span that holds a day given as text; today's when it is no day."""
    try:
        day = dt.date.fromisoformat(asked)
    except ValueError:
        day = today()
    if not 2000 <= day.year <= 2100:
        day = today()
    return day.replace(day=1) if name == "month" else day - dt.timedelta(days=day.weekday())


def calendar(user: Any, resource: Resource, *, name: str = "week", day: str = "") -> Span:
    """The days of a week or a month with the bookings that the person may see, in two queries."""
    name = name if name in SPANS else "week"
    first = first_day(day, name)
    after = first_day((first + dt.timedelta(days=SPANS[name])).isoformat(), name)
    rows = Booking.objects.visible_to(user).filter(resource=resource, state__in=Booking.OPEN_STATES)
    rows = rows.filter(starts_at__gte=at(first), starts_at__lt=at(after)).select_related("organization")
    taken: dict[dt.date, list[Booking]] = {}
    for row in rows:
        taken.setdefault(timezone.localtime(row.starts_at).date(), []).append(row)
    hours = {row.weekday: row for row in resource.hours.all()}
    dates = [first + dt.timedelta(days=number) for number in range((after - first).days)]
    days = [Day(each, hours.get(each.weekday()), taken.get(each, [])) for each in dates]
    before = first_day((first - dt.timedelta(days=1)).isoformat(), name)
    return Span(name, days, before, after)


def most_taken(resource: Resource, starts_at: dt.datetime, ends_at: dt.datetime) -> int:
    """The largest number of a resource that is booked at any moment of a stretch of time."""
    rows = resource.bookings.filter(state=B.ACCEPTED, starts_at__lt=ends_at, ends_at__gt=starts_at)
    steps = [step for row in rows for step in ((row.starts_at, row.number), (row.ends_at, -row.number))]
    most = held = 0
    for _moment, change in sorted(
        steps
    ):  # at the same moment one goes (a negative step) before the next comes
        held += change
        most = max(most, held)
    return most


def find_booking(user: Any, pk: int) -> Booking:
    """A booking that the person may see; otherwise there is none (404)."""
    rows = Booking.objects.visible_to(user).select_related(
        "resource__organization", "organization", "asked_by"
    )
    return get_object_or_404(rows, pk=pk)


def _mine(user: Any, field: str) -> Any:
    powers = standing(user)
    return powers.condition(Power.ARRANGE, field) | powers.condition(Power.LEAD, field)


def bookings_to_decide(user: Any) -> QuerySet[Booking]:
    """What others ask of the person's organisations, the soonest first."""
    rows = Booking.objects.filter(_mine(user, "resource__organization"), state=B.ASKED, ends_at__gte=now())
    return rows.select_related("resource", "organization").order_by("starts_at", "pk")


def own_bookings(user: Any) -> QuerySet[Booking]:
    """What the person's organisations have asked for and what is booked of theirs, the latest first."""
    rows = Booking.objects.filter(_mine(user, "organization") | _mine(user, "resource__organization"))
    return rows.select_related("resource", "organization").order_by("-starts_at", "-pk")
