"""One's own volunteer record, and an organisation's certificates and sheets."""

import io
import zipfile
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.access import require
from gongjian.core.pages import form_page, page_of, refusals_in
from gongjian.core.sheets import download, table_file
from gongjian.documents import pdf
from gongjian.documents.actions import note_download

from .. import actions, queries
from ..forms import BatchForm

ZIP_PART = 20  # papers in one file: making one takes up to a second


@require_safe
def my_record(request: HttpRequest) -> HttpResponse:
    """The five blocks of a volunteer record: person, service, training, awards, assessment."""
    hours = queries.hours_of(request.user)
    context = {
        "hours": hours,
        "since": queries.first_day(request.user),
        "page": page_of(request, queries.service_block(request.user)),
        "training": queries.training_of(request.user)[:20],
    }
    return render(request, "activities/my_record.html", context)


def batch(request: HttpRequest) -> HttpResponse:
    """Certificates for everybody who served under an organisation; the papers of these days with their files."""
    require(request.user, "activities.issue_batch")
    asked = request.POST if request.method == "POST" else request.GET or None
    form, context = BatchForm(request.user, asked), {}
    if form.is_valid():
        known = form.cleaned_data
        if request.method == "POST":
            with refusals_in(form):
                papers = actions.issue_batch(by=request.user, **known)
                _say_issued(request, len(papers))
                return redirect(f"{reverse('activities:batch')}?{_query(known)}")
        context = _papers_context(request, known)
    return form_page(request, "activities/batch.html", form, context)


def _say_issued(request: HttpRequest, done: int) -> None:
    said = ngettext("%(n)s certificate is ready.", "%(n)s certificates are ready.", done)
    messages.success(request, said % {"n": done})


def _query(known: dict[str, Any]) -> str:
    return urlencode({name: getattr(value, "pk", value) for name, value in known.items()})


def _papers_context(request: HttpRequest, known: dict[str, Any]) -> dict[str, Any]:
    papers = queries.papers_of_batch(**known)
    total = papers.count()
    return {
        "page": page_of(request, papers),
        "chosen": [(name, getattr(value, "pk", value)) for name, value in known.items()],
        "people": len(queries.people_served(**known)),
        "query": _query(known),
        "parts": [str(part) for part in range(1, (total + ZIP_PART - 1) // ZIP_PART + 1)],
    }


@require_POST
def batch_of_shift(request: HttpRequest, pk: int) -> HttpResponse:
    """Certificates for everybody of one shift."""
    shift = queries.shift_to_certify(request.user, pk)
    day = localtime(shift.starts_at).date()
    organization = shift.activity.organizer
    papers = actions.issue_batch(
        by=request.user, organization=organization, since=day, until=day, shift=shift
    )
    _say_issued(request, len(papers))
    return redirect("documents:index")


@require_safe
def batch_zip(request: HttpRequest) -> HttpResponse:
    """Some of the batch's papers as PDF in one file; each download is logged like a single one."""
    require(request.user, "activities.issue_batch")
    form = BatchForm(request.user, request.GET)
    if not form.is_valid():
        return form_page(request, "activities/batch.html", form)
    part = request.GET.get("part", "1")
    number = max(int(part), 1) if part.isascii() and part.isdigit() and len(part) < 6 else 1
    papers = list(queries.papers_of_batch(**form.cleaned_data)[(number - 1) * ZIP_PART : number * ZIP_PART])
    for paper in papers:
        note_download(by=request.user, document=paper)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for paper in papers:
            packed.writestr(f"{paper.number} {paper.facts['name']}.pdf", pdf.render(paper))
    return download(out.getvalue(), f"{_('Certificates')}-{number}.zip", "application/zip")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The sheet for the national volunteer system: its fields, one row for each record, and how far each is."""
    require(request.user, "activities.issue_batch")
    form = BatchForm(request.user, request.GET)
    if not form.is_valid():
        return form_page(request, "activities/batch.html", form)
    known = form.cleaned_data
    actions.export_records(by=request.user, **known)
    title = _("Service records %(since)s to %(until)s") % {"since": known["since"], "until": known["until"]}
    return table_file("xlsx", title, queries.sheet_columns(), queries.sheet_of(**known))
