"""Counting: the same number of queries for one partnership, a page of them, or a whole university."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db.models import (
    Avg,
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import TruncMonth
from django.utils.timezone import localtime

from gongjian.activities.models import SignUp
from gongjian.core.clock import now, today
from gongjian.organizations.models import Affiliation
from gongjian.partnerships.models import Category, Need
from gongjian.policy.queries import is_workday, value
from gongjian.reviews.models import Confirmation

from .periods import Period
from .scopes import Scope, within


@dataclass
class Measures:
    """Counts of one scope in one period. People are counted, never named."""

    needs: int = 0
    met: int = 0
    confirmed: int = 0
    waiting_days: list[int] = field(default_factory=list)
    raters: int = 0
    stars: float | None = None
    projects: int = 0
    supply_led: int = 0
    activities: int = 0
    organisers: int = 0
    categories: Counter[str] = field(default_factory=Counter)
    pairs: int = 0
    lasting_pairs: int = 0
    seats: int = 0
    minutes: int = 0
    minutes_both: int = 0
    late: int = 0
    people: int = 0
    campus_people: int = 0
    members: int = 0
    non_members: int = 0
    campus_times: Counter[dt.date] = field(default_factory=Counter)
    other_times: Counter[dt.date] = field(default_factory=Counter)

    @property
    def median_wait(self) -> float | None:
        return float(median(self.waiting_days)) if self.waiting_days else None

    @property
    def active_months(self) -> int:
        return len(set(self.campus_times) | set(self.other_times))


def signing_limit() -> dt.datetime:
    """Minutes of shifts that ended before this moment should be confirmed by both sides by now."""
    day, left = today(), int(value("volunteer.record_within_working_days"))
    while left > 0:
        day -= dt.timedelta(days=1)
        left -= is_workday(day)[0]
    return now() - (today() - day)


def measure(scope: Scope, period: Period) -> dict[int, Measures]:
    """Measures of every key of a scope."""
    found = {key: Measures() for key in scope.keys}
    _needs(found, scope, period)
    _answers(found, scope, period)
    _projects(found, scope, period)
    _activities(found, scope, period)
    _pairs(found, scope, period)
    _seats(found, scope, period)
    _people(found, scope, period)
    return found


def _needs(found: dict[int, Measures], scope: Scope, period: Period) -> None:
    """In hand: published by the end, and neither met nor lapsed before the beginning."""
    over = Q(met_at__lt=period.start) | Q(state=Need.State.LAPSED, until__lt=period.since)
    rows = scope.needs().filter(published_at__lt=period.end).exclude(over)
    said = Exists(Confirmation.objects.filter(need=OuterRef("pk"), verdict=Confirmation.Verdict.DONE))
    met = Q(met_at__gte=period.start, met_at__lt=period.end)
    counted = rows.annotate(said=said).values("scope").order_by()
    for row in counted.annotate(
        n=Count("pk", distinct=True),
        met=Count("pk", distinct=True, filter=met),
        confirmed=Count("pk", distinct=True, filter=met & Q(said=True)),
    ):
        mine = found[row["scope"]]
        mine.needs, mine.met, mine.confirmed = row["n"], row["met"], row["confirmed"]
    dates = rows.filter(met).order_by().values_list("scope", "pk", "proposed_at", "met_at").distinct()
    for key, _pk, proposed_at, met_at in dates:
        found[key].waiting_days.append((met_at - proposed_at).days)


def _answers(found: dict[int, Measures], scope: Scope, period: Period) -> None:
    rows = scope.confirmations().filter(at__gte=period.start, at__lt=period.end)
    for row in rows.values("scope").order_by().annotate(n=Count("pk"), mean=Avg("stars")):
        found[row["scope"]].raters, found[row["scope"]].stars = row["n"], row["mean"]


def _projects(found: dict[int, Measures], scope: Scope, period: Period) -> None:
    """Projects with a cycle in the period, and those of them that no need led to."""
    rows = scope.projects().filter(cycles__starts_on__lte=period.until)
    rows = rows.filter(Q(cycles__closed_at__isnull=True) | Q(cycles__closed_at__gte=period.start))
    for row in (
        rows.values("scope")
        .order_by()
        .annotate(
            n=Count("pk", distinct=True), alone=Count("pk", distinct=True, filter=Q(needs__isnull=True))
        )
    ):
        found[row["scope"]].projects, found[row["scope"]].supply_led = row["n"], row["alone"]


def _activities(found: dict[int, Measures], scope: Scope, period: Period) -> None:
    rows = scope.activities().filter(shifts__starts_at__gte=period.start, shifts__starts_at__lt=period.end)
    counted = rows.values("scope").order_by()
    for row in counted.annotate(n=Count("pk", distinct=True), by=Count("drafted_by", distinct=True)):
        found[row["scope"]].activities, found[row["scope"]].organisers = row["n"], row["by"]
    subjects = rows.values("scope", "category").order_by().annotate(n=Count("pk", distinct=True))
    for row in subjects:
        found[row["scope"]].categories[row["category"]] = row["n"]


def _pairs(found: dict[int, Measures], scope: Scope, period: Period) -> None:
    """Agreements in force in the period, and those whose work went on from the period before into this one."""
    rows = scope.partnerships().filter(in_force(period))
    lasting = Q(pk__in=[]) if period.before is None else Q(_held(period)) & Q(_held(period.before))
    counted = rows.values("scope").order_by()
    for row in counted.annotate(n=Count("pk"), lasting=Count("pk", filter=lasting)):
        found[row["scope"]].pairs, found[row["scope"]].lasting_pairs = row["n"], row["lasting"]


def in_force(period: Period) -> Q:
    """Signed before the period's end and not ended before its beginning."""
    return Q(active_since__lt=period.end) & (Q(ended_at=None) | Q(ended_at__gte=period.start))


def _held(period: Period) -> Exists:
    """Somebody attended an activity of the partnership in the period."""
    days = {"shift__starts_at__gte": period.start, "shift__starts_at__lt": period.end}
    seats = SignUp.objects.filter(state=SignUp.State.ATTENDED, **days)
    return Exists(seats.filter(shift__activity__project__partnership=OuterRef("pk")))


def _seats(found: dict[int, Measures], scope: Scope, period: Period) -> None:
    """Attendances, minutes, and what was entered late or still lacks the other side's confirmation."""
    patience = dt.timedelta(hours=int(value("attendance.late_proof_hours")))
    late = Q(checked_in_at__gt=F("shift__ends_at") + patience)
    unsigned = Q(countersigned_at__isnull=True, shift__ends_at__lt=signing_limit())
    rows = scope.seats().filter(shift__starts_at__gte=period.start, shift__starts_at__lt=period.end)
    for row in (
        rows.values("scope")
        .order_by()
        .annotate(
            n=Count("pk"),
            total=Sum("minutes", default=0),
            both=Sum("minutes", filter=Q(countersigned_at__isnull=False), default=0),
            late=Count("pk", filter=late | unsigned),
        )
    ):
        mine = found[row["scope"]]
        mine.seats, mine.minutes, mine.minutes_both, mine.late = (
            row["n"],
            row["total"],
            row["both"],
            row["late"],
        )


def _people(found: dict[int, Measures], scope: Scope, period: Period) -> None:
    """Who came, by month: of the campus partner or not, Party member or not. Counted by the database, never read."""
    campus = scope.campus_paths()
    rows = scope.seats().filter(shift__starts_at__gte=period.start, shift__starts_at__lt=period.end)
    rows = rows.annotate(of_campus=_of_campus(campus, period)).order_by()
    times = rows.annotate(month=TruncMonth("shift__starts_at")).values("scope", "month", "of_campus")
    for row in times.annotate(times=Count("pk")):
        mine = found[row["scope"]]
        counter = mine.campus_times if row["of_campus"] else mine.other_times
        counter[localtime(row["month"]).date()] += row["times"]
    member = Exists(_belonging(period).filter(kind=Affiliation.Kind.MEMBER))
    people = rows.annotate(is_member=member).values("scope")
    for row in people.annotate(
        n=Count("person", distinct=True),
        campus=Count("person", distinct=True, filter=Q(of_campus=True)),
        members=Count("person", distinct=True, filter=Q(is_member=True)),
    ):
        mine = found[row["scope"]]
        mine.people, mine.campus_people = row["n"], row["campus"]
        mine.non_members = row["n"] - row["members"]
    _members(found, campus, period)


def _belonging(period: Period) -> QuerySet[Any]:
    """Where the person of a seat belongs on the last day."""
    rows: QuerySet[Any] = Affiliation.objects.current(period.until).filter(person=OuterRef("person_id"))
    return rows


def _of_campus(campus: dict[int, list[str]], period: Period) -> Case:
    """Whether the person of a seat belongs to the campus side of what the seat counts for."""
    cases = [
        When(scope=key, then=Exists(_belonging(period).filter(_any_of(paths))))
        for key, paths in campus.items()
        if paths
    ]
    return Case(*cases, default=Value(False), output_field=BooleanField())


def _members(found: dict[int, Measures], campus: dict[int, list[str]], period: Period) -> None:
    """How many people belong to the campus partner: one query for all keys."""
    counts = {
        f"k{key}": Count("person", distinct=True, filter=_any_of(paths))
        for key, paths in campus.items()
        if paths
    }
    if not counts:
        return
    every = _any_of([path for paths in campus.values() for path in paths])
    for name, number in Affiliation.objects.current(period.until).filter(every).aggregate(**counts).items():
        found[int(name[1:])].members = number


def _any_of(paths: Iterable[str]) -> Q:
    condition = Q()
    for path in paths:
        condition |= within("organization__path", path)
    return condition


def by_category(measures: Measures) -> list[tuple[str, int]]:
    """What the activities were about, most frequent first, in words."""
    return [(str(Category(key).label), number) for key, number in measures.categories.most_common()]
