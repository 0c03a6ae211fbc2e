"""Books of records that were asked for, and who wants the monthly report by itself."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.audit.registry import verbs
from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.documents.models import Document
from gongjian.notices.registry import tells
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Partnership
from gongjian.partnerships.models.agreements import of_parties


@verbs
class Verb(models.TextChoices):
    BOOK_ASKED = "insights.book_asked", _("asked for a book of records")
    BOOK_MADE = "insights.book_made", _("made a book of records")
    BOOK_FAILED = "insights.book_failed", _("could not make a book of records")
    REPORT_WANTED = "insights.report_wanted", _("asked for the monthly report")
    REPORT_UNWANTED = "insights.report_unwanted", _("no longer wants the monthly report")
    SHEET_MADE = "insights.sheet_made", _("made the record sheet of an activity")


@tells
class Tell(models.TextChoices):
    BOOK_READY = "insights.book_ready", _("“%(title)s” is ready, as PDF, Word and Excel.")
    BOOK_FAILED = "insights.book_failed", _("“%(title)s” could not be made. Please ask for it once more.")


def inside(user: Any) -> Q:
    """About an organisation or a partnership whose inner rows the person sees."""
    if not user.pk:
        return Q(pk__in=[])
    return standing(user).condition(Power.SEE, "organization") | of_parties(user, "partnership")


class BookQuerySet(models.QuerySet["Book"]):
    def visible_to(self, user: Any) -> "BookQuerySet":
        """Those who see the inner rows of the organisation, or of a party of the partnership."""
        return self.filter(inside(user))


class Book(models.Model):
    """A yearly ledger or monthly report that was asked for, of one organisation or one partnership.

    Made part by part, `parts` holding those that are done, so that a killed worker goes on where it stopped.
    WAITING → DONE (with its paper) | FAILED (after three tries).
    """

    class Kind(models.TextChoices):
        YEARLY_LEDGER = "yearly_ledger", _("yearly ledger")
        MONTHLY_REPORT = "monthly_report", _("monthly report")

    class State(models.TextChoices):
        WAITING = "waiting", _("being made")
        DONE = "done", _("ready")
        FAILED = "failed", _("not made")

    MOVES = {State.WAITING: {State.DONE, State.FAILED}}

    kind = models.CharField(max_length=20, choices=Kind.choices)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, related_name="+")
    since = models.DateField()
    until = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    parts = models.JSONField(default=list, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=now)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")

    objects = BookQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=True) ^ Q(partnership__isnull=True), name="book_of_one"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(document__isnull=False), name="book_done_with_paper"
            ),
            models.UniqueConstraint(
                fields=["kind", "organization", "since", "until"],
                condition=Q(state="waiting", organization__isnull=False),
                name="book_waits_once_organization",
            ),
            models.UniqueConstraint(
                fields=["kind", "partnership", "since", "until"],
                condition=Q(state="waiting", partnership__isnull=False),
                name="book_waits_once_partnership",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="book_waiting")]
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.about} {self.since:%Y-%m}"

    @property
    def about(self) -> Organization | Partnership:
        """What the book is about: one of the two is always there."""
        about: Any = self.organization or self.partnership
        return about

    @property
    def about_name(self) -> str:
        return str(self.about)

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def visible_to(self, user: Any) -> "SubscriptionQuerySet":
        """One's own."""
        return self.filter(person_id=user.pk) if user.pk else self.none()


class Subscription(models.Model):
    """A person wants the monthly report of an organisation or a partnership on the first working day of each month."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(default=now)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=True) ^ Q(partnership__isnull=True),
                name="subscription_to_one",
            ),
            models.UniqueConstraint(
                fields=["person", "organization"],
                condition=Q(organization__isnull=False),
                name="subscription_once_organization",
            ),
            models.UniqueConstraint(
                fields=["person", "partnership"],
                condition=Q(partnership__isnull=False),
                name="subscription_once_partnership",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organization or self.partnership}"
