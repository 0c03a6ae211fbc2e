"""Who may do what with accounts: one's own, and for those who serve others the private fields of these."""

from typing import Any

from rules import add_perm, predicate

from gongjian.core.access import is_active, standing

APPOINT, OPERATE, PRIVATE = (
    "appoint",
    "operate",
    "private",
)  # values of organizations.posts.Power, a higher context


@predicate
def is_self(user: Any, person: Any) -> bool:
    return person is not None and user.pk is not None and user.pk == person.pk


@predicate
def is_unclaimed(user: Any, person: Any) -> bool:
    return person is not None and person.claimed_at is None


@predicate
def keeps_rosters(user: Any) -> bool:
    """Who fills posts or runs the installation may put people on the roster."""
    held = standing(user)
    return bool(held.holds(APPOINT) or held.holds(OPERATE))


@predicate
def may_see_private_fields(user: Any, person: Any) -> bool:
    """A post that sees private fields, in an organisation to which the person belongs."""
    if person is None or not user.pk:
        return False
    held = standing(user)
    return any(held.can(PRIVATE, row.organization) for row in standing(person).affiliations)


add_perm("accounts.view_user", is_active & is_self)
add_perm("accounts.register", is_active & keeps_rosters)
add_perm("accounts.claim", is_active & is_self & is_unclaimed)
add_perm("accounts.set_password", is_active & is_self)
add_perm("accounts.change_settings", is_active & is_self)
add_perm("accounts.close", is_active & is_self)
add_perm("accounts.reveal", is_active & ~is_self & may_see_private_fields)
add_perm("accounts.note", is_self)
add_perm("accounts.note_minor", is_active & ~is_self & may_see_private_fields)
