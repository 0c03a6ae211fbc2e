"""When a place or a service is open, and who has booked it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power

from .resources import Resource


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OpeningHours(models.Model):
    """From when to when a bookable resource is open on one day of the week; a day without a row is closed."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "weekday"], name="hours_once_a_day"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="hours_close_later"),
        ]
        ordering = ["weekday"]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, user: Any) -> "BookingQuerySet":
        """Accepted bookings are public with their resource; the others are for the two sides."""
        seen = Q(state=Booking.State.ACCEPTED, resource__state__in=Resource.PUBLIC)
        if user.pk:
            powers = standing(user)
            seen |= powers.condition(Power.SEE, "organization") | powers.condition(
                Power.SEE, "resource__organization"
            )
        return self.filter(seen)


class Booking(models.Model):
    """An organisation uses some of a resource for a stretch of time; accepted ones never exceed its quantity."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        ACCEPTED = "accepted", _("booked")
        REFUSED = "refused", _("refused")
        CANCELLED = "cancelled", _("cancelled")

    OPEN_STATES = [State.ASKED, State.ACCEPTED]
    MOVES = {
        State.ASKED: {State.ACCEPTED, State.REFUSED, State.CANCELLED},
        State.ACCEPTED: {State.CANCELLED},
    }

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="bookings")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    purpose = models.CharField(_("what for"), max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    number = models.PositiveSmallIntegerField(_("how many"), default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    reason = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_by_name = models.CharField(max_length=60)
    asked_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_later"),
            models.CheckConstraint(condition=Q(number__gte=1), name="booking_of_one"),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "cancelled"]) | ~Q(reason=""),
                name="booking_ended_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["resource", "state", "starts_at"], name="booking_calendar"),
            models.Index(fields=["organization", "starts_at"], name="booking_organization"),
        ]
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.organization} · {self.resource}"

    @property
    def may_end(self) -> bool:
        """Whether it stands and its time is not over."""
        return self.state in Booking.OPEN_STATES and self.ends_at > now()
