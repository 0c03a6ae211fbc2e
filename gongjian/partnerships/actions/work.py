"""Tasks of a project, and what it cost. Money is noted, never paid."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.components.dates import month_day
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.partnerships.models import Project, Spending, Task, Tell, Verb

from ._agreements import party_of

MOST_TASKS = 60


def _open(project: Project) -> Project:
    project = lock(project)
    if project.state == Project.State.STOPPED:
        raise Refused(_("The project was stopped; nothing is added to it any more."))
    return project


@transaction.atomic
def add_task(
    *, by: Actor, project: Project, words: str, organization: Organization, owner_name: str, due_on: dt.date
) -> Task:
    """Say who does what until when. The same task for the same day is added once."""
    require(by, "partnerships.add_task", project)
    project = _open(project)
    party_of(project.partnership, organization)
    if not words.strip() or not owner_name.strip():
        raise ValidationError(_("A task needs its words and somebody who does it."))
    facts = {"words": words.strip(), "organization": organization, "owner_name": owner_name.strip()}
    known = project.tasks.filter(**facts, due_on=due_on).first()
    if known is not None:
        return known
    if project.tasks.count() >= MOST_TASKS:
        raise Refused(_("A project has %(n)s tasks at most. Please finish some first.") % {"n": MOST_TASKS})
    task = Task.objects.create(project=project, due_on=due_on, added_by_id=by.pk, **facts)
    record(by, Verb.TASK_ADDED, project, task=task.pk, due=due_on.isoformat())
    told = [person for person in people_with(Power.ARRANGE, organization) if person.pk != by.pk]
    link = reverse("partnerships:project", args=[project.pk])
    day = month_day(due_on)
    notify(told, Tell.TASK_ADDED, project, link=link, project=project.title, task=task.words, day=day)
    return task


@transaction.atomic
def finish_task(*, by: Actor, task: Task) -> Task:
    """Tick it off. Nothing happens the second time."""
    require(by, "partnerships.finish_task", task)
    task = lock(task)
    if task.done_at is not None:
        return task
    task.done_at, task.done_by_id = now(), by.pk
    task.save(update_fields=["done_at", "done_by"])
    record(by, Verb.TASK_DONE, task.project, task=task.pk, late=task.due_on < today())
    return task


@transaction.atomic
def note_spending(
    *,
    by: Actor,
    project: Project,
    organization: Organization,
    kind: str,
    what: str,
    on: dt.date,
    fen: int | None = None,
) -> Spending:
    """Note what one party gave: money needs an amount, things and work may go without. The same line counts once."""
    require(by, "partnerships.note_spending", organization)
    require(by, "partnerships.add_task", project)
    project = _open(project)
    party_of(project.partnership, organization)
    if kind == Spending.Kind.MONEY and not fen:
        raise ValidationError({"fen": _("Enter the amount in yuan.")})
    if on > today():
        raise ValidationError({"on": _("This day has not come yet. Note what has been spent.")})
    facts = {"organization": organization, "kind": kind, "what": what.strip(), "fen": fen, "on": on}
    known = project.spendings.filter(**facts).first()
    if known is not None:
        return known
    spending = Spending.objects.create(project=project, by_id=by.pk, **facts)
    record(by, Verb.SPENDING_NOTED, project, spending=spending.pk, fen=fen, spent_as=kind)
    return spending
