"""Keeping the convenience list of a neighbourhood, and opening a need for what is missing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Amenity, Need, Verb

from .needs import propose_need

FIELDS = {"standing", "kind", "name", "where", "when", "who", "for_elderly", "phone"}


@transaction.atomic
def save_amenity(
    *, by: Actor, community: Organization, amenity: Amenity | None = None, **fields: Any
) -> Amenity:
    """Add a line or change one; saving it says that it was checked today."""
    require(by, "partnerships.save_amenity", community)
    unknown = set(fields) - FIELDS
    if unknown:
        raise TypeError(f"a line of the list has no {', '.join(sorted(unknown))}")
    if amenity is None:
        amenity = Amenity(community=community)
    else:
        require(by, "partnerships.edit_amenity", amenity)
        amenity = lock(amenity)
        if amenity.removed_at is not None:
            raise Refused(_("This line was taken off the list."))
    for name, new in fields.items():
        setattr(amenity, name, new)
    if amenity.standing == Amenity.Standing.CAMPUS and not amenity.when.strip():
        raise ValidationError({"when": _("Say when residents may use it on the campus.")})
    amenity.checked_at = now()
    try:
        with transaction.atomic():
            amenity.save()
    except IntegrityError as error:
        raise ValidationError({"name": _("This name stands on the list already.")}) from error
    record(by, Verb.AMENITY_SAVED, amenity, community=community.pk, standing=amenity.standing)
    return amenity


@transaction.atomic
def remove_amenity(*, by: Actor, amenity: Amenity) -> Amenity:
    """Take a line off the list. Nothing happens the second time."""
    require(by, "partnerships.remove_amenity", amenity)
    amenity = lock(amenity)
    if amenity.removed_at is None:
        amenity.removed_at = now()
        amenity.save(update_fields=["removed_at"])
        record(by, Verb.AMENITY_REMOVED, amenity)
    return amenity


@transaction.atomic
def open_gap(*, by: Actor, amenity: Amenity, **fields: Any) -> tuple[Need, str]:
    """Post a need for what is missing; `fields` are those of `propose_need`. Refused while one is under way."""
    require(by, "partnerships.open_gap", amenity)
    amenity = lock(amenity)
    if amenity.standing != Amenity.Standing.MISSING:
        raise Refused(_("A need is opened for what is missing; this is there."))
    if amenity.need is not None and amenity.gap_open:
        raise Refused(_("A need was opened for this gap before: “%(need)s”.") % {"need": amenity.need.title})
    need, secret = propose_need(by=by, community=amenity.community, **fields)
    amenity.need = need
    amenity.save(update_fields=["need"])
    record(by, Verb.GAP_OPENED, amenity, need=need.pk)
    return need, secret
