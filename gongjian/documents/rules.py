"""Who may do what with papers."""

from dataclasses import dataclass
from typing import Any

from rules import add_perm, predicate

from gongjian.core.access import is_active, is_visible, standing
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power


@dataclass(frozen=True)
class Draft:
    """A paper that is about to be issued: for whom, and for which organisations."""

    holder: Any
    parties: tuple[Organization, ...]


@predicate
def acts_for_a_party(user: Any, draft: Any) -> bool:
    """Leads or arranges in an organisation that the paper binds or that vouches for it."""
    return any(
        standing(user).can(power, party) for party in draft.parties for power in (Power.LEAD, Power.ARRANGE)
    )


@predicate
def is_draft_holder(user: Any, draft: Any) -> bool:
    return draft.holder is not None and draft.holder.pk == user.pk


@predicate
def leads_a_party(user: Any, document: Any) -> bool:
    return any(standing(user).can(Power.LEAD, party) for party in document.parties.all())


add_perm("documents.view_document", is_visible)
add_perm("documents.issue", is_active & (is_draft_holder | acts_for_a_party))
add_perm("documents.download", is_active & is_visible)
add_perm("documents.revoke", is_active & leads_a_party)
