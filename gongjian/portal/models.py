"""No tables: only what the log says of this context."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from gongjian.audit.registry import verbs


@verbs
class Verb(models.TextChoices):
    DEMO_BUILT = "portal.demo_built", _("built the demo world")
