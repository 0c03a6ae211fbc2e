"""Who may do what with points."""

from typing import Any

from django.urls import reverse
from rules import add_perm, predicate

from gongjian.core.access import is_active, is_visible, standing
from gongjian.feedback.models import Remark
from gongjian.organizations.posts import Power

from .models import Dispute


@predicate
def operates(user: Any) -> bool:
    """Holds the installation's operation somewhere."""
    return bool(standing(user).holds(Power.OPERATE))


@predicate
def is_own(user: Any, entry: Any) -> bool:
    return entry is not None and entry.person_id == user.pk


@predicate
def is_disputed(user: Any, entry: Any) -> bool:
    """Somebody said of this row “this is wrong”, and no organisation is there to answer."""
    if Dispute.objects.filter(entry=entry, organization=None).exists():
        return True
    return Remark.objects.filter(page=reverse("points:entry", args=[entry.pk])).exists()


@predicate
def answers(user: Any, dispute: Any) -> bool:
    """Leads the organisation that is to answer; without one, operates the installation."""
    if dispute.organization is None:
        return bool(standing(user).holds(Power.OPERATE))
    return bool(standing(user).can(Power.LEAD, dispute.organization))


@predicate
def is_about_self(user: Any, dispute: Any) -> bool:
    return bool(dispute.entry.person_id == user.pk)


@predicate
def sees_organization(user: Any, organization: Any) -> bool:
    """Sees its inner rows, or belongs to it or to one below."""
    powers = standing(user)
    return organization is not None and (
        powers.can(Power.SEE, organization) or powers.belongs_to(organization)
    )


add_perm("points.view_dispute", is_visible)
add_perm("points.dispute", is_active & is_own)
add_perm("points.answer_dispute", is_active & answers & ~is_about_self)
add_perm("points.check_balances", is_active & operates)
add_perm("points.see_totals", is_active & sees_organization)
add_perm("points.view_entry", is_visible)
add_perm("points.view_rule", is_visible)
add_perm("points.look_into", is_active & operates & is_disputed)
add_perm("points.save_rule", is_active & operates)
add_perm("points.reverse", is_active & operates & ~is_own & is_disputed)  # nobody puts right their own points
