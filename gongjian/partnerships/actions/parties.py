"""Who is in an agreement, and the term that follows it."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.organizations.models import Organization
from gongjian.partnerships.models import Partnership, Party, Tell, Verb

from ._agreements import party_of, promise, tell_parties

MOST_PARTIES = 10  # papers call them 甲 to 癸
FEWEST_PARTIES = 2


def _held_draft(partnership: Partnership) -> Partnership:
    partnership = lock(partnership)
    if partnership.state != Partnership.State.DRAFT:
        state = {"state": partnership.get_state_display()}
        raise Refused(_("Only a draft can get or lose a party; this agreement is “%(state)s”.") % state)
    return partnership


def _next_version(partnership: Partnership) -> None:
    partnership.version += 1
    partnership.save(update_fields=["version"])


@transaction.atomic
def add_party(
    *, by: Actor, partnership: Partnership, organization: Organization, duties: str, contact: str = ""
) -> Party:
    """Bring a further organisation of any kind into a draft. Nobody is bound before it has signed, too."""
    require(by, "partnerships.add_party", partnership)
    partnership = _held_draft(partnership)
    known = partnership.parties.filter(organization=organization).first()
    if known is not None:
        return known
    if not duties.strip():
        raise ValidationError({"duties": _("Say what this organisation will do.")})
    if partnership.parties.count() >= MOST_PARTIES:
        raise Refused(_("An agreement has at most %(n)s parties.") % {"n": MOST_PARTIES})
    party = Party.objects.create(
        partnership=partnership,
        organization=organization,
        side=organization.side,
        duties=duties.strip(),
        contact_name=contact.strip(),
    )
    _next_version(partnership)
    record(by, Verb.PARTY_ADDED, partnership, organization=organization.pk, version=partnership.version)
    return party


@transaction.atomic
def remove_party(*, by: Actor, partnership: Partnership, organization: Organization) -> Partnership:
    """Take an organisation out of a draft; two always remain."""
    require(by, "partnerships.remove_party", partnership)
    partnership = _held_draft(partnership)
    party = partnership.parties.filter(organization=organization).first()
    if party is None:
        return partnership
    if partnership.parties.count() <= FEWEST_PARTIES:
        raise Refused(_("An agreement needs at least two parties."))
    party.delete()
    _next_version(partnership)
    record(by, Verb.PARTY_REMOVED, partnership, organization=organization.pk, version=partnership.version)
    return partnership


@transaction.atomic
def renew_partnership(*, by: Actor, partnership: Partnership, organization: Organization) -> Partnership:
    """Draft the next term out of this one: same parties, duties and length, beginning when this one is over.

    Once per agreement: a second call returns the draft that exists.
    """
    require(by, "partnerships.renew_partnership", partnership)
    require(by, "partnerships.draft_partnership", organization)
    partnership = lock(partnership)
    party_of(partnership, organization)
    known = Partnership.objects.filter(renews=partnership).first()
    if known is not None:
        return known
    if partnership.state not in {Partnership.State.ACTIVE, Partnership.State.ENDED}:
        raise Refused(_("Only an agreement that is or was in force can be renewed."))
    begins = max(partnership.ends_on + dt.timedelta(days=1), today())
    if partnership.state == Partnership.State.ENDED:
        begins = today()
    made = _next_term(by, partnership, begins)
    record(by, Verb.PARTNERSHIP_RENEWED, made, renews=partnership.pk, organization=organization.pk)
    tell_parties(made, Tell.PARTNERSHIP_RENEWED, but=organization.pk, organization=organization.label)
    return made


def _next_term(by: Actor, old: Partnership, begins: dt.date) -> Partnership:
    made = Partnership.objects.create(
        renews=old,
        title=old.title,
        purpose=old.purpose,
        field=old.field,
        rhythm=old.rhythm,
        first_projects=old.first_projects,
        starts_on=begins,
        ends_on=begins + (old.ends_on - old.starts_on),
        drafted_by_id=by.pk,
    )
    for party in old.parties.all():
        Party.objects.create(
            partnership=made,
            organization_id=party.organization_id,
            side=party.side,
            duties=party.duties,
            contact_name=party.contact_name,
        )
    promise(made, {row.kind: row.least for row in old.commitments.all()})
    return made
