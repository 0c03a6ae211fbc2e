"""The big screen of a hall: live figures of an organisation or a partnership, nothing that not everybody may read."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet

from gongjian.activities.models import Shift
from gongjian.core.clock import now
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Need

from .books import About, scope_of
from .charts import month_names
from .figures import PUBLIC, Signal, from_measures
from .measures import Measures, measure
from .periods import Period, period
from .scopes import within

LINES = 4  # of each list: as many as are read from the last row of seats
GUEST = AnonymousUser()


@dataclass(frozen=True)
class Screen:
    """Everything on the screen; `months` holds a name, a number, and its share of the greatest."""

    name: str
    when: Period
    at: dt.datetime
    signals: list[Signal]
    months: list[tuple[str, int, int]]
    coming: list[Shift]
    met: list[Need]


def screen(about: About) -> Screen:
    """The same queries however much there is; people are counted, never named."""
    when, scope = period("term"), scope_of(about)
    measures = measure(scope, when)[scope.keys[0]]
    signals = {signal.key: signal for signal in from_measures((measures, when))}
    needs = Need.objects.visible_to(GUEST).filter(pk__in=scope.needs().values("pk"))
    needs = needs.filter(met_at__gte=when.start).select_related("community").order_by("-met_at", "-pk")
    name = about.name if isinstance(about, Organization) else about.title
    shown = [signals[key] for key in PUBLIC]
    return Screen(
        name, when, now(), shown, _months(measures, when), list(_coming(about)[:LINES]), list(needs[:LINES])
    )


def _months(measures: Measures, when: Period) -> list[tuple[str, int, int]]:
    numbers = [measures.campus_times[month] + measures.other_times[month] for month in when.months]
    top = max([*numbers, 1])
    names = month_names(when.months)
    return [(name, n, round(100 * n / top)) for name, n in zip(names, numbers, strict=True)]


def _coming(about: About) -> QuerySet[Shift]:
    """What everybody may join next: a hall is not invited to what is full."""
    if isinstance(about, Organization):
        ours = within("activity__organizer__path", about.path) | within("activity__partner__path", about.path)
    else:
        ours = Q(activity__project__partnership=about)
    rows = Shift.objects.open_to_all().filter(
        ours, is_open=True, starts_at__gt=now(), taken__lt=F("capacity")
    )
    return rows.select_related("activity").order_by("starts_at", "pk")
