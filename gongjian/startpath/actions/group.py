"""Begin the path, name the working group, go and look."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.organizations.models import Organization, Place
from gongjian.partnerships.models import Partnership

from ..models import Member, StartPath, Tell, Verb, Visit
from ._steps import held, parties_of, party_of, report_is_signed, tell

MOST_MEMBERS, MOST_VISITS = 30, 60


@transaction.atomic
def begin(
    *, by: Actor, partnership: Partnership, subject: str, members: Sequence[tuple[Organization, str, str]]
) -> StartPath:
    """Begin the path of an agreement in force with its working group (organisation, name, duty). Once."""
    require(by, "startpath.begin", partnership)
    if not subject.strip():
        raise ValidationError({"subject": _("Say in a few words what you look into.")})
    partnership = lock(partnership)
    known = StartPath.objects.filter(partnership=partnership).first()
    if known is not None:
        return known
    if partnership.state != Partnership.State.ACTIVE:
        raise Refused(_("The start path begins once the agreement is signed by all."))
    path = StartPath.objects.create(partnership=partnership, subject=subject.strip(), begun_by_id=by.pk)
    for organization, name, duty in members:
        _add(path, organization, name, duty)
    record(by, Verb.BEGUN, path, partnership=partnership.pk, members=len(members))
    tell(path, Tell.BEGUN, by, parties_of(path))
    return path


def _add(path: StartPath, organization: Organization, name: str, duty: str) -> Member:
    party_of(path.partnership, organization)
    if not name.strip() or not duty.strip():
        raise ValidationError(_("Everybody in the group has a name and a duty."))
    member, _new = Member.objects.get_or_create(
        path=path, organization=organization, name=name.strip(), defaults={"duty": duty.strip()}
    )
    return member


@transaction.atomic
def add_member(*, by: Actor, path: StartPath, organization: Organization, name: str, duty: str) -> Member:
    """Somebody joins the working group. The same name of the same organisation is added once."""
    require(by, "startpath.add_member", path)
    path = held(path)
    if path.members.count() >= MOST_MEMBERS:
        raise Refused(_("A working group has %(n)s people at most.") % {"n": MOST_MEMBERS})
    member = _add(path, organization, name, duty)
    record(by, Verb.MEMBER_ADDED, path, member=member.pk, organization=organization.pk)
    return member


@transaction.atomic
def remove_member(*, by: Actor, member: Member) -> None:
    """Somebody leaves the group, until the report is signed: then the group stands in it."""
    require(by, "startpath.remove_member", member)
    path = held(member.path)
    if report_is_signed(path):
        raise Refused(_("The signed report names the group; it no longer changes."))
    gone = Member.objects.filter(pk=member.pk).delete()[0]
    if gone:
        record(by, Verb.MEMBER_REMOVED, path, organization=member.organization_id)


@transaction.atomic
def record_visit(
    *,
    by: Actor,
    path: StartPath,
    on: dt.date,
    who: str,
    findings: str,
    place: Place | None = None,
    where: str = "",
) -> Visit:
    """Note who went where on which day and what they found. The same visit is noted once."""
    require(by, "startpath.record_visit", path)
    if place is None and not where.strip():
        raise ValidationError({"where": _("Choose a place or write where it was.")})
    if on > today():
        raise ValidationError({"on": _("This day has not come yet. Note the visit after it.")})
    if not findings.strip() or not who.strip():
        raise ValidationError({"findings": _("Write what you found; a few words are enough.")})
    path = held(path)
    if report_is_signed(path):
        raise Refused(
            _("The report is signed, with the visits that it names. Later visits belong to the project.")
        )
    facts: dict[str, Any] = {"on": on, "place": place, "where": where.strip(), "findings": findings.strip()}
    known = path.visits.filter(**facts).first()
    if known is not None:
        return known
    if path.visits.count() >= MOST_VISITS:
        raise Refused(_("%(n)s visits are enough for a report. Please write it now.") % {"n": MOST_VISITS})
    visit = Visit.objects.create(path=path, who=who.strip(), by_id=by.pk, **facts)
    record(by, Verb.VISITED, path, visit=visit.pk, on=on.isoformat())
    return visit
