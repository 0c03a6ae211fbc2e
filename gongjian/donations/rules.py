"""Who may do what with drives and pledges: four eyes, and the treasurer alone sees single sums."""

from typing import Any

from rules import add_perm, predicate

from gongjian.core.access import is_active, is_visible, standing
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power


@predicate
def arranges_here(user: Any, organization: Any) -> bool:
    """Prepares what an organisation does: the one asked about, or any when none is named."""
    powers = standing(user)
    if isinstance(organization, Organization):
        return bool(powers.can(Power.ARRANGE, organization))
    return bool(powers.holds(Power.ARRANGE))


@predicate
def arranges_drive(user: Any, drive: Any) -> bool:
    return bool(standing(user).can(Power.ARRANGE, drive.organization))


@predicate
def leads_or_above(user: Any, drive: Any) -> bool:
    """Leads the organisation, or one above it by a post of their own."""
    led = standing(user).own.get(Power.LEAD, ())
    return any(drive.organization.path.startswith(path) for path in led)


@predicate
def proposed_it(user: Any, drive: Any) -> bool:
    return user.pk is not None and drive.proposed_by_id == user.pk


@predicate
def is_treasurer(user: Any, obj: Any) -> bool:
    drive = getattr(obj, "drive", obj)
    return user.pk is not None and drive.treasurer_id == user.pk


@predicate
def belongs_to_it(user: Any, drive: Any) -> bool:
    """Affiliated with the organisation or one below it, or holding a post there."""
    powers = standing(user)
    posts = (row.organization.path for row in powers.appointments)
    return bool(powers.belongs_to(drive.organization)) or any(
        path.startswith(drive.organization.path) for path in posts
    )


@predicate
def is_own(user: Any, pledge: Any) -> bool:
    return user.pk is not None and pledge.person_id == user.pk


add_perm("donations.view_drive", is_visible)
add_perm("donations.view_pledge", is_visible)
add_perm("donations.propose", is_active & arranges_here)
add_perm("donations.edit", is_active & arranges_drive)
add_perm("donations.submit", is_active & arranges_drive)
add_perm("donations.approve", is_active & leads_or_above & ~proposed_it & ~is_treasurer)
add_perm("donations.pledge", is_active & belongs_to_it)
add_perm("donations.withdraw", is_active & is_own)
add_perm("donations.see_pledges", is_active & is_treasurer)
add_perm("donations.receive", is_active & is_treasurer)
add_perm("donations.see_beneficiary", is_active & (is_treasurer | leads_or_above))
add_perm("donations.close", is_active & (is_treasurer | arranges_drive))
add_perm("donations.hand_over", is_active & arranges_drive & ~is_treasurer)
