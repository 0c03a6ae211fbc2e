"""The log, its seals and the end of its chain."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.core.access import standing
from gongjian.core.clock import now

from .registry import VERBS


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: Any) -> "EntryQuerySet":
        """Auditors see all; everybody sees what they did and what was done about them (`subject` is the person)."""
        if not user.pk:
            return self.none()
        if standing(user).audits:
            return self
        return self.about(user)

    def about(self, user: Any) -> "EntryQuerySet":
        """What a person did, and what was done about them."""
        return self.filter(
            models.Q(by_id=user.pk) | models.Q(subject_type="accounts.user", subject_id=str(user.pk))
        )


class Entry(models.Model):
    """One act. Rows are only ever added; `seq`, `previous` and `digest` are set once, by the sealing sweep.

    The chain follows `seq`, the order of sealing: with several writers a lower id may become visible after a higher
    one was sealed, and then simply comes later in the chain.
    """

    at = models.DateTimeField(default=now, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    capability = models.CharField(gettext_lazy("acted with"), max_length=80, blank=True)
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    seq = models.BigIntegerField(null=True, unique=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_subject"),
            models.Index(fields=["by", "at"], name="audit_by"),
            models.Index(fields=["verb", "at"], name="audit_verb"),
            models.Index(fields=["id"], name="audit_unsealed", condition=models.Q(seq__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {VERBS.get(self.verb, self.verb)} {self.subject_type}:{self.subject_id}"

    @property
    def who(self) -> str:
        """Who acted, as words: a person, the platform, or the paper that somebody without an account held."""
        if self.by is not None:
            return str(self.by)
        if self.capability in {"", "system"}:
            return _("the platform")
        return _("somebody without an account")

    @property
    def did(self) -> str:
        """What was done, as words."""
        return str(VERBS.get(self.verb, self.verb))

    @property
    def subject(self) -> str:
        return f"{self.subject_type}:{self.subject_id}"

    def content(self) -> dict[str, Any]:
        """All that the seal covers, as plain JSON."""
        return {
            "id": self.pk,
            "seq": self.seq,
            "at": self.at.isoformat(timespec="microseconds"),
            "by": self.by_id,
            "capability": self.capability,
            "verb": self.verb,
            "subject_type": self.subject_type,
            "subject_id": self.subject_id,
            "facts": self.facts,
            "previous": self.previous,
        }

    def computed_digest(self) -> str:
        """SHA-256 over the canonical JSON of the content, the previous digest included."""
        text = json.dumps(self.content(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class Chain(models.Model):
    """The one row that says where the chain ends. Its lock keeps two sweeps from forking the chain."""

    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="audit_one_chain")]

    def __str__(self) -> str:
        return f"{self.seq} {self.digest[:12]}"
