"""The rows behind every number. Things are listed, people never."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.http import Http404

from gongjian.activities.models import Activity, SignUp
from gongjian.partnerships.models import Need
from gongjian.policy.queries import value
from gongjian.reviews.models import Confirmation

from .kinds import KINDS, Kind
from .measures import in_force, projects_of, signing_limit, targets_of, went_on
from .periods import Period
from .scopes import HELD, Scope

SHAPES = {
    "needs_met": "needs", "confirmed": "needs", "waiting": "needs", "satisfaction": "answers", "supply_led": "projects",
    "active_months": "activities", "participants": "activities", "participation": "activities", "hours": "activities",
    "non_members": "activities", "organisers": "activities", "late": "activities",
    "lasting_pairs": "pairs", "lasting_projects": "projects", "targets": "targets", "load": "activities",
    "kinds": "activities", "corrected": "activities",
}  # fmt: skip


@dataclass(frozen=True)
class RowSet:
    """The rows of one signal: which signal, what kind of rows, and the query."""

    kind: Kind
    shape: str
    rows: QuerySet[Any]


def rows_of(scope: Scope, key: str, period: Period) -> RowSet:
    """What one number of a scope was counted from; 404 for an unknown signal."""
    kind = next((kind for kind in KINDS if kind.key == key), None)
    if kind is None:
        raise Http404
    shape = SHAPES[key]
    makers = {
        "needs": need_rows,
        "answers": _answers,
        "projects": _projects,
        "activities": activity_rows,
        "pairs": _pairs,
        "targets": _targets,
    }
    return RowSet(kind, shape, makers[shape](scope, period))


def need_rows(scope: Scope, period: Period) -> QuerySet[Any]:
    """Needs in hand with the newest answer of the resident."""
    over = Q(met_at__lt=period.start) | Q(state=Need.State.LAPSED, until__lt=period.since)
    keys = scope.needs().filter(published_at__lt=period.end).exclude(over).values("pk")
    said = Confirmation.objects.filter(need=OuterRef("pk")).order_by("-at")
    rows = Need.objects.filter(pk__in=keys).annotate(
        verdict=Subquery(said.values("verdict")[:1]), stars=Subquery(said.values("stars")[:1])
    )
    return rows.select_related("community").order_by(
        F("met_at").desc(nulls_last=True), "-published_at", "-pk"
    )


def _pairs(scope: Scope, period: Period) -> QuerySet[Any]:
    """Agreements in force with the activities of the period and of the one before it."""
    held = Activity.objects.filter(project__partnership=OuterRef("pk"), state__in=HELD)

    def times(when: Period | None) -> Any:
        if when is None:
            return Value(0)
        rows = held.filter(shifts__starts_at__gte=when.start, shifts__starts_at__lt=when.end).order_by()
        number = rows.values("project__partnership").annotate(n=Count("pk", distinct=True)).values("n")
        return Coalesce(Subquery(number), 0)

    rows = scope.partnerships().filter(in_force(period)).prefetch_related("parties__organization")
    return rows.annotate(held_now=times(period), held_before=times(period.before)).order_by("title", "pk")


def _answers(scope: Scope, period: Period) -> QuerySet[Any]:
    rows = scope.confirmations().filter(at__gte=period.start, at__lt=period.end)
    return rows.select_related("need").order_by("-at", "-pk")


def _projects(scope: Scope, period: Period) -> QuerySet[Any]:
    rows = projects_of(scope, period).annotate(asked=Count("needs", distinct=True))
    lasting = Case(When(went_on(period, "project"), then=True), default=False, output_field=BooleanField())
    return rows.annotate(lasting=lasting).select_related("led_by").order_by("title", "pk")


def _targets(scope: Scope, period: Period) -> QuerySet[Any]:
    rows = targets_of(scope, period).select_related("cycle__project")
    return rows.order_by("cycle__project__title", "cycle__number", "pk")


def activity_rows(scope: Scope, period: Period) -> QuerySet[Any]:
    """Each activity with how many came, its minutes, and what is late: counted, not named."""
    patience = dt.timedelta(hours=int(value("attendance.late_proof_hours")))
    came = Q(shifts__sign_ups__state=SignUp.State.ATTENDED)
    late = Q(shifts__sign_ups__checked_in_at__gt=F("shifts__ends_at") + patience)
    unsigned = Q(shifts__sign_ups__countersigned_at__isnull=True, shifts__ends_at__lt=signing_limit())
    changed = Q(shifts__sign_ups__corrections__isnull=False, shifts__sign_ups__corrections__dispute=None)
    rows = scope.activities().filter(shifts__starts_at__gte=period.start, shifts__starts_at__lt=period.end)
    return (
        rows.annotate(
            first=Min("shifts__starts_at"),
            last=Max("shifts__starts_at"),
            came=Count("shifts__sign_ups", filter=came, distinct=True),
            minutes=Sum("shifts__sign_ups__minutes", filter=came, default=0),
            both=Sum(
                "shifts__sign_ups__minutes",
                filter=came & Q(shifts__sign_ups__countersigned_at__isnull=False),
                default=0,
            ),
            late=Count("shifts__sign_ups", filter=came & (late | unsigned), distinct=True),
            changed=Count("shifts__sign_ups", filter=came & changed, distinct=True),
        )
        .select_related("organizer", "partner")
        .order_by("-first", "-pk")
    )
