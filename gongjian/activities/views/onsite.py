"""The organiser on site: scanning people's own codes, the printed sheet, late proofs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.pages import form_page, page_of, refusals_in
from gongjian.documents import pdf

from .. import actions, queries
from ..forms import ScanForm, SheetForm

SHEET_PAGE = 50
BLANK_ROWS = 6


def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """A field that a hand scanner or the camera fills; after each person the page is ready for the next."""
    shift = queries.shift_on_site(request.user, pk)
    form = ScanForm(request.POST or None, initial={"leaving": "out" if request.GET.get("leaving") else "in"})
    if request.method == "POST" and form.is_valid():
        leaving = form.cleaned_data["leaving"] == "out"
        with refusals_in(form):
            seat = actions.scan(by=request.user, shift=shift, text=form.cleaned_data["text"], leaving=leaving)
            said = _("%s leaves.") if leaving else _("%s is here.")
            messages.success(request, said % seat.name)
            return redirect(f"{reverse('activities:scan', args=[pk])}{'?leaving=yes' if leaving else ''}")
    arrived, latest = queries.arrivals(shift)
    context = {"shift": shift, "activity": shift.activity, "arrived": arrived, "latest": latest}
    return form_page(request, "activities/scan.html", form, context)


@require_safe
@never_cache
def sheet_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The sign-in sheet to print, with blank rows for people who come unannounced."""
    shift = queries.shift_on_site(request.user, pk)
    begin, end = localtime(shift.starts_at), localtime(shift.ends_at)
    facts = {
        "title": shift.activity.title,
        "when": f"{begin:%Y-%m-%d %H:%M}—{end:%H:%M}",
        "where": shift.activity.where,
        "organizer": shift.activity.organizer.name,
        "rows": [{"name": seat.name, "unit": seat.unit} for seat in queries.sheet_rows(request.user, shift)],
        "blank": BLANK_ROWS,
    }
    response = HttpResponse(pdf.form_of("sign_in_sheet", facts), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="sheet-{pk}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a signed sheet in one go."""
    shift = queries.shift_on_site(request.user, pk)
    page = page_of(request, queries.to_enter(request.user, shift), SHEET_PAGE)
    form = SheetForm(shift, page.object_list, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            done = actions.enter_sheet(by=request.user, shift=shift, rows=form.entered())
            said = ngettext("%(n)s person entered from paper.", "%(n)s people entered from paper.", done)
            messages.success(request, said % {"n": done})
            return redirect("activities:desk", shift.activity_id)
    context = {"shift": shift, "activity": shift.activity, "page": page}
    return form_page(request, "activities/sheet.html", form, context)


def _say_accepted(request: HttpRequest, done: int) -> None:
    said = ngettext("%(n)s late proof counts now.", "%(n)s late proofs count now.", done)
    messages.success(request, said % {"n": done})


@require_POST
def accept_all_late(request: HttpRequest, pk: int) -> HttpResponse:
    activity = queries.activity_of(request.user, pk)
    _say_accepted(request, actions.accept_late(by=request.user, activity=activity))
    return redirect("activities:desk", pk)


@require_POST
def accept_late(request: HttpRequest, pk: int) -> HttpResponse:
    seat = queries.seat_for_desk(request.user, pk)
    _say_accepted(request, actions.accept_late(by=request.user, activity=seat.shift.activity, only=seat))
    return redirect("activities:desk", seat.shift.activity_id)


@require_POST
def call_cover(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask earlier participants and those who wait elsewhere to help out."""
    shift = queries.shift_of(request.user, pk)
    done = actions.call_cover(by=request.user, shift=shift)
    said = ngettext("%(n)s person was asked to help.", "%(n)s people were asked to help.", done)
    messages.success(request, said % {"n": done})
    return redirect("activities:desk", shift.activity_id)
