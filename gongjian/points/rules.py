"""Who may do what with points."""

from typing import Any

from django.urls import reverse
from rules import add_perm, predicate

from gongjian.core.access import is_active, is_visible, standing
from gongjian.feedback.models import Remark
from gongjian.organizations.posts import Power


@predicate
def operates(user: Any) -> bool:
    """Holds the installation's operation somewhere."""
    return bool(standing(user).holds(Power.OPERATE))


@predicate
def is_own(user: Any, entry: Any) -> bool:
    return entry is not None and entry.person_id == user.pk


@predicate
def is_disputed(user: Any, entry: Any) -> bool:
    """Somebody said of this row “this is wrong”."""
    return Remark.objects.filter(page=reverse("points:entry", args=[entry.pk])).exists()


add_perm("points.view_entry", is_visible)
add_perm("points.view_rule", is_visible)
add_perm("points.look_into", is_active & operates & is_disputed)
add_perm("points.save_rule", is_active & operates)
add_perm("points.reverse", is_active & operates & ~is_own & is_disputed)  # nobody puts right their own points
