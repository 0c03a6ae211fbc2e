"""Writing what an organisation can bring."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import today
from gongjian.core.components.dates import month_day
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.partnerships.models import Resource, Tell, Verb

from ._bookings import close_bookings

LONGEST_RESERVATION = dt.timedelta(days=183)
FIELDS = {
    "kind",
    "title",
    "words",
    "category",
    "skills",
    "times",
    "people",
    "service",
    "bookable",
    "quantity",
    "accepts_itself",
}


def _fill(resource: Resource, fields: dict[str, Any]) -> None:
    unknown = set(fields) - FIELDS
    if unknown:
        raise TypeError(f"a resource has no {', '.join(sorted(unknown))}")
    if resource.state == Resource.State.WITHDRAWN:
        raise Refused(_("This resource is withdrawn and can't be changed. Add a new one."))
    if not 0 <= int(fields.get("people", 0)) <= 10_000:
        raise ValidationError({"people": _("Enter a number from 0 to 10,000.")})
    if not 1 <= int(fields.get("quantity", 1)) <= 1000:
        raise ValidationError({"quantity": _("Enter a number from 1 to 1,000.")})
    for name, new in fields.items():
        setattr(resource, name, new)


@transaction.atomic
def save_resource(
    *, by: Actor, organization: Organization, resource: Resource | None = None, **fields: Any
) -> Resource:
    """Add a resource as a draft, or change one."""
    require(by, "partnerships.save_resource", organization)
    if resource is None:
        resource = Resource(organization=organization)
    else:
        resource = lock(resource)
        if resource.organization_id != organization.pk:
            raise Refused(_("A resource stays with the organisation that offers it."))
    _fill(resource, fields)
    resource.save()
    record(by, Verb.RESOURCE_SAVED, resource, organization=organization.pk)
    return resource


def _change(by: Actor, resource: Resource, to: str, verb: str) -> Resource:
    resource = lock(resource)
    if resource.state == to:
        return resource
    move(resource, to)
    resource.reserved_for = resource.reserved_until = None
    resource.save(update_fields=["state", "reserved_for", "reserved_until"])
    record(by, verb, resource)
    return resource


@transaction.atomic
def offer_resource(*, by: Actor, resource: Resource) -> Resource:
    """Let everybody see that it is available."""
    require(by, "partnerships.offer_resource", resource)
    return _change(by, resource, Resource.State.OFFERED, Verb.RESOURCE_OFFERED)


@transaction.atomic
def reserve_resource(
    *, by: Actor, resource: Resource, organization: Organization, until: dt.date
) -> Resource:
    """Keep a resource for one organisation until the end of a day; everybody sees that it is taken meanwhile."""
    require(by, "partnerships.reserve_resource", resource)
    if not today() <= until <= today() + LONGEST_RESERVATION:
        raise ValidationError({"until": _("Choose a day from today on, at most half a year ahead.")})
    resource = lock(resource)
    if organization.pk == resource.organization_id:
        raise Refused(_("A resource is reserved for somebody else; pause it when you use it yourselves."))
    if (resource.reserved_for_id, resource.reserved_until) == (organization.pk, until):
        return resource
    move(resource, Resource.State.RESERVED)
    resource.reserved_for, resource.reserved_until = organization, until
    resource.save(update_fields=["state", "reserved_for", "reserved_until"])
    record(by, Verb.RESOURCE_RESERVED, resource, organization=organization.pk, until=until.isoformat())
    facts = {"organization": resource.organization.label, "resource": resource.title}
    link, people = reverse("partnerships:resource", args=[resource.pk]), people_with(Power.LEAD, organization)
    notify(people, Tell.RESOURCE_RESERVED, resource, link=link, day=month_day(until), **facts)
    return resource


@transaction.atomic
def free_resource(*, by: Actor, resource: Resource) -> Resource:
    """End a reservation: the resource is available again. Nothing happens when it is not reserved."""
    require(by, "partnerships.free_resource", resource)
    resource = lock(resource)
    if resource.state != Resource.State.RESERVED:
        return resource
    return _change(by, resource, Resource.State.OFFERED, Verb.RESOURCE_FREED)


@transaction.atomic
def pause_resource(*, by: Actor, resource: Resource) -> Resource:
    """Not available for now."""
    require(by, "partnerships.pause_resource", resource)
    return _change(by, resource, Resource.State.PAUSED, Verb.RESOURCE_PAUSED)


@transaction.atomic
def withdraw_resource(*, by: Actor, resource: Resource) -> Resource:
    """No longer offered."""
    require(by, "partnerships.withdraw_resource", resource)
    resource = _change(by, resource, Resource.State.WITHDRAWN, Verb.RESOURCE_WITHDRAWN)
    close_bookings(by, resource)
    return resource
