"""Issued documents and files."""

import hmac
import json
import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.audit.registry import verbs
from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.core.crypto import keyed_hash
from gongjian.notices.registry import tells
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power


@verbs
class Verb(models.TextChoices):
    ISSUED = "documents.issued", _("issued a document")
    REVOKED = "documents.revoked", _("revoked a document")
    DOWNLOADED = "documents.downloaded", _("downloaded a document")


@tells
class Tell(models.TextChoices):
    REVOKED = "documents.revoked", _("The paper %(number)s was declared void: %(reason)s")


CODE_LENGTH = 12


def verification_code() -> str:
    """Twelve characters without look-alikes; 58 bits, so that it can't be guessed."""
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTVWXYZ") for _place in range(CODE_LENGTH))


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: Any) -> "DocumentQuerySet":
        """Its holder, and those who see the inner rows of an organisation that is a party to it."""
        if not user.pk:
            return self.none()
        parties = Organization.objects.filter(standing(user).condition(Power.SEE, ""))
        theirs = Document.parties.through.objects.filter(organization__in=parties).values("document_id")
        return self.filter(Q(holder_id=user.pk) | Q(pk__in=theirs))


class Document(models.Model):
    """A paper as it was issued. `facts` is the snapshot that the PDF and the verification page show."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("co-construction agreement")
        SERVICE_CERTIFICATE = "service_certificate", _("certificate of volunteer service record")

    kind = models.CharField(max_length=30, choices=Kind.choices)
    number = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=16, unique=True, default=verification_code)
    title = models.CharField(max_length=160)
    facts = models.JSONField()
    seal = models.CharField(max_length=64)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    parties = models.ManyToManyField(Organization, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    edition = models.CharField(max_length=60, blank=True)
    issued_at = models.DateTimeField(default=now)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=200, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "edition"],
                condition=Q(revoked_at__isnull=True),
                name="documents_valid_once",
            )
        ]
        indexes = [models.Index(fields=["holder", "-issued_at"], name="documents_holder")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def computed_seal(self) -> str:
        """A keyed hash of all that the paper says: nobody can change the row without the installation's key."""
        said = [self.kind, self.number, self.code, self.title, self.facts]
        return keyed_hash(
            json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")), "documents"
        )

    @property
    def code_shown(self) -> str:
        """The verification code in groups of four, as people read it aloud."""
        return " ".join(self.code[at : at + 4] for at in range(0, len(self.code), 4))

    @property
    def is_genuine(self) -> bool:
        """Whether the row still says what was sealed when it was issued."""
        return hmac.compare_digest(self.seal, self.computed_seal())


REQUIRED: dict[str, frozenset[str]] = {
    Document.Kind.AGREEMENT: frozenset({"partners", "purpose", "starts_on", "ends_on", "duties"}),
    Document.Kind.SERVICE_CERTIFICATE: frozenset(
        {"name", "since", "until", "minutes", "times", "rows", "issuer"}
    ),
}


class Series(models.Model):
    """The last number given in a series and year; the row is locked while the next one is taken."""

    name = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "year"], name="documents_series_once")]

    def __str__(self) -> str:
        return f"{self.name}-{self.year}-{self.last:06d}"
