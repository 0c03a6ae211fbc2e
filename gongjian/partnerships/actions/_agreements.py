"""Steps that several actions on agreements share."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.accounts.models import User
from gongjian.core.errors import Refused
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.partnerships.models import Partnership, Party


def tell_parties(partnership: Partnership, kind: str, but: int | None = None, **facts: Any) -> None:
    """Tell those who sign for the parties; `but` is an organisation that knows already."""
    people: set[User] = set()
    for party in partnership.parties.select_related("organization"):
        if party.organization_id != but:
            people.update(people_with(Power.LEAD, party.organization))
    link = reverse("partnerships:partnership", args=[partnership.pk])
    notify(people, kind, partnership, link=link, partnership=partnership.title, **facts)


def party_of(partnership: Partnership, organization: Organization) -> Party:
    """The organisation's part in the agreement, or a clear no."""
    party = partnership.parties.filter(organization=organization).first()
    if party is None:
        name = {"organization": organization.label}
        raise Refused(_("%(organization)s is not a party to this agreement.") % name)
    return party


def facts_of(partnership: Partnership, parties: Sequence[Party]) -> dict[str, Any]:
    """The text as it was signed, for the paper and its verification page."""
    return {
        "purpose": partnership.purpose,
        "field": partnership.get_field_display(),
        "starts_on": partnership.starts_on.isoformat(),
        "ends_on": partnership.ends_on.isoformat(),
        "rhythm": partnership.rhythm,
        "version": partnership.version,
        "partners": [
            {
                "name": party.organization.name,
                "side": party.side,
                "contact": party.contact_name,
                "signed_by": party.signer_name,
                "signed_on": localtime(party.signed_at).date().isoformat() if party.signed_at else "",
            }
            for party in parties
        ],
        "duties": [{"organization": party.organization.name, "words": party.duties} for party in parties],
    }
