"""Pages of the operators: partner systems and their tokens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongjian.core.access import require
from gongjian.core.crypto import decrypt, encrypt
from gongjian.core.pages import form_page, page_of, refusals_in

from . import actions, queries
from .forms import ClientForm, TokenForm

SHOWN_ONCE = "exchange.token"  # session key: the ciphertext of a token between making it and showing it once


def index(request: HttpRequest) -> HttpResponse:
    """The partner systems that one runs."""
    require(request.user, "exchange.run")
    return render(request, "exchange/index.html", {"page": page_of(request, queries.clients(request.user))})


def add(request: HttpRequest) -> HttpResponse:
    """Name a new partner system."""
    require(request.user, "exchange.run")
    form = ClientForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            client = actions.add_client(by=request.user, **form.cleaned_data)
            messages.success(request, _("Added. It can do nothing until it has a token."))
            return redirect("exchange:client", pk=client.pk)
    return form_page(request, "exchange/add.html", form)


@never_cache
def client(request: HttpRequest, pk: int) -> HttpResponse:
    """One partner system with its tokens; a new token is shown here, once."""
    found = queries.client_for(request.user, pk)
    key, sealed = request.session.pop(SHOWN_ONCE, (0, ""))
    raw = decrypt(sealed) if key == found.pk else ""
    tokens = queries.tokens_of(request.user, found)
    return render(request, "exchange/client.html", {"client": found, "tokens": tokens, "raw": raw})


def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a token."""
    found = queries.client_for(request.user, pk)
    require(request.user, "exchange.issue_token", found)
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            raw = actions.issue_token(by=request.user, client=found, **form.cleaned_data)
            request.session[SHOWN_ONCE] = [found.pk, encrypt(raw)]
            return redirect("exchange:client", pk=found.pk)
    return form_page(request, "exchange/issue.html", form, {"client": found})


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a token."""
    token = actions.revoke_token(by=request.user, token=queries.token_for(request.user, pk))
    messages.success(request, _("The token %(prefix)s… no longer works.") % {"prefix": token.prefix})
    return redirect("exchange:client", pk=token.client_id)


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then end a partner system's access."""
    found = queries.client_for(request.user, pk)
    require(request.user, "exchange.close_client", found)
    if request.method == "POST":
        actions.close_client(by=request.user, client=found)
        messages.success(request, _("The access is closed; all its tokens have stopped working."))
        return redirect("exchange:client", pk=found.pk)
    return render(request, "exchange/close.html", {"client": found})
