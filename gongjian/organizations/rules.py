"""Who may change organisations, posts, belongings and places. All of it follows from posts held today."""

from typing import Any

from rules import add_perm, always_allow, predicate

from gongjian.core.access import is_visible, standing

from .models import Organization
from .posts import Power


def _can(user: Any, organization: Organization | None, *powers: Power) -> bool:
    return any(standing(user).can(power, organization) for power in powers)


@predicate
def leads(user: Any, organization: Organization | None) -> bool:
    return _can(user, organization, Power.LEAD, Power.OPERATE)


@predicate
def appoints(user: Any, organization: Organization | None) -> bool:
    return _can(user, organization, Power.APPOINT)


@predicate
def appoints_from_above(user: Any, organization: Organization | None) -> bool:
    """The organisation above decides; a top has nobody above it but the operator."""
    if organization is None:
        return standing(user).holds(Power.OPERATE)
    return _can(user, organization.parent, Power.APPOINT) or _can(user, organization, Power.OPERATE)


@predicate
def founds_below(user: Any, parent: Organization | None) -> bool:
    """A new tree is the operator's to plant; below an organisation those found who fill its posts."""
    if parent is None:
        return standing(user).holds(Power.OPERATE)
    return _can(user, parent, Power.APPOINT, Power.OPERATE)


@predicate
def operates(user: Any, organization: Organization | None) -> bool:
    return _can(user, organization, Power.OPERATE)


@predicate
def receives(user: Any, organization: Organization | None) -> bool:
    """Residents and volunteers are taken in by those who serve them."""
    return _can(user, organization, Power.APPOINT, Power.SERVE)


@predicate
def keeps_places(user: Any, organization: Organization | None) -> bool:
    return _can(user, organization, Power.SERVE, Power.LEAD, Power.OPERATE)


@predicate
def arranges(user: Any, organization: Organization | None) -> bool:
    return _can(user, organization, Power.ARRANGE, Power.OPERATE)


@predicate
def oversees(user: Any, organization: Organization | None) -> bool:
    return _can(user, organization, Power.SEE, Power.OPERATE)


add_perm("organizations.view_organization", always_allow)
add_perm("organizations.view_place", always_allow)
add_perm("organizations.view_appointment", is_visible)
add_perm("organizations.view_affiliation", is_visible)
add_perm("organizations.found", founds_below)
add_perm("organizations.move", operates)
add_perm("organizations.edit", leads)
add_perm("organizations.close", appoints_from_above)
add_perm("organizations.appoint", appoints)
add_perm("organizations.appoint_leader", appoints_from_above)
add_perm("organizations.appoint_reserved", operates)
add_perm("organizations.affiliate", appoints)
add_perm("organizations.receive", receives)
add_perm("organizations.save_place", keeps_places)
add_perm("organizations.form_body", arranges)
add_perm("organizations.oversee", oversees)
