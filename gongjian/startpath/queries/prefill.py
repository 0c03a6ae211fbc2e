"""What the forms of the path know already: nobody types a thing twice."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.clock import today
from gongjian.core.components.dates import month_day
from gongjian.partnerships.models import Cycle, Partnership, Project
from gongjian.partnerships.queries import Site, evidence_of, further_sites, proven_cycle
from gongjian.partnerships.queries.projects import plain
from gongjian.reviews.models import Confirmation
from gongjian.reviews.queries import answers

from ..models import StartPath
from .steps import report_of

PILOT_DAYS = 60  # what a plan proposes; the parties choose


def group_prefill(partnership: Partnership) -> dict[str, Any]:
    """The subject from the agreement, and for each party the contact that it names."""
    found: dict[str, Any] = {"subject": partnership.title}
    for party in partnership.parties.all():
        found[f"name_{party.organization_id}"] = party.contact_name
        found[f"duty_{party.organization_id}"] = _("visits, report, contact with the other side")
    return found


def visit_prefill(path: StartPath) -> dict[str, Any]:
    """Today, the place of the last visit, and who is in the group."""
    last = list(path.visits.all())[-1:]
    return {
        "on": today(),
        "place": last[0].place_id if last else None,
        "who": "、".join(member.name for member in path.members.all())[:120],
    }


def report_prefill(path: StartPath) -> dict[str, Any]:
    """The report so far, else the visits one after the other and the agreement's purpose."""
    report = report_of(path)
    if report is not None:
        return {"problem": report.problem, "findings": report.findings, "advice": report.advice}
    lines = [f"{month_day(row.on)}，{row.place_words}：{row.findings}" for row in path.visits.all()]
    return {"problem": path.partnership.purpose, "findings": "\n".join(lines)[:6000]}


def plan_prefill(path: StartPath) -> dict[str, Any]:
    """Title and problem from the report, measures from what each side brings, place from the last visit."""
    report, visits = report_of(path), list(path.visits.all())
    brings = [f"{reason.organization.label}：{reason.brings}" for reason in path.reasons.all()]
    ends_on = min(today() + dt.timedelta(days=PILOT_DAYS), path.partnership.ends_on)
    placed = [visit.place_id for visit in visits if visit.place_id]
    return {
        "title": path.subject,
        "problem": report.problem[:1000] if report else path.partnership.purpose,
        "measures": "\n".join([*([report.advice] if report else []), *brings])[:2000],
        "place": placed[-1] if placed else None,
        "starts_on": today(),
        "ends_on": ends_on,
        **{f"task_due_{n}": ends_on for n in range(3)},
    }


def result_of(cycle: Cycle) -> str:
    """What was measured, and what residents said of it."""
    since, until = cycle.starts_on, cycle.closed_at.date() if cycle.closed_at else today()
    said = answers(
        Confirmation.objects.filter(project=cycle.project_id, at__date__gte=since, at__date__lte=until)
    )
    words = ""
    if said.total:
        words = ngettext(
            "%(n)d resident answered, %(done)d said that it was all done.",
            "%(n)d residents answered, %(done)d said that it was all done.",
            said.total,
        ) % {"n": said.total, "done": said.done}
    return evidence_of(cycle, words)


def sites_for(project: Project) -> list[Site]:
    """Places to which the plan may go; none before a cycle is closed."""
    return further_sites(project) if proven_cycle(project) else []


def extension_prefill(project: Project) -> dict[str, Any]:
    """Days for a first cycle as long as the pilot's, and its goals; how it is there today only the site knows."""
    cycle = proven_cycle(project)
    if cycle is None:
        return {}
    found: dict[str, Any] = {"starts_on": today(), "ends_on": today() + (cycle.ends_on - cycle.starts_on)}
    for target in cycle.targets.all():
        found[f"goal_{target.pk}"] = plain(target.goal)
    return found
