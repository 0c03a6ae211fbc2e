"""Reading what two types of project have beside their cycles, and cycles side by side."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from gongjian.core.components.dates import month_day
from gongjian.organizations.models import Organization, Side
from gongjian.partnerships.models import Cycle, Deliverable, Measurement, Project, Showcase

from .projects import plain


def deliverable_of(project: Project) -> Deliverable | None:
    """What a discipline project hands over, once it is named."""
    return Deliverable.objects.filter(project=project).select_related("handed_to").first()


def showcase_of(project: Project) -> Showcase | None:
    """The words of a demonstration site, once they are written."""
    return Showcase.objects.filter(project=project).first()


def deliverable_facts(project: Project) -> dict[str, Any]:
    """What stands in the form already."""
    row = deliverable_of(project)
    names = ("department", "supervisor", "words", "due_on")
    return (
        {name: getattr(row, name) for name in names} if row else {"department": _department(project.led_by)}
    )


def _department(organization: Organization) -> str:
    """The college of the branch that leads, as the most likely department."""
    above = organization.parent
    return above.label if above is not None and organization.side == Side.CAMPUS else ""


def showcase_facts(project: Project) -> dict[str, Any]:
    """What stands in the form already: the problem is how it was."""
    row = showcase_of(project)
    names = ("before", "after", "visit")
    return {name: getattr(row, name) for name in names} if row else {"before": project.problem}


def find_site(user: Any, pk: int) -> Project:
    """A demonstration site whose page is written; otherwise there is none (404)."""
    rows = Project.objects.visible_to(user).filter(kind=Project.Kind.DEMONSTRATION, showcase__isnull=False)
    return get_object_or_404(
        rows.select_related("showcase", "place__organization", "led_by", "partnership"), pk=pk
    )


@dataclass(frozen=True)
class Reading:
    """One reading: the day, the figure, by which side."""

    day: str
    value: str
    organization: Organization | None

    @property
    def look(self) -> str:
        return "campus" if self.organization and self.organization.side == Side.CAMPUS else "community"


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator through all cycles: its first baseline, every reading, the newest goal."""

    indicator: str
    unit: str
    goal: str
    points: list[Decimal]
    readings: list[Reading]

    @property
    def note(self) -> str:
        first, last = self.readings[0], self.readings[-1]
        return _("Read %(n)s times, %(first)s to %(last)s") % {
            "n": len(self.readings),
            "first": first.day,
            "last": last.day,
        }


def site_lines(project: Project) -> list[IndicatorLine]:
    """Every indicator that was read at least once; two queries however many cycles there are."""
    rows = Measurement.objects.filter(target__cycle__project=project).select_related(
        "target__cycle", "organization"
    )
    lines: dict[tuple[str, str], list[Measurement]] = {}
    for row in rows.order_by("target__cycle__number", "at", "pk"):
        lines.setdefault((row.target.indicator, row.target.unit), []).append(row)
    return [_line(indicator, unit, found) for (indicator, unit), found in lines.items()]


def _line(indicator: str, unit: str, rows: list[Measurement]) -> IndicatorLine:
    points = [Decimal(plain(rows[0].target.baseline)), *(Decimal(plain(row.value)) for row in rows)]
    readings = [Reading(month_day(row.at), plain(row.value), row.organization) for row in rows]
    return IndicatorLine(indicator, unit, plain(rows[-1].target.goal), points, readings)


def side_by_side(cycles: list[Cycle]) -> list[tuple[str, list[str]]]:
    """Rows of a table: each indicator with what every cycle reached; nothing while there is only one cycle."""
    if len(cycles) < 2:
        return []
    found: dict[str, list[str]] = {}
    for at, cycle in enumerate(cycles):
        for target in cycle.targets.all():
            name = f"{target.indicator}（{target.unit}）"
            cells = found.setdefault(name, [""] * len(cycles))
            reached = plain(target.measured) if target.measured is not None else _("not measured")
            facts = {"from": plain(target.baseline), "to": reached, "goal": plain(target.goal)}
            cells[at] = _("%(from)s → %(to)s, goal %(goal)s") % facts
    return list(found.items())
