"""The convenience list 便民清单 of a neighbourhood: what there is, what is missing, what the campus opens to it."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.core.clock import now
from gongjian.organizations.models import Organization

from .needs import Need


class AmenityQuerySet(models.QuerySet["Amenity"]):
    def visible_to(self, user: Any) -> "AmenityQuerySet":
        """The list is public; what was taken off it is gone for everybody."""
        return self.filter(removed_at__isnull=True)


class Amenity(models.Model):
    """One line of the list. A gap knows the need that was opened for it."""

    class Standing(models.TextChoices):
        THERE = "there", _("there is")
        CAMPUS = "campus", _("open on the campus")
        MISSING = "missing", _("is missing")

    class Kind(models.TextChoices):
        MEALS = "meals", _("meals")
        SHOP = "shop", _("shop and market")
        HEALTH = "health", _("health")
        CARE = "care", _("elderly and child care")
        REPAIRS = "repairs", _("repairs and hairdressing")
        PARCELS = "parcels", _("parcels and payments")
        CULTURE = "culture", _("culture and learning")
        SPORT = "sport", _("sport")
        TRAFFIC = "traffic", _("traffic and access")
        OTHER = "other", _("other")

    community = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    standing = models.CharField(_("is it there?"), max_length=8, choices=Standing.choices)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=60)
    where = models.CharField(_("where"), max_length=120, blank=True)
    when = models.CharField(_("when"), max_length=120, blank=True)
    who = models.CharField(_("who may use it"), max_length=120, blank=True)
    for_elderly = models.BooleanField(_("residents over 60 may use it"), default=False)
    phone = models.CharField(_("public phone"), max_length=30, blank=True)
    need = models.ForeignKey(Need, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(
        default=now, help_text="the last time somebody looked whether it is still so"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AmenityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "name"], condition=Q(removed_at__isnull=True), name="amenity_once"
            ),
            models.CheckConstraint(
                condition=~Q(standing="campus") | ~Q(when=""), name="amenity_campus_says_when"
            ),
        ]
        indexes = [models.Index(fields=["community", "standing", "kind"], name="amenity_list")]
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def gap_open(self) -> bool:
        """Whether a need for it is under way."""
        ended = {Need.State.DECLINED, Need.State.WITHDRAWN, Need.State.LAPSED, Need.State.MET}
        return self.need is not None and self.need.state not in ended
