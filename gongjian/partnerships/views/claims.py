"""Offering, accepting, refusing and withdrawing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.core.access import require
from gongjian.core.pages import form_page, refusals_in
from gongjian.partnerships import actions, forms, queries
from gongjian.partnerships.models import Claim

from .shell import ask_why, sent


def offer_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how one's organisation would help. The neighbourhood decides."""
    need = queries.find_need(request.user, pk)
    require(request.user, "partnerships.offer_claim", need)
    form = forms.OfferForm(sent(request), organizations=queries.led_elsewhere(request.user, need))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.offer_claim(by=request.user, need=need, **form.cleaned_data)
            messages.success(request, _("Your offer is with the neighbourhood. It answers you here."))
            return redirect("partnerships:need", pk)
    return form_page(request, "partnerships/offer.html", form, {"need": need})


def offer_wish(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer to fulfil a small wish as a member; one's organisation stands behind it."""
    need = queries.find_need(request.user, pk)
    require(request.user, "partnerships.offer_wish", need)
    organization = queries.helping_organization(request.user, need)
    form = forms.WishForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.offer_wish(by=request.user, need=need, organization=organization, **form.cleaned_data)
            messages.success(request, _("Your offer is with the neighbourhood. It answers you here."))
            return redirect("partnerships:need", pk)
    return form_page(request, "partnerships/offer.html", form, {"need": need, "stands_behind": organization})


@require_POST
def accept_claim(request: HttpRequest, pk: int) -> HttpResponse:
    claim = queries.find_claim(request.user, pk)
    actions.accept_claim(by=request.user, claim=claim)
    messages.success(request, _("Accepted. The resident knows who comes; other offers were answered."))
    return redirect("partnerships:need", claim.need_id)


def _why(request: HttpRequest, claim: Claim, act: Any, words: dict[str, Any]) -> HttpResponse:
    return ask_why(request, act, words, back=reverse("partnerships:need", args=[claim.need_id]))


def refuse_claim(request: HttpRequest, pk: int) -> HttpResponse:
    claim = queries.find_claim(request.user, pk)
    require(request.user, "partnerships.refuse_claim", claim)
    words = {
        "title": _("Refuse the offer of %(organization)s?") % {"organization": claim.organization.label},
        "lead": _("They read your reason."),
        "verb": _("Refuse with this reason"),
        "icon": "x",
        "done": _("Refused. The other side has been told why."),
    }

    def act(reason: str) -> None:
        actions.refuse_claim(by=request.user, claim=claim, reason=reason)

    return _why(request, claim, act, words)


def withdraw_claim(request: HttpRequest, pk: int) -> HttpResponse:
    claim = queries.find_claim(request.user, pk)
    require(request.user, "partnerships.withdraw_claim", claim)
    accepted = claim.state == Claim.State.ACCEPTED
    words = {
        "title": _("Give “%(need)s” back?") % {"need": claim.need.title},
        "lead": _("The need is then open again and the resident is told.")
        if accepted
        else _("They read your reason."),
        "verb": _("Give the need back"),
        "icon": "arrow-back-up",
        "done": _("Given back. The neighbourhood has been told why."),
    }

    def act(reason: str) -> None:
        actions.withdraw_claim(by=request.user, claim=claim, reason=reason)

    return _why(request, claim, act, words)
