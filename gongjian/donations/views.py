"""Pages of donation drives."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.pages import form_page, page_of, refusals_in

from . import actions, forms, queries
from .models import Drive


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _back(request: HttpRequest, pk: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("donations:drive", pk)


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Drives of one's organisations, and calls through a charity, which everybody sees."""
    show = request.GET.get("show", "")
    context = {"page": page_of(request, queries.drives(request.user, show)), "show": show, "plain": not show}
    return render(request, "donations/index.html", context)


@login_not_required
@require_safe
def drive(request: HttpRequest, pk: int) -> HttpResponse:
    """One drive: purpose, consent, totals; one's own pledges; the receipt."""
    found = queries.drive_of(request.user, pk)
    context = {
        "drive": found,
        "total": queries.total_of(found),
        "mine": queries.mine(request.user, found),
        "hand_over": queries.hand_over_of(found),
    }
    return render(request, "donations/drive.html", context)


def propose(request: HttpRequest) -> HttpResponse:
    form = forms.DriveForm(request.user, _sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = actions.propose(by=request.user, **form.cleaned_data)
            return _back(request, made.pk, _("Drafted. Ask for approval when it is ready."))
    return form_page(request, "donations/form.html", form)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.drive_to(request.user, "donations.edit", pk)
    first = {name: getattr(found, name) for name in actions.FIELDS} | {"treasurer": str(found.treasurer)}
    form = forms.DriveForm(request.user, _sent(request), initial=first, fixed=found.organization)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.edit(by=request.user, drive=found, **form.cleaned_data)
            return _back(request, pk, _("Saved."))
    return form_page(request, "donations/form.html", form, {"drive": found})


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    actions.submit(by=request.user, drive=queries.drive_of(request.user, pk))
    return _back(request, pk, _("Sent for approval. Somebody other than you decides."))


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    actions.approve(by=request.user, drive=queries.drive_of(request.user, pk))
    return _back(request, pk, _("Approved and open."))


def _with_reason(request: HttpRequest, found: Drive, words: dict[str, Any], act: Any) -> HttpResponse:
    """Ask for a reason, then act; `act` gives the answer."""
    form = forms.ReasonForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            answer: HttpResponse = act(form.cleaned_data["reason"])
            return answer
    back = reverse("donations:drive", args=[found.pk])
    return form_page(request, "donations/why.html", form, {**words, "back": back})


def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.drive_to(request.user, "donations.approve", pk)
    words = {
        "title": _("Send “%s” back?") % found.title,
        "lead": _("They read your reason."),
        "verb": _("Send it back"),
        "icon": "arrow-back-up",
    }

    def act(reason: str) -> HttpResponse:
        actions.send_back(by=request.user, drive=found, reason=reason)
        messages.success(request, _("Sent back, with your reason."))
        return redirect("donations:index")

    return _with_reason(request, found, words, act)


def pledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what one would give."""
    found = queries.drive_to(request.user, "donations.pledge", pk)
    form = forms.PledgeForm(found, _sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.pledge(by=request.user, drive=found, **form.gift())
            return _back(
                request, pk, _("Noted. Please hand it to the treasurer; you are told when it arrives.")
            )
    return form_page(request, "donations/pledge.html", form, {"drive": found})


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = actions.withdraw(by=request.user, pledge=queries.pledge_of(request.user, pk))
    return _back(request, row.drive_id, _("Taken back. Nobody was told."))


def pledges(request: HttpRequest, pk: int) -> HttpResponse:
    """The treasurer's list; single sums only for a reason that is logged."""
    found = queries.drive_to(request.user, "donations.see_pledges", pk)
    form = forms.ReasonForm(_sent(request))
    amounts: dict[int, int] = {}
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            amounts = actions.show_amounts(by=request.user, drive=found, **form.cleaned_data)
    page = page_of(request, queries.pledges_of(request.user, found))
    rows = [(row, queries.yuan(amounts[row.pk]) if row.pk in amounts else "") for row in page]
    context = {"drive": found, "page": page, "rows": rows, "shown": bool(amounts)}
    return form_page(request, "donations/pledges.html", form, context)


@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    row = actions.receive(by=request.user, pledge=queries.pledge_of(request.user, pk))
    messages.success(request, _("Received. The giver has been thanked."))
    return redirect("donations:pledges", row.drive_id)


def beneficiary(request: HttpRequest, pk: int) -> HttpResponse:
    """Who it is for, once, for a reason that is logged."""
    found = queries.drive_to(request.user, "donations.see_beneficiary", pk)
    words = {
        "title": _("Show who it is for"),
        "lead": _("Your name, the time and the reason are logged."),
        "verb": _("Show the name"),
        "icon": "eye",
        "primary": True,
    }

    def act(reason: str) -> HttpResponse:
        name, consent_by = actions.show_beneficiary(by=request.user, drive=found, reason=reason)
        context = {"drive": found, "name": name, "consent_by": consent_by}
        return render(request, "donations/beneficiary.html", context)

    return _with_reason(request, found, words, act)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    actions.close(by=request.user, drive=queries.drive_of(request.user, pk))
    return _back(request, pk, _("Closed. What was pledged still comes in."))


def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.drive_to(request.user, "donations.hand_over", pk)
    form = forms.HandOverForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.hand_over(by=request.user, drive=found, **form.cleaned_data)
            return _back(request, pk, _("Handed over. The receipt has its number, and all givers were told."))
    return form_page(
        request, "donations/hand_over.html", form, {"drive": found, "total": queries.total_of(found)}
    )
