"""Steps that several actions on agreements share."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.accounts.models import User
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.states import move
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.partnerships.models import Amendment, Commitment, Partnership, Party, Project, Promise
from gongjian.partnerships.queries import MOST_PROMISED, fewest, promise_words
from gongjian.partnerships.rules import arranges


def tell_parties(
    partnership: Partnership, kind: str, but: int | None = None, link: str = "", **facts: Any
) -> None:
    """Tell those who sign for the parties; `but` is an organisation that knows already."""
    people: set[User] = set()
    for party in partnership.parties.select_related("organization"):
        if party.organization_id != but:
            people.update(people_with(Power.LEAD, party.organization))
    link = link or reverse("partnerships:partnership", args=[partnership.pk])
    notify(people, kind, partnership, link=link, partnership=partnership.title, **facts)


def party_of(partnership: Partnership, organization: Organization) -> Party:
    """The organisation's part in the agreement, or a clear no."""
    party = partnership.parties.filter(organization=organization).first()
    if party is None:
        name = {"organization": organization.label}
        raise Refused(_("%(organization)s is not a party to this agreement.") % name)
    return party


def checked_commitments(wanted: dict[str, int]) -> dict[str, int]:
    """Promises as they are stored: known kinds in their order, none below the minimum, nothing that is 0."""
    if unknown := set(wanted) - set(Promise.values):
        raise TypeError(f"an agreement can't promise {', '.join(sorted(unknown))}")
    found = {}
    for kind in Promise.values:
        least, minimum = wanted.get(kind, fewest(kind)), fewest(kind)
        if not minimum <= least <= MOST_PROMISED:
            words = {"least": minimum, "most": MOST_PROMISED}
            raise ValidationError(
                {f"promise_{kind}": _("Please give a number from %(least)s to %(most)s.") % words}
            )
        if least:
            found[kind] = least
    return found


def promise(partnership: Partnership, wanted: dict[str, int]) -> None:
    """Write down what the agreement promises, instead of what it promised before."""
    wanted = checked_commitments(wanted)
    partnership.commitments.all().delete()
    rows = [Commitment(partnership=partnership, kind=kind, least=least) for kind, least in wanted.items()]
    Commitment.objects.bulk_create(rows)


def tell_leaders(project: Project, kind: str, **facts: Any) -> None:
    """Tell those who sign for the parties."""
    people: set[User] = set()
    for party in project.partnership.parties.select_related("organization"):
        people.update(people_with(Power.LEAD, party.organization))
    link = reverse("partnerships:project", args=[project.pk])
    notify(people, kind, project, link=link, project=project.title, **facts)


def acting_party(by: Any, partnership: Partnership) -> Organization | None:
    """The first party for which somebody prepares or signs; None for the platform itself."""
    parties = partnership.parties.select_related("organization").order_by("pk")
    return next((party.organization for party in parties if by.pk and arranges(by, party.organization)), None)


def facts_of(partnership: Partnership, parties: Sequence[Party]) -> dict[str, Any]:
    """The text as it was signed, for the paper and its verification page."""
    return {
        "purpose": partnership.purpose,
        "field": partnership.get_field_display(),
        "starts_on": partnership.starts_on.isoformat(),
        "ends_on": partnership.ends_on.isoformat(),
        "rhythm": partnership.rhythm,
        "first_projects": partnership.first_projects,
        "commitments": [promise_words(row.kind, row.least) for row in partnership.commitments.all()],
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


def close_amendment(
    amendment: Amendment, state: str, reason: str, organization: Organization | None = None
) -> None:
    """Declined or withdrawn, with the reason that all parties read."""
    move(amendment, state)
    amendment.closed_at, amendment.close_reason, amendment.closed_for = now(), reason, organization
    amendment.save(update_fields=["state", "closed_at", "close_reason", "closed_for"])
