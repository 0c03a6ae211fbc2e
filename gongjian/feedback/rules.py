"""Who may do what with remarks. Everybody may speak; a visitor holds a capability for one unsaved remark."""

from typing import Any

from rules import add_perm, predicate

from gongjian.core.access import is_active, is_visible, standing
from gongjian.organizations.posts import Power


@predicate
def operates(user: Any) -> bool:
    """Holds the installation's operation somewhere."""
    return bool(standing(user).holds(Power.OPERATE))


add_perm("feedback.view_remark", is_visible)
add_perm("feedback.say", is_active)
add_perm("feedback.answer", is_active & operates)
add_perm("feedback.remind", is_active & operates)
