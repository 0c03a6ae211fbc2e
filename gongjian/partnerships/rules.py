"""Who may do what with needs, resources, agreements and projects. The locked row answers when."""

from typing import Any

from django.db.models import Model
from rules import add_perm, always_deny, predicate

from gongjian.core.access import is_active, is_visible, standing
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.threads.registry import Subject, talked_about

from .models import (
    Amendment,
    Amenity,
    Booking,
    CaseCard,
    Claim,
    Cycle,
    Deliverable,
    Need,
    Partnership,
    Project,
    Resource,
    Target,
    Task,
)


def leads(user: Any, organization: Organization) -> bool:
    """Signs, claims and decides for the organisation."""
    return bool(standing(user).can(Power.LEAD, organization))


def arranges(user: Any, organization: Organization) -> bool:
    """Prepares what the organisation does."""
    powers = standing(user)
    return bool(powers.can(Power.ARRANGE, organization) or powers.can(Power.LEAD, organization))


def claimants(need: Need) -> list[Organization]:
    """The organisations that were asked, offered or were accepted."""
    live = [Claim.State.ASKED, Claim.State.OFFERED, Claim.State.ACCEPTED]
    return [claim.organization for claim in need.claims.select_related("organization").filter(state__in=live)]


def partners(partnership: Partnership) -> list[Organization]:
    """The organisations that are parties; read once per agreement."""
    return [party.organization for party in partnership.parties.select_related("organization")]


# ---------------------------------------------------------------- needs


@predicate
def serves_community(user: Any, community: Organization | None) -> bool:
    return community is not None and bool(standing(user).can(Power.SERVE, community))


@predicate
def serves_need(user: Any, need: Need | None) -> bool:
    return need is not None and bool(standing(user).can(Power.SERVE, need.community))


@predicate
def proposed_need(user: Any, need: Need | None) -> bool:
    return need is not None and user.pk is not None and need.proposed_by_id == user.pk


@predicate
def may_see_contact(user: Any, need: Need | None) -> bool:
    """The community's own people, and once an offer is accepted those who answer for the helpers."""
    if need is None:
        return False
    powers = standing(user)
    if powers.can(Power.SERVE, need.community) and powers.can(Power.PRIVATE, need.community):
        return True
    working = need.state in {Need.State.CLAIMED, Need.State.IN_PROGRESS}
    taken = need.taken_by if working else None
    return bool(taken and powers.can(Power.PRIVATE, taken.organization))


@predicate
def works_on_need(user: Any, need: Need | None) -> bool:
    """The community's workers, and those who arrange for the organisation that took it up."""
    if need is None:
        return False
    taken = need.taken_by
    return bool(standing(user).can(Power.SERVE, need.community)) or bool(
        taken and arranges(user, taken.organization)
    )


@predicate
def leads_another(user: Any, need: Need | None) -> bool:
    """Signs for an organisation that is not the need's own community."""
    return need is not None and any(
        path != need.community.path for path in standing(user).own.get(Power.LEAD, ())
    )


@predicate
def leads_organization(user: Any, organization: Organization | None) -> bool:
    return organization is not None and leads(user, organization)


@predicate
def arranges_organization(user: Any, organization: Organization | None) -> bool:
    return organization is not None and arranges(user, organization)


@predicate
def decides_claim(user: Any, claim: Claim | None) -> bool:
    """The community's workers and secretaries; never the one who made the offer."""
    if claim is None or claim.person_id == user.pk:
        return False
    powers = standing(user)
    community = claim.need.community
    return bool(powers.can(Power.SERVE, community) or powers.can(Power.LEAD, community))


@predicate
def leads_claim(user: Any, claim: Claim | None) -> bool:
    return claim is not None and leads(user, claim.organization)


@predicate
def made_wish_offer(user: Any, claim: Claim | None) -> bool:
    """Offered to fulfil a small wish, alone or with a team."""
    return claim is not None and bool(claim.helper) and user.pk is not None and claim.person_id == user.pk


@predicate
def is_wish(user: Any, need: Need | None) -> bool:
    return need is not None and need.kind == Need.Kind.WISH


@predicate
def belongs_there(user: Any, organization: Organization | None) -> bool:
    """Affiliated with the organisation or one below it, or holding a post there."""
    if organization is None:
        return False
    posts = (row.organization.path for row in standing(user).appointments)
    return bool(standing(user).belongs_to(organization)) or any(
        path.startswith(organization.path) for path in posts
    )


add_perm("partnerships.view_need", is_visible)
add_perm("partnerships.propose_need", is_active)
add_perm("partnerships.serve_needs", serves_community)
add_perm("partnerships.take_down_need", serves_community)
add_perm("partnerships.publish_need", serves_need)
add_perm("partnerships.edit_need", serves_need)
add_perm("partnerships.decline_need", serves_need)
add_perm("partnerships.withdraw_need", proposed_need | serves_need)
add_perm("partnerships.show_contact", may_see_contact)
add_perm("partnerships.start_need", works_on_need)
add_perm("partnerships.mark_met", proposed_need)
add_perm("partnerships.lapse_need", always_deny)  # the platform's own sweeps
add_perm("partnerships.warn_of_lapse", always_deny)
add_perm("partnerships.renew_need", proposed_need | serves_need)
add_perm("partnerships.remind_of_need", always_deny)
add_perm("partnerships.ask_claim", serves_need)
add_perm("partnerships.offer_claim", leads_another)
add_perm("partnerships.claim_for", leads_organization)
add_perm("partnerships.offer_wish", is_active & is_wish)
add_perm("partnerships.wish_for", belongs_there)
add_perm("partnerships.view_claim", is_visible)
add_perm("partnerships.accept_claim", decides_claim)
add_perm("partnerships.refuse_claim", decides_claim)
add_perm("partnerships.withdraw_claim", leads_claim | made_wish_offer)


# ---------------------------------------------------------------- resources


@predicate
def arranges_resource(user: Any, resource: Resource | None) -> bool:
    return resource is not None and arranges(user, resource.organization)


add_perm("partnerships.view_resource", is_visible)
add_perm("partnerships.save_resource", arranges_organization)
add_perm("partnerships.edit_resource", arranges_resource)
add_perm("partnerships.offer_resource", arranges_resource)
add_perm("partnerships.pause_resource", arranges_resource)
add_perm("partnerships.withdraw_resource", arranges_resource)
add_perm("partnerships.reserve_resource", arranges_resource)
add_perm("partnerships.free_resource", arranges_resource)


# ---------------------------------------------------------------- bookings


@predicate
def arranges_somewhere(user: Any, resource: Resource | None) -> bool:
    """Arranges for at least one organisation by a post of their own."""
    own = standing(user).own
    return resource is not None and bool(own.get(Power.ARRANGE) or own.get(Power.LEAD))


@predicate
def owns_booked(user: Any, booking: Booking | None) -> bool:
    return booking is not None and arranges(user, booking.resource.organization)


@predicate
def books_for(user: Any, booking: Booking | None) -> bool:
    return booking is not None and arranges(user, booking.organization)


add_perm("partnerships.set_hours", arranges_resource)
add_perm("partnerships.view_booking", is_visible)
add_perm("partnerships.book_resource", arranges_somewhere)
add_perm("partnerships.book_for", arranges_organization)
add_perm("partnerships.accept_booking", owns_booked)
add_perm("partnerships.refuse_booking", owns_booked)
add_perm("partnerships.cancel_booking", owns_booked | books_for)


# ---------------------------------------------------------------- convenience lists and case cards


@predicate
def serves_amenity(user: Any, amenity: Amenity | None) -> bool:
    return amenity is not None and bool(standing(user).can(Power.SERVE, amenity.community))


@predicate
def arranges_case(user: Any, case: CaseCard | None) -> bool:
    return case is not None and arranges_partnership(user, case.cycle.project.partnership)


@predicate
def may_adopt(user: Any, case: CaseCard | None) -> bool:
    """Arranges for at least one organisation by a post of their own."""
    own = standing(user).own
    return case is not None and bool(own.get(Power.ARRANGE) or own.get(Power.LEAD))


add_perm("partnerships.view_amenity", is_visible)
add_perm("partnerships.save_amenity", serves_community)
add_perm("partnerships.edit_amenity", serves_amenity)
add_perm("partnerships.remove_amenity", serves_amenity)
add_perm("partnerships.open_gap", serves_amenity)
add_perm("partnerships.view_casecard", is_visible)
add_perm("partnerships.edit_case", arranges_case)
add_perm("partnerships.publish_case", arranges_case)
add_perm("partnerships.withdraw_case", arranges_case)
add_perm("partnerships.adopt_case", may_adopt)
add_perm("partnerships.adopt_for", arranges_organization)


# ---------------------------------------------------------------- lists as files


add_perm("partnerships.export_list", serves_community | arranges_organization)


# ---------------------------------------------------------------- agreements


@predicate
def arranges_partnership(user: Any, partnership: Partnership | None) -> bool:
    return partnership is not None and any(arranges(user, each) for each in partners(partnership))


@predicate
def leads_partnership(user: Any, partnership: Partnership | None) -> bool:
    return partnership is not None and any(leads(user, each) for each in partners(partnership))


@predicate
def arranges_amendment(user: Any, amendment: Amendment | None) -> bool:
    """Prepares things for the party that proposed it."""
    return amendment is not None and arranges(user, amendment.organization)


@predicate
def leads_amended(user: Any, amendment: Amendment | None) -> bool:
    return amendment is not None and leads_partnership(user, amendment.partnership)


add_perm("partnerships.view_partnership", is_visible)
add_perm("partnerships.draft_partnership", arranges_organization)
add_perm("partnerships.edit_partnership", arranges_partnership)
add_perm("partnerships.add_party", arranges_partnership)
add_perm("partnerships.remove_party", arranges_partnership)
add_perm("partnerships.renew_partnership", arranges_partnership)
add_perm("partnerships.propose_partnership", arranges_partnership)
add_perm("partnerships.sign_partnership", leads_partnership)
add_perm("partnerships.sign_for", leads_organization)
add_perm("partnerships.return_partnership", leads_partnership)
add_perm("partnerships.end_partnership", leads_partnership)
add_perm("partnerships.warn_partnership", always_deny)
add_perm("partnerships.expire_partnership", always_deny)
add_perm("partnerships.note_quiet", always_deny)  # the sweep of a context above, which sees what happened
add_perm("partnerships.note_stirring", always_deny)
add_perm("partnerships.view_amendment", is_visible)
add_perm("partnerships.propose_amendment", arranges_partnership)
add_perm("partnerships.amend_for", arranges_organization)
add_perm("partnerships.sign_amendment", leads_amended)
add_perm("partnerships.decline_amendment", leads_amended)
add_perm("partnerships.withdraw_amendment", arranges_amendment)


# ---------------------------------------------------------------- projects


@predicate
def arranges_project(user: Any, project: Project | None) -> bool:
    return project is not None and arranges_partnership(user, project.partnership)


@predicate
def arranges_deliverable(user: Any, deliverable: Deliverable | None) -> bool:
    return deliverable is not None and arranges_partnership(user, deliverable.project.partnership)


@predicate
def arranges_task(user: Any, task: Task | None) -> bool:
    return task is not None and arranges_partnership(user, task.project.partnership)


@predicate
def arranges_cycle(user: Any, cycle: Cycle | None) -> bool:
    return cycle is not None and arranges_partnership(user, cycle.project.partnership)


@predicate
def leads_cycle(user: Any, cycle: Cycle | None) -> bool:
    return cycle is not None and leads_partnership(user, cycle.project.partnership)


@predicate
def arranges_target(user: Any, target: Target | None) -> bool:
    return target is not None and arranges_partnership(user, target.cycle.project.partnership)


add_perm("partnerships.view_project", is_visible)
add_perm("partnerships.plan_project", arranges_partnership)
add_perm("partnerships.start_project", arranges_project)
add_perm("partnerships.add_task", arranges_project)
add_perm("partnerships.finish_task", arranges_task)
add_perm("partnerships.note_spending", arranges_organization)
add_perm("partnerships.describe_project", arranges_project)
add_perm("partnerships.hand_over", arranges_deliverable)
add_perm("partnerships.view_deliverable", is_visible)
add_perm("partnerships.view_showcase", is_visible)
add_perm("partnerships.view_task", is_visible)
add_perm("partnerships.view_spending", is_visible)
add_perm("partnerships.measure_target", arranges_target)
add_perm("partnerships.move_cycle", arranges_cycle)
add_perm("partnerships.close_cycle", leads_cycle)
add_perm("partnerships.open_next_cycle", arranges_project)
add_perm("partnerships.draft_case", arranges_cycle)


# ---------------------------------------------------------------- threads


def sides_of(subject: Any) -> list[Organization]:
    """The organisations that take part in what is talked about."""
    if isinstance(subject, Need):
        return list(dict.fromkeys([subject.community, *claimants(subject)]))
    return partners(subject.partnership if isinstance(subject, Project) else subject)


def speaks_for(user: Any, subject: Any) -> list[Organization]:
    """Those of them for which the person may write: the neighbourhood of a need is spoken for by who serves it."""
    powers = standing(user)
    community = subject.community if isinstance(subject, Need) else None
    return [
        side
        for side in sides_of(subject)
        if (powers.can(Power.SERVE, side) if side == community else arranges(user, side))
    ]


@predicate
def is_in_thread(user: Any, subject: Any) -> bool:
    return subject is not None and bool(speaks_for(user, subject))


@predicate
def sees_thread(user: Any, subject: Any) -> bool:
    """Those who see the inner rows of a side."""
    return subject is not None and any(standing(user).can(Power.SEE, side) for side in sides_of(subject))


add_perm("partnerships.send_message", is_in_thread)
add_perm("partnerships.read_thread", sees_thread)
TALKED_ABOUT: dict[str, type[Model]] = {"need": Need, "partnership": Partnership, "project": Project}
for name, model in TALKED_ABOUT.items():
    rights = {"read": "partnerships.read_thread", "write": "partnerships.send_message"}
    talked_about(
        Subject(name, model, **rights, sides=sides_of, speakers=speaks_for, page=f"partnerships:{name}")
    )
