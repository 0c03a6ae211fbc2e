"""Every write to papers: issue, revoke, hand out."""

import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.notices.ledger import notify
from gongjian.organizations.models import Organization

from .models import REQUIRED, Document, Series, Tell, Verb
from .rules import Draft


@transaction.atomic
def issue(
    *,
    by: Actor,
    kind: str,
    title: str,
    facts: dict[str, Any],
    subject: Model,
    holder: Any = None,
    parties: Iterable[Organization] = (),
    series: str = "GJ",
    edition: str = "",
) -> Document:
    """Give a paper its number and its seal.

    Once per kind, subject and edition until it is revoked: a second call returns the first paper. The series' row
    is the lock, so numbers have no gaps and two calls can't issue twice. `facts` must be JSON; which ones a kind
    needs is in `models.REQUIRED`.
    """
    parties = tuple(parties)
    require(by, "documents.issue", Draft(holder, parties))
    facts = _as_stored(kind, facts)
    row = _series(series, today().year)
    about = {"subject_type": subject._meta.label_lower, "subject_id": str(subject.pk), "edition": edition}
    known = Document.objects.filter(kind=kind, revoked_at=None, **about).first()
    if known is not None:
        return known
    row.last += 1
    row.save(update_fields=["last"])
    paper: dict[str, Any] = {"kind": kind, "number": str(row), "title": title[:160], "facts": facts}
    document = Document(holder=holder, issued_by_id=by.pk, **paper, **about)
    document.seal = document.computed_seal()
    document.save()
    document.parties.set(parties)
    record(by, Verb.ISSUED, document, number=document.number, seal=document.seal)
    return document


@transaction.atomic
def revoke(*, by: Actor, document: Document, reason: str) -> Document:
    """Declare a paper void; its page says so for ever. A second call changes nothing."""
    require(by, "documents.revoke", document)
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why the paper is void: its page will show it.")})
    document = lock(document)
    if document.revoked_at:
        return document
    document.revoked_at, document.revoked_reason = now(), reason[:200]
    document.save(update_fields=["revoked_at", "revoked_reason"])
    record(by, Verb.REVOKED, document, number=document.number, reason=document.revoked_reason)
    link = reverse("documents:detail", args=[document.pk])
    notify(
        document.holder,
        Tell.REVOKED,
        document,
        link=link,
        number=document.number,
        reason=document.revoked_reason,
    )
    return document


@transaction.atomic
def note_download(*, by: Actor, document: Document) -> Document:
    """Say that somebody takes the file with them; refused when the paper is void."""
    require(by, "documents.download", document)
    if document.revoked_at:
        raise Refused(_("This paper was declared void, so there is no file any more."))
    record(by, Verb.DOWNLOADED, document, number=document.number)
    return document


def _as_stored(kind: str, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts as the database will give them back; an error when the kind needs others."""
    missing = REQUIRED[kind] - facts.keys()
    if missing:
        raise ValueError(f"a paper of kind {kind} needs the facts {sorted(missing)}")
    stored: dict[str, Any] = json.loads(json.dumps(facts))
    return stored


def _series(name: str, year: int) -> Series:
    """The row that gives the numbers, held until the transaction ends."""
    Series.objects.bulk_create([Series(name=name, year=year)], ignore_conflicts=True)
    return Series.objects.select_for_update().get(name=name, year=year)
