"""Who may do what with messages."""

from typing import Any

from rules import add_perm, always_false, predicate

from gongjian.core.access import is_active, is_visible


@predicate
def is_addressee(user: Any, notice: Any) -> bool:
    return notice is not None and notice.to_id is not None and notice.to_id == user.pk


add_perm("notices.view_notice", is_visible)
add_perm("notices.read", is_active & is_addressee)
add_perm("notices.read_all", is_active)
add_perm("notices.deliver", always_false)  # the platform itself
