"""How well what an organisation prepares works out: help for the organisation, never a ranking and never per person."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.activities.models import Activity, Rating, Shift, SignUp
from gongjian.organizations.models import Organization
from gongjian.policy.queries import value

from .periods import Period
from .scopes import HELD, within

CAME, STAYED_AWAY = SignUp.State.ATTENDED, SignUp.State.ABSENT
WEAK = 50  # per cent from which a row is worth a second look


@dataclass(frozen=True)
class Rate:
    """Part of a whole in per cent; None while so few that one could be known."""

    part: int
    whole: int
    few_under: int

    @property
    def percent(self) -> int | None:
        return None if self.whole < self.few_under else round(100 * self.part / self.whole)


@dataclass(frozen=True)
class Planning:
    """Places filled, people who came of those who had a place, what they thought of it, and what to try next."""

    activities: int
    filled: Rate
    shown: Rate
    ratings: int
    stars: float | None
    advice: list[str]


def prepared_by(organization: Organization, period: Period) -> QuerySet[Any]:
    """Activities that the organisation or one below it organised and held in the period, with their rates."""
    days = {"starts_at__gte": period.start, "starts_at__lt": period.end}
    shifts = Shift.objects.filter(activity=OuterRef("pk"), **days).order_by()
    seats = SignUp.objects.filter(shift__activity=OuterRef("pk"), **_shift(days)).order_by()
    ratings = Rating.objects.filter(activity=OuterRef("pk")).order_by()
    rows = Activity.objects.filter(within("organizer__path", organization.path), state__in=HELD)
    rows = rows.annotate(
        first=Subquery(shifts.order_by("starts_at").values("starts_at")[:1]),
        places=_sum(shifts, "activity", Sum("capacity")),
        taken=_sum(shifts, "activity", Sum("taken")),
        came=_sum(seats, "shift__activity", Count("pk", filter=Q(state=CAME))),
        away=_sum(seats, "shift__activity", Count("pk", filter=Q(state=STAYED_AWAY))),
        raters=_sum(ratings, "activity", Count("pk")),
        stars=Subquery(ratings.values("activity").annotate(n=Avg("stars")).values("n")),
    )
    found: QuerySet[Any] = rows.filter(first__isnull=False).select_related("organizer")
    return found.order_by("-first", "-pk")


def _shift(days: dict[str, Any]) -> dict[str, Any]:
    return {f"shift__{name}": moment for name, moment in days.items()}


def _sum(rows: QuerySet[Any], by: str, what: Any) -> Coalesce:
    return Coalesce(Subquery(rows.values(by).annotate(n=what).values("n")), 0)


def planning(organization: Organization, period: Period) -> Planning:
    """The sums over all of them: one query."""
    few_under = int(value("insight.few_under"))
    rows = prepared_by(organization, period)
    sums = rows.aggregate(
        n=Count("pk"), filled=Sum("taken", default=0), all_places=Sum("places", default=0),
        came_all=Sum("came", default=0), away_all=Sum("away", default=0), rated=Sum("raters", default=0),
        given=Sum(Coalesce("stars", 0.0) * Coalesce("raters", 0), default=0.0),
    )  # fmt: skip
    filled = Rate(sums["filled"], sums["all_places"], few_under)
    shown = Rate(sums["came_all"], sums["came_all"] + sums["away_all"], few_under)
    stars = float(sums["given"]) / sums["rated"] if sums["rated"] >= few_under else None
    advice = list(_advice(sums["n"], filled, shown, stars))
    return Planning(sums["n"], filled, shown, sums["rated"], stars, advice)


def _advice(number: int, filled: Rate, shown: Rate, stars: float | None) -> list[str]:
    """What could help, in words; a kind word when nothing stands out."""
    if not number:
        return [_("Nothing was organised in this period.")]
    if filled.percent is None and shown.percent is None and stars is None:
        return [_("Too little is recorded yet to say anything.")]
    found = []
    if filled.percent is not None and filled.percent < WEAK:
        found.append(_("Many places stay empty: plan fewer places, or tell people earlier and by more ways."))
    if shown.percent is not None and shown.percent < 100 - WEAK // 2:
        words = ngettext(
            "%(n)s person with a place did not come: ask the day before, and make it easy to give a place back.",
            "%(n)s people with a place did not come: ask the day before, and make it easy to give a place back.",
            shown.whole - shown.part,
        )
        found.append(words % {"n": shown.whole - shown.part})
    if stars is not None and stars < float(value("insight.satisfaction")):
        found.append(
            _("Participants rate it low: read what they wrote, and look at a case card of a similar need.")
        )
    return found or [
        _("Places are filled, people come and like it. Write a case card, so that others learn from it.")
    ]
