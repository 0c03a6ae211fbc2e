"""Steps that several actions on needs share. The caller holds the row."""

from typing import Any

from django.urls import reverse

from gongjian.audit.ledger import record
from gongjian.core.access import Actor
from gongjian.core.clock import now
from gongjian.core.states import move
from gongjian.notices.ledger import Address, notify
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.partnerships.models import Claim, Need, Tell, Verb


def page_of(need: Need) -> str:
    return reverse("partnerships:need", args=[need.pk])


def name_of(by: Actor) -> str:
    """The name that the other side sees."""
    return str(getattr(by, "display_name", ""))


def tell_proposer(need: Need, kind: str, **facts: Any) -> None:
    """Tell the one who proposed the need: in the account when there is one, else at the contact that was left."""
    facts = {"need": need.title, **facts}
    if need.proposed_by_id:
        notify(need.proposed_by, kind, need, link=page_of(need), **facts)
    elif need.contact:
        notify(Address.guess(need.contact), kind, need, link=reverse("partnerships:status"), **facts)


def close_claims(need: Need, reason: str, keep: Claim | None = None) -> None:
    """End what stands open on a need that moves on: offers are refused, an accepted one ends; each side is told."""
    live = [*Claim.OPEN_STATES, Claim.State.ACCEPTED]
    for claim in need.claims.select_related("organization").filter(state__in=live):
        if keep is not None and claim.pk == keep.pk:
            continue
        was_offered = claim.state == Claim.State.OFFERED
        move(claim, Claim.State.WITHDRAWN if claim.state == Claim.State.ACCEPTED else Claim.State.REFUSED)
        claim.reason, claim.decided_at = reason, now()
        claim.save(update_fields=["state", "reason", "decided_at"])
        people = people_with(Power.LEAD, claim.organization)
        kind = Tell.CLAIM_REFUSED if was_offered else Tell.CLAIM_OVER
        notify(people, kind, need, link=page_of(need), need=need.title, reason=reason)


def reopen(need: Need) -> None:
    """Look for others; the resident is told. Patience for an answer begins again."""
    move(need, Need.State.OPEN)
    need.reminded_at, need.reminders, need.started_at = now(), 0, None
    need.save(update_fields=["state", "reminded_at", "reminders", "started_at"])
    tell_proposer(need, Tell.NEED_REOPENED)


def begin(by: Actor, need: Need) -> Need:
    """Work on a need has begun."""
    if need.state == Need.State.IN_PROGRESS:
        return need
    move(need, Need.State.IN_PROGRESS)
    need.started_at = now()
    need.save(update_fields=["state", "started_at"])
    record(by, Verb.NEED_STARTED, need)
    taken = need.claims.select_related("organization").get(state=Claim.State.ACCEPTED)
    tell_proposer(need, Tell.NEED_STARTED, organization=taken.organization.label)
    return need
