"""Who may decide. Reading is for everybody: figures, switches and the calendar are public."""

from typing import Any

from rules import add_perm, always_allow, predicate

from gongjian.core.access import is_active, standing
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power

from .models import Switch


@predicate
def answers_for(user: Any, organization: Organization | None) -> bool:
    """Whoever leads the organisation, or operates it, signs for it."""
    held = standing(user)
    return bool(held.can(Power.LEAD, organization) or held.can(Power.OPERATE, organization))


@predicate
def answers_for_switch(user: Any, switch: Switch | None) -> bool:
    return switch is not None and answers_for(user, switch.organization)


@predicate
def operates(user: Any) -> bool:
    """Figures and the calendar hold for the whole installation."""
    return bool(standing(user).holds(Power.OPERATE))


add_perm("policy.view_switch", always_allow)
add_perm("policy.view_rulevalue", always_allow)
add_perm("policy.view_workday", always_allow)
add_perm("policy.switch_on", is_active & answers_for)
add_perm("policy.switch_off", is_active & answers_for_switch)
add_perm("policy.set_rule", is_active & operates)
add_perm("policy.drop_rule", is_active & operates)
add_perm("policy.set_day", is_active & operates)
add_perm("policy.drop_day", is_active & operates)
