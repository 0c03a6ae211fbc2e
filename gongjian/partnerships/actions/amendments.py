"""Changing an agreement in force: propose, sign, decline, withdraw. The old text holds until all have signed."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import SYSTEM, Actor, require
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.documents.actions import issue
from gongjian.documents.models import Document
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Amendment, AmendmentSignature, Partnership, Tell, Verb
from gongjian.partnerships.queries import text_of

from ._agreements import checked_commitments, close_amendment, facts_of, party_of, promise, tell_parties
from ._needs import name_of

PLAIN = ("purpose", "rhythm", "first_projects")
S = Amendment.State


def _held(amendment: Amendment) -> Amendment:
    """The amendment, its agreement's row held: all that happens to one agreement happens one after the other."""
    partnership = lock(amendment.partnership)
    amendment = lock(amendment)
    amendment.partnership = partnership
    return amendment


def _tell(amendment: Amendment, kind: str, but: int | None = None, **facts: Any) -> None:
    link = reverse("partnerships:amendment", args=[amendment.pk])
    tell_parties(amendment.partnership, kind, but, link=link, **facts)


def _new_text(partnership: Partnership, before: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Any]:
    """The whole text with what was changed in it; only what `text_of` names can change."""
    if unknown := set(wanted) - set(before):
        raise TypeError(f"an amendment can't change {', '.join(sorted(unknown))}")
    after = {**before, **{name: wanted[name].strip() for name in PLAIN if name in wanted}}
    if "ends_on" in wanted:
        after["ends_on"] = wanted["ends_on"].isoformat()
    if "commitments" in wanted:
        after["commitments"] = checked_commitments(wanted["commitments"])
    for name in ("duties", "contacts"):
        given = {str(key): words.strip() for key, words in wanted.get(name, {}).items()}
        after[name] = {key: given.get(key, words) for key, words in before[name].items()}
    _check(partnership, before, after)
    return after


def _check(partnership: Partnership, before: dict[str, Any], after: dict[str, Any]) -> None:
    ends_on = dt.date.fromisoformat(after["ends_on"])
    if ends_on <= max(partnership.starts_on, today()):
        raise ValidationError({"ends_on": _("The last day has passed. Choose a later day.")})
    for name in ("purpose", "rhythm"):
        if not after[name]:
            raise ValidationError({name: _("Please fill this in.")})
    if empty := [key for key, words in after["duties"].items() if not words]:
        raise ValidationError({f"duties_{empty[0]}": _("Each side needs its responsibilities.")})
    if after == before:
        raise ValidationError(_("Nothing is changed. Change the text first, then propose it."))


@transaction.atomic
def propose_amendment(
    *, by: Actor, partnership: Partnership, organization: Organization, reason: str, **wanted: Any
) -> Amendment:
    """Propose a new text for an agreement in force. `wanted` holds what `queries.text_of` names, as far as it changes.

    The same proposal sent twice is one; another one waits until the first is signed, declined or withdrawn.
    """
    require(by, "partnerships.propose_amendment", partnership)
    require(by, "partnerships.amend_for", organization)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason; the other side reads it.")})
    partnership = lock(partnership)
    party_of(partnership, organization)
    if partnership.state != Partnership.State.ACTIVE:
        state = {"state": partnership.get_state_display()}
        raise Refused(_("Only an agreement in force is amended; this one is “%(state)s”.") % state)
    before = text_of(partnership)
    after = _new_text(partnership, before, wanted)
    known = partnership.amendments.filter(state=S.PROPOSED).first()
    if known is not None and known.organization_id == organization.pk and known.after == after:
        return known
    if known is not None:
        raise Refused(_("Another change waits for signatures. Sign, decline or withdraw it first."))
    amendment = Amendment.objects.create(
        partnership=partnership,
        organization=organization,
        version=partnership.version + 1,
        before=before,
        after=after,
        reason=reason.strip()[:300],
        proposed_by_id=by.pk,
    )
    record(by, Verb.AMENDMENT_PROPOSED, amendment, organization=organization.pk, version=amendment.version)
    _tell(amendment, Tell.AMENDMENT_PROPOSED, organization=organization.label)
    return amendment


@transaction.atomic
def sign_amendment(*, by: Actor, amendment: Amendment, organization: Organization) -> Amendment:
    """Sign the new text for an organisation that one leads. The last signature puts it in force, with its paper."""
    require(by, "partnerships.sign_amendment", amendment)
    require(by, "partnerships.sign_for", organization)
    amendment = _held(amendment)
    party_of(amendment.partnership, organization)
    if amendment.signatures.filter(organization=organization).exists():
        return amendment
    if amendment.state != S.PROPOSED:
        state = {"state": amendment.get_state_display()}
        raise Refused(_("This change can't be signed any more: it is “%(state)s”.") % state)
    if amendment.signatures.filter(person_id=by.pk).exists():
        raise Refused(_("You have signed for another side. Each side needs its own person."))
    AmendmentSignature.objects.create(
        amendment=amendment, organization=organization, person_id=by.pk, name=name_of(by), at=now()
    )
    record(by, Verb.AMENDMENT_SIGNED, amendment, organization=organization.pk, version=amendment.version)
    if amendment.signatures.count() < amendment.partnership.parties.count():
        _tell(amendment, Tell.AMENDMENT_SIGNED, but=organization.pk, organization=organization.label)
        return amendment
    return _put_in_force(by, amendment)


def _put_in_force(by: Actor, amendment: Amendment) -> Amendment:
    partnership, text = amendment.partnership, amendment.after
    _check(partnership, amendment.before, text)
    move(amendment, S.IN_FORCE)
    amendment.closed_at = now()
    amendment.save(update_fields=["state", "closed_at"])
    for name in PLAIN:
        setattr(partnership, name, text[name])
    partnership.ends_on = dt.date.fromisoformat(text["ends_on"])
    partnership.version = amendment.version
    partnership.warned_days = None
    partnership.save(update_fields=[*PLAIN, "ends_on", "version", "warned_days"])
    for party in partnership.parties.all():
        party.duties = text["duties"][str(party.organization_id)]
        party.contact_name = text["contacts"][str(party.organization_id)]
        party.save(update_fields=["duties", "contact_name"])
    promise(partnership, text["commitments"])
    _issue(amendment)
    record(by, Verb.AMENDMENT_IN_FORCE, amendment, version=amendment.version)
    _tell(amendment, Tell.AMENDMENT_IN_FORCE, version=amendment.version)
    return amendment


def _issue(amendment: Amendment) -> None:
    """The paper of this version: the earlier ones stay what they are, and their pages say that there is a later one."""
    partnership = amendment.partnership
    signed = {row.organization_id: row for row in amendment.signatures.all()}
    parties = list(partnership.parties.select_related("organization"))
    facts = {**facts_of(partnership, parties), "amended": True}
    for row, party in zip(facts["partners"], parties, strict=True):
        signature = signed[party.organization_id]
        row["signed_by"], row["signed_on"] = signature.name, localtime(signature.at).date().isoformat()
    issue(
        by=SYSTEM,
        kind=Document.Kind.AGREEMENT,
        title=partnership.title,
        facts=facts,
        subject=partnership,
        parties=[party.organization for party in parties],
        edition=f"v{amendment.version}",
    )


def _close(
    by: Actor, amendment: Amendment, organization: Organization, state: str, reason: str
) -> Amendment | None:
    """Hold the row and close it; None when this very thing was done before."""
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason; the other side reads it.")})
    amendment = _held(amendment)
    party_of(amendment.partnership, organization)
    if amendment.state == state and amendment.closed_for_id == organization.pk:
        return None
    close_amendment(amendment, state, reason.strip()[:300], organization)
    return amendment


@transaction.atomic
def decline_amendment(
    *, by: Actor, amendment: Amendment, organization: Organization, reason: str
) -> Amendment:
    """A party doesn't want the change: the old text goes on."""
    require(by, "partnerships.decline_amendment", amendment)
    require(by, "partnerships.sign_for", organization)
    closed = _close(by, amendment, organization, S.DECLINED, reason)
    if closed is None:
        return amendment
    facts = {"organization": organization.pk, "reason": closed.close_reason}
    record(by, Verb.AMENDMENT_DECLINED, closed, **facts)
    words = {"organization": organization.label, "reason": closed.close_reason}
    _tell(closed, Tell.AMENDMENT_DECLINED, but=organization.pk, **words)
    return closed


@transaction.atomic
def withdraw_amendment(*, by: Actor, amendment: Amendment, reason: str) -> Amendment:
    """The party that proposed it takes it back."""
    require(by, "partnerships.withdraw_amendment", amendment)
    closed = _close(by, amendment, amendment.organization, S.WITHDRAWN, reason)
    if closed is None:
        return amendment
    record(by, Verb.AMENDMENT_WITHDRAWN, closed, reason=closed.close_reason)
    _tell(closed, Tell.AMENDMENT_WITHDRAWN, but=closed.organization_id, reason=closed.close_reason)
    return closed
