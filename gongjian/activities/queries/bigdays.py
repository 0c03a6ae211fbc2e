"""Big volunteer days: their stalls as a plan, live numbers, teams."""

from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature
from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404

from gongjian.core.access import Guest, require
from gongjian.core.clock import today
from gongjian.organizations.models import Organization

from ..models import COLUMNS, ROWS, Activity, BigDay, Shift, SignUp, Stall, Team
from .starting import organizers_for

State = SignUp.State


def days(user: Any) -> QuerySet[BigDay]:
    """The days that the person may see, the latest first."""
    rows = BigDay.objects.visible_to(user).select_related("organizer").annotate(number=Count("stalls"))
    return rows.order_by("-day", "-pk")


def day_to_see(user: Any, pk: int) -> BigDay:
    """One of them, else 404."""
    return get_object_or_404(days(user), pk=pk)


def day_to_run(user: Any, pk: int) -> BigDay:
    """A day that the person arranges; 403 for others who may see it."""
    found = day_to_see(user, pk)
    require(user, "activities.run_day", found)
    return found


def stall_organizers(user: Any) -> QuerySet[Organization]:
    """For whom the person may bring a stall; 403 for nobody."""
    require(user, "activities.draft")
    return organizers_for(user)


def stalls_of(user: Any, big_day: BigDay) -> list[Stall]:
    """The stalls with their shifts: those that are open, and for who may see them the drafts."""
    shifts = Prefetch("activity__shifts", queryset=Shift.objects.order_by("starts_at", "pk"))
    rows = big_day.stalls.filter(activity__in=Activity.objects.visible_to(user)).prefetch_related(shifts)
    return list(rows.exclude(activity__state=Activity.State.CANCELLED).select_related("activity__organizer"))


def plan_of_stalls(stalls: list[Stall]) -> list[tuple[str, list[Stall | None]]]:
    """The rows of the plan in which something stands, each with all its spots."""
    at = {(stall.row, stall.column): stall for stall in stalls}
    used = {stall.row for stall in stalls}
    return [(row, [at.get((row, n)) for n in range(1, COLUMNS + 1)]) for row in ROWS if row in used]


@dataclass(frozen=True)
class Live:
    """The numbers of the screen: no names."""

    stalls: list[Any]
    places: int
    signed_up: int
    here: int
    teams: int
    team_people: int


def live(big_day: BigDay) -> Live:
    """Counts per stall and of the whole day: two queries, whatever the number of people."""
    seats, here = "activity__shifts__sign_ups", [State.CHECKED_IN, State.ATTENDED]
    rows = big_day.stalls.exclude(activity__state__in=[Activity.State.CANCELLED, Activity.State.DRAFT])
    stalls = list(
        rows.select_related("activity__organizer")
        .annotate(
            signed_up=Count(seats, filter=Q(**{f"{seats}__state__in": SignUp.SEATED})),
            here=Count(seats, filter=Q(**{f"{seats}__state__in": here})),
        )
        .prefetch_related("activity__shifts")
    )
    teams = big_day.teams.filter(state=Team.State.CONFIRMED).aggregate(
        n=Count("pk"), people=Coalesce(Sum("people"), 0)
    )
    return Live(
        stalls,
        sum(shift.capacity for stall in stalls for shift in stall.activity.shifts.all()),
        sum(stall.signed_up for stall in stalls),
        sum(stall.here for stall in stalls),
        teams["n"],
        teams["people"],
    )


def teams_of(user: Any, big_day: BigDay) -> QuerySet[Team]:
    """Who wants to come from outside: those that wait first."""
    return Team.objects.visible_to(user).filter(big_day=big_day).order_by("-state", "came_at", "pk")


def team_of(user: Any, pk: int) -> Team:
    """One of them, else 404."""
    return get_object_or_404(Team.objects.visible_to(user).select_related("big_day__organizer"), pk=pk)


def link_for_teams(big_day: BigDay) -> str:
    """What the organiser passes on: a capability for registering a team on this day and nothing else."""
    return Guest.holding("activities.register_team", big_day, "link of the day").token


def day_by_link(token: str) -> tuple[Guest, BigDay]:
    """Whoever holds the link, and the day it is for; `Http404` for anything else."""
    try:
        guest = Guest.from_token(token)
    except (BadSignature, TypeError, ValueError) as error:
        raise Http404 from error
    pk = guest.subject.rpartition(":")[2]
    big_day = get_object_or_404(BigDay, pk=int(pk)) if pk.isdigit() else None
    if big_day is None or not guest.has_perm("activities.register_team", big_day) or big_day.is_over(today()):
        raise Http404
    return guest, big_day
