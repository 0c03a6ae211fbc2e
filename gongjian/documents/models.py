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
from gongjian.organizations.paths import below
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
        """Its holder, and those who see the inner rows of an organisation that is a party to it.

        A record sheet names people: for those who prepare a party's activities, and those above it.
        """
        if not user.pk:
            return self.none()
        named = Document.Kind.RECORD_SHEET
        return self.filter(
            Q(holder_id=user.pk)
            | ~Q(kind=named) & Q(pk__in=_theirs(standing(user).condition(Power.SEE, "organization")))
            | Q(kind=named, pk__in=_theirs(_runs_or_oversees(standing(user))))
        )


def _theirs(condition: Q) -> Any:
    """Papers with a party that fulfils a condition."""
    return Document.parties.through.objects.filter(condition).values("document_id")


def _runs_or_oversees(powers: Any) -> Q:
    """A record sheet names who came: for those who prepare activities of a party, and those above it."""
    found: Q = powers.condition(Power.ARRANGE, "organization")
    for path in sorted(powers.inherited.get(Power.SEE, ())):
        found |= Q(organization__path__gt=path, organization__path__lt=below(path)[1])
    return found


class Document(models.Model):
    """A paper as it was issued. `facts` is the snapshot that the PDF and the verification page show."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("co-construction agreement")
        SERVICE_CERTIFICATE = "service_certificate", _("certificate of volunteer service record")
        RECORD_SHEET = "record_sheet", _("record sheet of an activity")
        YEARLY_LEDGER = "yearly_ledger", _("yearly ledger")
        MONTHLY_REPORT = "monthly_report", _("monthly report")
        PRACTICE_REPORT = "practice_report", _("report of a social practice")
        HANDOVER = "handover", _("hand-over receipt of a donation")
        SURVEY_REPORT = "survey_report", _("survey report")
        FEASIBILITY_PLAN = "feasibility_plan", _("feasibility plan")
        WORK_PLAN = "work_plan", _("work plan")

    BOOKS = [
        Kind.RECORD_SHEET,
        Kind.YEARLY_LEDGER,
        Kind.MONTHLY_REPORT,
        Kind.PRACTICE_REPORT,
        Kind.HANDOVER,
    ]  # tables of records, also Word and Excel
    REPORTS = [
        Kind.SURVEY_REPORT,
        Kind.FEASIBILITY_PLAN,
        Kind.WORK_PLAN,
    ]  # sections of words and tables, also Word

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
    **dict.fromkeys(Document.BOOKS, frozenset({"about", "since", "until", "summary", "sections"})),
    **dict.fromkeys(Document.REPORTS, frozenset({"partners", "about", "sections"})),
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
