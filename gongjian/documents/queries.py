"""Papers: one's own, those of one's organisations, and the proof of any of them."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gongjian.core.components.dates import days_between, hours, masked

from .models import Document, Series


def papers(user: Any, kind: str = "") -> QuerySet[Document]:
    """What a person may see, newest first."""
    rows = Document.objects.visible_to(user).select_related("holder").order_by("-issued_at", "-pk")
    return rows.filter(kind=kind) if kind else rows


def document(user: Any, pk: int) -> Document:
    found = Document.objects.visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def book(user: Any, pk: int) -> Document:
    """A paper that is a book of records, or 404: the others are taken as PDF only."""
    found = document(user, pk)
    if found.kind not in Document.BOOKS:
        raise Http404
    return found


def in_word(user: Any, pk: int) -> Document:
    """A paper that is also handed out as a Word file, or 404."""
    found = document(user, pk)
    if found.kind not in {*Document.BOOKS, *Document.REPORTS, Document.Kind.AGREEMENT}:
        raise Http404
    return found


def normalised(code: str) -> str:
    """A code as somebody typed it: blanks and dashes left out, capitals."""
    return re.sub(r"[\s\-–—_.]+", "", code).upper()


def by_code(code: str) -> Document | None:
    """The paper that carries a verification code; whoever holds the code may see what the public page shows."""
    return Document.objects.filter(code=normalised(code)).first()


@dataclass(frozen=True)
class Fact:
    """One line of the verification page."""

    name: str
    value: str


def public_facts(document: Document) -> list[Fact]:
    """What everybody who holds the code may read: never more than the paper says, names masked."""
    shown = {
        Document.Kind.AGREEMENT: _agreement_facts,
        Document.Kind.SERVICE_CERTIFICATE: _certificate_facts,
        **dict.fromkeys(Document.BOOKS, _book_facts),
        **dict.fromkeys(Document.REPORTS, _report_facts),
    }[Document.Kind(document.kind)](document.facts)
    ends = [Fact(_("Issued on"), date_format(document.issued_at, "DATE_FORMAT"))]
    return [Fact(_("Paper number"), document.number), *(fact for fact in shown if fact.value), *ends]


def _certificate_facts(facts: dict[str, Any]) -> Iterator[Fact]:
    yield Fact(_("Name of the person"), masked(facts["name"]))
    yield Fact(_("Period"), _period(facts["since"], facts["until"]))
    values = {"hours": hours(facts["minutes"]), "times": facts["times"]}
    yield Fact(_("Service recorded"), _("%(hours)s hours, %(times)s times") % values)
    yield Fact(_("Vouched for"), _witnesses(facts["rows"]))
    yield Fact(_("Issued by"), facts["issuer"])
    yield Fact(_("Public notice"), _period(facts.get("public_from"), facts.get("public_until")))


def _agreement_facts(facts: dict[str, Any]) -> Iterator[Fact]:
    for partner in facts["partners"]:
        signed = _day(partner.get("signed_on"))
        words = _("%(name)s, signed on %(day)s") if signed else "%(name)s"
        yield Fact(_("Partner of the agreement"), words % {"name": partner["name"], "day": signed})
    yield Fact(_("Field"), facts.get("field", ""))
    yield Fact(_("Period"), _period(facts["starts_on"], facts["ends_on"]))
    yield Fact(_("Minimum commitments"), "；".join(facts.get("commitments", [])))
    if facts.get("version"):
        yield Fact(_("Version of the text"), str(facts["version"]))


def later_version(document: Document) -> Document | None:
    """The newest valid paper about the same agreement, when this one bears an earlier text."""
    if document.kind != Document.Kind.AGREEMENT:
        return None
    about = {"subject_type": document.subject_type, "subject_id": document.subject_id}
    rows = Document.objects.filter(kind=document.kind, revoked_at=None, pk__gt=document.pk, **about)
    return rows.order_by("-pk").first()


def _report_facts(facts: dict[str, Any]) -> Iterator[Fact]:
    """Who made it and what it is about; none of its contents."""
    yield Fact(_("Records of"), facts["about"])
    for partner in facts["partners"]:
        signed = _day(partner.get("signed_on"))
        words = _("%(name)s, signed on %(day)s") if signed else "%(name)s"
        yield Fact(_("Partner of the agreement"), words % {"name": partner["name"], "day": signed})


def _book_facts(facts: dict[str, Any]) -> Iterator[Fact]:
    """Whose records and of which days; none of the records themselves."""
    yield Fact(_("Records of"), facts["about"])
    yield Fact(_("Period"), _period(facts["since"], facts["until"]))


def _witnesses(rows: list[dict[str, Any]]) -> str:
    both = sum(row["minutes"] for row in rows if row.get("witness") == "both")
    one = sum(row["minutes"] for row in rows) - both
    if both and one:
        words = _("both sides %(both)s hours, the organiser alone %(one)s hours")
    else:
        words = _("both sides %(both)s hours") if both else _("the organiser alone %(one)s hours")
    return words % {"both": hours(both), "one": hours(one)} if rows else ""


def _day(value: Any) -> str:
    day = as_day(value)
    return date_format(day, "DATE_FORMAT") if day else ""


def _period(since: Any, until: Any) -> str:
    first, last = as_day(since), as_day(until)
    return days_between(first, last) if first and last else ""


def readable(value: Any) -> Any:
    """Facts with their days as the reader's language writes them."""
    if isinstance(value, dict):
        return {name: readable(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [readable(inner) for inner in value]
    is_day = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value)
    return (_day(value) or value) if is_day else value


ON_SCREEN = 50  # rows of a part that the page shows; the files hold all


def shown_facts(document: Document) -> dict[str, Any]:
    """The facts for the page: readable days, short ones in tables; a book's rows beside their links, long parts cut."""
    facts: dict[str, Any] = readable({**document.facts, "sections": []})
    facts["sections"] = [dict(part) for part in document.facts.get("sections", [])]
    for part in facts["sections"] if document.kind in Document.BOOKS else ():
        part["pairs"] = list(zip(part["rows"], part["links"], strict=True))[:ON_SCREEN]
        part["more"] = max(0, len(part["rows"]) - ON_SCREEN)
    return facts


def as_day(value: Any) -> dt.date | None:
    """A day that facts hold as text; None when it is none."""
    try:
        return parse_date(str(value)) if value else None
    except ValueError:
        return None


def issued_for(subject: Model, *kinds: str) -> QuerySet[Document]:
    """The valid papers of some kinds about one row, oldest first; who asks has seen the row itself."""
    about = {"subject_type": subject._meta.label_lower, "subject_id": str(subject.pk)}
    return Document.objects.filter(kind__in=kinds, revoked_at=None, **about).order_by("issued_at", "pk")


def invariants() -> Iterator[str]:
    """Numbers don't pass their series, and every paper says what was sealed."""
    last = {f"{row.name}-{row.year}": row.last for row in Series.objects.all()}
    for document in Document.objects.order_by("pk").iterator(chunk_size=500):
        series, _dash, number = document.number.rpartition("-")
        if not number.isdigit() or int(number) > last.get(series, 0):
            yield f"documents: number {document.number} was never given by its series"
        if not document.is_genuine:
            yield f"documents: {document.number} is not what was sealed"
