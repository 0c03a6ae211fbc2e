"""A neighbourhood's page: what is asked for, who helps, what came of it; for those inside, what waits too long."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Min, Q, QuerySet
from django.http import Http404

from gongjian.activities.models import Activity
from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.organizations.models import Organization, Place, Side
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Claim, Need, Partnership, Party
from gongjian.policy.queries import value
from gongjian.reviews.models import Confirmation

from .scopes import within

# Days since the neighbourhood got to know of a need; the last group is open.
AGES = ((0, 14), (14, 56), (56, None))
KINDS = (Organization.Kind.COMMUNITY_COMMITTEE,)
IN_HAND = (Need.State.OPEN, Need.State.CLAIMED, Need.State.IN_PROGRESS)
SHOWN = 8  # rows of a list on the page; the rest stands on the list's own page


@dataclass(frozen=True)
class Aged:
    """Needs in one state: how many wait so long, by `AGES`, and how many there are."""

    label: Any
    ages: list[int]

    @property
    def total(self) -> int:
        return sum(self.ages)


@dataclass(frozen=True)
class Answers:
    """What residents said: counts of verdicts; stars only with enough of them."""

    done: int
    partly: int
    not_done: int
    stars: float | None

    @property
    def total(self) -> int:
        return self.done + self.partly + self.not_done


@dataclass(frozen=True)
class Governance:
    """Everything on the page. `inside`: the reader sees the inner rows, so needs before their check count too."""

    community: Organization
    inside: bool
    needs: list[Aged]
    met: int
    places: list[Place]
    partners: list[Any]
    coming: list[Activity]
    answers: Answers
    stale: list[Need]

    @property
    def households(self) -> int:
        return sum(place.households or 0 for place in self.places)

    @property
    def three_no(self) -> int:
        return sum(place.is_three_no for place in self.places)


def community_for(user: Any, pk: int) -> Organization:
    """A neighbourhood, or 404: other organisations have no such page."""
    found = Organization.objects.visible_to(user).filter(pk=pk, kind__in=KINDS, side=Side.COMMUNITY).first()
    if found is None:
        raise Http404
    return found


def communities(user: Any) -> QuerySet[Organization]:
    """All neighbourhoods by their place in the tree: an order, not a rank."""
    rows: QuerySet[Organization] = Organization.objects.visible_to(user).open()
    return rows.filter(kind__in=KINDS, side=Side.COMMUNITY).order_by("path")


def governance(user: Any, community: Organization) -> Governance:
    """The page, in a number of queries that does not grow with its rows."""
    inside = bool(standing(user).can(Power.SEE, community))
    ours = Need.objects.visible_to(user).filter(within("community__path", community.path))
    return Governance(
        community,
        inside,
        _aged(ours, inside=inside),
        ours.filter(state=Need.State.MET).count(),
        _places(user, community),
        _partners(user, community),
        _coming(user, community),
        _answers(community),
        list(
            ours.filter(state__in=IN_HAND, published_at__lt=_long_ago()).order_by("published_at", "pk")[
                :SHOWN
            ]
        )
        if inside
        else [],
    )


def _long_ago() -> dt.datetime:
    """Before this moment a need is unanswered for longer than the rules allow."""
    return now() - dt.timedelta(days=int(value("need.escalate_after_days")))


def _aged(ours: QuerySet[Any], *, inside: bool) -> list[Aged]:
    states = ((Need.State.PROPOSED,) if inside else ()) + IN_HAND
    counts = {f"a{at}": Count("pk", filter=_waits(*days)) for at, days in enumerate(AGES)}
    rows = ours.filter(state__in=states).values("state").order_by().annotate(**counts)
    found = {row["state"]: [row[f"a{at}"] for at in range(len(AGES))] for row in rows}
    return [Aged(state.label, found.get(state, [0] * len(AGES))) for state in states]


def _waits(least: int, most: int | None) -> Q:
    found = Q(proposed_at__lte=now() - dt.timedelta(days=least)) if least else Q()
    return found & Q(proposed_at__gt=now() - dt.timedelta(days=most)) if most else found


def _places(user: Any, community: Organization) -> list[Place]:
    rows = Place.objects.visible_to(user).filter(within("organization__path", community.path))
    rows = rows.filter(kind=Place.Kind.COMPOUND).select_related("stands_in")
    return list(rows.order_by("name", "pk")[:50])


def _partners(user: Any, community: Organization) -> list[Any]:
    """Who works with the neighbourhood under an agreement in force: what they took up and what is done, by name."""
    ours = Party.objects.filter(within("organization__path", community.path))
    pairs = Partnership.objects.visible_to(user).filter(state=Partnership.State.ACTIVE)
    pairs = pairs.filter(pk__in=ours.values("partnership_id"))
    rows = Organization.objects.filter(
        pk__in=Party.objects.filter(partnership__in=pairs).values("organization_id")
    )
    rows = rows.exclude(within("path", community.path))
    names = list(rows.order_by("name", "pk")[:50])
    taken = Claim.objects.filter(
        within("need__community__path", community.path), organization__in=names, state=Claim.State.ACCEPTED
    )
    counted = taken.values("organization_id").order_by()
    numbers = {
        row["organization_id"]: row
        for row in counted.annotate(
            taken=Count("pk"),
            met=Count("pk", filter=Q(need__state=Need.State.MET)),
            since=Min("need__proposed_at"),
        )
    }
    nothing = {"taken": 0, "met": 0}
    return [(each, numbers.get(each.pk, nothing)) for each in names]


def _coming(user: Any, community: Organization) -> list[Activity]:
    rows = Activity.objects.visible_to(user).filter(state__in=Activity.LIVE, shifts__ends_at__gt=now())
    rows = rows.filter(within("organizer__path", community.path) | within("partner__path", community.path))
    rows = rows.annotate(first=Min("shifts__starts_at")).select_related("organizer").order_by("first", "pk")
    return list(rows[:SHOWN])


def _answers(community: Organization) -> Answers:
    rows = Confirmation.objects.filter(within("need__community__path", community.path))
    verdict = Confirmation.Verdict
    found = rows.aggregate(
        **{each.value: Count("pk", filter=Q(verdict=each)) for each in verdict}, stars=Avg("stars")
    )
    total = sum(found[each.value] for each in verdict)
    stars = found["stars"] if total >= int(value("insight.few_under")) else None
    return Answers(found["done"], found["partly"], found["not_done"], stars)
