"""Seats: one person's place in a shift, the proof of having been there, the minutes."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.organizations.models import Side
from gongjian.organizations.paths import below
from gongjian.organizations.posts import Power

from .activities import Shift


def overseen(powers: Any, relation: str) -> Q:
    """The organisation stands below one from which the person oversees others."""
    found = Q(pk__in=[])
    for path in sorted(powers.inherited.get(Power.SEE, ())):
        found |= Q(**{f"{relation}__path__gt": path, f"{relation}__path__lt": below(path)[1]})
    return found


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def visible_to(self, user: Any) -> "SignUpQuerySet":
        """One's own seat, and the seats of activities one helps to run, or oversees from above, on either side."""
        if not user.pk:
            return self.none()
        powers = standing(user)
        return self.filter(
            Q(person_id=user.pk)
            | powers.condition(Power.ARRANGE, "shift__activity__organizer")
            | powers.condition(Power.ARRANGE, "shift__activity__partner")
            | overseen(powers, "shift__activity__organizer")
            | overseen(powers, "shift__activity__partner")
        )

    def seated(self) -> "SignUpQuerySet":
        return self.filter(state__in=SignUp.SEATED)


class SignUp(models.Model):
    """One person's place in a shift. `name` and `unit` are what both sides see of the person."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("has a place")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")
        CHECKED_IN = "checked_in", _("checked in")
        ATTENDED = "attended", _("attended")
        ABSENT = "absent", _("absent")
        APPLIED = "applied", _("applied")
        NOT_SELECTED = "not_selected", _("not selected")
        NOT_REACHED = "not_reached", _("no place became free")

    class Proof(models.TextChoices):
        CODE = "code", _("code on site")
        SCAN = "scan", _("person's code scanned")
        LIST = "list", _("organiser's list")
        PAPER = "paper", _("sign-in sheet on paper")

    BY_CODE = [Proof.CODE, Proof.SCAN]  # the moment itself is proven; a list or a sheet is somebody's word

    SEATED = [State.CONFIRMED, State.CHECKED_IN, State.ATTENDED, State.ABSENT]
    MOVES = {
        State.CONFIRMED: {State.CANCELLED, State.CHECKED_IN, State.ATTENDED, State.ABSENT},
        State.WAITING: {State.CONFIRMED, State.CANCELLED, State.NOT_REACHED},
        State.CANCELLED: {State.CONFIRMED, State.WAITING, State.APPLIED},
        State.APPLIED: {State.CONFIRMED, State.CANCELLED, State.NOT_SELECTED, State.NOT_REACHED},
        State.NOT_SELECTED: {State.CONFIRMED},
        State.CHECKED_IN: {State.ATTENDED, State.ABSENT},
        State.ATTENDED: {State.CHECKED_IN, State.ABSENT},
        State.ABSENT: {State.CHECKED_IN, State.ATTENDED},
    }

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="sign_ups")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=120, blank=True)
    side = models.CharField(max_length=12, choices=Side.choices, blank=True)
    signed_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="who signed the person up with a group, when somebody else did",
    )
    state = models.CharField(max_length=12, choices=State.choices)
    signed_up_at = models.DateTimeField(default=now)
    turn = models.PositiveIntegerField(default=0, help_text="the place in the order of the waiting list")
    checked_in_at = models.DateTimeField(null=True, blank=True)
    proof = models.CharField(max_length=6, choices=Proof.choices, blank=True)
    proof_reason = models.CharField(max_length=120, blank=True)
    still_coming_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(
        default=False, help_text="the proof waited in a phone without network and came afterwards"
    )
    late_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    late_accepted_at = models.DateTimeField(null=True, blank=True)
    checked_out_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    countersigned_at = models.DateTimeField(null=True, blank=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shift", "person"], name="sign_up_once"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(state="attended"), name="sign_up_minutes_when_attended"
            ),
            models.CheckConstraint(
                condition=Q(countersigned_at__isnull=True) | Q(confirmed_at__isnull=False),
                name="sign_up_confirmed_first",
            ),
            models.CheckConstraint(
                condition=Q(is_late=False) | Q(late_accepted_at__isnull=False) | Q(confirmed_at__isnull=True),
                name="sign_up_late_proof_accepted_first",
            ),
            models.CheckConstraint(
                condition=Q(checked_out_at__isnull=True) | Q(checked_in_at__isnull=False),
                name="sign_up_out_after_in",
            ),
            models.CheckConstraint(
                condition=(Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("person")))
                & (Q(countersigned_by__isnull=True) | ~Q(countersigned_by=F("person")))
                & (Q(countersigned_by__isnull=True) | ~Q(countersigned_by=F("confirmed_by"))),
                name="sign_up_two_others_confirm",
            ),
        ]
        indexes = [
            models.Index(fields=["shift", "state", "turn"], name="sign_up_queue"),
            models.Index(fields=["person", "state"], name="sign_up_person"),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.shift}"

    @property
    def waits_for_acceptance(self) -> bool:
        """The proof came late and the organiser has not said yet whether it counts."""
        return self.is_late and self.late_accepted_at is None

    @property
    def counts(self) -> bool:
        """Minutes count once both sides have confirmed them."""
        return self.state == self.State.ATTENDED and self.countersigned_at is not None


class Press(models.Model):
    """One press of a button that waited in a phone: its own mark (`once`) makes it count once, however often it comes.

    `pressed_at` is the phone's word, `arrived_at` is ours.
    """

    class Act(models.TextChoices):
        CHECK_IN = "check_in", _("check-in")
        CHECK_OUT = "check_out", _("check-out")
        TICK = "tick", _("list tick")

    sign_up = models.ForeignKey(SignUp, models.PROTECT, related_name="presses")
    act = models.CharField(max_length=10, choices=Act.choices)
    once = models.UUIDField()
    pressed_at = models.DateTimeField()
    arrived_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sign_up", "act", "once"], name="press_counts_once")]

    def __str__(self) -> str:
        return f"{self.act} {self.once}"
