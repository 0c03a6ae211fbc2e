"""Every write of this context: books of records, record sheets, who wants the monthly report."""

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from gongjian.activities.models import Activity
from gongjian.audit.ledger import record
from gongjian.core.access import SYSTEM, Actor, require
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.documents.actions import issue
from gongjian.documents.models import Document
from gongjian.notices.ledger import notify

from . import queries
from .models import Book, Subscription, Tell, Verb
from .queries import About, Period

TRIES = 3


@transaction.atomic
def ask_book(*, by: Actor, kind: str, about: About, period: Period) -> Book:
    """Put a yearly ledger or monthly report on the list of what is to be made; one that waits already is returned."""
    require(by, "insights.ask_book", about)
    lock(about)
    days = {"kind": kind, "since": period.since, "until": period.until, **queries.key_of(about)}
    known = Book.objects.filter(**days, state=Book.State.WAITING).first()
    if known is not None:
        return known
    book = Book.objects.create(asked_by_id=by.pk, **days)
    record(
        by, Verb.BOOK_ASKED, book, kind=kind, since=period.since.isoformat(), until=period.until.isoformat()
    )
    return book


def _edition(facts: dict[str, Any]) -> str:
    """The same days with the same records are the same paper."""
    said = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return f"{facts['since']}/{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def _issued(kind: str, title: str, facts: dict[str, Any], subject: Any, parties: list[Any]) -> Document:
    """The paper; the platform issues it, whoever asked: nobody vouches for what they only may read."""
    return issue(
        by=SYSTEM,
        kind=kind,
        title=title,
        facts=facts,
        subject=subject,
        parties=parties,
        edition=_edition(facts),
    )


@transaction.atomic
def keep_part(*, by: Actor, book: Book, part: dict[str, Any], tell: bool = True) -> Book:
    """Keep the next part of a waiting book; the last one makes it a paper with a number.

    A part that another worker kept meanwhile is dropped. `tell=False` when the person waits for it on the page.
    """
    require(by, "insights.make_book", book)
    known = len(book.parts)
    book = lock(book)
    if not book.is_waiting or len(book.parts) != known:
        return book
    book.parts = [*book.parts, part]
    book.save(update_fields=["parts"])
    if not queries.is_whole(book):
        return book
    with translation.override(settings.LANGUAGE_CODE):
        title = queries.title_of(book.kind, book.about, queries.period_of(book))
    parties = queries.parties_of(book.about)
    book.document = _issued(book.kind, title, queries.facts_of(book), book.about, parties)
    move(book, Book.State.DONE)
    book.parts = []
    book.save(update_fields=["document", "state", "parts"])
    record(by, Verb.BOOK_MADE, book, number=book.document.number)
    if tell:
        people = [book.asked_by] if book.asked_by else queries.subscribers(book.about)
        link = reverse("documents:detail", args=[book.document.pk])
        notify(people, Tell.BOOK_READY, book, link=link, title=title)
    return book


@transaction.atomic
def note_failure(*, by: Actor, book: Book) -> Book:
    """Count a try that went wrong; after the third the book is given up and whoever asked is told."""
    require(by, "insights.make_book", book)
    book = lock(book)
    if not book.is_waiting:
        return book
    book.tries += 1
    if book.tries >= TRIES:
        move(book, Book.State.FAILED)
        record(by, Verb.BOOK_FAILED, book, parts=len(book.parts))
        title = queries.title_of(book.kind, book.about, queries.period_of(book))
        people = [book.asked_by] if book.asked_by else []
        notify(people, Tell.BOOK_FAILED, book, link=reverse("insights:index"), title=title)
    book.save(update_fields=["tries", "state"])
    return book


@transaction.atomic
def make_sheet(*, by: Actor, activity: Activity) -> Document:
    """The record sheet of an activity that is over: one paper with a number for what is recorded now."""
    require(by, "insights.make_sheet", activity)
    activity = lock(activity)
    if activity.state not in (Activity.State.FINISHED, Activity.State.SETTLED):
        raise Refused(_("The record sheet is made when the activity is over."))
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Record sheet: %(activity)s") % {"activity": activity.title}
        facts = queries.sheet_facts(activity)
    sheet = _issued(Document.Kind.RECORD_SHEET, title, facts, activity, queries.sheet_parties(activity))
    record(by, Verb.SHEET_MADE, activity, number=sheet.number)
    return sheet


@transaction.atomic
def want_report(*, by: Actor, about: About) -> Subscription:
    """Send the person the monthly report from now on; a second call changes nothing."""
    require(by, "insights.want_report", about)
    lock(about)
    row, is_new = Subscription.objects.get_or_create(person_id=by.pk, **queries.key_of(about))
    if is_new:
        record(by, Verb.REPORT_WANTED, about)
    return row


@transaction.atomic
def leave_report(*, by: Actor, about: About) -> None:
    """No longer send it; a second call changes nothing."""
    require(by, "insights.want_report", about)
    deleted, _rows = Subscription.objects.filter(person_id=by.pk, **queries.key_of(about)).delete()
    if deleted:
        record(by, Verb.REPORT_UNWANTED, about)
