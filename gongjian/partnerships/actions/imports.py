"""Many needs or resources at once, from rows that were checked and shown."""

from typing import Any

from django.db import transaction

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.crypto import keyed_hash
from gongjian.core.rows import lock
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Need, Resource, Verb

from .needs import propose_need, publish_need
from .resources import offer_resource, save_resource


@transaction.atomic
def import_needs(
    *, by: Actor, community: Organization, rows: list[dict[str, Any]], token: str, show_now: bool
) -> int:
    """Store every row or none; returns how many are new. The same `token` twice makes nothing more."""
    require(by, "partnerships.take_down_need", community)
    lock(community)
    if Need.objects.filter(token=keyed_hash(f"{token}:0", "form")).exists():
        return 0
    for number, row in enumerate(rows):
        need, _secret = propose_need(by=by, community=community, token=f"{token}:{number}", **row)
        if show_now:
            publish_need(by=by, need=need)
    record(by, Verb.LIST_IMPORTED, community, list="needs", rows=len(rows))
    return len(rows)


@transaction.atomic
def import_resources(
    *, by: Actor, organization: Organization, rows: list[dict[str, Any]], token: str, show_now: bool
) -> int:
    """Store every row or none; returns how many are new. The same `token` twice makes nothing more."""
    require(by, "partnerships.save_resource", organization)
    lock(organization)
    if Resource.objects.filter(token=keyed_hash(f"{token}:0", "form")).exists():
        return 0
    for number, row in enumerate(rows):
        fields = {name: value for name, value in row.items() if name != "organization"}
        resource = save_resource(by=by, organization=organization, **fields)
        Resource.objects.filter(pk=resource.pk).update(token=keyed_hash(f"{token}:{number}", "form"))
        if show_now:
            offer_resource(by=by, resource=resource)
    record(by, Verb.LIST_IMPORTED, organization, list="resources", rows=len(rows))
    return len(rows)
