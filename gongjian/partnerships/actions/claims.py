"""Asking for, offering, accepting, refusing and withdrawing claims."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.partnerships.models import Claim, Need, Project, Tell, Verb

from ._needs import close_claims, name_of, page_of, reopen, tell_proposer


def _open_need(need: Need) -> Need:
    """The row, held, when it may be taken up."""
    need = lock(need)
    if need.state != Need.State.OPEN:
        raise Refused(
            _("Offers are closed: this need is already “%(state)s”.") % {"state": need.get_state_display()}
        )
    return need


def _not_the_community(need: Need, organization: Organization) -> None:
    if organization.pk == need.community_id:
        raise Refused(_("The neighbourhood that posted a need can't take it up itself."))


@transaction.atomic
def ask_claim(*, by: Actor, need: Need, organization: Organization) -> Claim:
    """The neighbourhood asks an organisation. It is free to say no; asking twice is asking once."""
    require(by, "partnerships.ask_claim", need)
    need = _open_need(need)
    _not_the_community(need, organization)
    standing_claim = need.claims.filter(organization=organization, state__in=Claim.OPEN_STATES).first()
    if standing_claim is not None:
        return standing_claim
    claim = Claim.objects.create(
        need=need,
        organization=organization,
        person_id=by.pk,
        person_name=name_of(by),
        state=Claim.State.ASKED,
    )
    record(by, Verb.CLAIM_ASKED, claim, need=need.pk, organization=organization.pk)
    people = people_with(Power.LEAD, organization)
    community = need.community.label
    notify(people, Tell.CLAIM_ASKED, need, link=page_of(need), need=need.title, community=community)
    return claim


@transaction.atomic
def offer_claim(*, by: Actor, need: Need, organization: Organization, words: str = "") -> Claim:
    """Offer, for an organisation that one leads, to take a need up. A repeated offer is the same offer."""
    require(by, "partnerships.offer_claim", need)
    require(by, "partnerships.claim_for", organization)
    need = _open_need(need)
    _not_the_community(need, organization)
    claim = need.claims.filter(organization=organization, state__in=Claim.OPEN_STATES).first()
    if claim is not None and claim.state == Claim.State.OFFERED:
        return claim
    if claim is None:
        claim = Claim(need=need, organization=organization)
    else:
        move(claim, Claim.State.OFFERED)
    claim.person_id, claim.person_name, claim.words, claim.offered_at = (
        by.pk,
        name_of(by),
        words.strip(),
        now(),
    )
    claim.save()
    record(by, Verb.CLAIM_OFFERED, claim, need=need.pk, organization=organization.pk)
    people = people_with(Power.SERVE, need.community)
    link, label = page_of(need), organization.label
    notify(people, Tell.CLAIM_OFFERED, need, link=link, need=need.title, organization=label)
    return claim


@transaction.atomic
def offer_wish(
    *, by: Actor, need: Need, organization: Organization, words: str = "", helper: str = ""
) -> Claim:
    """Offer to fulfil a small wish, as a member of an organisation or, with `helper`, for a team of it.

    Any member, team or unit may. The organisation stands behind it; the same offer again is the same offer.
    """
    require(by, "partnerships.offer_wish", need)
    require(by, "partnerships.wish_for", organization)
    helper = helper or name_of(by)
    need = _open_need(need)
    _not_the_community(need, organization)
    claim = need.claims.filter(organization=organization, state__in=Claim.OPEN_STATES).first()
    if claim is not None and claim.state == Claim.State.OFFERED:
        if claim.helper == helper and claim.person_id == by.pk:
            return claim
        raise Refused(_("%s has offered already. Please wait for the answer.") % organization.label)
    claim = claim or Claim(need=need, organization=organization)
    claim.state, claim.helper, claim.words = Claim.State.OFFERED, helper[:60], words.strip()
    claim.person_id, claim.person_name, claim.offered_at = by.pk, name_of(by), now()
    claim.save()
    record(by, Verb.CLAIM_OFFERED, claim, need=need.pk, organization=organization.pk)
    people = people_with(Power.SERVE, need.community)
    notify(people, Tell.CLAIM_OFFERED, need, link=page_of(need), need=need.title, organization=helper)
    return claim


@transaction.atomic
def accept_claim(*, by: Actor, claim: Claim) -> Claim:
    """Let an organisation take the need up; the other offers are refused with a reason."""
    require(by, "partnerships.accept_claim", claim)
    need = lock(claim.need)
    claim = lock(claim)
    if claim.state == Claim.State.ACCEPTED:
        return claim
    move(need, Need.State.CLAIMED)
    move(claim, Claim.State.ACCEPTED)
    close_claims(need, _("Another offer was accepted."), keep=claim)
    claim.decided_at, claim.decided_by_id = now(), by.pk
    claim.save(update_fields=["state", "decided_at", "decided_by"])
    need.save(update_fields=["state"])
    record(by, Verb.CLAIM_ACCEPTED, claim, need=need.pk, organization=claim.organization_id)
    link, label = page_of(need), claim.organization.label
    people = {claim.person, *people_with(Power.LEAD, claim.organization)}
    notify(people, Tell.CLAIM_ACCEPTED, need, link=link, need=need.title, organization=label)
    tell_proposer(need, Tell.NEED_TAKEN_UP, organization=label)
    return claim


@transaction.atomic
def refuse_claim(*, by: Actor, claim: Claim, reason: str) -> Claim:
    """Say no to an offer, with a reason."""
    require(by, "partnerships.refuse_claim", claim)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason; the other side reads it.")})
    need = lock(claim.need)
    claim = lock(claim)
    move(claim, Claim.State.REFUSED)
    claim.reason, claim.decided_at, claim.decided_by_id = reason.strip(), now(), by.pk
    claim.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    record(by, Verb.CLAIM_REFUSED, claim, need=need.pk, organization=claim.organization_id)
    people = {claim.person, *people_with(Power.LEAD, claim.organization)}
    notify(people, Tell.CLAIM_REFUSED, need, link=page_of(need), need=need.title, reason=claim.reason)
    return claim


def _no_running_project(need: Need) -> None:
    running = need.projects.filter(state=Project.State.RUNNING).first()
    if running is not None:
        raise Refused(
            _("“%(project)s” is working on this need. Decide there, with the other side, what happens next.")
            % {"project": running.title}
        )


@transaction.atomic
def withdraw_claim(*, by: Actor, claim: Claim, reason: str) -> Claim:
    """Take an offer back, or give an accepted need back: then it is open again."""
    require(by, "partnerships.withdraw_claim", claim)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason; the other side reads it.")})
    need = lock(claim.need)
    claim = lock(claim)
    was_accepted = claim.state == Claim.State.ACCEPTED
    if was_accepted:
        _no_running_project(need)
    move(claim, Claim.State.WITHDRAWN)
    claim.reason, claim.decided_at = reason.strip(), now()
    claim.save(update_fields=["state", "reason", "decided_at"])
    if was_accepted:
        reopen(need)
        record(by, Verb.NEED_REOPENED, need)
    record(by, Verb.CLAIM_WITHDRAWN, claim, need=need.pk, organization=claim.organization_id)
    people = people_with(Power.SERVE, need.community)
    link, label = page_of(need), claim.organization.label
    notify(people, Tell.CLAIM_WITHDRAWN, need, link=link, need=need.title, organization=label)
    return claim
