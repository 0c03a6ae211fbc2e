"""Pages of activity funds: the list with its balance, one request, asking, deciding, noting expenses."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.access import require
from gongjian.core.clock import today
from gongjian.core.pages import form_page, page_of, refusals_in

from . import actions, forms, queries
from .models import Request


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the branch asked for, and what those above have granted."""
    state = request.GET.get("state", "")
    context = {
        "page": page_of(request, queries.requests_of(request.user, state)),
        "balance": queries.balance_of(request.user),
        "states": [(value, label, value == state) for value, label in Request.State.choices],
        "shows_all": state not in Request.State.values,
        "may_ask": bool(queries.askers(request.user)),
    }
    return render(request, "funds/index.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: budget, decision, expenses, what is left."""
    found = queries.find_request(request.user, pk)
    context = {"asked": found, "lines": found.lines.all(), "expenses": found.expenses.all()}
    return render(request, "funds/request.html", context)


def ask(request: HttpRequest) -> HttpResponse:
    """A budget, line by line."""
    askers = queries.askers(request.user)
    if not askers:
        raise PermissionDenied("funds.ask")
    form = forms.AskForm(
        _sent(request), askers=askers, initial={"once": uuid4().hex, "organization": askers[0]}
    )
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("organization", "title", "purpose", "once")}
        with refusals_in(form):
            made = actions.ask(by=request.user, lines=form.lines, **given)
            messages.success(request, _("Asked. Those who decide have been told."))
            return redirect("funds:request", made.pk)
    return form_page(request, "funds/ask.html", form)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    actions.withdraw(by=request.user, request=queries.find_request(request.user, pk))
    messages.success(request, _("The request is withdrawn."))
    return redirect("funds:request", pk)


def _decidable(request: HttpRequest, pk: int) -> Request:
    found = queries.find_request(request.user, pk)
    require(request.user, "funds.decide", found)
    return found


def _form(request: HttpRequest, found: Request, form: Any, title: str, verb: str) -> HttpResponse:
    return form_page(request, "funds/form.html", form, {"asked": found, "title": title, "verb": verb})


def grant(request: HttpRequest, pk: int) -> HttpResponse:
    found = _decidable(request, pk)
    form = forms.GrantForm(_sent(request), most=found.asked_fen, initial={"fen": found.asked_fen})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.grant(by=request.user, request=found, **form.cleaned_data)
            messages.success(request, _("Granted, with your name. The branch has been told."))
            return redirect("funds:request", pk)
    return _form(request, found, form, _("Grant all or a part"), _("Grant"))


def decline(request: HttpRequest, pk: int) -> HttpResponse:
    found = _decidable(request, pk)
    form = forms.ReasonForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.decline(by=request.user, request=found, **form.cleaned_data)
            messages.success(request, _("Declined. The branch reads the reason."))
            return redirect("funds:request", pk)
    return _form(request, found, form, _("Not granted"), _("Decline"))


def note_expense(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.find_request(request.user, pk)
    require(request.user, "funds.note_expense", found)
    form = forms.ExpenseForm(_sent(request), initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.note_expense(by=request.user, request=found, **form.cleaned_data)
            messages.success(request, _("Noted. The balance is up to date."))
            return redirect("funds:request", pk)
    return _form(request, found, form, _("Note an expense"), _("Note it"))


def strike_expense(request: HttpRequest, pk: int) -> HttpResponse:
    expense = queries.find_expense(request.user, pk)
    require(request.user, "funds.strike_expense", expense)
    form = forms.ReasonForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.strike_expense(by=request.user, expense=expense, **form.cleaned_data)
            messages.success(request, _("Struck out; it stays readable."))
            return redirect("funds:request", expense.request_id)
    return _form(request, expense.request, form, _("Strike this expense out"), _("Strike out"))
