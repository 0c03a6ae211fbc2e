"""How participants rated an activity, or the activities of a project: never who gave which."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Min, QuerySet
from django.shortcuts import get_object_or_404

from gongjian.partnerships.models import Project
from gongjian.policy.queries import value

from ..models import Activity, Rating, SignUp

State = SignUp.State


@dataclass(frozen=True)
class Rated:
    """The result: how many rated, the mean, how many gave each number; hidden while so few that one could be known."""

    count: int
    mean: float
    spread: Sequence[tuple[int, int, int]]
    needed: int

    @property
    def is_shown(self) -> bool:
        return self.count >= self.needed


def _sum_up(rows: QuerySet[Rating]) -> Rated:
    given = dict(rows.order_by().values_list("stars").annotate(n=Count("pk")))
    total = sum(given.values())
    mean = rows.aggregate(mean=Avg("stars"))["mean"] if total else 0
    spread = [
        (star, given.get(star, 0), 100 * given.get(star, 0) // max(total, 1)) for star in range(5, 0, -1)
    ]
    return Rated(total, round(float(mean), 1), spread, int(value("insight.few_under")))


def rated(activity: Activity) -> Rated:
    """The result of one activity: two queries."""
    return _sum_up(Rating.objects.filter(activity=activity))


def rated_project(user: Any, project: Project) -> Rated:
    """The result of a project's activities that the person may see."""
    return _sum_up(Rating.objects.filter(activity__in=_of(user, project)))


def rated_activities(user: Any, project: Project) -> QuerySet[Activity]:
    """The rated activities of a project with their numbers, newest first."""
    rows = _of(user, project).annotate(times=Count("ratings"), mean=Avg("ratings__stars"))
    return rows.filter(times__gt=0).order_by("-created_at", "-pk")


def _of(user: Any, project: Project) -> QuerySet[Activity]:
    return Activity.objects.visible_to(user).filter(project=project)


def words_of(activity: Activity) -> QuerySet[Rating]:
    """What people wrote, newest first, without their names."""
    return Rating.objects.filter(activity=activity).exclude(words="").order_by("-at", "-pk").defer("person")


def my_rating(user: Any, activity: Activity) -> Rating | None:
    return Rating.objects.filter(activity=activity, person_id=user.pk).first() if user.pk else None


def rated_from(user: Any, activity: Activity) -> dt.datetime | None:
    """From when somebody may rate: the end of the first shift they took part in; None for who took part in none."""
    rows = SignUp.objects.filter(
        shift__activity=activity, person_id=user.pk, state__in=[State.CHECKED_IN, State.ATTENDED]
    )
    found: dt.datetime | None = rows.aggregate(first=Min("shift__ends_at"))["first"]
    return found


def project_rated(user: Any, pk: int) -> Project:
    """A project that the person may see, else 404."""
    return get_object_or_404(Project.objects.visible_to(user), pk=pk)
