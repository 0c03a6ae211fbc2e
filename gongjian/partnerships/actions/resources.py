"""Writing what an organisation can bring."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Resource, Verb

FIELDS = {"kind", "title", "words", "category", "skills", "times", "people"}


def _fill(resource: Resource, fields: dict[str, Any]) -> None:
    unknown = set(fields) - FIELDS
    if unknown:
        raise TypeError(f"a resource has no {', '.join(sorted(unknown))}")
    if resource.state == Resource.State.WITHDRAWN:
        raise Refused(_("This resource is withdrawn and can't be changed. Add a new one."))
    if not 0 <= int(fields.get("people", 0)) <= 10_000:
        raise ValidationError({"people": _("Enter a number from 0 to 10,000.")})
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
    resource.save(update_fields=["state"])
    record(by, verb, resource)
    return resource


@transaction.atomic
def offer_resource(*, by: Actor, resource: Resource) -> Resource:
    """Let everybody see that it is available."""
    require(by, "partnerships.offer_resource", resource)
    return _change(by, resource, Resource.State.OFFERED, Verb.RESOURCE_OFFERED)


@transaction.atomic
def pause_resource(*, by: Actor, resource: Resource) -> Resource:
    """Not available for now."""
    require(by, "partnerships.pause_resource", resource)
    return _change(by, resource, Resource.State.PAUSED, Verb.RESOURCE_PAUSED)


@transaction.atomic
def withdraw_resource(*, by: Actor, resource: Resource) -> Resource:
    """No longer offered."""
    require(by, "partnerships.withdraw_resource", resource)
    return _change(by, resource, Resource.State.WITHDRAWN, Verb.RESOURCE_WITHDRAWN)
