"""Opening hours, and booking a stretch of time of a place or a service."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now
from gongjian.core.components.dates import day_range
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.partnerships.models import Booking, OpeningHours, Resource, Tell, Verb
from gongjian.partnerships.queries.bookings import most_taken

from ._needs import name_of

SHORTEST, AHEAD = dt.timedelta(minutes=15), dt.timedelta(days=183)
Hours = dict[int, tuple[dt.time, dt.time]]


@transaction.atomic
def set_hours(*, by: Actor, resource: Resource, hours: Hours) -> Resource:
    """When a resource is open on each day of the week (0 is Monday); days left out are closed. Bookings stand."""
    require(by, "partnerships.set_hours", resource)
    for weekday, (opens, closes) in hours.items():
        if closes <= opens:
            raise ValidationError({f"closes_{weekday}": _("It must close later than it opens.")})
    resource = lock(resource)
    resource.hours.all().delete()
    rows = [OpeningHours(resource=resource, weekday=day, opens=a, closes=b) for day, (a, b) in hours.items()]
    OpeningHours.objects.bulk_create(rows)
    record(by, Verb.HOURS_SET, resource, days=sorted(hours))
    return resource


def _tell(booking: Booking, kind: str, organization: Organization, reason: str = "") -> None:
    people = {*people_with(Power.LEAD, organization), *people_with(Power.ARRANGE, organization)}
    facts = {
        "resource": booking.resource.title,
        "organization": booking.organization.label,
        "time": day_range(booking.starts_at, booking.ends_at),
        "reason": reason,
    }
    link = f"{reverse('partnerships:bookings')}"
    notify(people, kind, booking, link=link, **facts)


def _within_hours(resource: Resource, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    if start.date() != end.date():
        raise ValidationError({"ends": _("A booking begins and ends on the same day.")})
    hours = resource.hours.filter(weekday=start.weekday()).first()
    if hours is None:
        raise Refused(_("It is closed on this day of the week. Please choose another day."))
    if start.time() < hours.opens or end.time() > hours.closes:
        raise Refused(
            _("On this day it is open from %(opens)s to %(closes)s.")
            % {"opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}"}
        )


def _free(resource: Resource, starts_at: dt.datetime, ends_at: dt.datetime, number: int) -> None:
    """Refuse what would exceed the quantity. The resource's row is held."""
    left = resource.quantity - most_taken(resource, starts_at, ends_at)
    if number > left:
        raise Refused(
            _("At this time %(left)s of %(all)s are free. Please choose another time or fewer.")
            % {"left": max(0, left), "all": resource.quantity}
        )


def _sensible(starts_at: dt.datetime, ends_at: dt.datetime, number: int) -> None:
    if not now() <= starts_at <= now() + AHEAD:
        raise ValidationError({"day": _("Choose a time from now on, at most half a year ahead.")})
    if ends_at - starts_at < SHORTEST:
        raise ValidationError(
            {"ends": _("The end must be at least a quarter of an hour after the beginning.")}
        )
    if number < 1:
        raise ValidationError({"number": _("Enter a number of at least 1.")})


def _bookable(resource: Resource, organization: Organization) -> Resource:
    """The row, held, when this organisation may book it."""
    resource = lock(resource)
    kept = resource.state == Resource.State.RESERVED and resource.reserved_for_id == organization.pk
    if not resource.bookable or not (resource.state == Resource.State.OFFERED or kept):
        raise Refused(_("This can't be booked at the moment."))
    return resource


@transaction.atomic
def book_resource(
    *,
    by: Actor,
    resource: Resource,
    organization: Organization,
    purpose: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    number: int = 1,
) -> Booking:
    """Ask for a stretch of time within the opening hours; accepted at once where the owner has said so.

    The owner's own bookings need no acceptance. The same request twice is one booking.
    """
    require(by, "partnerships.book_resource", resource)
    require(by, "partnerships.book_for", organization)
    _sensible(starts_at, ends_at, number)
    if not purpose.strip():
        raise ValidationError({"purpose": _("Please say what it is for.")})
    resource = _bookable(resource, organization)
    same = resource.bookings.filter(
        organization=organization, starts_at=starts_at, ends_at=ends_at, state__in=Booking.OPEN_STATES
    ).first()
    if same is not None:
        return same
    _within_hours(resource, starts_at, ends_at)
    _free(resource, starts_at, ends_at, number)
    at_once = resource.accepts_itself or organization.pk == resource.organization_id
    booking = Booking.objects.create(
        resource=resource, organization=organization, purpose=purpose.strip(), starts_at=starts_at, ends_at=ends_at,
        number=number, asked_by_id=by.pk, asked_by_name=name_of(by),
        state=Booking.State.ACCEPTED if at_once else Booking.State.ASKED, decided_at=now() if at_once else None,
    )  # fmt: skip
    record(
        by, Verb.BOOKING_ASKED, booking, resource=resource.pk, organization=organization.pk, at_once=at_once
    )
    kind = Tell.BOOKING_ACCEPTED if at_once else Tell.BOOKING_ASKED
    told = organization if at_once else resource.organization
    _tell(booking, kind, told)
    return booking


def _held(booking: Booking) -> Booking:
    """The booking and its resource, held in this order."""
    resource = lock(booking.resource)
    booking = lock(booking)
    booking.resource = resource
    return booking


@transaction.atomic
def accept_booking(*, by: Actor, booking: Booking) -> Booking:
    """Say yes, when as many are still free. Nothing happens the second time."""
    require(by, "partnerships.accept_booking", booking)
    booking = _held(booking)
    if booking.state == Booking.State.ACCEPTED:
        return booking
    move(booking, Booking.State.ACCEPTED)
    if booking.ends_at <= now():
        raise Refused(_("This time has passed."))
    _free(booking.resource, booking.starts_at, booking.ends_at, booking.number)
    booking.decided_at = now()
    booking.save(update_fields=["state", "decided_at"])
    record(by, Verb.BOOKING_ACCEPTED, booking, resource=booking.resource_id)
    _tell(booking, Tell.BOOKING_ACCEPTED, booking.organization)
    return booking


def _end(by: Actor, booking: Booking, state: str, verb: str, reason: str) -> Booking:
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason; the other side reads it.")})
    booking = _held(booking)
    if booking.state == state:
        return booking
    move(booking, state)
    if booking.ends_at <= now():
        raise Refused(_("This time has passed."))
    booking.reason, booking.decided_at = reason.strip(), now()
    booking.save(update_fields=["state", "reason", "decided_at"])
    record(by, verb, booking, resource=booking.resource_id)
    return booking


@transaction.atomic
def refuse_booking(*, by: Actor, booking: Booking, reason: str) -> Booking:
    """Say no, with a reason that those who asked read."""
    require(by, "partnerships.refuse_booking", booking)
    booking = _end(by, booking, Booking.State.REFUSED, Verb.BOOKING_REFUSED, reason)
    _tell(booking, Tell.BOOKING_REFUSED, booking.organization, booking.reason)
    return booking


@transaction.atomic
def cancel_booking(*, by: Actor, booking: Booking, reason: str) -> Booking:
    """Give a time back, as either side, with a reason; both sides are told."""
    require(by, "partnerships.cancel_booking", booking)
    booking = _end(by, booking, Booking.State.CANCELLED, Verb.BOOKING_CANCELLED, reason)
    for side in {booking.organization, booking.resource.organization}:
        _tell(booking, Tell.BOOKING_CANCELLED, side, booking.reason)
    return booking
