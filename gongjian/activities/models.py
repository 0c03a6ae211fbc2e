"""Activities, shifts, seats."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.audit.registry import verbs
from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.notices.registry import tells
from gongjian.organizations.models import Organization, Place
from gongjian.organizations.paths import below
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Category, Project


@verbs
class Verb(models.TextChoices):
    DRAFTED = "activities.drafted", _("drafted an activity")
    EDITED = "activities.edited", _("edited an activity")
    PUBLISHED = "activities.published", _("opened an activity for sign-up")
    CANCELLED = "activities.cancelled", _("cancelled an activity")
    STARTED = "activities.started", _("started an activity")
    FINISHED = "activities.finished", _("finished an activity")
    SETTLED = "activities.settled", _("settled an activity")
    SIGNED_UP = "activities.signed_up", _("signed up")
    WAITED = "activities.waited", _("joined the waiting list")
    MOVED_UP = "activities.moved_up", _("moved up from the waiting list")
    SIGN_UP_CANCELLED = "activities.sign_up_cancelled", _("cancelled a sign-up")
    REMINDED = "activities.reminded", _("reminded everybody with a place")
    CHECKED_IN = "activities.checked_in", _("checked in")
    TICKED = "activities.ticked", _("ticked somebody on the list")
    MARKED_ABSENT = "activities.marked_absent", _("marked somebody absent")
    MINUTES_CONFIRMED = "activities.minutes_confirmed", _("confirmed minutes for the organiser")
    MINUTES_COUNTERSIGNED = "activities.minutes_countersigned", _("confirmed minutes for the other side")
    MINUTES_RETURNED = "activities.minutes_returned", _("sent minutes back to the organiser")
    CERTIFICATE_ISSUED = "activities.certificate_issued", _("asked for a certificate of service")


@tells
class Tell(models.TextChoices):
    PUBLISHED = "activities.published", _("“%(activity)s” is open for sign-up.")
    SIGNED_UP = "activities.signed_up", _("You have a place: “%(activity)s”, %(when)s.")
    WAITING = "activities.waiting", _("You are number %(place)s on the waiting list of “%(activity)s”.")
    MOVED_UP = "activities.moved_up", _("A place became free: you now take part in “%(activity)s”, %(when)s.")
    CHANGED = (
        "activities.changed",
        _("“%(activity)s” has changed. Please look at the time and the place again."),
    )
    CANCELLED = "activities.cancelled", _("“%(activity)s” is cancelled: %(reason)s")
    REMINDER = "activities.reminder", _("Tomorrow: “%(activity)s”, %(when)s.")
    TO_CONFIRM = "activities.to_confirm", _("“%(activity)s” is over. Please confirm the minutes.")
    TO_COUNTERSIGN = (
        "activities.to_countersign",
        _("“%(activity)s”: the minutes wait for your side's confirmation."),
    )
    RETURNED = "activities.returned", _("“%(activity)s”: the minutes of %(name)s came back: %(reason)s")
    MINUTES = "activities.minutes", _("%(minutes)s minutes of “%(activity)s” are confirmed by both sides.")
    ABSENT = (
        "activities.absent",
        _("You were marked absent from “%(activity)s”. Tell the organiser if this is wrong."),
    )


class ActivityQuerySet(models.QuerySet["Activity"]):
    def public(self) -> "ActivityQuerySet":
        return self.exclude(state=Activity.State.DRAFT)

    def visible_to(self, user: Any) -> "ActivityQuerySet":
        """What is open to all once published; what is for members, to members; drafts, to both sides' organisers."""
        published = ~Q(state=Activity.State.DRAFT)
        if not user.pk:
            return self.filter(published, audience=Activity.Audience.EVERYONE)
        powers = standing(user)
        return self.filter(
            published
            & (
                Q(audience=Activity.Audience.EVERYONE)
                | powers.belongs("organizer")
                | powers.belongs("partner")
            )
            | powers.condition(Power.SEE, "organizer")
            | powers.condition(Power.SEE, "partner")
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
    risks = models.CharField(_("risks and safety"), max_length=300)
    is_dangerous = models.BooleanField(_("personal danger is possible"), default=False)
    insurance = models.CharField(_("insurance policy number"), max_length=80, blank=True)
    contact_name = models.CharField(_("contact person"), max_length=60)
    contact_phone = models.CharField(_("contact phone"), max_length=30)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    cancel_reason = models.CharField(max_length=200, blank=True)
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

    `taken`, `waiting` and `turns` are moved by conditional statements only, so that nobody counts rows under a lock.
    `is_open` repeats on the hot row that the activity takes sign-ups: a cancellation can't slip in between.
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
    is_open = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True, blank=True)
    code_key = models.CharField(
        max_length=64, default=new_code_key, help_text="secret from which the rotating code is made"
    )

    objects = ShiftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_start"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="shift_never_oversold"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="shift_has_places"),
            models.CheckConstraint(
                condition=Q(waiting=0) | Q(taken__gte=F("capacity")), name="shift_waits_only_when_full"
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

    class Proof(models.TextChoices):
        CODE = "code", _("code on site")
        LIST = "list", _("organiser's list")

    SEATED = [State.CONFIRMED, State.CHECKED_IN, State.ATTENDED, State.ABSENT]
    MOVES = {
        State.CONFIRMED: {State.CANCELLED, State.CHECKED_IN, State.ATTENDED, State.ABSENT},
        State.WAITING: {State.CONFIRMED, State.CANCELLED},
        State.CANCELLED: {State.CONFIRMED, State.WAITING},
        State.CHECKED_IN: {State.ATTENDED, State.ABSENT},
        State.ATTENDED: {State.CHECKED_IN},
        State.ABSENT: {State.CHECKED_IN, State.ATTENDED},
    }

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="sign_ups")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, choices=State.choices)
    signed_up_at = models.DateTimeField(default=now)
    turn = models.PositiveIntegerField(default=0, help_text="the place in the order of the waiting list")
    checked_in_at = models.DateTimeField(null=True, blank=True)
    proof = models.CharField(max_length=6, choices=Proof.choices, blank=True)
    proof_reason = models.CharField(max_length=120, blank=True)
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
    def counts(self) -> bool:
        """Minutes count once both sides have confirmed them."""
        return self.state == self.State.ATTENDED and self.countersigned_at is not None
