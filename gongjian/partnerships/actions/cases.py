"""Case cards: drafted from a closed cycle, read once more, published, taken over by others."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.partnerships.models import Adoption, CaseCard, Cycle, Tell, Verb
from gongjian.partnerships.queries.cases import card_from

FIELDS = {"title", "category", "problem", "steps", "cost"}


@transaction.atomic
def draft_case(*, by: Actor, cycle: Cycle) -> CaseCard:
    """A card with everything that the closed cycle says; a second call returns the same card."""
    require(by, "partnerships.draft_case", cycle)
    cycle = lock(cycle)
    if cycle.state != Cycle.Stage.CLOSED:
        raise Refused(_("A case card is made once a cycle is closed, with its measured results."))
    made = CaseCard.objects.filter(cycle=cycle).first()
    if made is not None:
        return made
    case = CaseCard.objects.create(cycle=cycle, written_by_id=by.pk, **card_from(cycle))
    record(by, Verb.CASE_DRAFTED, case, cycle=cycle.pk)
    return case


@transaction.atomic
def edit_case(*, by: Actor, case: CaseCard, **fields: Any) -> CaseCard:
    """Change the words; the measured result stays what was measured."""
    require(by, "partnerships.edit_case", case)
    unknown = set(fields) - FIELDS
    if unknown:
        raise TypeError(f"a case card has no {', '.join(sorted(unknown))} to edit")
    case = lock(case)
    for name, new in fields.items():
        setattr(case, name, new)
    _with_cost(case)
    case.save()
    record(by, Verb.CASE_EDITED, case, edited=sorted(fields))
    return case


def _with_cost(case: CaseCard) -> None:
    if case.state == CaseCard.State.PUBLISHED and not case.cost.strip():
        raise ValidationError(
            {"cost": _("Say what it cost in money, hours or material; nothing is an answer too.")}
        )


@transaction.atomic
def publish_case(*, by: Actor, case: CaseCard) -> CaseCard:
    """Let everybody read it. Nothing happens the second time."""
    require(by, "partnerships.publish_case", case)
    case = lock(case)
    if case.state == CaseCard.State.PUBLISHED:
        return case
    move(case, CaseCard.State.PUBLISHED)
    _with_cost(case)
    case.published_at = now()
    case.save(update_fields=["state", "published_at"])
    record(by, Verb.CASE_PUBLISHED, case)
    return case


@transaction.atomic
def withdraw_case(*, by: Actor, case: CaseCard) -> CaseCard:
    """Take it out of the public list. Nothing happens the second time."""
    require(by, "partnerships.withdraw_case", case)
    case = lock(case)
    if case.state == CaseCard.State.WITHDRAWN:
        return case
    move(case, CaseCard.State.WITHDRAWN)
    case.save(update_fields=["state"])
    record(by, Verb.CASE_WITHDRAWN, case)
    return case


@transaction.atomic
def adopt_case(*, by: Actor, case: CaseCard, organization: Organization) -> Adoption:
    """Say that one's organisation works by this case; its authors are told. Once for each organisation."""
    require(by, "partnerships.adopt_case", case)
    require(by, "partnerships.adopt_for", organization)
    case = lock(case)
    if case.state != CaseCard.State.PUBLISHED:
        raise Refused(_("Only a published case can be taken over."))
    if case.cycle.project.partnership.parties.filter(organization=organization).exists():
        raise Refused(_("Your organisation made this case itself."))
    adoption, is_new = Adoption.objects.get_or_create(
        case=case, organization=organization, defaults={"by_id": by.pk}
    )
    if is_new:
        record(by, Verb.CASE_ADOPTED, case, organization=organization.pk)
        people = people_with(Power.LEAD, case.cycle.project.led_by)
        link = reverse("partnerships:case", args=[case.pk])
        notify(people, Tell.CASE_ADOPTED, case, link=link, organization=organization.label, case=case.title)
    return adoption
