"""The front page: what is on, who is wanted, what waits, who works with whom. Only what every visitor may see."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum, Window
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.activities.models import Activity, Shift
from gongjian.core.clock import at, now, today
from gongjian.core.components.dates import day_time, weekday
from gongjian.organizations.models import Organization, Side
from gongjian.partnerships.models import Need, Partnership, Party

from .results import Number, Result, Verdicts, last_wish, numbers, results, verdicts

ROWS = 3
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Row:
    """One line of a block."""

    title: str
    href: str
    note: str = ""
    day: dt.date | None = None
    left: int = 0
    places: int = 0
    state: str = ""
    tone: str = ""
    icon: str = ""

    @property
    def is_today(self) -> bool:
        return self.day == today()

    @property
    def top(self) -> str:
        """Above the number of the day: today, or the day of the week."""
        if self.day is None:
            return ""
        return _("today") if self.is_today else weekday(self.day)


@dataclass(frozen=True)
class Block:
    """The first rows of one kind, and how many there are in all."""

    rows: list[Row]
    number: int = 0


@dataclass(frozen=True)
class Home:
    """Everything on the front page."""

    campus: str
    district: str
    branches: int
    communities: int
    week: Block
    wanted: Block
    waiting: Block
    pairs: Block
    seeking: int
    verdicts: Verdicts
    wish: str
    results: list[Result]
    numbers: list[Number]


def home() -> Home:
    """Read it anew, as somebody who is not signed in; the view keeps the page for a while."""
    visitor = AnonymousUser()
    organizations = _organizations()
    return Home(
        **organizations,
        week=_week(visitor),
        wanted=_wanted(visitor),
        waiting=_waiting(visitor),
        pairs=_pairs(visitor),
        verdicts=verdicts(),
        wish=last_wish(),
        results=results(visitor),
        numbers=numbers(),
    )


def _organizations() -> dict[str, Any]:
    """Who works here: the names of the two trees' tops, where there is one of each, and how many stand below."""
    kinds, rows = Organization.Kind, Organization.objects.open()
    counts = rows.aggregate(
        branches=Count("pk", filter=Q(kind=kinds.BRANCH, side=Side.CAMPUS)),
        communities=Count("pk", filter=Q(kind=kinds.COMMUNITY_COMMITTEE)),
        seeking=Count("pk", filter=Q(seeks_partners=True)),
    )
    tops = list(rows.filter(parent__isnull=True).order_by("path")[:10])
    names = {side: [top.label for top in tops if top.side == side] for side in (Side.CAMPUS, Side.COMMUNITY)}
    campus, district = names[Side.CAMPUS], names[Side.COMMUNITY]
    both = len(campus) == len(district) == 1
    return {**counts, "campus": campus[0] if both else "", "district": district[0] if both else ""}


def _coming(visitor: Any) -> QuerySet[Shift]:
    """Shifts open to all that have not ended, soonest first."""
    rows = Shift.objects.filter(is_open=True, ends_at__gt=now())
    rows = rows.filter(activity__in=Activity.objects.visible_to(visitor))
    rows = rows.select_related("activity__partner", "activity__organizer", "activity__project")
    return rows.order_by("starts_at", "pk")


def _week(visitor: Any) -> Block:
    """Everything of the coming seven days that has to do with a neighbourhood."""
    side = Side.COMMUNITY
    rows = _coming(visitor).filter(starts_at__lt=at(today() + WEEK))
    rows = rows.filter(Q(activity__organizer__side=side) | Q(activity__partner__side=side))
    found = list(rows.annotate(in_all=Window(Count("pk")))[:ROWS])
    return Block([_shift_row(row) for row in found], found[0].in_all if found else 0)


def _shift_row(row: Shift) -> Row:
    begins = localtime(row.starts_at)
    note = f"{begins:%H:%M} · {row.activity.where}"
    return Row(row.activity.title, reverse("activities:detail", args=[row.activity_id]), note, begins.date())


def _wanted(visitor: Any) -> Block:
    """Volunteer projects with places left, each by its next shift; the number is of places."""
    rows = _coming(visitor).filter(
        activity__kind__in=Activity.SERVICE_KINDS, taken__lt=F("capacity"), starts_at__gt=now()
    )
    found = list(rows.annotate(in_all=Window(Sum(F("capacity") - F("taken"))))[: ROWS * 10])
    by_project: dict[int, Row] = {}
    for row in found:
        by_project.setdefault(row.activity.project_id or -row.activity_id, _wanted_row(row))
    return Block(list(by_project.values())[:ROWS], found[0].in_all if found else 0)


def _wanted_row(row: Shift) -> Row:
    activity = row.activity
    title = activity.project.title if activity.project else activity.title
    note = f"{(activity.partner or activity.organizer).label} · {day_time(row.starts_at)}"
    href = reverse("activities:detail", args=[activity.pk])
    return Row(title, href, note, left=row.left, places=row.capacity)


def _waiting(visitor: Any) -> Block:
    """Open needs: those that must be met soonest."""
    rows = Need.objects.public().visible_to(visitor).filter(state=Need.State.OPEN)
    rows = rows.select_related("community", "place").order_by("until", "pk")
    found = list(rows.annotate(in_all=Window(Count("pk")))[:ROWS])
    return Block([_need_row(row) for row in found], found[0].in_all if found else 0)


def _need_row(row: Any) -> Row:
    days = (now() - row.waiting_since).days
    state = (
        ngettext("waits for %(n)d day", "waits for %(n)d days", days) % {"n": days}
        if days
        else _("new today")
    )
    place = f"{row.community.label} · {row.place.name}" if row.place else row.community.label
    href = reverse("partnerships:need", args=[row.pk])
    return Row(row.title, href, place, state=state, tone="wait" if days else "live", icon="hourglass")


def _pairs(visitor: Any) -> Block:
    """Who is paired with whom, the newest agreements first: no rank."""
    rows = Partnership.objects.visible_to(visitor).filter(state=Partnership.State.ACTIVE)
    parties = Prefetch("parties", Party.objects.select_related("organization"))
    found = list(
        rows.annotate(busy=_needs_in(Need.State.IN_PROGRESS), met=_needs_in(Need.State.MET))
        .order_by("-active_since", "-pk")
        .prefetch_related(parties)[:ROWS]
    )
    return Block([_pair_row(row) for row in found], rows.count())


def _needs_in(state: str) -> Count:
    return Count("projects__needs", filter=Q(projects__needs__state=state), distinct=True)


def _pair_row(row: Any) -> Row:
    parties = sorted(row.parties.all(), key=lambda party: party.side != Side.CAMPUS)
    others = "、".join(party.organization.label for party in parties[1:])
    state, tone, icon = _pair_state(row.busy, row.met)
    href = reverse("partnerships:partnership", args=[row.pk])
    return Row(parties[0].organization.label, href, others, state=state, tone=tone, icon=icon)


def _pair_state(busy: int, met: int) -> tuple[str, str, str]:
    if busy:
        return ngettext("%(n)d in work", "%(n)d in work", busy) % {"n": busy}, "live", "tools"
    if met:
        return ngettext("%(n)d done", "%(n)d done", met) % {"n": met}, "ok", "circle-check"
    return _("just begun"), "info", "seeding"
