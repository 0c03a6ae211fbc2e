"""Partnerships and their parties."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.organizations.models import Organization, Side
from gongjian.organizations.posts import Power

from .needs import Category


def of_parties(user: Any, relation: str) -> Q:
    """Rows of partnerships to which an organisation is a party whose inner rows the person sees."""
    parties = Party.objects.filter(standing(user).condition(Power.SEE, "organization"))
    return Q(**{f"{relation}__in": parties.values("partnership_id")})


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def public(self) -> "PartnershipQuerySet":
        """Agreements in force, or that were."""
        return self.filter(state__in=[Partnership.State.ACTIVE, Partnership.State.ENDED])

    def visible_to(self, user: Any) -> "PartnershipQuerySet":
        """Agreements in force are public; drafts and proposals are for their parties and those above them."""
        seen = Q(state__in=[Partnership.State.ACTIVE, Partnership.State.ENDED])
        if user.pk:
            seen |= of_parties(user, "pk")
        return self.filter(seen)


class Partnership(models.Model):
    """A co-construction agreement between two or more organisations."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PROPOSED = "proposed", _("waiting for signatures")
        ACTIVE = "active", _("agreement in force")
        ENDED = "ended", _("ended")

    MOVES = {
        State.DRAFT: {State.PROPOSED},
        State.PROPOSED: {State.ACTIVE, State.DRAFT},
        State.ACTIVE: {State.ENDED},
    }

    title = models.CharField(_("title"), max_length=80)
    purpose = models.TextField(_("purpose"), max_length=1000)
    field = models.CharField(_("field"), max_length=20, choices=Category.choices)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    rhythm = models.CharField(_("meeting rhythm"), max_length=80)
    first_projects = models.TextField(_("first projects"), max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(
        default=1, help_text="a signature counts for the version it was given on"
    )
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewal", help_text="the term before"
    )
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    active_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    warned_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="the last warning that was given"
    )
    quiet_since = models.DateField(
        null=True, blank=True, help_text="the last sign of life, once both sides were told that it is quiet"
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="partnership_term"),
            models.CheckConstraint(
                condition=~Q(state="ended") | ~Q(end_reason=""), name="partnership_ended_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_on"], name="partnership_list")]

    def __str__(self) -> str:
        return self.title


class Party(models.Model):
    """One organisation's part in an agreement, with its contact and its signature."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="parties")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    side = models.CharField(max_length=12, choices=Side.choices)
    duties = models.TextField(_("responsibilities"), max_length=1000)
    contact_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    contact_name = models.CharField(_("contact person"), max_length=60, blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signer_name = models.CharField(max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "organization"], name="party_once"),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True, signed_at__isnull=True)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="party_signature_whole",
            ),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.organization} · {self.partnership}"

    @property
    def look(self) -> str:
        """The colour of the side on pages: there are two."""
        return "campus" if self.side == Side.CAMPUS else "community"
