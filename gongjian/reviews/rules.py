"""Who asks, who answers, who decides."""

from typing import Any

from rules import add_perm, predicate
from rules.predicates import always_false

from gongjian.core.access import is_visible, standing
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Claim, Cycle, Need, Party


def helpers(need: Need) -> list[Organization]:
    """The organisations that did the work: whose offer was accepted, and who leads a project on the need."""
    found = [claim.organization for claim in need.claims.all() if claim.state == Claim.State.ACCEPTED]
    found += [project.led_by for project in need.projects.all() if project.led_by_id != need.community_id]
    return list({organization.pk: organization for organization in found}.values())


def is_of(user: Any, organization: Organization) -> bool:
    """Whether the person belongs to the organisation or to one below it, by affiliation or by post."""
    powers = standing(user)
    held = any(row.organization.path.startswith(organization.path) for row in powers.appointments)
    return bool(held or powers.belongs_to(organization))


@predicate
def serves_anything(user: Any) -> bool:
    return bool(standing(user).holds(Power.SERVE))


@predicate
def serves_need(user: Any, need: Need | None) -> bool:
    return need is not None and bool(standing(user).can(Power.SERVE, need.community))


@predicate
def helped(user: Any, need: Need | None) -> bool:
    return need is not None and any(is_of(user, organization) for organization in helpers(need))


@predicate
def proposed_need(user: Any, need: Need | None) -> bool:
    return need is not None and user.pk is not None and need.proposed_by_id == user.pk


@predicate
def arranges_cycle(user: Any, cycle: Cycle | None) -> bool:
    if cycle is None:
        return False
    powers = standing(user)
    parties = cycle.project.partnership.parties.select_related("organization")
    return any(powers.can(power, p.organization) for p in parties for power in (Power.ARRANGE, Power.LEAD))


@predicate
def leads_party(user: Any, party: Party | None) -> bool:
    """Signs for this party, and for this party only: one side can't sign for the other."""
    return party is not None and bool(standing(user).can(Power.LEAD, party.organization))


add_perm("reviews.view_ask", is_visible)
add_perm("reviews.view_confirmation", is_visible)
add_perm("reviews.view_decision", is_visible)
add_perm("reviews.follow_up", serves_anything)
add_perm("reviews.ask_resident", serves_need)
add_perm("reviews.answer_as_proposer", proposed_need)
add_perm("reviews.answer_for_resident", serves_need & ~helped)
add_perm("reviews.confirm_need", always_false)  # only a `Guest` that holds the code
add_perm("reviews.check_cycle", arranges_cycle)
add_perm("reviews.propose_decision", leads_party)
add_perm("reviews.revise_decision", leads_party)
add_perm("reviews.sign_decision", leads_party)
add_perm("reviews.close_silent", always_false)  # only the platform, on a schedule
