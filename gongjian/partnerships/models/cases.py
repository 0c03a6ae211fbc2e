"""Shared wisdom 共通智慧体: case cards made from closed cycles, and who took them over."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import now
from gongjian.core.search_text import SearchTextField, search_text
from gongjian.organizations.models import Organization

from .agreements import of_parties
from .needs import Category
from .projects import Cycle


class CaseQuerySet(models.QuerySet["CaseCard"]):
    def visible_to(self, user: Any) -> "CaseQuerySet":
        """Published cards are public; drafts and withdrawn ones are for the parties of their project."""
        seen = Q(state=CaseCard.State.PUBLISHED)
        if user.pk:
            seen |= of_parties(user, "cycle__project__partnership_id")
        return self.filter(seen)


class CaseCard(models.Model):
    """What was done about a problem, step by step, what it cost and what was measured; one card of a cycle."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    MOVES = {
        State.DRAFT: {State.PUBLISHED, State.WITHDRAWN},
        State.PUBLISHED: {State.WITHDRAWN},
        State.WITHDRAWN: {State.PUBLISHED},
    }

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="case")
    title = models.CharField(_("title"), max_length=80)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    problem = models.TextField(_("problem"), max_length=1000)
    steps = models.TextField(_("steps"), max_length=2000)
    cost = models.CharField(_("cost"), max_length=200, blank=True)
    result = models.TextField(
        _("measured result"), max_length=1000, help_text="made from the cycle, never typed"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)
    published_at = models.DateTimeField(null=True, blank=True)
    search_text = SearchTextField()

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | ~Q(cost=""), name="case_published_with_cost"
            ),
        ]
        indexes = [models.Index(fields=["state", "category", "-published_at"], name="case_list")]

    def __str__(self) -> str:
        return self.title

    def search_words(self) -> str:
        """By what it is found: its words, and those of its category."""
        words = [self.problem, self.steps, self.result, self.get_category_display()]
        return search_text(titles=[self.title], words=words)


class Adoption(models.Model):
    """An organisation that works by a case card."""

    case = models.ForeignKey(CaseCard, models.PROTECT, related_name="adoptions")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "organization"], name="case_adopted_once")]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.organization} · {self.case}"
