"""Books of records: what there is, what waits, what a book is made of, who wants the monthly report."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gongjian.core.access import standing
from gongjian.core.clock import today
from gongjian.organizations.models import Organization
from gongjian.organizations.posts import Power
from gongjian.partnerships.models import Partnership
from gongjian.policy.queries import next_workday

from ..models import Book, Subscription
from .parts import LEDGER, Maker, summary
from .periods import Period, calendar_year, month, month_before, school_year
from .report import REPORT
from .scopes import OrganizationScope, PartnershipScope, Scope

About = Organization | Partnership
PARTS: dict[str, list[tuple[Any, Maker]]] = {
    Book.Kind.YEARLY_LEDGER: LEDGER,
    Book.Kind.MONTHLY_REPORT: REPORT,
}
SMALL = 300  # rows that are made while the person waits: about a second
YEARS, MONTHS = 3, 12  # how far back one may ask


def scope_of(about: About) -> Scope:
    """The rows that are meant."""
    return OrganizationScope(about) if isinstance(about, Organization) else PartnershipScope([about.pk])


def key_of(about: About) -> dict[str, Any]:
    """The fields by which a book or a subscription names what it is about."""
    return {"organization": about} if isinstance(about, Organization) else {"partnership": about}


def books_about(user: Any, about: About) -> QuerySet[Book]:
    """The books of an organisation or a partnership, newest first."""
    rows = Book.objects.visible_to(user).filter(**key_of(about))
    return rows.select_related("document", "asked_by", "organization", "partnership")


def book_for(user: Any, pk: int) -> Book:
    """A book that the person sees, or 404."""
    found = Book.objects.visible_to(user).select_related("document", "organization", "partnership")
    row = found.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def is_small(about: About, period: Period) -> bool:
    """Whether few enough rows are meant to make the book at once: two counts."""
    scope = scope_of(about)
    held = scope.activities().filter(shifts__starts_at__gte=period.start, shifts__starts_at__lt=period.end)
    return held.count() + scope.needs().filter(published_at__lt=period.end).count() <= SMALL


def period_of(book: Book) -> Period:
    """The book's days, for a report with what they are compared with."""
    return month(book.since) if book.kind == Book.Kind.MONTHLY_REPORT else Period("", book.since, book.until)


@dataclass(frozen=True)
class Progress:
    """How far a book is: parts done, parts in all, and the one that comes next."""

    done: int
    total: int
    next: str

    @property
    def share(self) -> int:
        return round(100 * self.done / self.total)


def progress_of(book: Book) -> Progress:
    titles = [_("In numbers"), *(str(title) for title, _maker in PARTS[book.kind])]
    done = len(book.parts)
    return Progress(done, len(titles), titles[done] if done < len(titles) else "")


def next_part(book: Book) -> dict[str, Any]:
    """The part of a waiting book that comes next, in the platform's own language; read outside transactions."""
    scope, period = scope_of(book.about), period_of(book)
    with translation.override(settings.LANGUAGE_CODE):
        if not book.parts:
            return {"summary": summary(scope, period)}
        _title, maker = PARTS[book.kind][len(book.parts) - 1]
        return maker(scope, period).facts()


def is_whole(book: Book) -> bool:
    """Whether every part is there: the numbers, then the tables."""
    return len(book.parts) > len(PARTS[book.kind])


def facts_of(book: Book) -> dict[str, Any]:
    """What the paper says, of a book with all its parts."""
    numbers, *sections = book.parts
    about = book.about.name if isinstance(book.about, Organization) else book.about.title
    days = {"since": book.since.isoformat(), "until": book.until.isoformat()}
    return {"about": about, **days, **numbers, "sections": sections}


def parties_of(about: About) -> list[Organization]:
    """Whose paper the book is."""
    if isinstance(about, Organization):
        return [about]
    return [party.organization for party in about.parties.select_related("organization")]


def title_of(kind: str, about: About, period: Period) -> str:
    """What stands on the cover."""
    name = about.name if isinstance(about, Organization) else about.title
    if kind == Book.Kind.MONTHLY_REPORT:
        words, when = _("%(name)s: monthly report, %(when)s"), date_format(period.since, "YEAR_MONTH_FORMAT")
    else:
        words, when = _("%(name)s: yearly ledger, %(when)s"), year_words(period)
    return words % {"name": name, "when": when}


def year_words(period: Period) -> str:
    """2026, or the school year 2025–2026."""
    if period.since.month == 1:
        return _("%(year)s") % {"year": period.since.year}
    return _("school year %(from)s–%(to)s") % {"from": period.since.year, "to": period.until.year}


def years() -> dict[str, Period]:
    """The years that one may ask a ledger of, newest first: `y2026` a calendar year, `s2025` a school year."""
    day = today()
    school = day.year if day.month >= 9 else day.year - 1
    found: dict[str, Period] = {}
    for back in range(YEARS):
        found[f"y{day.year - back}"] = calendar_year(day.year - back)
        found[f"s{school - back}"] = school_year(school - back)
    return found


def months() -> dict[str, Period]:
    """The months that one may ask a report of, newest first, by `2026-03`; only months that are over."""
    found: dict[str, Period] = {}
    period = month_before(today())
    for _back in range(MONTHS):
        found[f"{period.since:%Y-%m}"] = period
        period = month_before(period.since)
    return found


def waiting() -> QuerySet[Book]:
    """Books that are still to be made, oldest first."""
    return Book.objects.filter(state=Book.State.WAITING).order_by("asked_at", "pk")


def wants_report(user: Any, about: About) -> bool:
    return Subscription.objects.visible_to(user).filter(**key_of(about)).exists()


def subscribers(about: About) -> list[Any]:
    """Who wants the report of an organisation or a partnership and may still read it."""
    rows = Subscription.objects.filter(**key_of(about)).select_related("person")
    return [row.person for row in rows if may_read(row.person, about)]


def may_read(person: Any, about: About) -> bool:
    """Whether the person sees the inner rows today: an ended post ends its reports."""
    powers = standing(person)
    if isinstance(about, Organization):
        return bool(powers.can(Power.SEE, about))
    return any(
        powers.can(Power.SEE, party.organization) for party in about.parties.select_related("organization")
    )


def reports_due(day: dt.date) -> Sequence[About]:
    """What reports of last month are wanted and not yet asked for; nothing before the first working day."""
    first = day.replace(day=1)
    if day < next_workday(first):
        return []
    done = Book.objects.filter(kind=Book.Kind.MONTHLY_REPORT, since=month_before(day).since)
    wanted = Subscription.objects.order_by("pk").select_related("organization", "partnership")
    missing = [
        *wanted.filter(organization__isnull=False).exclude(
            organization__in=done.filter(organization__isnull=False).values("organization")
        ),
        *wanted.filter(partnership__isnull=False).exclude(
            partnership__in=done.filter(partnership__isnull=False).values("partnership")
        ),
    ]
    found = {
        (row.organization_id, row.partnership_id): row.organization or row.partnership for row in missing
    }
    return [about for about in found.values() if about is not None]
