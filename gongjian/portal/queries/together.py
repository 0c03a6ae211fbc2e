"""What an organisation does together with others: its agreements, its projects, what is coming."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from gongjian.activities.models import Activity, Shift
from gongjian.core.clock import now, today
from gongjian.core.components.dates import as_date
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Cycle, Need, Partnership, Party, Project, Target
from gongjian.partnerships.queries import plain

PAIRS, PROJECTS, COMING = 5, 3, 4


@dataclass(frozen=True)
class Pair:
    """One agreement as seen from one of its parties."""

    partnership: Partnership
    others: str
    side: str
    projects: int
    needs: int

    @property
    def tone(self) -> str:
        return "ok" if self.partnership.state == Partnership.State.ACTIVE else "wait"


@dataclass(frozen=True)
class Running:
    """A project under way: where its round stands, and how far its first target is."""

    project: Project
    others: str
    cycle: Cycle
    target: Target | None
    share: int

    @property
    def reading(self) -> str:
        """31 of 40 people."""
        if self.target is None:
            return ""
        words = {
            "now": plain(self.target.measured) or "–",
            "goal": plain(self.target.goal),
            "unit": self.target.unit,
        }
        return _("%(now)s of %(goal)s %(unit)s") % words


def share_of(target: Target | None) -> int:
    """The way from the baseline to the goal, in per cent; 0 while nothing is measured."""
    if target is None or target.measured is None:
        return 0
    part = (target.measured - target.baseline) / (target.goal - target.baseline)
    return max(0, min(100, round(Decimal(100) * part)))


def _others(partnership: Partnership, organization: Organization) -> list[Organization]:
    return [
        party.organization for party in partnership.parties.all() if party.organization_id != organization.pk
    ]


def _labels(organizations: list[Organization]) -> str:
    return "、".join(organization.label for organization in organizations)


def agreements_of(organization: Organization) -> list[Partnership]:
    """Its agreements that are not over, newest first, with their parties, projects and needs: constant queries."""
    own = Party.objects.filter(organization=organization).values("partnership_id")
    rows = Partnership.objects.filter(pk__in=own).exclude(state=Partnership.State.ENDED)
    parties = Prefetch("parties", Party.objects.select_related("organization"))
    live = Need.objects.filter(state__in=[Need.State.CLAIMED, Need.State.IN_PROGRESS])
    running = Project.objects.filter(state=Project.State.RUNNING).order_by("-created_at", "-pk")
    running = running.prefetch_related("cycles__targets", Prefetch("needs", live, to_attr="live_needs"))
    projects = Prefetch("projects", running, to_attr="running")
    return list(rows.prefetch_related(parties, projects).order_by("-created_at", "-pk")[: PAIRS * 4])


def pairs(rows: list[Partnership], organization: Organization) -> list[Pair]:
    found = []
    for row in rows[:PAIRS]:
        others, running = _others(row, organization), vars(row)["running"]
        side = others[0].side if others else ""
        needs = sum(len(project.live_needs) for project in running)
        found.append(Pair(row, _labels(others), side, len(running), needs))
    return found


def projects(rows: list[Partnership], organization: Organization) -> list[Running]:
    """Projects whose round is open, of the agreements that were read."""
    found = []
    for row in rows:
        others = _labels(_others(row, organization))
        for project in vars(row)["running"]:
            cycle = next((each for each in project.cycles.all() if each.state != Cycle.Stage.CLOSED), None)
            if cycle is not None:
                target = next(iter(cycle.targets.all()), None)
                found.append(Running(project, others, cycle, target, share_of(target)))
    return found[:PROJECTS]


@dataclass(frozen=True)
class Planned:
    """A shift that is still to come."""

    shift: Shift

    @property
    def is_today(self) -> bool:
        return as_date(self.shift.starts_at) == today()


def coming_for(user: Any, organization: Organization) -> list[Planned]:
    """The next shifts of the organisation's activities, run by it or with it, as far as the person sees them."""
    ours = Q(activity__organizer=organization) | Q(activity__partner=organization)
    return _coming(user, ours)


def coming_below(user: Any, organization: Organization) -> list[Planned]:
    """The next shifts of everything below an organisation."""
    inside = Organization.objects.subtree(organization.path).values("pk")
    return _coming(user, Q(activity__organizer__in=inside) | Q(activity__partner__in=inside))


def _coming(user: Any, which: Q) -> list[Planned]:
    rows = Shift.objects.filter(which, is_open=True, ends_at__gt=now())
    rows = rows.filter(activity__in=Activity.objects.visible_to(user))
    rows = rows.select_related("activity__organizer", "activity__partner")
    return [Planned(shift) for shift in rows.order_by("starts_at", "pk")[:COMING]]
