"""What organisations can bring."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.core.search_text import SearchTextField, search_text
from gongjian.organizations.models import Organization, OwnedQuerySet
from gongjian.organizations.posts import Power

from .needs import Category, day_parts, listed_marks


class ResourceQuerySet(OwnedQuerySet):
    def visible_to(self, user: Any) -> "ResourceQuerySet":
        """Offered, reserved and paused resources are public; drafts are for the organisation."""
        seen = Q(state__in=Resource.PUBLIC)
        if user.pk:
            seen |= standing(user).condition(Power.SEE, "organization")
        return self.filter(seen)


class Resource(models.Model):
    """What an organisation can bring: people with skills, venues, courses, equipment, expertise."""

    class Kind(models.TextChoices):
        PEOPLE = "people", _("people with skills")
        VENUE = "venue", _("venue")
        COURSE = "course", _("course")
        EQUIPMENT = "equipment", _("equipment")
        EXPERTISE = "expertise", _("expertise")
        LOGISTICS = "logistics", _("logistics service")
        BASE = "base", _("place of Party building, education or culture")
        FUNDS = "funds", _("funds in kind")
        POSTS = "posts", _("posts and internships")

    class Service(models.TextChoices):
        """What a logistics branch can do, in the articles' words."""

        REPAIRS = "repairs", _("repairs")
        CANTEEN = "canteen", _("canteen meals")
        UTILITIES = "utilities", _("advice on water, electricity, gas and heating")
        PROPERTY = "property", _("property guidance")
        ENGINEERING = "engineering", _("engineering")
        VENUES = "venues", _("venues")
        EMERGENCY = "emergency", _("emergency help")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OFFERED = "offered", _("available")
        RESERVED = "reserved", _("reserved")
        PAUSED = "paused", _("paused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    PUBLIC = [State.OFFERED, State.RESERVED, State.PAUSED]
    MOVES = {
        State.DRAFT: {State.OFFERED, State.WITHDRAWN},
        State.OFFERED: {State.RESERVED, State.PAUSED, State.WITHDRAWN},
        State.RESERVED: {State.OFFERED, State.PAUSED, State.WITHDRAWN},
        State.PAUSED: {State.OFFERED, State.WITHDRAWN},
    }

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kind = models.CharField(_("kind of resource"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=60)
    words = models.TextField(_("details and conditions"), max_length=1000, blank=True)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    skills = models.JSONField(_("skills"), default=list, blank=True)
    times = models.JSONField(_("free times"), default=list, blank=True)
    people = models.PositiveIntegerField(_("people available"), default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    service = models.CharField(_("logistics service"), max_length=12, choices=Service.choices, blank=True)
    bookable = models.BooleanField(_("can be booked for a time"), default=False)
    quantity = models.PositiveSmallIntegerField(_("how many at the same time"), default=1)
    accepts_itself = models.BooleanField(_("bookings are accepted at once"), default=False)
    reserved_for = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reserved for")
    )
    reserved_until = models.DateField(_("reserved until"), null=True, blank=True)
    created_at = models.DateTimeField(default=now)
    token = models.CharField(
        max_length=64, null=True, unique=True, help_text="keyed hash of the import it came with: taken once"
    )
    search_text = SearchTextField()

    objects = ResourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="resource_has_one"),
            models.CheckConstraint(
                condition=Q(state="reserved", reserved_for__isnull=False, reserved_until__isnull=False)
                | ~Q(state="reserved") & Q(reserved_for__isnull=True, reserved_until__isnull=True),
                name="resource_reserved_for_somebody",
            ),
        ]
        indexes = [models.Index(fields=["state", "category"], name="resource_list")]

    def __str__(self) -> str:
        return self.title

    def search_words(self) -> str:
        """By what it is found: its words and who offers it; marks for skills and times."""
        return search_text(
            titles=[self.title, self.organization.label],
            words=[
                self.words,
                self.get_category_display(),
                self.get_kind_display(),
                self.get_service_display(),
                *self.skills,
            ],
            marks=listed_marks(self.skills, self.times),
        )

    @property
    def time_words(self) -> list[Any]:
        return day_parts(self.times)
