"""Who reads the signals: everybody a few of a partnership in force, its parties and those above them all of them."""

from typing import Any

from rules import add_perm, predicate

from gongjian.core.access import standing
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


add_perm("insights.see_overview", sees_anything)
add_perm("insights.see_organization", sees_organization)
add_perm("insights.see_partnership", sees_partnership)
