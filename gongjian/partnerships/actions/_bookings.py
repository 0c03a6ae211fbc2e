"""What becomes of bookings when their resource goes. The caller holds its row."""

from django.utils.translation import gettext as _

from gongjian.core.access import Actor
from gongjian.core.clock import now
from gongjian.partnerships.models import Booking, Resource

from .bookings import cancel_booking


def close_bookings(by: Actor, resource: Resource) -> None:
    """End what is ahead of a resource that is withdrawn; those who booked are told."""
    ahead = resource.bookings.filter(state__in=Booking.OPEN_STATES, ends_at__gt=now())
    for booking in ahead.select_related("organization", "resource__organization"):
        cancel_booking(by=by, booking=booking, reason=_("It is no longer offered."))
