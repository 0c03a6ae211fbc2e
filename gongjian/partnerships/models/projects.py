"""Projects, their cycles and measured targets."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import now
from gongjian.core.search_text import SearchTextField, search_text
from gongjian.organizations.models import Organization, Place

from .agreements import Partnership, of_parties
from .needs import Need


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: Any) -> "ProjectQuerySet":
        """Projects of agreements that are or were in force are public, with what they reached."""
        seen = Q(partnership__state__in=[Partnership.State.ACTIVE, Partnership.State.ENDED])
        if user.pk:
            seen |= of_parties(user, "partnership_id")
        return self.filter(seen)


class Project(models.Model):
    """What the parties do together about one or several needs."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        RUNNING = "running", _("running")
        STOPPED = "stopped", _("stopped")

    class Kind(models.TextChoices):
        JOINT = "joint", _("joint work")
        DISCIPLINE = "discipline", _("discipline project")
        DEMONSTRATION = "demonstration", _("demonstration site")
        ZONE = "zone", _("innovation zone")

    MOVES = {State.PLANNED: {State.RUNNING, State.STOPPED}, State.RUNNING: {State.STOPPED}}

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="projects")
    needs = models.ManyToManyField(Need, related_name="projects", blank=True)
    title = models.CharField(_("title"), max_length=80)
    problem = models.TextField(_("problem"), max_length=1000)
    target_group = models.CharField(_("for whom"), max_length=120)
    kind = models.CharField(_("type of project"), max_length=14, choices=Kind.choices, default=Kind.JOINT)
    measures = models.TextField(_("how it is done"), max_length=2000, blank=True)
    risks = models.TextField(_("risks and what is done about them"), max_length=1000, blank=True)
    budget_fen = models.PositiveBigIntegerField(_("budget"), null=True, blank=True)
    is_pilot = models.BooleanField(_("pilot"), default=False)
    extends = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="extensions",
        help_text="whose plan it took over",
    )
    evidence = models.TextField(
        max_length=1000, blank=True, help_text="what was measured where the plan comes from; never typed"
    )
    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+")
    led_by = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    search_text = SearchTextField()

    objects = ProjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["extends", "place"],
                condition=Q(extends__isnull=False) & ~Q(state="stopped"),
                name="project_extended_once",
            ),
            models.CheckConstraint(
                condition=Q(extends__isnull=True) | Q(place__isnull=False) & ~Q(evidence=""),
                name="project_extended_with_evidence",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "is_pilot"], name="project_pilots")]

    def __str__(self) -> str:
        return self.title

    def search_words(self) -> str:
        """By what it is found: its words, for whom, and who leads it."""
        words = [
            self.problem,
            self.target_group,
            self.place.name if self.place else "",
            self.partnership.title,
        ]
        return search_text(titles=[self.title, self.led_by.label], words=words)

    @property
    def newest_cycle(self) -> "Cycle | None":
        """The last round, from the prefetched rows when there are any."""
        return max(self.cycles.all(), key=lambda cycle: cycle.number, default=None)


class Cycle(models.Model):
    """One round of 策划 → 实施 → 改进 → 完善. It closes with measured values and the decision of both sides."""

    class Stage(models.TextChoices):
        PLAN = "plan", _("planning")
        DO = "do", _("doing")
        IMPROVE = "improve", _("improving")
        ACT = "act", _("consolidating")
        CLOSED = "closed", _("cycle closed")

    class Outcome(models.TextChoices):
        KEEP = "keep", _("keep")
        ADJUST = "adjust", _("adjust")
        STOP = "stop", _("stop")

    MOVES = {
        Stage.PLAN: {Stage.DO},
        Stage.DO: {Stage.IMPROVE},
        Stage.IMPROVE: {Stage.ACT},
        Stage.ACT: {Stage.CLOSED},
    }

    project = models.ForeignKey(Project, models.CASCADE, related_name="cycles")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=Stage.choices, default=Stage.PLAN)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    lessons = models.TextField(_("what moves to the next cycle"), max_length=1000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="cycle_number"),
            models.UniqueConstraint(fields=["project"], condition=~Q(state="closed"), name="cycle_one_open"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="cycle_term"),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(outcome=""), name="cycle_closed_with_outcome"
            ),
        ]
        ordering = ["project", "number"]

    def __str__(self) -> str:
        return f"{self.project} {self.number}"


class Target(models.Model):
    """A measurable aim of a cycle: indicator, unit, baseline, goal, date, and what was measured."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="targets")
    indicator = models.CharField(_("indicator"), max_length=80)
    unit = models.CharField(_("unit"), max_length=20)
    baseline = models.DecimalField(_("baseline"), max_digits=10, decimal_places=2)
    goal = models.DecimalField(_("goal"), max_digits=10, decimal_places=2)
    due_on = models.DateField(_("due on"))
    measured = models.DecimalField(
        _("measured value"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    measured_on = models.DateField(null=True, blank=True)
    measured_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    how = models.CharField(_("how it was measured"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(goal=F("baseline")), name="target_goal_differs"),
            models.CheckConstraint(condition=~Q(unit=""), name="target_has_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.baseline} → {self.goal} {self.unit}"

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached, upward or downward; None while nothing is measured."""
        if self.measured is None:
            return None
        return self.measured >= self.goal if self.goal > self.baseline else self.measured <= self.goal


class Measurement(models.Model):
    """One reading of a target. The newest one is the target's measured value; all of them are its line."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="measurements")
    value = models.DecimalField(max_digits=10, decimal_places=2)
    how = models.CharField(max_length=200)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", help_text="the party that read it"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.target}: {self.value}"
