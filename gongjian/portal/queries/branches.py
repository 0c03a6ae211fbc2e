"""A college's branches by name, with what each does: counted from records, nobody fills in a table."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime

from gongjian.activities.models import Activity, Shift, SignUp
from gongjian.core.clock import now, today
from gongjian.insights.queries import period
from gongjian.organizations.models import Affiliation, Organization
from gongjian.partnerships.models import Partnership, Party
from gongjian.policy.queries import value

HELD = [Activity.State.RUNNING, Activity.State.FINISHED, Activity.State.SETTLED]
PATIENCE = dt.timedelta(days=7)  # for the minutes of an activity that is over


@dataclass(frozen=True)
class BranchRow:
    """One branch: people, partners, activities of the term, the last and the next one, minutes not confirmed."""

    organization: Organization
    members: int
    pairs: int
    with_whom: str
    activities: int
    last: dt.date | None
    next: dt.date | None
    unsigned: int
    quiet_after: int

    @property
    def is_quiet(self) -> bool:
        """It has a partner, held nothing for as long as the rules call quiet, and plans nothing."""
        if not self.pairs or self.next:
            return False
        return self.last is None or (today() - self.last).days > self.quiet_after


def _count(rows: QuerySet[Any], what: str = "pk") -> Coalesce:
    """How many there are, as a part of a larger query."""
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count(what, distinct=True))
    return Coalesce(Subquery(counted.values("n")), 0)


def _annotated(rows: QuerySet[Organization]) -> QuerySet[Organization]:
    branch = OuterRef("pk")
    members = Affiliation.objects.current().filter(organization=branch, kind=Affiliation.Kind.MEMBER)
    parties = Party.objects.filter(organization=branch, partnership__state=Partnership.State.ACTIVE)
    ours = Q(activity__organizer=branch) | Q(activity__partner=branch)
    past = Shift.objects.filter(ours, activity__state__in=HELD, starts_at__lte=now())
    ahead = Shift.objects.filter(ours, is_open=True, starts_at__gt=now())
    open_seats = SignUp.objects.filter(
        shift__activity__organizer=branch,
        shift__activity__state=Activity.State.FINISHED,
        shift__ends_at__lt=now() - PATIENCE,
        state__in=[SignUp.State.CONFIRMED, SignUp.State.CHECKED_IN],
    )
    return rows.annotate(
        member_number=_count(members, "person"),
        pair_number=_count(parties),
        held_number=_count(past.filter(starts_at__gte=period("term").start), "activity"),
        unsigned_number=_count(open_seats, "shift__activity"),
        last_at=Subquery(past.order_by("-starts_at").values("starts_at")[:1]),
        next_at=Subquery(ahead.order_by("starts_at").values("starts_at")[:1]),
    )


def branches_of(organization: Organization) -> list[BranchRow]:
    """All branches below, by name: three queries."""
    inside = Organization.objects.open().subtree(organization.path).exclude(pk=organization.pk)
    rows = _annotated(inside.filter(kind=Organization.Kind.BRANCH)).order_by("name")
    names, quiet = _partners(organization), int(value("partnership.quiet_after_days"))
    return [_row(row, names, quiet) for row in rows]


def _day(moment: dt.datetime | None) -> dt.date | None:
    return localtime(moment).date() if moment else None


def _row(row: Organization, names: dict[int, list[str]], quiet: int) -> BranchRow:
    facts = vars(row)
    return BranchRow(
        organization=row,
        members=facts["member_number"],
        pairs=facts["pair_number"],
        with_whom="、".join(names.get(row.pk, [])),
        activities=facts["held_number"],
        last=_day(facts["last_at"]),
        next=_day(facts["next_at"]),
        unsigned=facts["unsigned_number"],
        quiet_after=quiet,
    )


def _partners(organization: Organization) -> dict[int, list[str]]:
    """Whom each branch works with, by its key: two queries."""
    inside = Organization.objects.subtree(organization.path).values("pk")
    ours = Party.objects.filter(organization__in=inside, partnership__state=Partnership.State.ACTIVE)
    own = dict(ours.values_list("partnership_id", "organization_id"))
    others = Party.objects.filter(partnership__in=list(own)).exclude(organization__in=inside)
    found: dict[int, list[str]] = {}
    for party in others.select_related("organization").order_by("pk"):
        labels = found.setdefault(own[party.partnership_id], [])
        if party.organization.label not in labels:
            labels.append(party.organization.label)
    return found
