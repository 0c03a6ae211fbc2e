"""Desks of people who hold a post in a branch, a neighbourhood, a college, or above all of them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.clock import now
from gongjian.insights import queries as insights
from gongjian.organizations import queries as organizations
from gongjian.organizations.models import Organization, Place
from gongjian.partnerships import queries as partnerships
from gongjian.partnerships.models import Claim, Need
from gongjian.policy.queries import value

from .branches import BranchRow, branches_of
from .roles import Desk, acting
from .todo import BRANCH, COMMUNITY, Todos, todos
from .together import agreements_of, coming_below, coming_for, pairs, projects

FITTING, WAITING, HELPERS, PLACES, PAIRS, OVERDUE = 4, 4, 12, 12, 12, 6


def headline(found: Todos) -> str:
    """The finding, as the title of the desk."""
    if not found.number:
        return _("Nothing waits for you today")
    words = ngettext("%(n)d thing to do today", "%(n)d things to do today", found.number)
    return words % {"n": found.number}


def branch_desk(user: Any, desk: Desk) -> dict[str, Any]:
    """A branch secretary's day: what waits, what runs, which needs fit."""
    organization = _of(desk)
    me = acting(user, desk)
    rows, found = agreements_of(organization), todos(me, BRANCH)
    return {
        "organization": organization,
        "todos": found,
        "headline": headline(found),
        "pairs": pairs(rows, organization),
        "projects": projects(rows, organization),
        "fitting": partnerships.suggested_needs(organization, FITTING),
        "coming": coming_for(me, organization),
    }


def _of(desk: Desk) -> Organization:
    assert desk.organization is not None  # noqa: S101 - this desk is always some organisation's
    return desk.organization


# ---------------------------------------------------------------- neighbourhoods


@dataclass(frozen=True)
class Helper:
    """Who helps a neighbourhood: what it took up, what became of it, what it does now."""

    organization: Organization
    taken: int
    met: int
    now: list[Need]


def helpers_of(community: Organization) -> list[Helper]:
    """Organisations whose offers were accepted, by name and not by number: three queries."""
    accepted = Claim.objects.filter(need__community=community, state=Claim.State.ACCEPTED)
    counts = accepted.values("organization_id").order_by().annotate(
        n=Count("pk"), met=Count("pk", filter=Q(need__state=Need.State.MET))
    )  # fmt: skip
    number = {row["organization_id"]: (row["n"], row["met"]) for row in counts}
    work = accepted.filter(need__state__in=[Need.State.CLAIMED, Need.State.IN_PROGRESS])
    present: dict[int, list[Need]] = {}
    for claim in work.select_related("need").order_by("need__until", "pk"):
        present.setdefault(claim.organization_id, []).append(claim.need)
    rows = Organization.objects.filter(pk__in=number).order_by("name")
    return [Helper(row, *number[row.pk], present.get(row.pk, [])[:2]) for row in rows]


def _place_facts(user: Any, community: Organization) -> tuple[list[Place], dict[str, int]]:
    rows = organizations.places(user, community)
    sums = rows.filter(kind=Place.Kind.COMPOUND).aggregate(number=Count("pk"), homes=Sum("households"))
    return list(rows[:PLACES]), {key: number or 0 for key, number in sums.items()}


def community_desk(user: Any, desk: Desk) -> dict[str, Any]:
    """A neighbourhood's day: what waits, who answers for what, who helps, which compounds there are."""
    community = _of(desk)
    me = acting(user, desk)
    rows, found = agreements_of(community), todos(me, COMMUNITY)
    places, sums = _place_facts(me, community)
    waiting = Need.objects.filter(community=community, state=Need.State.OPEN).select_related("place")
    helpers = helpers_of(community)
    return {
        "organization": community,
        "todos": found,
        "headline": headline(found),
        "posts": list(organizations.posts_of(user, community)),
        "places": places,
        "place_sums": sums,
        "waiting": list(waiting.order_by("published_at", "pk")[:WAITING]),
        "waiting_number": waiting.count(),
        "helpers": helpers[:HELPERS],
        "pairs": pairs(rows, community),
        "coming": coming_for(me, community),
    }


# ---------------------------------------------------------------- colleges


@dataclass(frozen=True)
class Hand:
    """Some branches that could do with a hand, and what would help: words, no ranking."""

    kind: str
    branches: list[BranchRow]

    @property
    def names(self) -> str:
        return "、".join(row.organization.label for row in self.branches[:4])


def hands(rows: list[BranchRow]) -> list[Hand]:
    """Who needs a hand, by reason; reasons that fit nobody are left out."""
    found = [
        Hand("unpaired", [row for row in rows if not row.pairs]),
        Hand("quiet", [row for row in rows if row.is_quiet]),
        Hand("unsigned", [row for row in rows if row.pairs and row.unsigned]),
    ]
    return [hand for hand in found if hand.branches]


def college_headline(rows: list[BranchRow], found: list[Hand]) -> str:
    """12 branches, 9 of them on their way, 3 could do with a hand."""
    helped = {row.organization.pk for hand in found for row in hand.branches}
    numbers = {"n": len(rows), "fine": len(rows) - len(helped), "hand": len(helped)}
    if not rows:
        return _("No branch yet")
    if not helped:
        return _("%(n)s branches, all on their way") % numbers
    return _("%(n)s branches, %(fine)s on their way, %(hand)s could do with a hand") % numbers


def college_desk(user: Any, desk: Desk) -> dict[str, Any]:
    """A college's branches by name, and which could do with a hand."""
    college = _of(desk)
    me = acting(user, desk)
    rows = branches_of(college)
    found = hands(rows)
    return {
        "organization": college,
        "todos": todos(me, BRANCH),
        "headline": college_headline(rows, found),
        "hands": found,
        "branches": rows,
        "coming": coming_below(me, college),
        "quiet_days": int(value("partnership.quiet_after_days")),
    }


# ---------------------------------------------------------------- organisation department, sub-district


def overdue_needs(user: Any, organization: Organization) -> list[Need]:
    """Needs below that wait longer for help than the rules allow, the longest first."""
    limit = now() - dt.timedelta(days=int(value("need.escalate_after_days")))
    inside = Organization.objects.subtree(organization.path).values("pk")
    waiting = Q(state=Need.State.PROPOSED, proposed_at__lte=limit)
    waiting |= Q(state=Need.State.OPEN, published_at__lte=limit)
    rows = Need.objects.visible_to(user).filter(waiting, community__in=inside).select_related("community")
    return list(rows.order_by("proposed_at", "pk")[:OVERDUE])


def department_desk(user: Any, desk: Desk) -> dict[str, Any]:
    """What is real and what is form: four signals, and what each pair should mend first. Nobody is ranked."""
    organization = _of(desk)
    me, period = acting(user, desk), insights.period("term")
    page = Paginator(insights.pairs_of(me, organization), PAIRS).get_page(1)
    shown = insights.organization_page(organization, period, page)
    return {
        "organization": organization,
        "todos": todos(me, BRANCH),
        "headline": shown.headline,
        "overview": shown,
        "period": period,
        "overdue": overdue_needs(me, organization),
        "overdue_days": int(value("need.escalate_after_days")),
    }
