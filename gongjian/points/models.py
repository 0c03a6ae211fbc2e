"""Rules, entries, balances."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.audit.registry import verbs
from gongjian.core.access import standing
from gongjian.core.clock import now, today
from gongjian.notices.registry import tells
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power


@verbs
class Verb(models.TextChoices):
    REVERSED = "points.reversed", _("reversed points")
    RULE_SAVED = "points.rule_saved", _("saved a points rule")
    DISPUTED = "points.disputed", _("said that a row of points is wrong")
    DISPUTE_ANSWERED = "points.dispute_answered", _("answered a dispute about points")
    BALANCES_CHECKED = "points.balances_checked", _("checked all balances against the ledger")


@tells
class Tell(models.TextChoices):
    REVERSED = (
        "points.reversed",
        _("A row of your points was put right: %(amount)s points. Reason: %(reason)s"),
    )
    DISPUTED = "points.disputed", _("A member says that a row of points is wrong. Please answer by %(due)s.")
    CORRECTED = "points.corrected", _("Your row of points was put right: %(answer)s")
    KEPT = "points.kept", _("Your row of points stays as it is: %(answer)s")
    UNEQUAL = "points.unequal", _("The nightly check found %(n)s balances that differ from the ledger.")


class Category(models.TextChoices):
    SERVICE = "service", _("service")
    LEARNING = "learning", _("learning")
    ORGANIZATIONAL_LIFE = "organizational_life", _("organisation life")
    HONOUR = "honour", _("honour")


class Unit(models.TextChoices):
    HOUR = "hour", _("hour")
    OCCASION = "occasion", _("occasion")


class RuleQuerySet(models.QuerySet["Rule"]):
    def visible_to(self, user: Any) -> "RuleQuerySet":
        """What counts is public."""
        return self

    def valid_on(self, day: dt.date) -> "RuleQuerySet":
        """The versions whose life includes the day, newest first."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day
        ).order_by("-valid_from", "-pk")


class Rule(models.Model):
    """What counts and how much, from a day until a day. `code` names the rule across its versions."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    category = models.CharField(max_length=20, choices=Category.choices)
    amount = models.DecimalField(max_digits=8, decimal_places=2, help_text="points per unit")
    unit = models.CharField(max_length=20, choices=Unit.choices)
    daily_cap = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="points_rule_version"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="points_rule_gives"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="points_rule_life",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: Any) -> "EntryQuerySet":
        """One's own points only."""
        return self.filter(person_id=user.pk) if user.pk else self.none()


class Entry(models.Model):
    """One award, or the reversal of one. Rows are only ever added; one award per (rule code, source).

    `amount` is smaller than quantity × the rule's amount when the day's cap was reached (0 when it was used up).
    `about` says in public words what it was for: an activity's title.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    quantity = models.DecimalField(max_digits=10, decimal_places=2)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    source_type = models.CharField(max_length=60)
    source_id = models.CharField(max_length=40)
    about = models.CharField(max_length=120, blank=True)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="who awarded it and answers for it",
    )
    day = models.DateField(default=today)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversal")
    reason = models.CharField(max_length=200, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "source_type", "source_id"],
                condition=Q(reverses__isnull=True),
                name="points_award_once",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount__gte=0, quantity__gt=0)
                | Q(reverses__isnull=False, amount__lte=0),
                name="points_sign",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-day", "-id"], name="points_person"),
            models.Index(fields=["person", "code", "day"], name="points_day"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.amount:+} {self.code}"


class Balance(models.Model):
    """The sum of a person's entries, moved only by the ledger."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="+"
    )
    total = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(total__gte=0), name="points_never_below_nothing")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.total}"


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def visible_to(self, user: Any) -> "DisputeQuerySet":
        """Whoever said it, and those who lead the organisation that is to answer; without one, the operators."""
        if not user.pk:
            return self.none()
        powers = standing(user)
        answers = powers.condition(Power.LEAD, "organization")
        if powers.holds(Power.OPERATE):
            answers |= Q(organization=None)
        return self.filter(Q(person_id=user.pk) | answers)


class Dispute(models.Model):
    """“This is wrong”: about one row, first for the organisation that awarded it (level 1), then for the one above (2).

    OPEN → CORRECTED (a reversal and, unless it counts nothing, a new row) | KEPT.
    """

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        CORRECTED = "corrected", _("put right")
        KEPT = "kept", _("stays as it is")

    MOVES = {State.OPEN: {State.CORRECTED, State.KEPT}}
    LEVELS = 2

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="disputes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=1)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    words = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    said_at = models.DateTimeField(default=now)
    due_on = models.DateField()
    answer = models.CharField(max_length=200, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "level"], name="points_dispute_once_a_level"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True) | ~Q(state="open") & ~Q(answer=""),
                name="points_dispute_answered_in_words",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="points_dispute_due")]
        ordering = ["entry", "level"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.level}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class CheckQuerySet(models.QuerySet["Check"]):
    def visible_to(self, user: Any) -> "CheckQuerySet":
        """That balances are checked, when, and how many differed is public; whose they are is not stored here."""
        return self


class Check(models.Model):
    """One night's comparison of all balances with the ledger. `problems` names rows by their keys."""

    day = models.DateField(unique=True)
    at = models.DateTimeField(default=now)
    balances = models.PositiveIntegerField()
    problems = models.JSONField(default=list)

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {len(self.problems)}"
