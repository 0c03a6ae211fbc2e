"""Activities and their shifts."""

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.organizations.models import Organization, Place, Side
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Category, Project

ADULT = 18  # years: 民法典 §17
KEPT_SIDES = (Side.CAMPUS, Side.COMMUNITY)  # for which places may be kept


class ActivityQuerySet(models.QuerySet["Activity"]):
    def public(self) -> "ActivityQuerySet":
        return self.exclude(state=Activity.State.DRAFT)

    def visible_to(self, user: Any) -> "ActivityQuerySet":
        """What is open to all once published; what is for members, to members; drafts, to both sides' organisers."""
        published = ~Q(state=Activity.State.DRAFT)
        if not user.pk:
            return self.filter(published, audience=Activity.Audience.EVERYONE)
        powers = standing(user)
        together = Activity.co_organizers.through.objects.filter(activity=OuterRef("pk"))
        ours = together.filter(powers.belongs("organization"))
        seen = together.filter(powers.condition(Power.SEE, "organization"))
        return self.filter(
            published
            & (
                Q(audience=Activity.Audience.EVERYONE)
                | powers.belongs("organizer")
                | powers.belongs("partner")
                | Exists(ours)
            )
            | powers.condition(Power.SEE, "organizer")
            | powers.condition(Power.SEE, "partner")
            | Exists(seen)
        )


class Activity(models.Model):
    """Something people do together at a place and time, run by one organisation with a partner."""

    class Kind(models.TextChoices):
        SERVICE = "service", _("volunteer service")
        THEMED_DAY = "themed_day", _("themed Party day")
        LECTURE = "lecture", _("Party lecture")
        STUDY = "study", _("study session")
        CAMPAIGN = "campaign", _("public education campaign")
        VISIT = "visit", _("visit")
        CULTURE = "culture", _("culture and sport")
        TRAINING = "training", _("training for branch officers")

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("everyone")
        MEMBERS = "members", _("people of the two organisations")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open for sign-up")
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        SETTLED = "settled", _("settled")
        CANCELLED = "cancelled", _("cancelled")

    SERVICE_KINDS = [Kind.SERVICE, Kind.CAMPAIGN, Kind.VISIT]  # what counts as volunteer service
    COUNTS_FOR = {  # what each kind is counted for, as its page says
        Kind.SERVICE: [_("service hours")],
        Kind.THEMED_DAY: [_("organisation-life calendar"), _("“seven ones”")],
        Kind.LECTURE: [_("organisation-life calendar"), _("learning hours")],
        Kind.STUDY: [_("learning hours")],
        Kind.CAMPAIGN: [_("service hours"), _("“seven ones”")],
        Kind.VISIT: [_("service hours"), _("“seven ones”")],
        Kind.CULTURE: [_("“seven ones”")],
        Kind.TRAINING: [_("learning hours")],
    }
    LIVE = [State.OPEN, State.RUNNING]
    MOVES = {
        State.DRAFT: {State.OPEN, State.CANCELLED},
        State.OPEN: {State.RUNNING, State.FINISHED, State.CANCELLED},
        State.RUNNING: {State.FINISHED, State.CANCELLED},
        State.FINISHED: {State.SETTLED},
    }

    organizer = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("organiser"))
    partner = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("partner")
    )
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.SERVICE)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    title = models.CharField(_("title"), max_length=60)
    words = models.TextField(_("what happens"), max_length=2000)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    where = models.CharField(_("where exactly"), max_length=160)
    audience = models.CharField(
        _("who may join"), max_length=10, choices=Audience.choices, default=Audience.EVERYONE
    )
    skills = models.JSONField(_("skills wanted"), default=list, blank=True)
    checklist = models.JSONField(_("checklist"), default=list, blank=True)
    risks = models.CharField(_("risks and safety"), max_length=300)
    is_dangerous = models.BooleanField(_("personal danger is possible"), default=False)
    insurance = models.CharField(_("insurance policy number"), max_length=80, blank=True)
    co_organizers = models.ManyToManyField(
        Organization, related_name="+", blank=True, verbose_name=_("organised together with")
    )
    sign_up_opens_at = models.DateTimeField(_("sign-up opens"), null=True, blank=True)
    sign_up_closes_at = models.DateTimeField(_("sign-up closes"), null=True, blank=True)
    cancel_hours = models.PositiveSmallIntegerField(
        _("places can be given back until (hours before it begins)"),
        default=0,
        validators=[MaxValueValidator(720)],
    )
    min_age = models.PositiveSmallIntegerField(
        _("minimum age"), default=0, validators=[MaxValueValidator(99)]
    )
    by_selection = models.BooleanField(_("the organiser selects among those who apply"), default=False)
    group_size = models.PositiveSmallIntegerField(
        _("people in a group at most"), default=0, validators=[MaxValueValidator(50)]
    )
    contact_name = models.CharField(_("contact person"), max_length=60)
    contact_phone = models.CharField(_("contact phone"), max_length=30)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    cancel_reason = models.CharField(max_length=200, blank=True)
    plan = models.ForeignKey(
        "activities.Plan",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="drafts",
        help_text="the plan that made this draft",
    )
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="activity_cancelled_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(is_dangerous=False) | ~Q(insurance=""), name="activity_insured"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def age_limit(self) -> int:
        """From which age people may take part, in years; 0 without a limit. Danger is for adults (志愿服务条例 §15)."""
        return max(self.min_age, ADULT if self.is_dangerous else 0)

    @property
    def counts_for(self) -> list[Any]:
        """What taking part is counted for; only service gives service hours."""
        return self.COUNTS_FOR[self.Kind(self.kind)]

    @property
    def is_service(self) -> bool:
        """Whether the minutes are volunteer service: they give service points and stand on certificates."""
        return self.kind in self.SERVICE_KINDS


def new_code_key() -> str:
    return secrets.token_hex(32)


class ShiftQuerySet(models.QuerySet["Shift"]):
    def open_to_all(self) -> "ShiftQuerySet":
        """The part of `visible_to` that holds for everybody: found without asking about anybody's powers."""
        return self.exclude(activity__state=Activity.State.DRAFT).filter(
            activity__audience=Activity.Audience.EVERYONE
        )

    def visible_to(self, user: Any) -> "ShiftQuerySet":
        return self.filter(activity__in=Activity.objects.visible_to(user))


class Shift(models.Model):
    """A stretch of time with seats.

    Of its places some may be kept for a side until a moment; while they are (`keeps`), `campus_taken` and
    `community_taken` count beside `taken` how many people of the side have one.

    `taken`, `waiting`, `turns` and the sides' counters are moved by conditional statements or on the held row only, so
    that nobody counts rows under a lock. `is_open` repeats on the hot row that the activity takes sign-ups: a
    cancellation can't slip in between.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    break_minutes = models.PositiveSmallIntegerField(_("breaks (minutes)"), default=0)
    capacity = models.PositiveIntegerField(_("places"))
    taken = models.PositiveIntegerField(default=0)
    waiting_places = models.PositiveIntegerField(_("places on the waiting list"), default=20)
    waiting = models.PositiveIntegerField(default=0)
    turns = models.PositiveIntegerField(default=0, help_text="the last turn given on the waiting list")
    campus_kept = models.PositiveIntegerField(_("kept for the campus"), default=0)
    campus_taken = models.PositiveIntegerField(default=0)
    community_kept = models.PositiveIntegerField(_("kept for the neighbourhood"), default=0)
    community_taken = models.PositiveIntegerField(default=0)
    kept_until = models.DateTimeField(_("kept until"), null=True, blank=True)
    is_open = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True, blank=True)
    cover_called_at = models.DateTimeField(null=True, blank=True)
    code_key = models.CharField(
        max_length=64, default=new_code_key, help_text="secret from which the rotating code is made"
    )

    mine: str | None = (
        None  # the state of the reader's own row, "" without one; None where it was not asked for
    )

    objects = ShiftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_start"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="shift_never_oversold"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="shift_has_places"),
            models.CheckConstraint(
                condition=Q(waiting=0)
                | Q(taken__gte=F("capacity"))
                | Q(campus_kept__gt=0)
                | Q(community_kept__gt=0),
                name="shift_waits_only_when_full",
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=F("campus_kept") + F("community_kept")),
                name="shift_keeps_what_it_has",
            ),
        ]
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["starts_at"], name="shift_starts")]

    def __str__(self) -> str:
        return f"{self.activity} {self.starts_at:%m-%d %H:%M}"

    @property
    def is_full(self) -> bool:
        return self.taken >= self.capacity

    @property
    def is_waiting_full(self) -> bool:
        return self.waiting >= self.waiting_places

    @property
    def minutes(self) -> int:
        """The length without breaks: what one person can serve at most."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60 - self.break_minutes

    @property
    def left(self) -> int:
        return self.capacity - self.taken

    @property
    def give_back_until(self) -> dt.datetime:
        """Until when a place can be given back."""
        return self.starts_at - dt.timedelta(hours=self.activity.cancel_hours)

    @property
    def keeps(self) -> bool:
        """Whether places are still kept for a side."""
        return bool(self.campus_kept or self.community_kept)

    def counted(self, sides: Mapping[str, int]) -> dict[str, int]:
        """By how much the counters grow when so many people of these sides take places."""
        grown = {"taken": sum(sides.values())}
        if self.keeps:
            grown |= {f"{side}_taken": sides[side] for side in KEPT_SIDES if sides.get(side)}
        return grown

    def room_for(self, sides: Mapping[str, int]) -> Q:
        """For a conditional statement: so many people of these sides find places, and what is kept stays kept."""
        most: Any = F("capacity") - sum(sides.values())
        fits = Q(taken__lte=most)
        if not self.keeps:
            return fits
        for kept in (KEPT_SIDES[:1], KEPT_SIDES[1:], KEPT_SIDES):
            held = most
            for side in kept:
                held = held - F(f"{side}_kept") + F(f"{side}_taken") + sides.get(side, 0)
            fits &= Q(taken__lte=held)
        return fits

    def fits(self, sides: Mapping[str, int]) -> bool:
        """The same question for the row as it was read."""
        held = sum(self.still_kept(side, sides.get(side, 0)) for side in KEPT_SIDES)
        return self.taken + sum(sides.values()) + held <= self.capacity

    def still_kept(self, side: str, more: int = 0) -> int:
        """How many places nobody but this side can take, when `more` of its people have come."""
        return max(0, getattr(self, f"{side}_kept") - getattr(self, f"{side}_taken") - more)
