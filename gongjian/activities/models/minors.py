"""A guardian's consent: who, when, for what, until. Without it nobody under age has a seat."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.core.fields import EncryptedTextField
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power


class GuardianConsentQuerySet(models.QuerySet["GuardianConsent"]):
    def visible_to(self, user: Any) -> "GuardianConsentQuerySet":
        """One's own, and those that one's organisation keeps, for who may see private fields there."""
        if not user.pk:
            return self.none()
        return self.filter(Q(person_id=user.pk) | standing(user).condition(Power.PRIVATE, "organization"))


class GuardianConsent(models.Model):
    """The paper of a guardian, as somebody of the organisation that keeps it wrote it down."""

    class Relation(models.TextChoices):
        MOTHER = "mother", _("mother")
        FATHER = "father", _("father")
        OTHER = "other", _("another guardian")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    relation = models.CharField(_("relation"), max_length=10, choices=Relation.choices)
    guardian_name = EncryptedTextField(_("guardian's name"))
    guardian_phone = EncryptedTextField(_("guardian's phone"))
    given_on = models.DateField(_("given on"))
    scope = models.CharField(_("for what"), max_length=160)
    until = models.DateField(_("valid until"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = GuardianConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(scope="") & ~Q(guardian_name="") & ~Q(guardian_phone=""),
                name="guardian_says_who_and_for_what",
            ),
            models.CheckConstraint(condition=Q(until__gte=F("given_on")), name="guardian_consent_days"),
            models.CheckConstraint(condition=~Q(recorded_by=F("person")), name="guardian_not_by_the_minor"),
        ]
        indexes = [models.Index(fields=["person", "until"], name="guardian_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.until}"
