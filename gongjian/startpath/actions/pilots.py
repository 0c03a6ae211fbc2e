"""Plan the pilot with its two papers, and extend what was measured to further sites."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.documents.actions import issue
from gongjian.documents.models import Document
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Place
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.partnerships.actions import add_task, plan_project
from gongjian.partnerships.models import Cycle, Partnership, Project, Target
from gongjian.partnerships.queries import proven_cycle

from ..models import StartPath, Tell, Verb
from ..queries import must_reason, result_of, sites_for
from ..queries.papers import feasibility_facts, work_facts
from ._steps import held, parties_of, report_is_signed, tell


@transaction.atomic
def plan_pilot(*, by: Actor, path: StartPath, tasks: Sequence[dict[str, Any]], **plan: Any) -> Project:
    """Plan the pilot at one site; feasibility plan and work plan are made from the records, with their numbers.

    `plan` are the arguments of `partnerships.plan_project`, the place among them; a task is a dict of words,
    organization, owner_name and due_on. A second call returns the pilot that there is.
    """
    require(by, "startpath.plan_pilot", path)
    if not tasks:
        raise ValidationError(_("A work plan needs at least one task with somebody who does it."))
    path = held(path)
    if path.pilot is not None:
        return path.pilot
    if not report_is_signed(path) or must_reason(path, parties_of(path)):
        raise Refused(_("Plan the pilot once the report is signed and every side has written its analysis."))
    if plan.get("place") is None:
        raise ValidationError({"place": _("A pilot has one site. Please choose it.")})
    project = plan_project(by=by, partnership=path.partnership, is_pilot=True, **plan)
    for task in tasks:
        add_task(by=by, project=project, **task)
    path.pilot = project
    path.save(update_fields=["pilot"])
    _issue_plans(by, path, project)
    record(by, Verb.PILOT_PLANNED, path, project=project.pk)
    tell(path, Tell.PILOT_PLANNED, by, parties_of(path), project=project.title)
    return project


def _issue_plans(by: Actor, path: StartPath, project: Project) -> None:
    organizations = [party.organization for party in parties_of(path)]
    papers = (
        (Document.Kind.FEASIBILITY_PLAN, "可行性实施方案：{project}", feasibility_facts),
        (Document.Kind.WORK_PLAN, "工作计划：{project}", work_facts),
    )
    for kind, words, facts in papers:
        issue(
            by=by,
            kind=kind,
            title=words.format(project=project.title),
            facts=facts(path, project),
            subject=project,
            parties=organizations,
        )


def _site(project: Project, partnership: Partnership, place: Place) -> None:
    """The site is one that the form offers: a partner's place where the plan is not at work yet."""
    offered = {(site.partnership.pk, site.place.pk) for site in sites_for(project)}
    if (partnership.pk, place.pk) not in offered:
        name = {"place": place.name}
        raise Refused(
            _("The plan can't go to “%(place)s”: it is there already, or the place is no partner's.") % name
        )


def _proven(project: Project) -> Cycle:
    cycle = proven_cycle(project)
    if cycle is None:
        raise Refused(
            _("Only what was measured goes on: close a cycle with the decision of both sides first.")
        )
    return cycle


def _copied(
    targets: Sequence[Target], figures: Mapping[int, tuple[Decimal, Decimal]], ends_on: dt.date
) -> list[dict[str, Any]]:
    """The pilot's indicators and units, with the figures of the new site."""
    missing = [target.indicator for target in targets if target.pk not in figures]
    if missing:
        raise ValidationError(_("Say how it is there today: %(names)s") % {"names": "；".join(missing)})
    return [
        {
            "indicator": target.indicator,
            "unit": target.unit,
            "baseline": figures[target.pk][0],
            "goal": figures[target.pk][1],
            "due_on": ends_on,
        }
        for target in targets
    ]


@transaction.atomic
def extend(
    *,
    by: Actor,
    project: Project,
    partnership: Partnership,
    place: Place,
    starts_on: dt.date,
    ends_on: dt.date,
    figures: Mapping[int, tuple[Decimal, Decimal]],
) -> Project:
    """Copy the plan and its measured result to a further site, as a draft project. `figures`: target → (today, goal).

    One plan goes to one site once: the database holds it, whoever presses first.
    """
    require(by, "startpath.extend", project)
    project = lock(project)
    cycle = _proven(project)
    _site(project, partnership, place)
    targets = _copied(list(cycle.targets.order_by("pk")), figures, ends_on)
    copy = plan_project(
        by=by,
        partnership=partnership,
        starts_on=starts_on,
        ends_on=ends_on,
        targets=targets,
        place=place,
        **_plan_of(project, cycle, place),
    )
    record(by, Verb.EXTENDED, project, to=copy.pk, place=place.pk, partnership=partnership.pk)
    _tell_of_copy(by, copy, project)
    return copy


def _plan_of(project: Project, cycle: Cycle, place: Place) -> dict[str, Any]:
    """What is copied as it stands, with the lessons that both sides took along and the measured result."""
    lessons = _("From the pilot: %(lessons)s") % {"lessons": cycle.lessons} if cycle.lessons else ""
    return {
        "led_by": project.led_by,
        "title": f"{project.title[:60]}·{place.name}"[:80],
        "problem": project.problem,
        "target_group": project.target_group,
        "kind": project.kind,
        "measures": "\n".join(part for part in (project.measures, lessons) if part)[:2000],
        "risks": project.risks,
        "budget_fen": project.budget_fen,
        "extends": project,
        "evidence": result_of(cycle),
    }


def _tell_of_copy(by: Actor, copy: Project, project: Project) -> None:
    parties = copy.partnership.parties.select_related("organization")
    people = {person for party in parties for person in people_with(Power.LEAD, party.organization)}
    told = [person for person in people if person.pk != by.pk]
    link = reverse("partnerships:project", args=[copy.pk])
    place = copy.place.name if copy.place else ""
    notify(told, Tell.EXTENDED, copy, link=link, project=project.title, place=place)
