"""A cycle's check, the joint decision and its signatures."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.core.access import require
from gongjian.core.pages import form_page, refusals_in
from gongjian.partnerships.actions import open_next_cycle
from gongjian.partnerships.models import Cycle, Party

from .. import actions, queries
from ..forms import CheckForm, DecisionForm, NextCycleForm, SignForm
from ..models import Decision


@login_not_required
def cycle(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole cycle: public as its project is; what the parties may do stands beside it."""
    found = queries.cycle_for(request.user, pk)
    shown = queries.cycle_page(request.user, found)
    form = None
    if shown.decision and shown.waits_for_me:
        form = SignForm(parties=shown.waits_for_me, initial={"version": shown.decision.version})
    base = "gj/app.html" if request.user.is_authenticated else "gj/public.html"
    return render(request, "reviews/cycle.html", {"shown": shown, "cycle": found, "form": form, "base": base})


def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what was measured."""
    found = queries.cycle_for(request.user, pk)
    require(request.user, "reviews.check_cycle", found)
    shown = queries.cycle_page(request.user, found)
    form = CheckForm(request.POST if request.method == "POST" else None, targets=shown.targets)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.check_cycle(by=request.user, cycle=found, values=form.values)
            messages.success(request, _("The measured values are kept."))
            return redirect("reviews:cycle", pk=found.pk)
    return form_page(request, "reviews/check.html", form, {"shown": shown, "cycle": found})


def _mine(request: HttpRequest, found: Cycle, perm: str) -> list[Party]:
    """The parties for which the person may decide; 403 when there is none."""
    parties = queries.my_parties(request.user, found, perm)
    if not parties:
        raise PermissionDenied(perm)
    return parties


def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to keep, adjust or stop, and sign it."""
    found = queries.cycle_for(request.user, pk)
    parties = _mine(request, found, "reviews.propose_decision")
    form = DecisionForm(request.POST if request.method == "POST" else None, parties=parties)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.propose_decision(by=request.user, cycle=found, **form.cleaned_data)
            messages.success(request, _("Proposed and signed for your side. The others are asked to sign."))
            return redirect("reviews:cycle", pk=found.pk)
    shown = queries.cycle_page(request.user, found)
    return form_page(request, "reviews/decide.html", form, {"shown": shown, "cycle": found})


def _decision(request: HttpRequest, pk: int) -> tuple[Decision, Cycle]:
    found = queries.decision_for(request.user, pk)
    return found, found.cycle


def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a proposal that one can't sign."""
    decision, found = _decision(request, pk)
    initial = {"outcome": decision.outcome, "reasons": decision.reasons, "next_steps": decision.next_steps}
    parties = _mine(request, found, "reviews.revise_decision")
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        parties=parties,
        version=decision.version,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        decision.version = given.pop("version")
        with refusals_in(form):
            actions.revise_decision(by=request.user, decision=decision, **given)
            messages.success(
                request, _("Changed and signed for your side. The others are asked to sign again.")
            )
            return redirect("reviews:cycle", pk=found.pk)
    shown = queries.cycle_page(request.user, found)
    return form_page(
        request, "reviews/decide.html", form, {"shown": shown, "cycle": found, "decision": decision}
    )


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the version that one has read."""
    decision, found = _decision(request, pk)
    form = SignForm(request.POST, parties=_mine(request, found, "reviews.sign_decision"))
    if form.is_valid():
        decision.version = form.cleaned_data["version"]
        with refusals_in(form):
            signed = actions.sign_decision(
                by=request.user, decision=decision, organization=form.cleaned_data["organization"]
            )
            if signed.state == Decision.State.CLOSED:
                messages.success(request, _("Signed by all: this cycle is closed."))
            else:
                messages.success(request, _("You have signed. The other side is told."))
            return redirect("reviews:cycle", pk=found.pk)
    shown = queries.cycle_page(request.user, found)
    return form_page(
        request, "reviews/cycle.html", form, {"shown": shown, "cycle": found, "base": "gj/app.html"}
    )


def next_cycle(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the next cycle from what this one reached."""
    found = queries.cycle_for(request.user, pk)
    require(request.user, "partnerships.open_next_cycle", found.project)
    form = NextCycleForm(
        request.POST if request.method == "POST" else None, prefill=queries.next_cycle_prefill(found)
    )
    if request.method == "POST" and form.is_valid():
        dates = {name: form.cleaned_data[name] for name in ("starts_on", "ends_on")}
        with refusals_in(form):
            opened = open_next_cycle(by=request.user, project=found.project, targets=form.targets, **dates)
            messages.success(request, _("The next cycle is open. It starts from what this one reached."))
            return redirect("reviews:cycle", pk=opened.pk)
    return form_page(request, "reviews/next_cycle.html", form, {"cycle": found})
