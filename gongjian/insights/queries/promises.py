"""What was done of what an agreement promises: counted from records, with the rows behind each number.

A kind of promise exists (`partnerships.models.Promise`) only when it has its counter here.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import F, Min, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.timezone import localtime

from gongjian.activities.models import Activity
from gongjian.core.clock import today
from gongjian.partnerships.models import Partnership, Promise
from gongjian.partnerships.queries import Kept, pilots_of, promise_words, signed_survey_reports, years_of

from .scopes import HELD

EDUCATION = [Activity.Kind.LECTURE, Activity.Kind.STUDY, Activity.Kind.CAMPAIGN]
Moment = tuple[int, dt.date]


def joint_activities(partnership: Partnership) -> QuerySet[Any]:
    """Held under a project of the agreement, or by one party together with another outside any project."""
    parties = [party.organization_id for party in partnership.parties.all()]
    helped = Activity.co_organizers.through.objects.filter(organization_id__in=parties)
    together = Q(partner__in=parties) | Q(pk__in=helped.values("activity_id"))
    ours = Q(project__partnership=partnership) | Q(project=None, organizer__in=parties) & together
    rows = Activity.objects.filter(ours, state__in=HELD).select_related("organizer", "partner")
    return rows.annotate(first=Min("shifts__starts_at")).exclude(first=None)


def education_activities(partnership: Partnership) -> QuerySet[Any]:
    """Of these the lectures, study sessions and public education campaigns."""
    return joint_activities(partnership).filter(kind__in=EDUCATION)


def survey_reports(partnership: Partnership) -> QuerySet[Any]:
    """Signed by every side; counted on the day of the last signature."""
    return signed_survey_reports(partnership).annotate(first=F("issued_at"))


def begun_pilots(partnership: Partnership) -> QuerySet[Any]:
    """Projects that try something at one site and have begun."""
    return pilots_of(partnership).annotate(first=F("created_at"))


COUNTERS: dict[str, Callable[[Partnership], QuerySet[Any]]] = {
    Promise.EDUCATION: education_activities,
    Promise.SURVEY: survey_reports,
    Promise.PILOT: begun_pilots,
    Promise.ACTIVITIES: joint_activities,
}


def _days(partnership: Partnership, kind: str) -> list[dt.date]:
    """The day of each record."""
    moments = COUNTERS[kind](partnership).values_list("first", flat=True)
    return [localtime(moment).date() for moment in moments]


def kept_commitments(user: Any, partnership: Partnership) -> list[Kept]:
    """Each promise for the whole term, or for each year of it that has begun. One query for each kind."""
    found = []
    for row in partnership.commitments.all():
        times = years_of(partnership) if row.is_yearly else [(partnership.starts_on, partnership.ends_on)]
        days = _days(partnership, row.kind)
        for number, (since, until) in enumerate(times):
            if since > today() and number:
                continue
            count = sum(since <= day <= until for day in days)
            page = reverse("insights:promise_rows", args=[partnership.pk, row.kind])
            href = f"{page}?year={number + 1}" if row.is_yearly else page
            found.append(
                Kept(row.kind, promise_words(row.kind, row.least), row.least, count, since, until, href)
            )
    return found


def promise_rows(user: Any, partnership: Partnership, kind: str, year: str) -> tuple[Kept, QuerySet[Any]]:
    """One promise with the rows that it was counted from, as far as the person may see them; else 404."""
    rows = [row for row in kept_commitments(user, partnership) if row.kind == kind]
    at = int(year) - 1 if year.isdecimal() and len(year) < 3 else 0
    if not 0 <= at < len(rows):
        raise Http404
    kept = rows[at]
    found: Any = COUNTERS[kind](partnership)
    seen = found.model.objects.visible_to(user).values("pk")
    found = found.filter(pk__in=seen, first__date__gte=kept.since, first__date__lte=kept.until)
    return kept, found.order_by("-first", "-pk")
