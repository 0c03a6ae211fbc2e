"""Remarks about the platform."""

import hmac
import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from gongjian.audit.registry import verbs
from gongjian.core.access import standing
from gongjian.core.clock import now, today
from gongjian.core.crypto import keyed_hash
from gongjian.core.fields import EncryptedTextField
from gongjian.notices.registry import tells
from gongjian.organizations.posts import Power


@verbs
class Verb(models.TextChoices):
    SAID = "feedback.said", _("made a remark about the platform")
    ANSWERED = "feedback.answered", _("answered a remark about the platform")
    REMINDED = "feedback.reminded", _("reminded the operators of a late answer")


@tells
class Tell(models.TextChoices):
    RECEIVED = "feedback.received", _("A new remark about the platform is to be answered by %(due)s.")
    ANSWERED = "feedback.answered", _("Your remark %(receipt)s has been answered.")
    LATE = "feedback.late", _("A remark about the platform should have been answered by %(due)s.")


def receipt_number() -> str:
    """Short enough to be read out over the telephone; it says nothing of the person."""
    return "YJ-" + "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTVWXYZ") for _place in range(6))


def receipt_code() -> str:
    """Eight digits that open the status page together with the receipt number."""
    return f"{secrets.randbelow(10**8):08d}"


class RemarkQuerySet(models.QuerySet["Remark"]):
    def visible_to(self, user: Any) -> "RemarkQuerySet":
        """Operators see all; a person sees their own."""
        if not user.pk:
            return self.none()
        return self if standing(user).holds(Power.OPERATE) else self.filter(by_id=user.pk)


class Remark(models.Model):
    """One remark. States: OPEN → ANSWERED. `secret` is the keyed hash of the code on the receipt.

    `once` is the number of the form it was typed into, so that a form sent twice is one remark.
    """

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("complaint")
        SUGGESTION = "suggestion", _("suggestion")
        BURDEN = "burden", _("this asks too much of us")

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        ANSWERED = "answered", _("answered")

    MOVES = {State.OPEN: {State.ANSWERED}}

    kind = models.CharField(max_length=12, choices=Kind.choices)
    words = models.TextField()
    page = models.CharField(max_length=300, blank=True)
    once = models.CharField(max_length=32, unique=True, null=True)
    contact = EncryptedTextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    receipt = models.CharField(max_length=20, unique=True)
    secret = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    said_at = models.DateTimeField(default=now)
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", answered_at__isnull=True)
                | models.Q(state="answered", answered_at__isnull=False),
                name="feedback_answered_when",
            )
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="feedback_due"),
            models.Index(fields=["by", "-said_at"], name="feedback_by"),
            models.Index(fields=["page"], name="feedback_page"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt} {self.get_kind_display()}"

    @property
    def is_late(self) -> bool:
        """Whether the promised day has passed without an answer."""
        return self.state == self.State.OPEN and self.due_on < today()

    def opens_with(self, code: str) -> bool:
        """Whether this is the code that stands on the receipt."""
        return hmac.compare_digest(self.secret, secret_of(self.receipt, code))


def secret_of(receipt: str, code: str) -> str:
    """What is stored instead of the code."""
    return keyed_hash(f"{receipt}:{code}", "receipt")
