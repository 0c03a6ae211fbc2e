"""Steps that several actions share."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.accounts.models import User
from gongjian.core.access import Actor
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.partnerships.models import Partnership, Party

from ..models import Report, StartPath


def party_of(partnership: Partnership, organization: Organization) -> Party:
    """The organisation's part in the agreement, or a clear no."""
    party = partnership.parties.select_related("organization").filter(organization=organization).first()
    if party is None:
        name = {"organization": organization.label}
        raise Refused(_("%(organization)s is not a party to this agreement.") % name)
    return party


def held(path: StartPath) -> StartPath:
    """The path, held; refused when its agreement is over."""
    path = lock(path)
    if path.partnership.state != Partnership.State.ACTIVE:
        raise Refused(_("The agreement is not in force any more, so its start path rests."))
    return path


def report_is_signed(path: StartPath) -> bool:
    return Report.objects.filter(path=path, state=Report.State.SIGNED).exists()


def tell(path: StartPath, kind: str, by: Actor, parties: list[Party], **facts: Any) -> None:
    """Tell those who sign or prepare for some parties, save the one who acts."""
    people: set[User] = set()
    for party in parties:
        people.update(people_with(Power.LEAD, party.organization))
        people.update(people_with(Power.ARRANGE, party.organization))
    told = [person for person in people if person.pk != by.pk]
    link = reverse("startpath:path", args=[path.pk])
    notify(told, kind, path, link=link, **{"partnership": path.partnership.title, **facts})


def parties_of(path: StartPath) -> list[Party]:
    return list(path.partnership.parties.select_related("organization"))
