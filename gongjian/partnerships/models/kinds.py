"""What two types of project have beside their cycles: a deliverable 产学研, and the words of a demonstration site."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import now, today
from gongjian.organizations.models import Organization

from .projects import Project
from .work import OfProjects


class Deliverable(models.Model):
    """What a discipline project hands over: which department, who supervises, what, until when, to whom."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="deliverable")
    department = models.CharField(_("department"), max_length=80)
    supervisor = models.CharField(_("supervisor"), max_length=60)
    words = models.CharField(_("what is handed over"), max_length=200)
    due_on = models.DateField(_("due on"))
    handed_over_on = models.DateField(null=True, blank=True)
    handed_to = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="+")
    handed_words = models.CharField(_("what was handed over"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    objects = OfProjects.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_over_on__isnull=True, handed_to__isnull=True, handed_words="")
                | Q(handed_over_on__isnull=False, handed_to__isnull=False) & ~Q(handed_words=""),
                name="deliverable_handed_over_whole",
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_late(self) -> bool:
        """Not handed over on its day."""
        return self.handed_over_on is None and self.due_on < today()


class Showcase(models.Model):
    """The words of a demonstration site: how it was and how it is. Its figures are the project's own readings."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="showcase")
    before = models.TextField(_("before"), max_length=1000)
    after = models.TextField(_("today"), max_length=1000)
    visit = models.CharField(_("how to see it"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    objects = OfProjects.as_manager()

    def __str__(self) -> str:
        return f"{self.project}"
