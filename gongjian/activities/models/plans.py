"""Activities that come back by week, month, quarter or year; and the address of a person's own calendar."""

import secrets
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.core.fields import EncryptedTextField
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power

from .activities import Activity


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: Any) -> "PlanQuerySet":
        """The organiser's side, and those above it."""
        return self.filter(standing(user).condition(Power.SEE, "organizer")) if user.pk else self.none()


class Plan(models.Model):
    """An activity that comes back. Drafts are made ahead of each day; somebody looks at each and opens it."""

    class Rhythm(models.TextChoices):
        WEEK = "week", _("every week")
        MONTH = "month", _("every month")
        QUARTER = "quarter", _("every quarter")
        YEAR = "year", _("every year")

    pattern = models.ForeignKey(Activity, models.PROTECT, related_name="plans")
    organizer = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm.choices)
    ahead_days = models.PositiveSmallIntegerField(
        _("drafted so many days ahead"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    skip_holidays = models.BooleanField(_("leave public holidays out"), default=True)
    until = models.DateField(_("last day"), null=True, blank=True)
    number = models.PositiveIntegerField(default=0, help_text="how many days were dealt with so far")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=now)
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pattern"],
                condition=models.Q(stopped_at__isnull=True),
                name="plan_once_for_a_pattern",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pattern} · {self.get_rhythm_display()}"


def new_token() -> str:
    return secrets.token_urlsafe(24)


class FeedQuerySet(models.QuerySet["Feed"]):
    def visible_to(self, user: Any) -> "FeedQuerySet":
        """Only one's own."""
        return self.filter(person_id=user.pk) if user.pk else self.none()


class Feed(models.Model):
    """The secret address under which a calendar program reads a person's own shifts; a new one ends the old one."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    token = EncryptedTextField()
    created_at = models.DateTimeField(default=now)

    objects = FeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.person} · {self.created_at:%Y-%m-%d}"
