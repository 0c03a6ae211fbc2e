"""A resident confirms and rates, without an account, in at most three steps."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from gongjian.core.access import Guest, require
from gongjian.core.errors import Refused
from gongjian.core.limits import allow
from gongjian.core.pages import form_page, refusals_in

from .. import actions, queries
from ..forms import CodeForm, ResidentStarsForm, VerdictForm
from ..models import Ask, Confirmation

TRIES, WITHIN = 30, 600  # a desk where a worker helps many residents in a row, and no room for guessing


def _link(ask: Ask) -> str:
    return Guest.holding("reviews.confirm_need", ask, capability=f"ask:{ask.pk}").token


@login_not_required
@never_cache
def confirm(request: HttpRequest) -> HttpResponse:
    """Step 1: type the code, or come by a link that carries it."""
    data = request.POST if request.method == "POST" else request.GET if "code" in request.GET else None
    form = CodeForm(data)
    if data is not None:
        allow("reviews.confirm", request.META.get("REMOTE_ADDR", ""), times=TRIES, seconds=WITHIN)
        if form.is_valid():
            with refusals_in(form):
                ask = queries.ask_by_code(form.cleaned_data["code"])
                return redirect("reviews:confirm_verdict", token=_link(ask))
    return form_page(request, "reviews/confirm_code.html", form)


@login_not_required
@never_cache
def confirm_verdict(request: HttpRequest, token: str) -> HttpResponse:
    """Step 2: was it done?"""
    _guest, ask = queries.ask_by_token(token)
    form = VerdictForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return redirect("reviews:confirm_stars", token=token, verdict=form.cleaned_data["verdict"])
    return form_page(request, "reviews/confirm_verdict.html", form, {"ask": ask})


@login_not_required
@never_cache
def confirm_stars(request: HttpRequest, token: str, verdict: str) -> HttpResponse:
    """Step 3: how good was the help, and words if one likes."""
    guest, ask = queries.ask_by_token(token, request.POST.get("once", ""))
    if verdict not in Confirmation.Verdict.values:
        raise Http404
    form = ResidentStarsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.confirm_need(by=guest, ask=ask, verdict=verdict, **form.cleaned_data)
            return redirect("reviews:confirm_thanks", verdict=verdict)
    return form_page(request, "reviews/confirm_stars.html", form, {"ask": ask, "token": token})


@login_not_required
def confirm_thanks(request: HttpRequest, verdict: str) -> HttpResponse:
    """What happens now."""
    if verdict not in Confirmation.Verdict.values:
        raise Http404
    return render(request, "reviews/confirm_thanks.html", {"verdict": verdict})


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The one who proposed the need with an account answers without typing a code."""
    need = queries.need_for(request.user, pk)
    require(request.user, "reviews.answer_as_proposer", need)
    ask = queries.open_ask(need)
    if ask is None:
        raise Refused(
            _("There is nothing to confirm now: nobody has asked yet, or you have answered already.")
        )
    return redirect("reviews:confirm_verdict", token=_link(ask))
