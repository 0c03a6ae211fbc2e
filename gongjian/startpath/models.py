"""The path, its working group, field visits, survey report and joint analysis."""

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
from gongjian.organizations.models import Organization, Place, Side
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Partnership, Party, Project


@verbs
class Verb(models.TextChoices):
    BEGUN = "startpath.begun", _("began the start path of a partnership")
    MEMBER_ADDED = "startpath.member_added", _("added somebody to a working group")
    MEMBER_REMOVED = "startpath.member_removed", _("took somebody out of a working group")
    VISITED = "startpath.visited", _("noted a field visit")
    REPORT_WRITTEN = "startpath.report_written", _("wrote a survey report")
    REPORT_SIGNED = "startpath.report_signed", _("signed a survey report")
    REASONED = "startpath.reasoned", _("wrote one side's part of a joint analysis")
    PILOT_PLANNED = "startpath.pilot_planned", _("planned a pilot with its papers")
    EXTENDED = "startpath.extended", _("extended a pilot to a further site")


@tells
class Tell(models.TextChoices):
    BEGUN = "startpath.begun", _("“%(partnership)s”: the start path has begun. You look first, then plan.")
    REPORT_WRITTEN = (
        "startpath.report_written",
        _("“%(partnership)s”: the survey report waits for your signature."),
    )
    REPORT_SIGNED = (
        "startpath.report_signed",
        _(
            "“%(partnership)s”: the survey report is signed by all. Now each side says what it sees as the cause."
        ),
    )
    REASON_WANTED = (
        "startpath.reason_wanted",
        _("“%(partnership)s”: your side's part of the analysis is missing."),
    )
    PILOT_PLANNED = (
        "startpath.pilot_planned",
        _("“%(project)s”: the feasibility plan and the work plan are made. The pilot can start."),
    )
    EXTENDED = (
        "startpath.extended",
        _("The plan of “%(project)s” now goes to “%(place)s”; the draft waits for you."),
    )


def of_parties(user: Any, relation: str) -> Q:
    """Rows of agreements to which an organisation is a party whose inner rows the person sees."""
    parties = Party.objects.filter(standing(user).condition(Power.SEE, "organization"))
    return Q(**{f"{relation}__in": parties.values("partnership_id")})


class OfPaths(models.QuerySet[Any]):
    relation = "path__partnership_id"

    def visible_to(self, user: Any) -> Any:
        """For the parties and those above them; what comes of it is public as projects and papers."""
        return self.filter(of_parties(user, self.relation)) if user.pk else self.none()


class PathQuerySet(OfPaths):
    relation = "partnership_id"


class StartPath(models.Model):
    """The way of one agreement from looking to doing."""

    partnership = models.OneToOneField(Partnership, models.PROTECT, related_name="+")
    subject = models.CharField(_("what you look into"), max_length=80)
    pilot = models.OneToOneField(Project, models.PROTECT, null=True, blank=True, related_name="+")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(default=now)

    objects = PathQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(subject=""), name="startpath_has_subject")]

    def __str__(self) -> str:
        return self.subject


class Member(models.Model):
    """Somebody of the working group. Those who speak for residents need no account."""

    path = models.ForeignKey(StartPath, models.CASCADE, related_name="members")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    duty = models.CharField(_("duty in the group"), max_length=120)

    objects = OfPaths.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path", "organization", "name"], name="startpath_member_once"),
            models.CheckConstraint(condition=~Q(duty=""), name="startpath_member_with_duty"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Visit(models.Model):
    """Who went where on which day, and what they found. Words are enough: no picture is ever asked for."""

    path = models.ForeignKey(StartPath, models.CASCADE, related_name="visits")
    on = models.DateField(_("day"))
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    where = models.CharField(_("where exactly"), max_length=80, blank=True)
    who = models.CharField(_("who went"), max_length=120)
    findings = models.TextField(_("what you found"), max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    objects = OfPaths.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False) | ~Q(where=""), name="startpath_visit_somewhere"
            ),
            models.CheckConstraint(condition=~Q(findings=""), name="startpath_visit_with_findings"),
        ]
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.place_words}"

    @property
    def place_words(self) -> str:
        """The place and where in it."""
        return " ".join(part for part in (self.place.name if self.place else "", self.where) if part)


class Report(models.Model):
    """The survey report. A signature counts for the version it was given on; signed by all it never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", _("waiting for signatures")
        SIGNED = "signed", _("signed by both sides")

    MOVES = {State.DRAFT: {State.SIGNED}}

    path = models.OneToOneField(StartPath, models.CASCADE, related_name="report")
    problem = models.TextField(_("what is the matter"), max_length=2000)
    findings = models.TextField(_("what you saw and heard"), max_length=6000)
    advice = models.TextField(_("what you advise"), max_length=2000)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=now)
    signed_at = models.DateTimeField(null=True, blank=True)
    paper = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OfPaths.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", signed_at__isnull=True, paper__isnull=True)
                | Q(state="signed", signed_at__isnull=False, paper__isnull=False),
                name="startpath_report_signed_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.path}"


class Signature(models.Model):
    """One party's signature under one version of the report."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="signatures")
    version = models.PositiveSmallIntegerField()
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    side = models.CharField(max_length=12, choices=Side.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person_name = models.CharField(max_length=60)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "organization", "version"], name="startpath_signature_once"
            )
        ]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.organization} {self.at:%Y-%m-%d}"


class Reason(models.Model):
    """One party's part of the joint analysis: what it sees as the cause, and what it can bring."""

    path = models.ForeignKey(StartPath, models.CASCADE, related_name="reasons")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    causes = models.TextField(_("why it is so"), max_length=1000)
    brings = models.TextField(_("what your side can bring"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    objects = OfPaths.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "organization"], name="startpath_reason_once")]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.organization} · {self.path}"
