"""Who may do what with the log."""

from typing import Any

from rules import add_perm, always_false, predicate

from gongjian.core.access import is_active, is_visible, standing


@predicate
def audits(user: Any) -> bool:
    return bool(standing(user).audits)


add_perm("audit.view_entry", is_visible)
add_perm("audit.view_log", is_active & audits)
add_perm("audit.seal", always_false)  # the platform itself
