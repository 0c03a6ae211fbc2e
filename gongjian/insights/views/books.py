"""Books of records: the yearly ledger, the monthly report, and the record sheet of an activity."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.access import require
from gongjian.core.pages import form_page, page_of, refusals_in

from .. import actions, making, queries
from ..forms import book_forms
from ..models import Book


def organization_books(request: HttpRequest, pk: int) -> HttpResponse:
    """Ledgers and reports of one organisation with all below it."""
    return _books(request, queries.organization_for(request.user, pk))


def partnership_books(request: HttpRequest, pk: int) -> HttpResponse:
    """Ledgers and reports of one partnership."""
    return _books(request, queries.partnership_for(request.user, pk))


def _books(request: HttpRequest, about: queries.About) -> HttpResponse:
    require(request.user, "insights.ask_book", about)
    forms, form = book_forms(request.POST if request.method == "POST" else None)
    if form is not None and form.is_valid():
        with refusals_in(form):
            return _act(request, about, form.cleaned_data)
    context = {
        "name": str(about),
        "forms": forms,
        "page": page_of(request, queries.books_about(request.user, about)),
        "wanted": queries.wants_report(request.user, about),
        **queries.key_of(about),
    }
    return form_page(request, "insights/books.html", form or forms["ledger"], context)


def _act(request: HttpRequest, about: queries.About, said: dict[str, Any]) -> HttpResponse:
    """What the posted form asks for."""
    if "wanted" in said:
        act = actions.want_report if said["wanted"] else actions.leave_report
        act(by=request.user, about=about)
        messages.success(request, _("Saved. The report comes on the first working day of each month.")
                         if said["wanted"] else _("Saved. The report no longer comes by itself."))  # fmt: skip
        return redirect(request.path)
    kind = Book.Kind.MONTHLY_REPORT if "month" in said else Book.Kind.YEARLY_LEDGER
    period = said["month"] if "month" in said else said["year"]
    book = actions.ask_book(by=request.user, kind=kind, about=about, period=period)
    if queries.is_small(about, period):
        making.make(book, tell=False)
    return redirect("insights:book", book.pk)


@require_safe
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a book is; its paper once it is made."""
    found = queries.book_for(request.user, pk)
    if found.document_id and not request.htmx:  # type: ignore[attr-defined]
        return redirect("documents:detail", found.document_id)
    name = "insights/_progress.html" if request.htmx else "insights/book.html"  # type: ignore[attr-defined]
    return render(request, name, {"book": found, "progress": queries.progress_of(found)})


@require_POST
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The record sheet of an activity that is over, as a paper with a number."""
    activity = queries.activity_for(request.user, pk)
    paper = actions.make_sheet(by=request.user, activity=activity)
    return redirect("documents:detail", paper.pk)
