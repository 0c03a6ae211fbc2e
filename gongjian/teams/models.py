"""Teams, their people, and what a social-practice team keeps."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.activities.models import SignUp
from gongjian.audit.registry import verbs
from gongjian.core.access import standing
from gongjian.core.clock import now, today
from gongjian.core.fields import EncryptedTextField
from gongjian.documents.models import Document
from gongjian.notices.registry import tells
from gongjian.organizations.models import Organization, Side
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Claim

MOST_MEMBERS = 500


@verbs
class Verb(models.TextChoices):
    FOUNDED = "teams.founded", _("founded a volunteer team")
    ACCEPTED = "teams.accepted", _("accepted to lead a volunteer team together")
    DECLINED = "teams.declined", _("declined to lead a volunteer team together")
    CLOSED = "teams.closed", _("closed a volunteer team")
    CALLED = "teams.called", _("changed the open call of a volunteer team")
    JOIN_ASKED = "teams.join_asked", _("asked to join a volunteer team")
    JOINED = "teams.joined", _("took somebody into a volunteer team")
    NOT_JOINED = "teams.not_joined", _("did not take somebody into a volunteer team")
    LEFT = "teams.left", _("left a volunteer team")
    NAME_SHOWN = "teams.name_shown", _("decided whether the team's page says one's name")
    SIGNED_UP = "teams.signed_up", _("signed a volunteer team up")
    WISH_TAKEN = "teams.wish_taken", _("offered to fulfil a small wish as a team")
    PRACTICE_PLANNED = "teams.practice_planned", _("planned a social practice")
    EMERGENCY_SHOWN = "teams.emergency_shown", _("looked at a team's emergency contact")
    NOTE_TAKEN = "teams.note_taken", _("wrote an interview note with consent")
    NOTE_SHOWN = "teams.note_shown", _("read an interview note")
    NOTE_ERASED = "teams.note_erased", _("erased an interview note: consent was withdrawn")
    REPORTED = "teams.reported", _("handed in the report of a social practice")
    REPORT_RETURNED = "teams.report_returned", _("sent the report of a social practice back")
    REPORT_CONFIRMED = "teams.report_confirmed", _("confirmed a social practice as its host")


@tells
class Tell(models.TextChoices):
    PROPOSED = (
        "teams.proposed",
        _("%(organization)s would like to lead the team “%(team)s” together with you."),
    )
    ACCEPTED = "teams.accepted", _("“%(team)s” now has leaders of both sides.")
    DECLINED = "teams.declined", _("“%(team)s” does not come about: %(reason)s")
    CLOSED = "teams.closed", _("The team “%(team)s” is closed: %(reason)s")
    JOIN_ASKED = "teams.join_asked", _("%(name)s would like to join “%(team)s”.")
    JOINED = "teams.joined", _("You are a member of “%(team)s” now.")
    NOT_JOINED = "teams.not_joined", _("“%(team)s” can't take you at the moment. Thank you for asking.")
    REPORTED = "teams.reported", _("“%(team)s” hands in its report. Please confirm it as the host.")
    REPORT_RETURNED = "teams.report_returned", _("The report of “%(team)s” came back: %(reason)s")
    REPORT_CONFIRMED = "teams.report_confirmed", _("The host has confirmed the report of “%(team)s”.")


class VolunteerTeamQuerySet(models.QuerySet["VolunteerTeam"]):
    def public(self) -> "VolunteerTeamQuerySet":
        return self.filter(accepted_at__isnull=False)

    def visible_to(self, user: Any) -> "VolunteerTeamQuerySet":
        """Teams that both sides have accepted are public; the others are for those who arrange on either side."""
        seen = Q(accepted_at__isnull=False)
        if user.pk:
            powers = standing(user)
            seen |= powers.condition(Power.ARRANGE, "campus") | powers.condition(Power.ARRANGE, "community")
            seen |= Q(campus_leader_id=user.pk) | Q(community_leader_id=user.pk)
        return self.filter(seen)


class VolunteerTeam(models.Model):
    """People of both sides who serve together, with a leader of each side. `members` counts them."""

    class Kind(models.TextChoices):
        VOLUNTEER = "volunteer", _("volunteer team")
        PRACTICE = "practice", _("social-practice team")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waiting for the other side")
        ACTIVE = "active", _("active")
        DECLINED = "declined", _("not founded")
        CLOSED = "closed", _("closed")

    MOVES = {
        State.PROPOSED: {State.ACTIVE, State.DECLINED, State.CLOSED},
        State.ACTIVE: {State.CLOSED},
    }

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.VOLUNTEER)
    name = models.CharField(_("name of the team"), max_length=40)
    words = models.TextField(_("what the team does"), max_length=1000)
    campus = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("campus side"))
    community = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("community side")
    )
    campus_leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    community_leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    places = models.PositiveSmallIntegerField(
        _("places in the team"),
        default=30,
        validators=[MinValueValidator(2), MaxValueValidator(MOST_MEMBERS)],
    )
    members = models.PositiveSmallIntegerField(default=0)
    call = models.CharField(_("open call"), max_length=300, blank=True)
    call_until = models.DateField(_("the call is open until"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField(default=now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=200, blank=True)

    objects = VolunteerTeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campus", "community", "name"],
                condition=Q(state__in=["proposed", "active"]),
                name="teams_name_once",
            ),
            models.CheckConstraint(condition=~Q(campus=F("community")), name="teams_two_sides"),
            models.CheckConstraint(
                condition=~Q(state="active")
                | Q(campus_leader__isnull=False, community_leader__isnull=False, accepted_at__isnull=False),
                name="teams_active_led_by_both",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["closed", "declined"]) | ~Q(close_reason=""),
                name="teams_ended_with_reason",
            ),
            models.CheckConstraint(condition=Q(members__lte=F("places")), name="teams_never_overfull"),
        ]
        indexes = [models.Index(fields=["state", "kind"], name="teams_list")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_calling(self) -> bool:
        """Whether somebody may ask to join today."""
        return self.state == self.State.ACTIVE and self.call_until is not None and self.call_until >= today()

    @property
    def leaders(self) -> list[Any]:
        return [leader for leader in (self.campus_leader, self.community_leader) if leader is not None]

    def leads(self, user: Any) -> bool:
        return user.pk is not None and user.pk in {self.campus_leader_id, self.community_leader_id}

    def side_of(self, user: Any) -> Organization:
        """For which side a leader stands."""
        return self.community if user.pk == self.community_leader_id else self.campus

    @property
    def silent_side(self) -> Organization:
        """The organisation that has not named its leader yet."""
        return self.community if self.campus_leader_id else self.campus


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: Any) -> "MembershipQuerySet":
        """One's own, and those of teams that one leads or arranges for."""
        if not user.pk:
            return self.none()
        powers = standing(user)
        return self.filter(
            Q(person_id=user.pk)
            | Q(team__campus_leader_id=user.pk)
            | Q(team__community_leader_id=user.pk)
            | powers.condition(Power.ARRANGE, "team__campus")
            | powers.condition(Power.ARRANGE, "team__community")
        )


class Membership(models.Model):
    """One person in one team. `name` and `unit` are what the leaders see; the public only with `is_named`."""

    class State(models.TextChoices):
        ASKED = "asked", _("would like to join")
        MEMBER = "member", _("member")
        DECLINED = "declined", _("not taken this time")
        LEFT = "left", _("left")

    MOVES = {
        State.ASKED: {State.MEMBER, State.DECLINED, State.LEFT},
        State.MEMBER: {State.LEFT},
        State.DECLINED: {State.ASKED},
        State.LEFT: {State.ASKED},
    }

    team = models.ForeignKey(VolunteerTeam, models.PROTECT, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=120, blank=True)
    side = models.CharField(max_length=12, choices=Side.choices, blank=True)
    words = models.CharField(max_length=200, blank=True)
    is_named = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(default=now)
    since = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "person"], name="teams_member_once"),
            models.CheckConstraint(
                condition=~Q(state="member") | Q(since__isnull=False), name="teams_member_since"
            ),
        ]
        indexes = [models.Index(fields=["team", "state"], name="teams_members")]

    def __str__(self) -> str:
        return f"{self.name} · {self.team}"


class TeamSeat(models.Model):
    """A seat that somebody took with the team; a seat counts for one team."""

    team = models.ForeignKey(VolunteerTeam, models.PROTECT, related_name="seats")
    sign_up = models.OneToOneField(SignUp, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.team}: {self.sign_up}"


class TeamClaim(models.Model):
    """A claim on a small wish that a team stands behind."""

    team = models.ForeignKey(VolunteerTeam, models.PROTECT, related_name="wishes")
    claim = models.OneToOneField(Claim, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.team}: {self.claim}"


class Practice(models.Model):
    """What a social-practice team plans and reports; its community is the host."""

    class State(models.TextChoices):
        PREPARING = "preparing", _("under way")
        REPORTED = "reported", _("report handed in")
        CONFIRMED = "confirmed", _("confirmed by the host")

    MOVES = {State.PREPARING: {State.REPORTED}, State.REPORTED: {State.PREPARING, State.CONFIRMED}}

    team = models.OneToOneField(VolunteerTeam, models.PROTECT, related_name="practice")
    theme = models.CharField(_("theme"), max_length=80)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    safety = models.CharField(_("safety arrangements"), max_length=300)
    insurance = models.CharField(_("insurance policy number"), max_length=80)
    emergency_name = EncryptedTextField(_("emergency contact"))
    emergency_phone = EncryptedTextField(_("phone in an emergency"))
    survey_topic = models.CharField(_("what the survey asked"), max_length=200, blank=True)
    survey_given = models.PositiveIntegerField(_("survey forms given out"), default=0)
    survey_returned = models.PositiveIntegerField(_("survey forms that came back"), default=0)
    findings = models.TextField(_("what was found"), max_length=3000, blank=True)
    advice = models.TextField(_("what the team suggests"), max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    return_reason = models.CharField(max_length=200, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    host_words = models.CharField(_("what the host says"), max_length=300, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="practice_days"),
            models.CheckConstraint(condition=~Q(insurance=""), name="practice_insured"),
            models.CheckConstraint(
                condition=Q(survey_returned__lte=F("survey_given")), name="practice_survey_returned"
            ),
            models.CheckConstraint(
                condition=Q(state="preparing") | ~Q(findings=""), name="practice_reported_with_words"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("reported_by"))),
                name="practice_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.theme}"


class InterviewNoteQuerySet(models.QuerySet["InterviewNote"]):
    def visible_to(self, user: Any) -> "InterviewNoteQuerySet":
        """Its author, and the campus leader who answers for the report. The host does not read interviews."""
        if not user.pk:
            return self.none()
        return self.filter(Q(author_id=user.pk) | Q(practice__team__campus_leader_id=user.pk))


class InterviewNote(models.Model):
    """What somebody told a social-practice team, with their consent: who, when, for what, until."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    topic = models.CharField(_("topic"), max_length=60)
    person = EncryptedTextField(_("who was interviewed"), blank=True)
    words = EncryptedTextField(_("what was said"), blank=True)
    consent_by = EncryptedTextField(_("who agreed"), blank=True)
    consent_on = models.DateField(_("agreed on"))
    consent_for = models.CharField(_("agreed to what"), max_length=160)
    consent_until = models.DateField(_("agreed until"))
    taken_at = models.DateTimeField(default=now)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = InterviewNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(consent_for=""), name="interview_consent_says_for_what"),
            models.CheckConstraint(
                condition=Q(consent_until__gte=F("consent_on")), name="interview_consent_days"
            ),
            models.CheckConstraint(
                condition=~Q(consent_by="") | Q(erased_at__isnull=False), name="interview_consent_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(words="", person="", consent_by=""),
                name="interview_erased_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.topic

    @property
    def is_readable(self) -> bool:
        """The consent still holds."""
        return self.erased_at is None and self.consent_until >= today()
