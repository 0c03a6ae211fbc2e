"""When something last happened in each agreement in force: the same number of queries for one and for a thousand."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Max, Q
from django.utils.timezone import localtime

from gongjian.activities.models import Activity
from gongjian.core.clock import today
from gongjian.partnerships.models import Amendment, Claim, Cycle, Measurement, Partnership, Party, Project
from gongjian.policy.queries import value
from gongjian.reviews.models import Confirmation, Signature
from gongjian.threads.queries import newest_posts

Found = tuple[int, Any]
DEAD = [Activity.State.DRAFT, Activity.State.CANCELLED]
IN_FORCE = Q(partnership__state=Partnership.State.ACTIVE)


def _grouped(rows: Any, partnership: str, moment: str) -> Iterator[Found]:
    """The newest moment for each agreement, grouped by the database."""
    rows = rows.filter(**{f"{partnership}__state": Partnership.State.ACTIVE}).order_by()
    yield from rows.values_list(partnership).annotate(newest=Max(moment))


def _in_projects() -> Iterator[Found]:
    live = Activity.objects.exclude(state__in=DEAD)
    yield from _grouped(
        live, "project__partnership", "shifts__starts_at"
    )  # one that is planned is a sign, too
    yield from _grouped(Project.objects.all(), "partnership", "created_at")
    yield from _grouped(Cycle.objects.all(), "project__partnership", "starts_on")
    yield from _grouped(Cycle.objects.all(), "project__partnership", "closed_at")
    yield from _grouped(Measurement.objects.all(), "target__cycle__project__partnership", "at")
    yield from _grouped(Confirmation.objects.all(), "project__partnership", "at")
    yield from _grouped(Signature.objects.all(), "decision__cycle__project__partnership", "at")
    yield from _grouped(Amendment.objects.all(), "partnership", "proposed_at")
    yield from _grouped(Amendment.objects.all(), "partnership", "closed_at")


def _between_parties() -> Iterator[Found]:
    """What two parties did with each other outside any project: activities, and needs that were taken up."""
    agreements: dict[int, set[int]] = defaultdict(set)
    for partnership, organization in Party.objects.filter(IN_FORCE).values_list(
        "partnership_id", "organization_id"
    ):
        agreements[organization].add(partnership)
    held = Activity.objects.exclude(state__in=DEAD).filter(project=None, partner__isnull=False).order_by()
    pairs = [*held.values_list("organizer", "partner").annotate(newest=Max("shifts__starts_at"))]
    taken = Claim.objects.filter(state=Claim.State.ACCEPTED).order_by()
    pairs += taken.values_list("organization", "need__community").annotate(newest=Max("decided_at"))
    for one, other, moment in pairs:
        for partnership in agreements[one] & agreements[other] if one in agreements else ():
            yield partnership, moment


def _written() -> Iterator[Found]:
    """What the two sides wrote to each other about an agreement or one of its projects."""
    newest = newest_posts()
    yield from newest.get("partnership", {}).items()
    about = newest.get("project", {})
    if about:
        rows = Project.objects.filter(IN_FORCE, pk__in=about).values_list("pk", "partnership_id")
        yield from ((partnership, about[pk]) for pk, partnership in rows)


def _day(moment: dt.datetime | dt.date) -> dt.date:
    return localtime(moment).date() if isinstance(moment, dt.datetime) else moment


def signs_of_life() -> dict[int, dt.date]:
    """The day on which something last happened, by agreement in force; at first the day of the last signature."""
    rows = Partnership.objects.filter(state=Partnership.State.ACTIVE).values_list(
        "pk", "active_since", "starts_on"
    )
    found = {pk: _day(since or starts_on) for pk, since, starts_on in rows}
    for pk, moment in (*_in_projects(), *_between_parties(), *_written()):
        if moment is not None and pk in found:
            found[pk] = max(found[pk], _day(moment))
    return found


def fallen_quiet() -> list[tuple[Partnership, dt.date]]:
    """Agreements without a sign of life for as many days as the rules say, of which nobody was told yet."""
    last = today() - dt.timedelta(days=int(value("partnership.quiet_after_days")))
    quiet = {pk: day for pk, day in signs_of_life().items() if day < last}
    rows = Partnership.objects.filter(state=Partnership.State.ACTIVE, quiet_since=None)
    return [(row, quiet[row.pk]) for row in rows.order_by("pk") if row.pk in quiet]


def stirring() -> list[Partnership]:
    """Agreements that were quiet and in which something has happened since."""
    rows = Partnership.objects.filter(state=Partnership.State.ACTIVE, quiet_since__isnull=False)
    waiting = list(rows.order_by("pk"))
    days = signs_of_life() if waiting else {}
    return [row for row in waiting if row.quiet_since and days.get(row.pk, row.quiet_since) > row.quiet_since]
