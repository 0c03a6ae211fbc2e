"""Writing agreements: draft, edit, propose, sign, return, end."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.documents.actions import issue
from gongjian.documents.models import Document
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Amendment, Partnership, Party, Project, Tell, Verb

from ._agreements import close_amendment, facts_of, party_of, promise, tell_parties
from ._needs import name_of

TERMS = {"title", "purpose", "field", "starts_on", "ends_on", "rhythm"}
OPTIONAL = {"first_projects"}


def _check_terms(partnership: Partnership) -> None:
    if partnership.ends_on <= partnership.starts_on:
        raise ValidationError({"ends_on": _("The last day must be after the first day.")})
    if partnership.ends_on <= today():
        raise ValidationError({"ends_on": _("The last day has passed. Choose a later day.")})


@transaction.atomic
def draft_partnership(
    *,
    by: Actor,
    organization: Organization,
    partner: Organization,
    duties: dict[int, str],
    contacts: dict[int, str] | None = None,
    others: Sequence[Organization] = (),
    commitments: dict[str, int] | None = None,
    **terms: Any,
) -> Partnership:
    """Write an agreement between one's own organisation and a partner (or several). Nobody is bound yet.

    `terms` are title, purpose, field, starts_on, ends_on, rhythm and perhaps first_projects; duties and contacts go
    by organisation key, commitments by their kind: the minimum where none is given.
    """
    require(by, "partnerships.draft_partnership", organization)
    members = [organization, partner, *others]
    if len({each.pk for each in members}) != len(members):
        raise ValidationError(
            {"partner": _("An agreement needs different organisations. Choose another partner.")}
        )
    if set(terms) - OPTIONAL != TERMS:
        raise TypeError(f"an agreement needs exactly {', '.join(sorted(TERMS))}")
    partnership = Partnership(drafted_by_id=by.pk, **terms)
    _check_terms(partnership)
    partnership.save()
    for each in members:
        Party.objects.create(
            partnership=partnership,
            organization=each,
            side=each.side,
            duties=duties.get(each.pk, "").strip(),
            contact_name=(contacts or {}).get(each.pk, "").strip(),
        )
    promise(partnership, commitments or {})
    record(by, Verb.PARTNERSHIP_DRAFTED, partnership, parties=[each.pk for each in members], version=1)
    return partnership


def _unsign(partnership: Partnership) -> None:
    partnership.parties.update(signed_by=None, signer_name="", signed_at=None)


@transaction.atomic
def edit_partnership(
    *,
    by: Actor,
    partnership: Partnership,
    duties: dict[int, str] | None = None,
    contacts: dict[int, str] | None = None,
    commitments: dict[str, int] | None = None,
    **terms: Any,
) -> Partnership:
    """Change the text before all have signed. Signatures given on the earlier text no longer count."""
    require(by, "partnerships.edit_partnership", partnership)
    partnership = lock(partnership)
    if partnership.state not in {Partnership.State.DRAFT, Partnership.State.PROPOSED}:
        state = {"state": partnership.get_state_display()}
        raise Refused(_("This agreement can no longer be changed: it is “%(state)s”.") % state)
    if unknown := set(terms) - TERMS - OPTIONAL:
        raise TypeError(f"an agreement has no {', '.join(sorted(unknown))}")
    for name, new in terms.items():
        setattr(partnership, name, new)
    _check_terms(partnership)
    partnership.version += 1
    partnership.save(update_fields=["version", *terms])
    for party in partnership.parties.all():
        party.duties = (duties or {}).get(party.organization_id, party.duties)
        party.contact_name = (contacts or {}).get(party.organization_id, party.contact_name)
        party.save(update_fields=["duties", "contact_name"])
    if commitments is not None:
        promise(partnership, commitments)
    _unsign(partnership)
    record(by, Verb.PARTNERSHIP_EDITED, partnership, version=partnership.version, edited=sorted(terms))
    if partnership.state == Partnership.State.PROPOSED:
        tell_parties(partnership, Tell.PARTNERSHIP_CHANGED, organization=name_of(by))
    return partnership


@transaction.atomic
def propose_partnership(*, by: Actor, partnership: Partnership) -> Partnership:
    """Send the agreement to all parties for signature."""
    require(by, "partnerships.propose_partnership", partnership)
    partnership = lock(partnership)
    if partnership.state == Partnership.State.PROPOSED:
        return partnership
    _check_terms(partnership)
    empty = partnership.parties.select_related("organization").filter(duties="").first()
    if empty is not None:
        name = {"organization": empty.organization.label}
        raise Refused(
            _("Say first what %(organization)s will do: each side needs its responsibilities.") % name
        )
    move(partnership, Partnership.State.PROPOSED)
    partnership.save(update_fields=["state"])
    record(by, Verb.PARTNERSHIP_PROPOSED, partnership, version=partnership.version)
    tell_parties(partnership, Tell.PARTNERSHIP_PROPOSED)
    return partnership


@transaction.atomic
def sign_partnership(
    *, by: Actor, partnership: Partnership, organization: Organization, version: int | None = None
) -> Partnership:
    """Sign for an organisation that one leads. The last signature puts the agreement in force and issues the paper.

    `version` is the text that the signer has read; a signature on an earlier text is refused.
    """
    require(by, "partnerships.sign_partnership", partnership)
    require(by, "partnerships.sign_for", organization)
    partnership = lock(partnership)
    party = party_of(partnership, organization)
    if party.signed_at:
        return partnership
    if partnership.state != Partnership.State.PROPOSED:
        state = {"state": partnership.get_state_display()}
        raise Refused(_("This agreement can't be signed now: it is “%(state)s”.") % state)
    if version is not None and version != partnership.version:
        raise Refused(_("The text was changed after you opened it. Please read it again, then sign."))
    if partnership.parties.filter(signed_by_id=by.pk).exists():
        raise Refused(_("You have signed for another side. Each side needs its own person."))
    party.signed_by_id, party.signer_name, party.signed_at = by.pk, name_of(by), now()
    party.save(update_fields=["signed_by", "signer_name", "signed_at"])
    record(
        by, Verb.PARTNERSHIP_SIGNED, partnership, organization=organization.pk, version=partnership.version
    )
    if partnership.parties.filter(signed_at__isnull=True).exists():
        tell_parties(
            partnership, Tell.PARTNERSHIP_SIGNED, but=organization.pk, organization=organization.label
        )
        return partnership
    return _put_in_force(by, partnership)


def _put_in_force(by: Actor, partnership: Partnership) -> Partnership:
    move(partnership, Partnership.State.ACTIVE)
    partnership.active_since = now()
    partnership.save(update_fields=["state", "active_since"])
    parties = list(partnership.parties.select_related("organization"))
    issue(
        by=by,
        kind=Document.Kind.AGREEMENT,
        title=partnership.title,
        facts=facts_of(partnership, parties),
        subject=partnership,
        parties=[party.organization for party in parties],
    )
    tell_parties(partnership, Tell.PARTNERSHIP_ACTIVE)
    return partnership


@transaction.atomic
def return_partnership(
    *, by: Actor, partnership: Partnership, organization: Organization, reason: str
) -> Partnership:
    """Ask for changes instead of signing: the agreement is a draft again."""
    require(by, "partnerships.return_partnership", partnership)
    require(by, "partnerships.sign_for", organization)
    if not reason.strip():
        raise ValidationError({"reason": _("Please say what should change.")})
    partnership = lock(partnership)
    party_of(partnership, organization)
    if partnership.state != Partnership.State.PROPOSED:
        state = {"state": partnership.get_state_display()}
        raise Refused(_("This agreement is “%(state)s”; there is nothing to send back.") % state)
    move(partnership, Partnership.State.DRAFT)
    partnership.save(update_fields=["state"])
    _unsign(partnership)
    reason = reason.strip()
    record(by, Verb.PARTNERSHIP_RETURNED, partnership, organization=organization.pk, reason=reason)
    tell_parties(
        partnership,
        Tell.PARTNERSHIP_RETURNED,
        but=organization.pk,
        organization=organization.label,
        reason=reason,
    )
    return partnership


@transaction.atomic
def end_partnership(
    *, by: Actor, partnership: Partnership, organization: Organization, reason: str
) -> Partnership:
    """End an agreement with a reason. What runs must come to its own end first."""
    require(by, "partnerships.end_partnership", partnership)
    require(by, "partnerships.sign_for", organization)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason; the other side reads it.")})
    partnership = lock(partnership)
    party_of(partnership, organization)
    return _end(by, partnership, reason.strip()[:300], organization=organization.pk)


def _end(by: Actor, partnership: Partnership, reason: str, **facts: Any) -> Partnership:
    if partnership.state == Partnership.State.ENDED:
        return partnership
    running = partnership.projects.filter(state=Project.State.RUNNING).first()
    if running is not None:
        name = {"project": running.title}
        raise Refused(
            _("“%(project)s” is still running. Close its cycle with a joint decision first.") % name
        )
    move(partnership, Partnership.State.ENDED)
    partnership.ended_at, partnership.end_reason = now(), reason
    partnership.save(update_fields=["state", "ended_at", "end_reason"])
    for project in partnership.projects.filter(state=Project.State.PLANNED):
        move(project, Project.State.STOPPED)
        project.save(update_fields=["state"])
    for amendment in partnership.amendments.filter(state=Amendment.State.PROPOSED):
        close_amendment(amendment, Amendment.State.WITHDRAWN, _("The agreement has ended."))
    record(by, Verb.PARTNERSHIP_ENDED, partnership, reason=reason, **facts)
    tell_parties(partnership, Tell.PARTNERSHIP_ENDED, reason=reason)
    return partnership


@transaction.atomic
def warn_partnership(*, by: Actor, partnership: Partnership, days: int) -> Partnership:
    """Say once for each of the days of the rules that the term ends soon."""
    require(by, "partnerships.warn_partnership", partnership)
    partnership = lock(partnership)
    told = partnership.warned_days
    if partnership.state != Partnership.State.ACTIVE or (told is not None and told <= days):
        return partnership
    partnership.warned_days = days
    partnership.save(update_fields=["warned_days"])
    left = (partnership.ends_on - today()).days
    record(by, Verb.PARTNERSHIP_WARNED, partnership, days=left)
    tell_parties(partnership, Tell.PARTNERSHIP_ENDING, days=left)
    return partnership


@transaction.atomic
def expire_partnership(*, by: Actor, partnership: Partnership) -> Partnership:
    """End an agreement whose last day has passed and which has no running project."""
    require(by, "partnerships.expire_partnership", partnership)
    partnership = lock(partnership)
    if partnership.state != Partnership.State.ACTIVE or partnership.ends_on >= today():
        return partnership
    return _end(by, partnership, _("The agreed time is over."))
