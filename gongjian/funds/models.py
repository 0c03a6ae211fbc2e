"""Requests for money with their budget, what was granted and why, and what was spent of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.audit.registry import verbs
from gongjian.core.clock import now
from gongjian.notices.registry import tells
from gongjian.organizations.models import Organization, OwnedQuerySet


@verbs
class Verb(models.TextChoices):
    ASKED = "funds.asked", _("asked for activity funds")
    WITHDRAWN = "funds.withdrawn", _("withdrew a request for funds")
    GRANTED = "funds.granted", _("granted activity funds")
    DECLINED = "funds.declined", _("declined a request for funds")
    SPENT = "funds.spent", _("noted what was spent of granted funds")
    STRUCK = "funds.struck", _("struck out a wrongly noted expense")


@tells
class Tell(models.TextChoices):
    ASKED = "funds.asked", _("%(organization)s asks for %(amount)s: “%(request)s”.")
    GRANTED = "funds.granted", _("“%(request)s”: %(amount)s granted. %(reason)s")
    DECLINED = "funds.declined", _("“%(request)s” was not granted: %(reason)s")


class RequestQuerySet(OwnedQuerySet):
    """For those who see the branch's inner rows, and those above it: balances are no secret between the two."""


class Request(models.Model):
    """A branch's request. The sums are kept on the row, so that the database itself keeps them in order."""

    class State(models.TextChoices):
        ASKED = "asked", _("waiting for the decision")
        GRANTED = "granted", _("granted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    MOVES = {State.ASKED: {State.GRANTED, State.DECLINED, State.WITHDRAWN}}

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    granter = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=80)
    purpose = models.TextField(_("what for"), max_length=1000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_fen = models.PositiveBigIntegerField()
    granted_fen = models.PositiveBigIntegerField(default=0)
    spent_fen = models.PositiveBigIntegerField(default=0)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_name = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    once = models.CharField(
        max_length=32, unique=True, null=True, help_text="a form sent twice is one request"
    )

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(asked_fen__gt=0), name="funds_asks_for_something"),
            models.CheckConstraint(
                condition=Q(state="granted", granted_fen__gt=0) | ~Q(state="granted") & Q(granted_fen=0),
                name="funds_granted_when_granted",
            ),
            models.CheckConstraint(
                condition=Q(granted_fen__lte=F("asked_fen")), name="funds_grant_within_request"
            ),
            models.CheckConstraint(
                condition=Q(spent_fen__lte=F("granted_fen")), name="funds_spent_within_grant"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "declined"]) | Q(decided_at__isnull=False) & ~Q(reason=""),
                name="funds_decided_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "-asked_at"], name="funds_branch"),
            models.Index(fields=["granter", "state"], name="funds_granter"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def left_fen(self) -> int:
        """What may still be spent."""
        return self.granted_fen - self.spent_fen


class OfRequests(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Any:
        """As their request is."""
        return self.filter(request__in=Request.objects.visible_to(user))


class Line(models.Model):
    """One line of the budget."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="lines")
    what = models.CharField(_("name of the line"), max_length=80)
    fen = models.PositiveBigIntegerField(_("amount"))

    objects = OfRequests.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(fen__gt=0) & ~Q(what=""), name="funds_line_whole")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what


class Expense(models.Model):
    """What was spent of a grant, with its receipt. One struck out stays readable and no longer counts."""

    request = models.ForeignKey(Request, models.CASCADE, related_name="expenses")
    what = models.CharField(_("name of the line"), max_length=80)
    fen = models.PositiveBigIntegerField(_("amount"))
    on = models.DateField(_("day"))
    receipt = models.CharField(_("number of the receipt"), max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_reason = models.CharField(max_length=200, blank=True)

    objects = OfRequests.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fen__gt=0) & ~Q(receipt=""), name="funds_expense_whole"),
            models.UniqueConstraint(
                fields=["request", "receipt"], condition=Q(struck_at__isnull=True), name="funds_receipt_once"
            ),
        ]
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.what
