"""A big volunteer day: one event, many stalls of many organisations, teams from outside."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.core.fields import EncryptedTextField
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Partnership, Party

from .activities import Activity

ROWS = "ABCDEFGH"  # of the plan, front to back
COLUMNS = 8


class BigDayQuerySet(models.QuerySet["BigDay"]):
    def visible_to(self, user: Any) -> "BigDayQuerySet":
        """Open to all once announced; before, to the organiser's side and to those bound to it by an agreement."""
        announced = Q(announced_at__isnull=False)
        if not user.pk:
            return self.filter(announced)
        powers = standing(user)
        mine = Party.objects.filter(
            powers.condition(Power.ARRANGE, "organization"), partnership__state=Partnership.State.ACTIVE
        )
        partners = Party.objects.filter(partnership__in=mine.values("partnership_id"))
        return self.filter(
            announced
            | powers.condition(Power.SEE, "organizer")
            | Q(organizer__in=partners.values("organization_id"))
        )


class BigDay(models.Model):
    """One day at one place with many stalls. Each stall is an ordinary activity of its organisation."""

    organizer = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("organiser"))
    title = models.CharField(_("title"), max_length=60)
    words = models.TextField(_("what happens"), max_length=1000)
    day = models.DateField(_("day"))
    where = models.CharField(_("where exactly"), max_length=160)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    announced_at = models.DateTimeField(null=True, blank=True)

    objects = BigDayQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["day"], name="bigday_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_announced(self) -> bool:
        return self.announced_at is not None

    def is_over(self, today: dt.date) -> bool:
        return self.day < today


class Stall(models.Model):
    """Where an organisation stands on the day: a spot of the plan, such as B3, and its activity."""

    big_day = models.ForeignKey(BigDay, models.PROTECT, related_name="stalls")
    activity = models.OneToOneField(Activity, models.PROTECT, related_name="stall")
    row = models.CharField(_("row"), max_length=1, choices=[(row, row) for row in ROWS])
    column = models.PositiveSmallIntegerField(
        _("column"), validators=[MinValueValidator(1), MaxValueValidator(COLUMNS)]
    )

    class Meta:
        ordering = ["row", "column"]
        constraints = [models.UniqueConstraint(fields=["big_day", "row", "column"], name="stall_spot_once")]

    def __str__(self) -> str:
        return f"{self.spot} {self.activity}"

    @property
    def spot(self) -> str:
        return f"{self.row}{self.column}"


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, user: Any) -> "TeamQuerySet":
        """Those who arrange the day; they alone may read how to reach a team."""
        return (
            self.filter(standing(user).condition(Power.ARRANGE, "big_day__organizer"))
            if user.pk
            else self.none()
        )


class Team(models.Model):
    """People from outside who come together, without accounts; the organiser says yes or no."""

    class State(models.TextChoices):
        OFFERED = "offered", _("waiting for the organiser")
        CONFIRMED = "confirmed", _("confirmed")
        DECLINED = "declined", _("declined")

    MOVES = {State.OFFERED: {State.CONFIRMED, State.DECLINED}}

    big_day = models.ForeignKey(BigDay, models.PROTECT, related_name="teams")
    name = models.CharField(_("name of the team"), max_length=60)
    people = models.PositiveSmallIntegerField(
        _("number of people"), validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    contact_name = EncryptedTextField(_("contact person"))
    contact_phone = EncryptedTextField(_("contact phone"))
    wish = models.CharField(_("what you would like to do"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    came_at = models.DateTimeField(default=now)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["big_day", "name"],
                condition=~Q(state="declined"),
                name="team_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.name
