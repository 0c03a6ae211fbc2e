"""What parties promise at least, and how the text of an agreement in force is changed."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import now
from gongjian.organizations.models import Organization

from .agreements import Partnership, of_parties


class Promise(models.TextChoices):
    """What an agreement can promise at least: only what the platform counts from its records (`insights`)."""

    EDUCATION = "education", _("joint community education activities in the whole term")
    SURVEY = "survey", _("signed survey reports in the whole term")
    PILOT = "pilot", _("pilots in the whole term")
    ACTIVITIES = "activities", _("joint activities in each year")


class Commitment(models.Model):
    """At least so many of one kind of record, in the whole term or in each of its years."""

    YEARLY = {Promise.ACTIVITIES}

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="commitments")
    kind = models.CharField(max_length=20, choices=Promise.choices)
    least = models.PositiveSmallIntegerField(_("at least"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "kind"], name="commitment_once"),
            models.CheckConstraint(condition=Q(least__gte=1), name="commitment_of_something"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.least}"

    @property
    def is_yearly(self) -> bool:
        return self.kind in self.YEARLY


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def visible_to(self, user: Any) -> "AmendmentQuerySet":
        """What is in force is public; proposals and what became of them are for the parties and those above them."""
        seen = Q(state=Amendment.State.IN_FORCE)
        if user.pk:
            seen |= of_parties(user, "partnership_id")
        return self.filter(seen)


class Amendment(models.Model):
    """A change of an agreement in force. The old text holds until every party has signed the new one.

    `before` and `after` are the whole texts, so that each version stays readable: PROPOSED → IN_FORCE | DECLINED |
    WITHDRAWN.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waiting for signatures")
        IN_FORCE = "in_force", _("in force")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    MOVES = {State.PROPOSED: {State.IN_FORCE, State.DECLINED, State.WITHDRAWN}}

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="amendments")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(help_text="of the text that it makes")
    before = models.JSONField()
    after = models.JSONField()
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_for = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    close_reason = models.CharField(max_length=300, blank=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(state="proposed"), name="amendment_one_open"
            ),
            models.UniqueConstraint(
                fields=["partnership", "version"],
                condition=Q(state="in_force"),
                name="amendment_version_once",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", closed_at__isnull=True)
                | (~Q(state="proposed") & Q(closed_at__isnull=False)),
                name="amendment_closed_at",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "withdrawn"]) | ~Q(close_reason=""),
                name="amendment_closed_with_reason",
            ),
        ]
        ordering = ["-proposed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.partnership} · {self.version}"


class AmendmentSignature(models.Model):
    """One party's yes to the new text."""

    amendment = models.ForeignKey(Amendment, models.CASCADE, related_name="signatures")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["amendment", "organization"], name="amendment_signed_once"),
            models.UniqueConstraint(fields=["amendment", "person"], name="amendment_signer_once"),
        ]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.organization} · {self.amendment}"
