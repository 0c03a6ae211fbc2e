"""The work of a project: tasks with an owner and a day, and what it cost in money and in kind. Nothing is paid here."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import now, today
from gongjian.organizations.models import Organization

from .projects import Project


class OfProjects(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Any:
        """Public as their project is."""
        return self.filter(project__in=Project.objects.visible_to(user))


class Task(models.Model):
    """Something that one party has promised for a day."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="tasks")
    words = models.CharField(_("what is to do"), max_length=120)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    owner_name = models.CharField(_("who"), max_length=60)
    due_on = models.DateField(_("due on"))
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=now)

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="task_done_whole",
            ),
            models.CheckConstraint(condition=~Q(words="") & ~Q(owner_name=""), name="task_with_owner"),
        ]
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return self.words

    @property
    def is_late(self) -> bool:
        """Not done on its day."""
        return self.done_at is None and self.due_on < today()


class Spending(models.Model):
    """What a party gave for the project: money that it paid itself, or things and work with their worth when known."""

    class Kind(models.TextChoices):
        MONEY = "money", _("money")
        IN_KIND = "in_kind", _("in kind")

    project = models.ForeignKey(Project, models.CASCADE, related_name="spendings")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    what = models.CharField(_("for what"), max_length=120)
    fen = models.PositiveBigIntegerField(_("amount"), null=True, blank=True)
    on = models.DateField(_("day"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="in_kind") | Q(fen__isnull=False, fen__gt=0),
                name="spending_money_has_amount",
            )
        ]
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return self.what
