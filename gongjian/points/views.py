"""One's own points, what counts, and putting a row right."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.access import require
from gongjian.core.clock import today
from gongjian.core.pages import form_page, page_of, refusals_in

from . import actions, queries
from .forms import AnswerForm, DisputeForm, ReverseForm


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """My points, row by row."""
    period = request.GET.get("period", "")
    period = period if period in queries.PERIODS or queries.MONTH.fullmatch(period) else "all"
    page = page_of(request, queries.statement(request.user, period))
    context = {
        "page": page,
        "lines": [queries.line(entry) for entry in page],
        "total": queries.total(request.user),
        "gained": queries.gained_since(request.user, today().replace(day=1)),
        "rules": queries.rules_in_force(request.user),
        "months": queries.months(request.user),
        "chosen": period,
        "capped": queries.reached_caps(request.user),
        "check": queries.last_check(request.user),
        "organizations": queries.own_organizations(request.user),
        "waiting": queries.disputes_to_answer(request.user).count(),
        "shows": {name: name == period for name in queries.PERIODS},
    }
    return render(request, "points/index.html", context)


@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One row: one's own, or for an operator a disputed one."""
    found = queries.entry(request.user, pk)
    said = list(queries.disputes_of(request.user, found))
    context = {
        "entry": found,
        "line": queries.line(found),
        "disputes": said,
        "may_dispute": queries.may_dispute(said),
    }
    return render(request, "points/entry.html", context)


def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """“This is wrong”: to the organisation that awarded the row, then to the one above it."""
    found = queries.entry(request.user, pk)
    require(request.user, "points.dispute", found)
    form = DisputeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.dispute(by=request.user, entry=found, words=form.cleaned_data["words"])
            messages.success(request, _("Sent. You are told as soon as there is an answer."))
            return redirect("points:entry", pk)
    return form_page(request, "points/dispute.html", form, {"entry": found, "line": queries.line(found)})


@require_safe
def disputes(request: HttpRequest) -> HttpResponse:
    """What waits for my answer, the oldest first."""
    page = page_of(request, queries.disputes_to_answer(request.user))
    lines = [(row, queries.line(row.entry)) for row in page]
    return render(request, "points/disputes.html", {"page": page, "lines": lines})


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a dispute: the row stays, or it is reversed and posted anew."""
    found = queries.dispute_for(request.user, pk)
    require(request.user, "points.answer_dispute", found)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            said = {name: form.cleaned_data[name] for name in ("answer", "quantity")}
            actions.answer_dispute(by=request.user, dispute=found, **said)
            messages.success(request, _("Answered. The person has been told."))
            return redirect("points:disputes")
    context = {"dispute": found, "line": queries.line(found.entry)}
    return form_page(request, "points/answer.html", form, context)


@require_safe
def totals(request: HttpRequest, pk: int) -> HttpResponse:
    """What the branches of an organisation earned together: by name, nobody ranked, nobody named."""
    found = queries.organization_for(request.user, pk)
    require(request.user, "points.see_totals", found)
    period = request.GET.get("period", "")
    period = period if period in queries.PERIODS else "year"
    page = page_of(request, queries.totals(found, period))
    context = {
        "organization": found,
        "page": page,
        "rows": queries.totals_shown(page),
        "shows": {name: name == period for name in queries.PERIODS},
    }
    return render(request, "points/totals.html", context)


def reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an award back, after somebody said that it is wrong."""
    found = queries.entry(request.user, pk)
    require(request.user, "points.reverse", found)
    form = ReverseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.reverse(by=request.user, entry=found, reason=form.cleaned_data["reason"])
            messages.success(request, _("The row is put right, and the person has been told."))
            return redirect("points:entry", pk)
    return form_page(request, "points/reverse.html", form, {"entry": found, "line": queries.line(found)})


@login_not_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """What counts and how much; public."""
    return render(request, "points/rules.html", _rules_page(request))


@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Add the rules that come with the platform."""
    added = actions.load_shipped_rules(by=request.user)
    messages.success(
        request, _("The rules are loaded.") if added else _("All of these rules were there already.")
    )
    return redirect("points:rules")


def _rules_page(request: HttpRequest) -> dict[str, object]:
    page = page_of(request, queries.all_rules(request.user))
    return {"page": page, "check": queries.last_check(request.user)}
