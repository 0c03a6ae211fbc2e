"""Who may do what with activities, shifts and seats. *When* is the actions' question."""

from typing import Any

from rules import add_perm, predicate

from gongjian.accounts.models import User
from gongjian.core.access import is_active, is_visible, standing
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power

from .models import Activity, Shift, SignUp


def activity_of(obj: Any) -> Activity:
    """The activity that an activity, a shift or a seat is about."""
    if isinstance(obj, SignUp):
        return obj.shift.activity
    return obj.activity if isinstance(obj, Shift) else obj


def has_power_above(user: Any, organization: Organization) -> bool:
    """Whether the person oversees the organisation from above it."""
    paths = standing(user).inherited.get(Power.SEE, ())
    return any(organization.path.startswith(path) and organization.path != path for path in paths)


def belongs(user: Any, organization: Organization) -> bool:
    """Affiliated with the organisation, or holding a post in it, or in one below it."""
    posts = (row.organization.path for row in standing(user).appointments)
    return standing(user).belongs_to(organization) or any(
        path.startswith(organization.path) for path in posts
    )


@predicate
def arranges_here(user: Any, obj: Any) -> bool:
    """May prepare activities: in the organisation asked about, or anywhere when none is named."""
    powers = standing(user)
    return powers.can(Power.ARRANGE, obj) if isinstance(obj, Organization) else powers.holds(Power.ARRANGE)


@predicate
def organizes(user: Any, obj: Any) -> bool:
    return obj is not None and standing(user).can(Power.ARRANGE, activity_of(obj).organizer)


@predicate
def is_partner(user: Any, obj: Any) -> bool:
    return obj is not None and standing(user).can(Power.ARRANGE, activity_of(obj).partner)


@predicate
def is_draft(user: Any, obj: Any) -> bool:
    return obj is not None and activity_of(obj).state == Activity.State.DRAFT


@predicate
def may_join(user: Any, shift: Any) -> bool:
    """Published, and open to everyone or to the people of the two organisations; asks no database."""
    if shift is None or activity_of(shift).state == Activity.State.DRAFT:
        return False
    activity = activity_of(shift)
    if activity.audience == Activity.Audience.EVERYONE:
        return True
    return any(belongs(user, side) for side in (activity.organizer, activity.partner) if side)


@predicate
def is_own(user: Any, obj: Any) -> bool:
    """The seat, or the record, is the person's own."""
    if isinstance(obj, SignUp):
        return obj.person_id == user.pk
    return isinstance(obj, User) and obj.pk == user.pk


@predicate
def confirms(user: Any, seat: Any) -> bool:
    """The organiser's side: those who arrange, and those above them, so that an organiser's own seat is not stuck."""
    return organizes(user, seat) or (seat is not None and has_power_above(user, activity_of(seat).organizer))


@predicate
def is_other_side(user: Any, seat: Any) -> bool:
    """The partner's side and those above it; without a partner those above the organiser, or a second organiser."""
    if seat is None:
        return False
    other = activity_of(seat).partner or activity_of(seat).organizer
    return standing(user).can(Power.ARRANGE, other) or has_power_above(user, other)


@predicate
def has_confirmed(user: Any, seat: Any) -> bool:
    return seat is not None and seat.confirmed_by_id == user.pk


add_perm("activities.view_activity", is_visible)
add_perm("activities.view_shift", is_visible)
add_perm("activities.view_sign_up", is_visible)
add_perm("activities.draft", is_active & arranges_here)
add_perm("activities.edit", is_active & (organizes | is_partner & is_draft))
add_perm("activities.publish", is_active & organizes)
add_perm("activities.cancel", is_active & organizes)
add_perm("activities.start", is_active & organizes)
add_perm("activities.finish", is_active & organizes)
add_perm("activities.remind", is_active & organizes)
add_perm("activities.see_desk", is_active & (confirms | is_other_side))
add_perm("activities.show_code", is_active & (organizes | is_partner))
add_perm("activities.sign_up", is_active & may_join)
add_perm("activities.cancel_sign_up", is_active & is_own)
add_perm("activities.check_in", is_active & may_join)
add_perm("activities.tick", is_active & organizes & ~is_own)
add_perm("activities.mark_absent", is_active & organizes & ~is_own)
add_perm("activities.confirm_minutes", is_active & confirms & ~is_own)
add_perm("activities.confirm_all", is_active & confirms)
add_perm("activities.countersign_all", is_active & is_other_side)
add_perm("activities.countersign", is_active & is_other_side & ~is_own & ~has_confirmed)
add_perm("activities.return_minutes", is_active & is_other_side & ~is_own)
add_perm("activities.ask_certificate", is_active & is_own)
