"""Who may do what with activities, shifts and seats. *When* is the actions' question."""

from typing import Any

from rules import add_perm, always_deny, predicate

from gongjian.accounts.models import User
from gongjian.core.access import is_active, is_visible, standing
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power

from .models import Activity, Dispute, Shift, SignUp


def activity_of(obj: Any) -> Activity:
    """The activity that an activity, a shift or a seat is about."""
    if isinstance(obj, Dispute):
        return obj.sign_up.shift.activity
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
def runs_plan(user: Any, obj: Any) -> bool:
    """Prepares activities for the organisation whose plan or big day it is."""
    return obj is not None and standing(user).can(Power.ARRANGE, obj.organizer)


@predicate
def is_partner(user: Any, obj: Any) -> bool:
    return obj is not None and standing(user).can(Power.ARRANGE, activity_of(obj).partner)


@predicate
def co_organizes(user: Any, obj: Any) -> bool:
    """Prepares activities for one of the further organisers."""
    powers = standing(user)
    if obj is None or not powers.holds(Power.ARRANGE):
        return False
    return any(powers.can(Power.ARRANGE, side) for side in activity_of(obj).co_organizers.all())


@predicate
def is_draft(user: Any, obj: Any) -> bool:
    return obj is not None and activity_of(obj).state == Activity.State.DRAFT


@predicate
def may_join(user: Any, shift: Any) -> bool:
    """Published, and open to everyone or to the people of the organisers; for everyone it asks no database."""
    if shift is None or activity_of(shift).state == Activity.State.DRAFT:
        return False
    activity = activity_of(shift)
    if activity.audience == Activity.Audience.EVERYONE:
        return True
    if any(belongs(user, side) for side in (activity.organizer, activity.partner) if side):
        return True
    return any(belongs(user, side) for side in activity.co_organizers.all())


@predicate
def is_own(user: Any, obj: Any) -> bool:
    """The seat, or the record, is the person's own."""
    if isinstance(obj, Dispute):
        return obj.sign_up.person_id == user.pk
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


@predicate
def took_part(user: Any, activity: Any) -> bool:
    """Was there, in one shift at least."""
    here = [SignUp.State.CHECKED_IN, SignUp.State.ATTENDED]
    rows = SignUp.objects.filter(shift__activity=activity, person_id=user.pk, state__in=here)
    return activity is not None and rows.exists()


@predicate
def stands_above(user: Any, obj: Any) -> bool:
    return obj is not None and has_power_above(user, activity_of(obj).organizer)


@predicate
def is_raised(user: Any, dispute: Any) -> bool:
    return dispute is not None and dispute.state == Dispute.State.RAISED


add_perm("activities.view_activity", is_visible)
add_perm("activities.view_shift", is_visible)
add_perm("activities.view_sign_up", is_visible)
add_perm("activities.draft", is_active & arranges_here)
add_perm("activities.edit", is_active & (organizes | (is_partner | co_organizes) & is_draft))
add_perm("activities.publish", is_active & organizes)
add_perm("activities.cancel", is_active & organizes)
add_perm("activities.start", is_active & organizes)
add_perm("activities.finish", is_active & organizes)
add_perm("activities.remind", is_active & organizes)
add_perm("activities.see_desk", is_active & (confirms | is_other_side))
add_perm("activities.show_code", is_active & (organizes | is_partner | co_organizes))
add_perm("activities.sign_up", is_active & may_join)
add_perm("activities.run_day", is_active & runs_plan)
add_perm("activities.register_team", always_deny)  # only by the link
add_perm("activities.view_bigday", is_visible)
add_perm("activities.view_team", is_visible)
add_perm("activities.repeat", is_active & organizes)
add_perm("activities.stop_plan", is_active & runs_plan)
add_perm("activities.own_feed", is_active & is_own)
add_perm("activities.view_plan", is_visible)
add_perm("activities.view_feed", is_visible)
add_perm("activities.select", is_active & organizes)
add_perm("activities.cancel_sign_up", is_active & is_own)
add_perm("activities.check_in", is_active & may_join)
add_perm("activities.scan", is_active & organizes)
add_perm("activities.tick", is_active & organizes & ~is_own)
add_perm("activities.accept_late", is_active & organizes)
add_perm("activities.mark_absent", is_active & organizes & ~is_own)
add_perm("activities.confirm_minutes", is_active & confirms & ~is_own)
add_perm("activities.confirm_all", is_active & confirms)
add_perm("activities.countersign_all", is_active & is_other_side)
add_perm("activities.countersign", is_active & is_other_side & ~is_own & ~has_confirmed)
add_perm("activities.return_minutes", is_active & is_other_side & ~is_own)
add_perm("activities.view_dispute", is_visible)
add_perm("activities.view_correction", is_visible)
add_perm("activities.view_rating", is_visible)
add_perm("activities.issue_batch", is_active & arranges_here)
add_perm("activities.still_coming", is_active & is_own)
add_perm("activities.call_cover", is_active & organizes)
add_perm("activities.rate", is_active & took_part)
add_perm("activities.dispute", is_active & is_own)
add_perm("activities.raise_dispute", is_active & is_own)
add_perm("activities.correct", is_active & confirms & ~is_own)
add_perm(
    "activities.answer_dispute", is_active & ~is_own & (is_raised & stands_above | ~is_raised & organizes)
)


@predicate
def keeps_consents(user: Any, obj: Any) -> bool:
    """May see private fields: in the organisation asked about, or that keeps the paper, or anywhere."""
    powers = standing(user)
    organization = getattr(obj, "organization", obj)
    return powers.can(Power.PRIVATE, organization) if organization else powers.holds(Power.PRIVATE)


add_perm("activities.view_guardianconsent", is_visible)
add_perm("activities.record_consent", is_active & keeps_consents)
add_perm("activities.withdraw_consent", is_active & keeps_consents)
add_perm("activities.see_guardian", is_active & keeps_consents)
add_perm("activities.ask_certificate", is_active & is_own)
