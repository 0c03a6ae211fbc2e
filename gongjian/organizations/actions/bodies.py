"""Joint bodies: members from several trees."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.notices.ledger import notify
from gongjian.organizations.models import JointBody, JointMembership, Organization, Tell, Verb
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with


@transaction.atomic
def form_body(
    *, by: Actor, kind: str, name: str, organizations: Iterable[Organization], convener: Organization
) -> JointBody:
    """Form a joint body of at least two organisations; the convener's side forms it, the others are told."""
    require(by, "organizations.form_body", convener)
    lock(convener)
    members = list({row.pk: row for row in [convener, *organizations]}.values())
    if len(members) < 2:
        raise Refused(_("A joint body has at least two member organisations."))
    body = JointBody(kind=kind, name=name.strip())
    body.full_clean()
    body.save()
    JointMembership.objects.bulk_create(
        JointMembership(body=body, organization=row, convenes=row.pk == convener.pk) for row in members
    )
    record(by, Verb.BODY_FORMED, body, members=[row.pk for row in members], convener=convener.pk)
    link = reverse("organizations:body", args=[body.pk])
    for row in members:
        people = people_with(Power.LEAD, row).exclude(pk=by.pk)
        notify(people, Tell.BODY_FORMED, body, link=link, organization=row.label, body=body.name)
    return body
