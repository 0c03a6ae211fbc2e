"""What a person may say about their own record, how it is put right, and what they thought of an activity."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import now

from .activities import Activity
from .seats import SignUp


class OfSeatQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Any:
        """Whoever may see the seat."""
        return self.filter(sign_up__in=SignUp.objects.visible_to(user))


class Dispute(models.Model):
    """A person says that their record is wrong; the organiser answers, then the organisation above it.

    《志愿服务记录与证明出具办法（试行）》: a volunteer may ask for a correction, the organisation checks it promptly.
    """

    class State(models.TextChoices):
        OPEN = "open", _("with the organiser")
        DECLINED = "declined", _("declined by the organiser")
        RAISED = "raised", _("with the organisation above")
        GRANTED = "granted", _("put right")
        REFUSED = "refused", _("declined by the organisation above")

    MOVES = {
        State.OPEN: {State.DECLINED, State.RAISED, State.GRANTED},
        State.DECLINED: {State.RAISED, State.GRANTED},
        State.RAISED: {State.GRANTED, State.REFUSED},
    }
    LIVE = [State.OPEN, State.DECLINED, State.RAISED]
    WAITING = [State.OPEN, State.RAISED]

    sign_up = models.ForeignKey(SignUp, models.PROTECT, related_name="disputes")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    words = models.CharField(max_length=300)
    wanted_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    opened_at = models.DateTimeField(default=now)
    raised_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    last_answer = models.CharField(max_length=300, blank=True)
    last_answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    last_answered_at = models.DateTimeField(null=True, blank=True)

    objects = OfSeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sign_up"], condition=Q(state__in=["open", "declined", "raised"]), name="dispute_once"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="dispute_has_words"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""), name="dispute_declined_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(last_answer=""), name="dispute_refused_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["state"], name="dispute_state")]

    def __str__(self) -> str:
        return f"{self.sign_up}: {self.get_state_display()}"


class Correction(models.Model):
    """One change of a record that both sides had seen: who, when, from what, to what, why. Rows are only ever added."""

    sign_up = models.ForeignKey(SignUp, models.PROTECT, related_name="corrections")
    dispute = models.ForeignKey(Dispute, models.PROTECT, null=True, blank=True, related_name="corrections")
    minutes_from = models.PositiveSmallIntegerField(help_text="0 for somebody marked absent")
    minutes_to = models.PositiveSmallIntegerField(help_text="0 for somebody who was not there")
    why = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    objects = OfSeatQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(minutes_from=F("minutes_to")), name="correction_changes_something"
            ),
            models.CheckConstraint(condition=~Q(why=""), name="correction_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.sign_up}: {self.minutes_from} → {self.minutes_to}"


class RatingQuerySet(models.QuerySet["Rating"]):
    def visible_to(self, user: Any) -> "RatingQuerySet":
        """Who may see the activity; the pages never say who gave which."""
        return self.filter(activity__in=Activity.objects.visible_to(user))


class Rating(models.Model):
    """What somebody who took part thought of an activity: 1 to 5 and words, once each."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="ratings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=now)

    objects = RatingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "person"], name="rating_once"),
            models.CheckConstraint(condition=Q(stars__gte=1) & Q(stars__lte=5), name="rating_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.stars}"
