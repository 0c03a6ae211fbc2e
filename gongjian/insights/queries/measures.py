"""Counting: the same number of queries for one partnership, a page of them, or a whole university."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import TruncMonth
from django.utils.timezone import localtime

from gongjian.activities.models import Correction, SignUp
from gongjian.core.clock import now, today
from gongjian.organizations.models import Affiliation
from gongjian.partnerships.models import Category, Cycle, Need, Target
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
    given: Counter[int] = field(default_factory=Counter)  # how often each number of stars
    projects: int = 0
    supply_led: int = 0
    activities: int = 0
    organisers: int = 0
    categories: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    targets: int = 0
    reached: int = 0
    older_projects: int = 0
    lasting_projects: int = 0
    pairs: int = 0
    older_pairs: int = 0
    lasting_pairs: int = 0
    begun: dt.datetime | None = None  # the first agreement in force was signed
    pairs_at_work: Counter[dt.date] = field(default_factory=Counter)
    seats: int = 0
    minutes: int = 0
    minutes_both: int = 0
    late: int = 0
    corrected: int = 0
    people: int = 0
    campus_people: int = 0
    members: int = 0
    non_members: int = 0
    campus_times: Counter[dt.date] = field(default_factory=Counter)
    other_times: Counter[dt.date] = field(default_factory=Counter)
    loads: Counter[int] = field(default_factory=Counter)  # how many of the campus side came so many times

    @property
    def gini(self) -> float | None:
        """How unevenly the attendances lie on those of the campus side who came: 0 all alike, towards 1 a few."""
        return gini(self.loads) if self.loads else None

    @property
    def kinds_alike(self) -> float:
        """How many kinds, equally frequent, would be as varied: e to the entropy; 0 without any activity."""
        return math.exp(entropy(self.kinds.values())) if self.kinds else 0.0

    @property
    def median_wait(self) -> float | None:
        return float(median(self.waiting_days)) if self.waiting_days else None

    @property
    def active_months(self) -> int:
        return len(set(self.campus_times) | set(self.other_times))

    def months_of(self, period: Period) -> int:
        """Months of the period in which an agreement was in force or somebody came: before, nothing could happen."""
        first = min([*self.campus_times, *self.other_times], default=None)
        if self.begun is not None:
            begun = localtime(self.begun).date().replace(day=1)
            first = min(first, begun) if first else begun
        return sum(1 for month in period.months if first is None or month >= first)


def gini(loads: Mapping[int, int]) -> float:
    """Gini coefficient of a histogram: load → how many people carry it."""
    people, total = sum(loads.values()), sum(load * n for load, n in loads.items())
    if not total:
        return 0.0
    seen = weighted = 0
    for load, n in sorted(loads.items()):
        weighted += load * n * (2 * seen + n)  # twice the sum of ranks of these people, less their number
        seen += n
    return max(0.0, weighted / (people * total) - 1)


def entropy(counts: Iterable[int]) -> float:
    """Shannon entropy, in natural units."""
    found = [count for count in counts if count > 0]
    total = sum(found)
    return 0.0 - sum(count / total * math.log(count / total) for count in found)


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
    _targets(found, scope, period)
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
    for row in rows.values("scope", "stars").order_by().annotate(n=Count("pk")):
        found[row["scope"]].given[row["stars"]] = row["n"]
    for mine in found.values():
        mine.raters = mine.given.total()
        if mine.raters:
            mine.stars = sum(stars * n for stars, n in mine.given.items()) / mine.raters


def _projects(found: dict[int, Measures], scope: Scope, period: Period) -> None:
    """Projects with a cycle in the period: those that no need led to, those that are older, those that went on."""
    rows = projects_of(scope, period)
    older = cycles_in(period.before) if period.before else Q(pk__in=[])
    counted = rows.annotate(is_older=Exists(Cycle.objects.filter(older, project=OuterRef("pk"))))
    for row in (
        counted.values("scope")
        .order_by()
        .annotate(
            n=Count("pk", distinct=True),
            alone=Count("pk", distinct=True, filter=Q(needs__isnull=True)),
            older=Count("pk", distinct=True, filter=Q(is_older=True)),
            lasting=Count("pk", distinct=True, filter=Q(is_older=True) & went_on(period, "project")),
        )
    ):
        mine = found[row["scope"]]
        mine.projects, mine.supply_led = row["n"], row["alone"]
        mine.older_projects, mine.lasting_projects = row["older"], row["lasting"]


def cycles_in(period: Period) -> Q:
    """Rounds of a project that touch the period."""
    return Q(starts_on__lte=period.until) & (Q(closed_at=None) | Q(closed_at__gte=period.start))


def projects_of(scope: Scope, period: Period) -> QuerySet[Any]:
    """Projects with a cycle in the period; a project with two stands there twice."""
    rows = scope.projects().filter(cycles__starts_on__lte=period.until)
    found: QuerySet[Any] = rows.filter(
        Q(cycles__closed_at__isnull=True) | Q(cycles__closed_at__gte=period.start)
    )
    return found


def targets_of(scope: Scope, period: Period) -> QuerySet[Any]:
    """Targets that were due in the period or measured in it: what was due and not measured was not reached."""
    rows = Target.objects.filter(cycle__project__in=scope.projects().values("pk"))
    due = Q(due_on__gte=period.since, due_on__lte=period.until)
    return rows.filter(due | Q(measured_on__gte=period.since, measured_on__lte=period.until))


REACHED = Q(goal__gt=F("baseline"), measured__gte=F("goal")) | Q(
    goal__lt=F("baseline"), measured__lte=F("goal")
)


def _targets(found: dict[int, Measures], scope: Scope, period: Period) -> None:
    projects = scope.projects().filter(pk=OuterRef("cycle__project_id"))
    rows = targets_of(scope, period).annotate(scope=Subquery(projects.values("scope")[:1]))
    for row in rows.values("scope").order_by().annotate(n=Count("pk"), reached=Count("pk", filter=REACHED)):
        found[row["scope"]].targets, found[row["scope"]].reached = row["n"], row["reached"]


def _activities(found: dict[int, Measures], scope: Scope, period: Period) -> None:
    rows = scope.activities().filter(shifts__starts_at__gte=period.start, shifts__starts_at__lt=period.end)
    counted = rows.values("scope").order_by()
    for row in counted.annotate(n=Count("pk", distinct=True), by=Count("drafted_by", distinct=True)):
        found[row["scope"]].activities, found[row["scope"]].organisers = row["n"], row["by"]
    subjects = rows.values("scope", "category", "kind").order_by().annotate(n=Count("pk", distinct=True))
    for row in subjects:
        found[row["scope"]].categories[row["category"]] += row["n"]
        found[row["scope"]].kinds[row["kind"]] += row["n"]


def _pairs(found: dict[int, Measures], scope: Scope, period: Period) -> None:
    """Agreements in force in the period, and those whose work went on from the period before into this one."""
    rows = scope.partnerships().filter(in_force(period))
    counted = rows.values("scope").order_by()
    for row in counted.annotate(
        n=Count("pk"),
        older=Count("pk", filter=Q(active_since__lt=period.start)),
        lasting=Count("pk", filter=went_on(period, "project__partnership")),
        begun=Min("active_since"),
    ):
        mine = found[row["scope"]]
        mine.pairs, mine.older_pairs, mine.lasting_pairs = row["n"], row["older"], row["lasting"]
        mine.begun = row["begun"]


def in_force(period: Period) -> Q:
    """Signed before the period's end and not ended before its beginning."""
    return Q(active_since__lt=period.end) & (Q(ended_at=None) | Q(ended_at__gte=period.start))


def went_on(period: Period, relation: str) -> Q:
    """Somebody attended both in the period and in the one before it; `relation` leads from the activity to the row."""
    if period.before is None:
        return Q(pk__in=[])
    return Q(_held(period, relation)) & Q(_held(period.before, relation))


def _held(period: Period, relation: str) -> Exists:
    """Somebody attended an activity of the row in the period."""
    days = {"shift__starts_at__gte": period.start, "shift__starts_at__lt": period.end}
    of_row = {f"shift__activity__{relation}": OuterRef("pk")}
    return Exists(SignUp.objects.filter(state=SignUp.State.ATTENDED, **days, **of_row))


def corrected() -> Exists:
    """The record of a seat was changed after both sides had it, and not because the person had objected."""
    return Exists(Correction.objects.filter(sign_up=OuterRef("pk"), dispute=None))


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
            corrected=Count("pk", filter=Q(corrected())),
        )
    ):
        mine = found[row["scope"]]
        mine.seats, mine.late, mine.corrected = row["n"], row["late"], row["corrected"]
        mine.minutes, mine.minutes_both = row["total"], row["both"]


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
    months = rows.annotate(month=TruncMonth("shift__starts_at")).values("scope", "month")
    for row in months.annotate(pairs=Count("shift__activity__project__partnership", distinct=True)):
        found[row["scope"]].pairs_at_work[localtime(row["month"]).date()] = row["pairs"]
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
    _loads(found, rows)
    _members(found, campus, period)


def _loads(found: dict[int, Measures], rows: QuerySet[Any]) -> None:
    """How many people of the campus side came once, twice, …: the database counts twice, nobody is read."""
    each = rows.filter(of_campus=True).values("scope", "person").annotate(times=Count("pk"))
    try:
        sql, params = each.values("scope", "times").query.sql_with_params()
    except EmptyResultSet:  # Django knows without asking that nothing is there: no partnership yet
        return
    with connections[rows.db].cursor() as cursor:
        # The inner statement is Django's own, with its parameters beside it.
        cursor.execute(f'SELECT "scope", "times", COUNT(*) FROM ({sql}) AS loads GROUP BY 1, 2', params)  # noqa: S608
        for key, times, people in cursor.fetchall():
            found[key].loads[times] = people


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
