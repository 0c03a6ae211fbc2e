"""Writing the deliverable of a discipline project and the words of a demonstration site."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Deliverable, Project, Showcase, Tell, Verb

from ._agreements import party_of, tell_leaders


def _of_kind(project: Project, kind: str) -> Project:
    project = lock(project)
    if project.kind != kind:
        label = {"kind": str(Project.Kind(kind).label)}
        raise Refused(_("Only a project of the type “%(kind)s” has this.") % label)
    return project


@transaction.atomic
def set_deliverable(
    *, by: Actor, project: Project, department: str, supervisor: str, words: str, due_on: dt.date
) -> Deliverable:
    """Name department, supervisor and what is handed over until when; it may change until the hand-over."""
    require(by, "partnerships.describe_project", project)
    facts = {"department": department.strip(), "supervisor": supervisor.strip(), "words": words.strip()}
    if not all(facts.values()):
        raise ValidationError(_("Name the department, the supervisor and what is handed over."))
    project = _of_kind(project, Project.Kind.DISCIPLINE)
    row = Deliverable.objects.filter(project=project).first() or Deliverable(project=project)
    if row.handed_over_on is not None:
        raise Refused(_("It has been handed over already."))
    for name, text in facts.items():
        setattr(row, name, text)
    row.due_on, row.by_id, row.at = due_on, by.pk, now()
    row.save()
    record(by, Verb.DELIVERABLE_SET, project, due=due_on.isoformat())
    return row


@transaction.atomic
def hand_over(
    *, by: Actor, deliverable: Deliverable, to: Organization, words: str, on: dt.date
) -> Deliverable:
    """Say what was handed to whom. Once; those who sign for the parties are told."""
    require(by, "partnerships.hand_over", deliverable)
    if not words.strip():
        raise ValidationError({"words": _("Say what was handed over and where it can be found.")})
    if on > today():
        raise ValidationError({"on": _("This day has not come yet. Note the hand-over after it.")})
    deliverable = lock(deliverable)
    if deliverable.handed_over_on is not None:
        return deliverable
    party_of(deliverable.project.partnership, to)
    deliverable.handed_over_on, deliverable.handed_to, deliverable.handed_words = on, to, words.strip()
    deliverable.save(update_fields=["handed_over_on", "handed_to", "handed_words"])
    record(by, Verb.DELIVERABLE_HANDED_OVER, deliverable.project, to=to.pk, late=on > deliverable.due_on)
    tell_leaders(deliverable.project, Tell.DELIVERABLE_HANDED_OVER, organization=to.label)
    return deliverable


@transaction.atomic
def show_site(*, by: Actor, project: Project, before: str, after: str, visit: str = "") -> Showcase:
    """Write how it was and how it is; everybody may read it beside the figures."""
    require(by, "partnerships.describe_project", project)
    if not before.strip() or not after.strip():
        raise ValidationError(_("Say both: how it was and how it is today."))
    project = _of_kind(project, Project.Kind.DEMONSTRATION)
    words = {"before": before.strip(), "after": after.strip(), "visit": visit.strip()}
    row, _new = Showcase.objects.update_or_create(
        project=project, defaults={**words, "by_id": by.pk, "at": now()}
    )
    record(by, Verb.SITE_SHOWN, project)
    return row
