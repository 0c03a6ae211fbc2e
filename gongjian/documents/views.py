"""Papers: list, A4 view, PDF, revoking, and the public page on which anybody can verify them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongjian.core.access import require
from gongjian.core.limits import allow
from gongjian.core.pages import form_page, page_of, refusals_in
from gongjian.core.sheets import download as download_of

from . import actions, books, deeds, docx, pdf, queries, reports
from .forms import RevokeForm, VerifyForm
from .models import Document


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The papers that concern me."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in Document.Kind.values else ""
    kinds = [(value, label, value == kind) for value, label in Document.Kind.choices]
    context = {
        "page": page_of(request, queries.papers(request.user, kind)),
        "kinds": kinds,
        "shows_all": not kind,
    }
    return render(request, "documents/index.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper on the screen, as it is printed."""
    document = queries.document(request.user, pk)
    context = {
        "document": document,
        "facts": queries.shown_facts(document),
        "verify_url": pdf.verify_url(document),
    }
    return render(request, f"documents/{pdf.template_of(document.kind)}.html", context)


@require_safe
@never_cache
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF; who took it is recorded before it is made, outside the transaction."""
    document = actions.note_download(by=request.user, document=queries.document(request.user, pk))
    response = HttpResponse(pdf.render(document), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{document.number}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """A book of records, a report, a plan or an agreement as a Word file."""
    document = actions.note_download(by=request.user, document=queries.in_word(request.user, pk))
    made = {"book": books.word, "report": reports.word}.get(pdf.template_of(document.kind), deeds.word)(
        document
    )
    return download_of(made, f"{document}.docx", docx.MIME)


@require_safe
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """A book of records as an Excel workbook, a sheet for each part."""
    document = actions.note_download(by=request.user, document=queries.book(request.user, pk))
    return download_of(books.workbook(document), f"{document}.xlsx")


def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a paper void."""
    document = queries.document(request.user, pk)
    require(request.user, "documents.revoke", document)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.revoke(by=request.user, document=document, reason=form.cleaned_data["reason"])
            messages.success(request, _("The paper is void; its verification page says so from now on."))
            return redirect("documents:detail", pk)
    return form_page(request, "documents/revoke.html", form, {"document": document})


@login_not_required
@require_safe
@never_cache
def verify(request: HttpRequest, code: str = "") -> HttpResponse:
    """Is this paper genuine? Anybody may ask; a code can be typed or comes with the QR code."""
    if not code and "code" not in request.GET:
        return render(request, "documents/verify.html", {"form": VerifyForm()})
    allow("documents.verify", request.META.get("REMOTE_ADDR", ""), times=30, seconds=300)
    form = VerifyForm({"code": code or request.GET["code"]})
    if not form.is_valid():
        return form_page(request, "documents/verify.html", form)
    document = queries.by_code(form.cleaned_data["code"])
    if document is None:
        form.add_error("code", _("No paper carries this code. Please compare it letter by letter."))
        return render(request, "documents/verify.html", {"form": form, "unknown": True}, status=404)
    if not code:
        return redirect("documents:verify", document.code)
    facts = queries.public_facts(document) if document.is_genuine else []
    context = {
        "document": document,
        "facts": facts,
        "later": queries.later_version(document),
        "form": VerifyForm(),
    }
    return render(request, "documents/proof.html", context)
