"""Needs, wishes, claims and resources."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.core.crypto import keyed_hash
from gongjian.core.fields import EncryptedTextField
from gongjian.core.search_text import SearchTextField, mark, search_text
from gongjian.organizations.models import Organization, OwnedQuerySet, Place
from gongjian.organizations.posts import Power


class Category(models.TextChoices):
    """What a need or a resource is about; the service categories are the articles' own words."""

    ENVIRONMENT = "environment", _("environment")
    ANTI_DRUG = "anti_drug", _("anti-drug education")
    EPIDEMIC = "epidemic", _("epidemic prevention")
    SAFETY = "safety", _("safety education")
    ELDERLY = "elderly", _("elderly care")
    CHILDREN = "children", _("children and tutoring")
    LAW = "law", _("law")
    HEALTH = "health", _("health")
    COUNSELLING = "counselling", _("counselling")
    CULTURE = "culture", _("culture and sport")
    DIGITAL = "digital", _("digital skills")
    FACILITIES = "facilities", _("facilities")
    DAILY_LIFE = "daily_life", _("daily-life help")
    DONATION = "donation", _("donation")
    CIVIL_CITY = "civil_city", _("civilised city")
    CIVIL_CAMPUS = "civil_campus", _("civilised campus")
    TWO_VISITS = "two_visits", _("two visits, two services")
    GUIDANCE = "guidance", _("professional guidance")
    TEACHING = "teaching", _("teaching support")
    VISITING = "visiting", _("home visits")
    OTHER = "other", _("other")


class DayPart(models.TextChoices):
    """When somebody has time, or when help would be welcome."""

    WEEKDAY_MORNING = "weekday_morning", _("weekday mornings")
    WEEKDAY_AFTERNOON = "weekday_afternoon", _("weekday afternoons")
    WEEKDAY_EVENING = "weekday_evening", _("weekday evenings")
    WEEKEND_MORNING = "weekend_morning", _("weekend mornings")
    WEEKEND_AFTERNOON = "weekend_afternoon", _("weekend afternoons")
    WEEKEND_EVENING = "weekend_evening", _("weekend evenings")


def day_parts(values: list[str]) -> list[Any]:
    """The words for stored day parts; a value that is no longer known is left out."""
    return [DayPart(value).label for value in values if value in DayPart.values]


def listed_marks(skills: list[str], times: list[str]) -> list[str]:
    """The marks by which filters find skills and times in a line of search words."""
    return [*(mark("#", skill) for skill in skills), *(mark("@", time) for time in times)]


def receipt_digest(receipt: str, secret: str) -> str:
    """What is stored of the code on a receipt."""
    return keyed_hash(f"{receipt}:{secret.upper()}", "receipt")


class NeedQuerySet(OwnedQuerySet):
    owner = "community"

    def public(self) -> "NeedQuerySet":
        """What the community has checked and published."""
        return self.exclude(state__in=[Need.State.PROPOSED, Need.State.DECLINED, Need.State.WITHDRAWN])

    def visible_to(self, user: Any) -> "NeedQuerySet":
        """Published needs are public; the others are for the community, its superiors and the proposer."""
        seen = ~Q(state__in=[Need.State.PROPOSED, Need.State.DECLINED, Need.State.WITHDRAWN])
        if user.pk:
            seen |= standing(user).condition(Power.SEE, "community") | Q(proposed_by_id=user.pk)
        return self.filter(seen)


class Need(models.Model):
    """Something a neighbourhood needs, or a small wish of a resident."""

    class Kind(models.TextChoices):
        NEED = "need", _("need")
        WISH = "wish", _("small wish")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waiting for the neighbourhood's check")
        DECLINED = "declined", _("not taken, with a reason")
        WITHDRAWN = "withdrawn", _("withdrawn")
        OPEN = "open", _("looking for helpers")
        CLAIMED = "claimed", _("taken up")
        IN_PROGRESS = "in_progress", _("in progress")
        MET = "met", _("done and confirmed")
        LAPSED = "lapsed", _("lapsed")

    class Urgency(models.TextChoices):
        NORMAL = "normal", _("when there is time")
        SOON = "soon", _("within two weeks")
        URGENT = "urgent", _("within days")

    S = State
    MOVES = {
        S.PROPOSED: {S.OPEN, S.DECLINED, S.WITHDRAWN},
        S.OPEN: {S.CLAIMED, S.LAPSED, S.WITHDRAWN},
        S.CLAIMED: {S.OPEN, S.IN_PROGRESS, S.MET, S.WITHDRAWN},
        S.IN_PROGRESS: {S.MET, S.OPEN},
        S.LAPSED: {S.OPEN},
    }
    del S

    receipt = models.CharField(_("receipt number"), max_length=20, unique=True)
    secret = models.CharField(max_length=64, help_text="keyed hash of the code on the receipt")
    kind = models.CharField(_("need or small wish"), max_length=8, choices=Kind.choices, default=Kind.NEED)
    title = models.CharField(_("title"), max_length=60)
    words = models.TextField(_("what is wanted, in plain words"), max_length=1000)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    community = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name=_("neighbourhood")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    beneficiaries = models.PositiveIntegerField(_("people helped"), default=1)
    people_wanted = models.PositiveIntegerField(_("helpers wanted"), default=1)
    skills = models.JSONField(_("skills wanted"), default=list, blank=True)
    times = models.JSONField(_("good times"), default=list, blank=True)
    urgency = models.CharField(_("urgency"), max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    until = models.DateField(_("needed until"))
    contact_name = EncryptedTextField(_("your name"), blank=True)
    contact = EncryptedTextField(_("phone or e-mail"), blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    taken_down_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PROPOSED)
    decline_reason = models.CharField(_("reason"), max_length=200, blank=True)
    proposed_at = models.DateTimeField(default=now)
    published_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="declined, withdrawn or lapsed")
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    warned_at = models.DateTimeField(null=True, blank=True, help_text="told that it lapses soon")
    renewals = models.PositiveSmallIntegerField(_("renewed"), default=0)
    token = models.CharField(
        max_length=64,
        null=True,
        unique=True,
        help_text="keyed hash of the form it came with: sent twice, taken once",
    )
    search_text = SearchTextField()

    objects = NeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""), name="need_declined_with_reason"
            ),
            models.CheckConstraint(condition=Q(people_wanted__gte=1), name="need_wants_somebody"),
        ]
        indexes = [
            models.Index(fields=["state", "-published_at"], name="need_list"),
            models.Index(fields=["community", "state"], name="need_community"),
        ]

    def __str__(self) -> str:
        return self.title

    def search_words(self) -> str:
        """By what it is found: its words, its neighbourhood and place; marks for skills and times."""
        place = self.place.name if self.place else ""
        return search_text(
            titles=[self.title, self.community.label],
            words=[self.words, place, self.get_category_display(), self.get_kind_display(), *self.skills],
            marks=listed_marks(self.skills, self.times),
        )

    @property
    def receipt_shown(self) -> str:
        """The receipt number in groups of four, as people read it aloud."""
        return " ".join(self.receipt[at : at + 4] for at in range(0, len(self.receipt), 4))

    @property
    def taken_by(self) -> "Claim | None":
        """The accepted claim, if there is one; lists read it beforehand into `accepted_claims`."""
        known = getattr(self, "accepted_claims", None)
        if known is None:
            known = self.claims.select_related("organization").filter(state=Claim.State.ACCEPTED)
        return next(iter(known), None)

    @property
    def time_words(self) -> list[Any]:
        return day_parts(self.times)

    @property
    def waiting_since(self) -> Any:
        """The moment from which an answer is awaited: of the neighbourhood, then of those who could help."""
        return self.published_at or self.proposed_at


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: Any) -> "ClaimQuerySet":
        """Accepted claims are public with their need; offers are for the two sides."""
        seen = Q(state=Claim.State.ACCEPTED)
        if user.pk:
            powers = standing(user)
            seen |= powers.condition(Power.SEE, "organization") | powers.condition(
                Power.SEE, "need__community"
            )
            seen |= Q(person_id=user.pk)
        return self.filter(seen)


class Claim(models.Model):
    """An organisation offers to take a need up (asked or not); the neighbourhood accepts, at most one at a time."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked by the neighbourhood")
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    OPEN_STATES = [State.ASKED, State.OFFERED]
    MOVES = {
        State.ASKED: {State.OFFERED, State.REFUSED, State.WITHDRAWN},
        State.OFFERED: {State.ACCEPTED, State.REFUSED, State.WITHDRAWN},
        State.ACCEPTED: {State.WITHDRAWN},
    }

    need = models.ForeignKey(Need, models.PROTECT, related_name="claims")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=60)
    words = models.CharField(_("how you would help"), max_length=300, blank=True)
    helper = models.CharField(
        max_length=60,
        blank=True,
        help_text="the team or the member that fulfils a small wish for the organisation",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    reason = models.CharField(max_length=200, blank=True)
    offered_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["need"], condition=Q(state="accepted"), name="claim_one_accepted"
            ),
            models.UniqueConstraint(
                fields=["need", "organization"],
                condition=Q(state__in=["asked", "offered"]),
                name="claim_one_open_offer",
            ),
        ]
        indexes = [models.Index(fields=["organization", "state"], name="claim_organization")]
        ordering = ["offered_at", "pk"]

    def __str__(self) -> str:
        return f"{self.organization} → {self.need}"
