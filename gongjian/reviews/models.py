"""Residents' confirmations, joint decisions and their signatures."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.audit.registry import verbs
from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.notices.registry import tells
from gongjian.organizations.models import Organization, Side
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Cycle, Need, Project
from gongjian.partnerships.models.agreements import of_parties


@verbs
class Verb(models.TextChoices):
    ASKED = "reviews.asked", _("asked a resident to confirm")
    REMINDED_TO_ASK = "reviews.reminded_to_ask", _("reminded the neighbourhood to ask a resident")
    CONFIRMED = "reviews.confirmed", _("confirmed a result as resident")
    CONFIRMED_ON_BEHALF = "reviews.confirmed_on_behalf", _("entered a resident's answer given by phone")
    CHECKED = "reviews.checked", _("recorded a cycle's check")
    DECISION_PROPOSED = "reviews.decision_proposed", _("proposed a joint decision")
    DECISION_REVISED = "reviews.decision_revised", _("changed a joint decision before it was signed by all")
    DECISION_SIGNED = "reviews.decision_signed", _("signed a joint decision")
    DECISION_CLOSED = "reviews.decision_closed", _("closed a joint decision")


@tells
class Tell(models.TextChoices):
    ASKED = "reviews.asked", _("Was “%(need)s” done? Please tell us with code %(code)s: %(page)s")
    ASKED_PROPOSER = "reviews.asked_proposer", _("Was “%(need)s” done? Please tell us.")
    TO_ASK = "reviews.to_ask", _("“%(need)s” seems to be done. Please ask the resident.")
    SAID_PARTLY = (
        "reviews.said_partly",
        _("The resident says that “%(need)s” is only partly done. It stays in progress."),
    )
    SAID_NOT_DONE = (
        "reviews.said_not_done",
        _("The resident says that “%(need)s” is not done. It stays in progress."),
    )
    CHECKED = (
        "reviews.checked",
        _("“%(project)s”: all targets are measured. Please decide together how to go on."),
    )
    DECISION_PROPOSED = (
        "reviews.decision_proposed",
        _("“%(project)s”: a joint decision waits for your signature."),
    )
    DECISION_REVISED = (
        "reviews.decision_revised",
        _("%(organization)s has changed the decision on “%(project)s”. Please read it and sign again."),
    )
    DECISION_SIGNED = (
        "reviews.decision_signed",
        _("%(organization)s has signed the decision on “%(project)s”."),
    )
    DECIDED_KEEP = "reviews.decided_keep", _("“%(project)s”: both sides have signed to keep it.")
    DECIDED_ADJUST = "reviews.decided_adjust", _("“%(project)s”: both sides have signed to adjust it.")
    DECIDED_STOP = "reviews.decided_stop", _("“%(project)s”: both sides have signed to stop it.")
    SIDE_SILENT = (
        "reviews.side_silent",
        _("“%(project)s”: the cycle closed without %(organization)s, which did not sign."),
    )


class AskQuerySet(models.QuerySet["Ask"]):
    def visible_to(self, user: Any) -> "AskQuerySet":
        """Those who handle residents' needs in the neighbourhood."""
        return (
            self.filter(standing(user).condition(Power.SERVE, "need__community")) if user.pk else self.none()
        )

    def open(self) -> "AskQuerySet":
        """Neither answered nor replaced; the day may have passed."""
        return self.filter(used_at__isnull=True, replaced_at__isnull=True)


class Ask(models.Model):
    """The right to confirm one need once. Only a keyed hash of the code is stored.

    Open until it is used, replaced by a newer one, or past `expires_at`.
    """

    need = models.ForeignKey(Need, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=now)
    sent = models.BooleanField(default=False, help_text="the code went to the contact that the resident left")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(used_at__isnull=True, replaced_at__isnull=True),
                name="ask_one_open",
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(replaced_at__isnull=True), name="ask_used_or_replaced"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need} {self.asked_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.replaced_at is None and self.expires_at > now()


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def visible_to(self, user: Any) -> "ConfirmationQuerySet":
        """Verdicts and ratings are public (nobody is named in them); words are for the parties (`queries.words_of`)."""
        return self


class Confirmation(models.Model):
    """What a resident said of the result. Nobody's name is stored."""

    class Verdict(models.TextChoices):
        DONE = "done", _("all done")
        PARTLY = "partly", _("partly done")
        NOT_DONE = "not_done", _("not done")

    ask = models.OneToOneField(Ask, models.PROTECT, related_name="confirmation")
    need = models.ForeignKey(Need, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    verdict = models.CharField(_("was it done?"), max_length=10, choices=Verdict.choices)
    stars = models.PositiveSmallIntegerField(_("how good was the help?"))
    words = models.TextField(_("in your own words"), max_length=500, blank=True)
    once = models.CharField(
        max_length=36,
        blank=True,
        help_text="the number of the form it came on: the same form again is no second answer",
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="the worker who wrote down what the resident said on the phone",
    )
    at = models.DateTimeField(default=now)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="confirmation_one_to_five")
        ]
        indexes = [
            models.Index(fields=["need", "at"], name="confirmation_need"),
            models.Index(fields=["project", "at"], name="confirmation_project"),
        ]

    def __str__(self) -> str:
        return f"{self.need} {self.stars}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: Any) -> "DecisionQuerySet":
        """Closed decisions are public with their project; open ones are for the parties."""
        seen = Q(state__in=[Decision.State.CLOSED, Decision.State.ONE_SIDE_SILENT])
        if user.pk:
            seen |= of_parties(user, "cycle__project__partnership_id")
        return self.filter(seen)

    def overdue(self, before: Any) -> "DecisionQuerySet":
        """Proposed before a moment and not signed by all."""
        return self.filter(state=Decision.State.OPEN, proposed_at__lte=before)


class Decision(models.Model):
    """What both sides decide of a cycle: keep, adjust or stop. A signature counts for the version it was given on.

    OPEN → CLOSED (every campus-side and community-side party signed) | ONE_SIDE_SILENT (not in time).
    """

    class State(models.TextChoices):
        OPEN = "open", _("waiting for signatures")
        CLOSED = "closed", _("signed by both sides")
        ONE_SIDE_SILENT = "one_side_silent", _("closed with one side silent")

    MOVES = {State.OPEN: {State.CLOSED, State.ONE_SIDE_SILENT}}

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="+")
    outcome = models.CharField(_("decision"), max_length=10, choices=Cycle.Outcome.choices)
    reasons = models.TextField(_("reasons"), max_length=1000)
    next_steps = models.TextField(_("what moves to the next cycle"), max_length=1000, blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.OPEN)
    version = models.PositiveSmallIntegerField(default=1)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=now)
    silent = models.JSONField(
        default=list, blank=True, help_text="names of the parties that did not sign in time"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | ~Q(state="open") & Q(closed_at__isnull=False),
                name="decision_closed_when_closed",
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="decision_with_reasons"),
        ]
        indexes = [models.Index(fields=["state", "proposed_at"], name="decision_due")]

    def __str__(self) -> str:
        return f"{self.cycle} {self.outcome}"


class Signature(models.Model):
    """One party's signature under a decision."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="signatures")
    version = models.PositiveSmallIntegerField(default=1)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    side = models.CharField(max_length=12, choices=Side.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "organization", "version"], name="signature_once")
        ]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.organization} {self.at:%Y-%m-%d}"
