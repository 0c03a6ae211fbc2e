"""Who belongs to an organisation and who holds a post in it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.accounts.actions import register
from gongjian.accounts.models import User
from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Affiliation, Appointment, Organization, Tell, Verb
from gongjian.organizations.posts import RESERVED, Post, permission_to_fill

TAKEN_IN = {Affiliation.Kind.RESIDENT, Affiliation.Kind.VOLUNTEER}


def _check_life(organization: Organization, since: dt.date, until: dt.date | None) -> None:
    """Dates in order, and within the organisation's life."""
    if until and until < since:
        raise ValidationError({"until": _("The last day must not be before the first.")})
    if since < organization.opened_on:
        words = _("“%(name)s” began on %(day)s. Choose a day from then on.")
        raise Refused(words % {"name": organization.name, "day": organization.opened_on})
    if organization.closed_on and (
        until is None or until > organization.closed_on or since >= organization.closed_on
    ):
        words = _("“%(name)s” closes on %(day)s. Choose days before that.")
        raise Refused(words % {"name": organization.name, "day": organization.closed_on})


def _overlapping(rows: Any, since: dt.date, until: dt.date | None) -> Any:
    """Rows whose period meets the given one; a row ended early leaves its last day free."""
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=since) | Q(until=since, ended_at__isnull=True))
    rows = rows.exclude(until=F("since"), ended_at__isnull=False)
    return rows.filter(since__lte=until) if until else rows


def _refuse_occupied(
    organization: Organization, person: User, post: str, since: dt.date, until: dt.date | None
) -> None:
    here = _overlapping(Appointment.objects.filter(organization=organization, post=post), since, until)
    if here.filter(person=person).exists():
        raise Refused(_("%(person)s holds this post already.") % {"person": person})
    holder = here.select_related("person").first() if post == Post.SECRETARY else None
    if holder:
        words = _("%(person)s is the secretary in this period. End that appointment first.")
        raise Refused(words % {"person": holder.person})
    if post in RESERVED:
        other = Appointment.objects.filter(person=person, post__in=RESERVED - {post})
        if _overlapping(other, since, until).exists():
            raise Refused(_("One person can't be operator and auditor: they check each other."))


@transaction.atomic
def appoint(
    *,
    by: Actor,
    person: User,
    organization: Organization,
    post: str,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Appointment:
    """Give a person a post, from `since` (today) until the last day `until` (open). Nobody appoints themself."""
    post = Post(post)
    require(by, permission_to_fill(post), organization)
    if by.pk is not None and by.pk == person.pk:
        raise PermissionDenied("nobody appoints themself")
    organization = lock(organization)
    lock(person)  # two reserved posts in two organisations at once
    since = since or max(today(), organization.opened_on)
    if not person.is_active:
        raise Refused(_("This account is closed."))
    _check_life(organization, since, until)
    _refuse_occupied(organization, person, post, since, until)
    row = Appointment.objects.create(
        person=person, organization=organization, post=post, since=since, until=until
    )
    record(by, Verb.APPOINTED, row, person=person.pk, organization=organization.pk, post=post.value)
    link = reverse("organizations:detail", args=[organization.pk])
    notify(person, Tell.APPOINTED, row, link=link, post=str(post.label), organization=organization.name)
    return row


@transaction.atomic
def end_appointment(*, by: Actor, appointment: Appointment, on: dt.date | None = None) -> Appointment:
    """End an appointment: with `on` after that last day, without it at this moment."""
    require(by, appointment.permission, appointment.organization)
    row = lock(appointment)
    if row.until and (row.ended_at or row.until < today()):
        raise Refused(_("This appointment has ended already."))
    if on is not None and on < max(row.since, today()):
        raise ValidationError({"on": _("Choose today or a later day.")})
    if on is None:
        row.until, row.ended_at = max(row.since, today()), now()
    else:
        row.until = on
    row.save()
    record(
        by, Verb.APPOINTMENT_ENDED, row, person=row.person_id, organization=row.organization_id, post=row.post
    )
    facts = {"post": row.get_post_display(), "organization": row.organization.name}
    notify(row.person, Tell.APPOINTMENT_ENDED, row, **facts)
    return row


def _belong(
    by: Actor,
    person: User,
    organization: Organization,
    kind: str,
    since: dt.date | None,
    until: dt.date | None,
) -> tuple[Affiliation, bool]:
    """The open row, or a new one with its entry in the log; and whether it is new. The organisation is locked."""
    since = since or max(today(), organization.opened_on)
    if not person.is_active:
        raise Refused(_("This account is closed."))
    _check_life(organization, since, until)
    rows = Affiliation.objects.filter(person=person, organization=organization, kind=kind)
    here = rows.filter(Q(until__isnull=True) | Q(until__gte=since)).first()
    if here:
        return here, False
    row = Affiliation.objects.create(
        person=person, organization=organization, kind=kind, since=since, until=until
    )
    record(by, Verb.AFFILIATED, row, person=person.pk, organization=organization.pk, kind=str(kind))
    return row, True


@transaction.atomic
def affiliate(
    *,
    by: Actor,
    person: User,
    organization: Organization,
    kind: str,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Affiliation:
    """Record that a person belongs; the open row when it is recorded already."""
    kind = Affiliation.Kind(kind)
    require(by, "organizations.receive" if kind in TAKEN_IN else "organizations.affiliate", organization)
    organization = lock(organization)
    return _belong(by, person, organization, kind.value, since, until)[0]


@transaction.atomic
def add_person(
    *,
    by: Actor,
    organization: Organization,
    display_name: str,
    identifiers: Mapping[str, str],
    kind: str,
    since: dt.date | None = None,
) -> Affiliation:
    """Put a person on the roster, unless this very entry stands there, and record that the person belongs."""
    require(by, "organizations.affiliate", organization)
    organization = lock(organization)
    person = register(by=by, display_name=display_name, identifiers=identifiers)
    row, is_new = _belong(by, person, organization, Affiliation.Kind(kind).value, since, None)
    if not is_new:
        raise Refused(_("%(person)s belongs here already. Nothing was changed.") % {"person": person})
    return row


@transaction.atomic
def end_affiliation(*, by: Actor, affiliation: Affiliation, on: dt.date | None = None) -> Affiliation:
    """Record the last day on which a person belongs; today when none is given."""
    kinds = "organizations.receive" if affiliation.kind in TAKEN_IN else "organizations.affiliate"
    require(by, kinds, affiliation.organization)
    row = lock(affiliation)
    if row.until and row.until < today():
        raise Refused(_("This has ended already."))
    on = on or max(today(), row.since)
    if on < row.since:
        raise ValidationError({"on": _("The last day must not be before the first.")})
    row.until = on
    row.save()
    record(
        by, Verb.AFFILIATION_ENDED, row, person=row.person_id, organization=row.organization_id, kind=row.kind
    )
    return row


@transaction.atomic
def affiliate_many(
    *,
    by: Actor,
    people: Sequence[User],
    organization: Organization,
    kind: str,
    since: dt.date | None = None,
) -> list[Affiliation]:
    """Record that many people belong, such as a roster's; those recorded already stay. One entry in the audit log."""
    kind = Affiliation.Kind(kind)
    require(by, "organizations.receive" if kind in TAKEN_IN else "organizations.affiliate", organization)
    organization = lock(organization)
    since = since or max(today(), organization.opened_on)
    _check_life(organization, since, None)
    rows = Affiliation.objects.filter(organization=organization, kind=kind, until__isnull=True)
    here = {row.person_id: row for row in rows.filter(person__in=[person.pk for person in people])}
    fresh = {
        person.pk: Affiliation(person=person, organization=organization, kind=kind, since=since)
        for person in people
        if person.pk not in here and person.is_active
    }
    Affiliation.objects.bulk_create(fresh.values(), batch_size=500)
    if fresh:
        record(by, Verb.AFFILIATED, organization, kind=kind.value, people=list(fresh))
    found = {**here, **fresh}
    return [found[person.pk] for person in people if person.pk in found]
