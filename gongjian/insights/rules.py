"""Who reads the signals and takes records away.

Of a partnership in force everybody reads a few; its parties and those above them read all of them.
"""

from typing import Any

from rules import add_perm, always_deny, predicate

from gongjian.activities.rules import has_power_above
from gongjian.core.access import is_active, is_visible, standing
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Partnership


@predicate
def sees_anything(user: Any) -> bool:
    return bool(standing(user).holds(Power.SEE))


@predicate
def sees_organization(user: Any, organization: Organization | None) -> bool:
    return organization is not None and bool(standing(user).can(Power.SEE, organization))


@predicate
def sees_partnership(user: Any, partnership: Partnership | None) -> bool:
    if partnership is None:
        return False
    parties = partnership.parties.select_related("organization")
    return any(standing(user).can(Power.SEE, party.organization) for party in parties)


@predicate
def sees_inside(user: Any, about: Any) -> bool:
    """Sees the inner rows of an organisation, or of a party of a partnership."""
    if isinstance(about, Partnership):
        return bool(sees_partnership(user, about))
    return bool(sees_organization(user, about))


@predicate
def holds_part_of(user: Any, activity: Any) -> bool:
    """Prepares activities for the organiser or the partner, or oversees one of them."""
    return activity is not None and any(
        side is not None and (standing(user).can(Power.ARRANGE, side) or has_power_above(user, side))
        for side in (activity.organizer, activity.partner)
    )


add_perm("insights.see_overview", sees_anything)
add_perm("insights.see_organization", sees_organization)
add_perm("insights.see_partnership", sees_partnership)
add_perm("insights.view_book", is_visible)
add_perm("insights.ask_book", is_active & sees_inside)
add_perm("insights.make_book", always_deny)  # the platform's own work
add_perm("insights.want_report", is_active & sees_inside)
add_perm("insights.make_sheet", is_active & holds_part_of)
