"""Places: the 小区 of a community, rooms, service centres."""

from typing import Any

from django.db import transaction

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.rows import lock
from gongjian.organizations.models import Organization, Place, Verb

FIELDS = {
    "kind", "address", "households", "elderly_percent", "is_old", "management", "missing", "stands_in", "changed",
}  # fmt: skip


@transaction.atomic
def save_place(
    *, by: Actor, organization: Organization, name: str, place: Place | None = None, **fields: Any
) -> Place:
    """Save the profile of a place; without `place`, the one of this name, or a new one."""
    require(by, "organizations.save_place", organization)
    if unknown := fields.keys() - FIELDS:
        raise TypeError(f"no fields of a place: {', '.join(sorted(unknown))}")
    lock(organization)
    name = name.strip()
    if place is None:
        place = Place.objects.filter(organization=organization, name=name).first()
    found = lock(place) if place else Place(organization=organization)
    if found.organization_id != organization.pk:
        raise ValueError("the place belongs to another organisation")
    before = {key: getattr(found, key) for key in [*fields, "name"]} if found.pk else None
    for key, value in {**fields, "name": name}.items():
        setattr(found, key, value)
    if before == {key: getattr(found, key) for key in [*fields, "name"]}:
        return found
    found.full_clean(exclude=["stands_in"])
    found.save()
    record(by, Verb.PLACE_SAVED, found, organization=organization.pk, created=before is None)
    return found
