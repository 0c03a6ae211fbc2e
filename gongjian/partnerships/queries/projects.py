"""Reading projects, cycles and targets."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.access import standing
from gongjian.core.clock import today
from gongjian.core.components.dates import month_day
from gongjian.core.search_text import finding
from gongjian.organizations.models import Organization, Place
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Claim, Cycle, Need, Partnership, Party, Project, Target

Stage = Cycle.Stage
CYCLE_DAYS = 60  # what a plan proposes; the parties choose
WITH_NEED = Project.needs.through.objects.filter(project=OuterRef("pk"))
RING = [Stage.PLAN, Stage.DO, Stage.IMPROVE, Stage.ACT]


def project_board(
    user: Any,
    *,
    words: str = "",
    state: str = "",
    field: str = "",
    community: Organization | None = None,
    began: str = "",
) -> QuerySet[Project]:
    """Projects, newest first; `began` is "need" or "supply", for those that answer a need and those that do not."""
    found = finding(Project.objects.visible_to(user), words)
    if community is not None:
        agreements = Party.objects.filter(organization=community).values("partnership_id")
        found = found.filter(partnership__in=agreements)
    if began:
        found = found.filter(Exists(WITH_NEED) if began == "need" else ~Exists(WITH_NEED))
    if state:
        found = found.filter(state=state)
    if field:
        found = found.filter(partnership__field=field)
    parties = Prefetch("partnership__parties", Party.objects.select_related("organization"))
    rows = found.select_related("partnership", "led_by").prefetch_related(parties, "cycles__targets")
    return rows.order_by("-created_at", "-pk")


@dataclass(frozen=True)
class SupplyShare:
    """How many projects were begun from what one side had to offer, without a need behind them."""

    supply_led: int
    total: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.supply_led / self.total) if self.total else None


def supply_share(user: Any) -> SupplyShare:
    """Of the projects that are planned or running (stopped ones no longer count)."""
    rows = Project.objects.visible_to(user).exclude(state=Project.State.STOPPED)
    return SupplyShare(rows.exclude(Exists(WITH_NEED)).count(), rows.count())


def own_projects(user: Any) -> QuerySet[Project]:
    """Projects of agreements in which the person arranges or leads for a party."""
    powers = standing(user)
    mine = powers.condition(Power.ARRANGE, "organization") | powers.condition(Power.LEAD, "organization")
    parties = Party.objects.filter(mine)
    found = Project.objects.filter(partnership__in=parties.values("partnership_id"))
    return found.select_related("partnership", "led_by").order_by("-created_at", "-pk")


def find_project(user: Any, pk: int) -> Project:
    """A project that the person may see; otherwise there is none (404)."""
    parties = Prefetch("partnership__parties", Party.objects.select_related("organization"))
    rows = Project.objects.visible_to(user).select_related(
        "partnership", "led_by__parent", "place", "extends"
    )
    return get_object_or_404(rows.prefetch_related(parties, "cycles__targets__measurements"), pk=pk)


def find_target(user: Any, pk: int) -> Target:
    """A target of a project that the person may see; otherwise there is none (404)."""
    rows = Target.objects.filter(cycle__project__in=Project.objects.visible_to(user))
    return get_object_or_404(rows.select_related("cycle__project__partnership"), pk=pk)


def find_cycle(user: Any, pk: int) -> Cycle:
    """A cycle of a project that the person may see; otherwise there is none (404)."""
    rows = Cycle.objects.filter(project__in=Project.objects.visible_to(user))
    return get_object_or_404(rows.select_related("project__partnership").prefetch_related("targets"), pk=pk)


def needs_for_project(partnership: Partnership) -> QuerySet[Need]:
    """Needs that a party has taken up and that no running project works on."""
    parties = partnership.parties.values("organization_id")
    taken = Claim.objects.filter(state=Claim.State.ACCEPTED, organization_id__in=parties)
    busy = Project.objects.exclude(state=Project.State.STOPPED).filter(needs__isnull=False)
    found = Need.objects.filter(state=Need.State.CLAIMED, pk__in=taken.values("need_id"))
    return found.exclude(pk__in=busy.values("needs__pk")).select_related("community").order_by("until", "pk")


def party_organizations(partnership: Partnership) -> QuerySet[Organization]:
    """The organisations that can lead a project of the agreement."""
    parties = partnership.parties.values("organization_id")
    return Organization.objects.filter(pk__in=parties).order_by("side", "path")


def party_places(partnership: Partnership) -> QuerySet[Place]:
    """The places of the parties."""
    return Place.objects.filter(organization__in=partnership.parties.values("organization_id")).order_by(
        "name"
    )


def needs_of(user: Any, project: Project) -> QuerySet[Need]:
    """The needs of a project that the person may see."""
    return Need.objects.visible_to(user).filter(projects=project).select_related("community").order_by("pk")


def plan_from(partnership: Partnership, key: str) -> dict[str, Any]:
    """What a plan can take over from the agreement and from a need, so that nothing is typed twice."""
    found: dict[str, Any] = {
        "starts_on": today(),
        "ends_on": min(today() + dt.timedelta(days=CYCLE_DAYS), partnership.ends_on),
        "title": partnership.title,
    }
    needs = list(needs_for_project(partnership))
    chosen = [need for need in needs if str(need.pk) == key] or needs[:1]
    if chosen:
        found |= {
            "needs": chosen,
            "problem": chosen[0].words,
            "place": chosen[0].place_id,
            "title": chosen[0].title,
        }
    return found


def plain(number: Decimal | None) -> str:
    """A figure without needless zeros."""
    return "" if number is None else f"{number.normalize():f}"


@dataclass(frozen=True)
class TargetView:
    """A target as the page shows it: the line of its readings from the baseline on."""

    target: Target
    points: list[Decimal]
    goal: str
    note: str
    state: str
    tone: str


def _target_view(target: Target) -> TargetView:
    readings = [row.value for row in target.measurements.all()]
    note = _("From %(baseline)s, by %(day)s") % {
        "baseline": plain(target.baseline),
        "day": month_day(target.due_on),
    }
    if target.measured_on is not None:
        words = {"note": note, "day": month_day(target.measured_on), "how": target.how}
        note = _("%(note)s. Measured on %(day)s: %(how)s") % words
    if target.measured is None:
        state, tone = _("Not measured yet"), "info"
    elif target.reached:
        state, tone = _("Reached"), "ok"
    else:
        gap = {"gap": plain(abs(target.goal - target.measured)), "unit": target.unit}
        state, tone = _("%(gap)s %(unit)s to go") % gap, "wait"
    if not readings and target.measured is not None:
        readings = [target.measured]
    points = [Decimal(plain(point)) for point in (target.baseline, *readings)] if readings else []
    return TargetView(target, points, plain(target.goal), note, state, tone)


@dataclass(frozen=True)
class CycleView:
    """One round with its ring and its targets."""

    cycle: Cycle
    rows: list[tuple[str, str, str]]
    big: str
    small: str
    targets: list[TargetView]

    @property
    def reached(self) -> int:
        return sum(1 for row in self.targets if row.target.reached)

    @property
    def measured(self) -> int:
        return sum(1 for row in self.targets if row.target.measured is not None)


def _sentence(stage: str, targets: list[TargetView], cycle: Cycle) -> str:
    number, measured = len(targets), sum(1 for row in targets if row.target.measured is not None)
    if stage == Stage.PLAN:
        return ngettext("%(n)d measurable target", "%(n)d measurable targets", number) % {"n": number}
    if stage == Stage.DO:
        return _("Until %(day)s") % {"day": month_day(cycle.ends_on)}
    if stage == Stage.IMPROVE:
        return _("%(measured)s of %(number)s targets measured") % {"measured": measured, "number": number}
    if cycle.state == Stage.CLOSED:
        return _("Decided by both sides: %(outcome)s") % {"outcome": cycle.get_outcome_display()}
    return _("Both sides decide and sign")


def view_cycle(cycle: Cycle) -> CycleView:
    """The ring and the targets of one round."""
    targets = [_target_view(target) for target in cycle.targets.all()]
    present = RING.index(Stage(cycle.state)) if cycle.state in RING else len(RING)
    rows = [
        (
            str(stage.label),
            _sentence(stage, targets, cycle),
            "done" if at < present else "now" if at == present else "todo",
        )
        for at, stage in enumerate(RING)
    ]
    small = str(Stage(cycle.state).label)
    if cycle.state != Stage.CLOSED and cycle.starts_on <= today():
        day = (today() - cycle.starts_on).days + 1
        small = _("%(stage)s · day %(day)s") % {"stage": small, "day": day}
    return CycleView(cycle, rows, _("Cycle %(n)s") % {"n": cycle.number}, small, targets)


def open_cycle(project: Project) -> Cycle | None:
    """The cycle that is not closed, if any; from the prefetched rows."""
    return next((cycle for cycle in project.cycles.all() if cycle.state != Stage.CLOSED), None)


def next_targets(project: Project) -> list[dict[str, Any]]:
    """The last round's targets, begun again from what was reached."""
    last = max(project.cycles.all(), key=lambda cycle: cycle.number, default=None)
    if last is None:
        return []
    return [
        {
            "indicator": target.indicator,
            "unit": target.unit,
            "baseline": target.measured if target.measured is not None else target.baseline,
        }
        for target in last.targets.all()
    ]
