"""A branch's secretary asks, its people note expenses; the secretary of the organisation above decides."""

from typing import Any

from rules import add_perm, predicate

from gongjian.core.access import is_visible, standing
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power

from .models import Expense, Request


@predicate
def leads(user: Any, organization: Organization | None) -> bool:
    return organization is not None and bool(standing(user).can(Power.LEAD, organization))


@predicate
def leads_asker(user: Any, request: Request | None) -> bool:
    return request is not None and bool(standing(user).can(Power.LEAD, request.organization))


@predicate
def arranges_asker(user: Any, request: Request | None) -> bool:
    if request is None:
        return False
    powers = standing(user)
    return bool(
        powers.can(Power.ARRANGE, request.organization) or powers.can(Power.LEAD, request.organization)
    )


@predicate
def leads_granter(user: Any, request: Request | None) -> bool:
    """Never the one who asked: nobody grants money to themselves."""
    if request is None or request.asked_by_id == user.pk:
        return False
    return bool(standing(user).can(Power.LEAD, request.granter))


@predicate
def arranges_expense(user: Any, expense: Expense | None) -> bool:
    return expense is not None and arranges_asker(user, expense.request)


add_perm("funds.view_request", is_visible)
add_perm("funds.view_line", is_visible)
add_perm("funds.view_expense", is_visible)
add_perm("funds.ask", leads)
add_perm("funds.withdraw", leads_asker)
add_perm("funds.decide", leads_granter)
add_perm("funds.note_expense", arranges_asker)
add_perm("funds.strike_expense", arranges_expense)
