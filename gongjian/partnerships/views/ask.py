"""A resident asks for help in three steps without an account, and sees later how it goes."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST

from gongjian.core.access import Actor, Guest
from gongjian.core.crypto import decrypt, encrypt
from gongjian.core.limits import allow
from gongjian.core.pages import form_page, refusals_in
from gongjian.organizations.models import Organization
from gongjian.partnerships import actions, forms, queries

from .shell import caller, sent

DRAFT, TRIED = "partnerships.draft", "partnerships.tried"
DONE, HELD = "partnerships.done", "partnerships.receipt"
HELD_SECONDS = 30 * 60
STEPS = {
    "1": "partnerships/ask_what.html",
    "2": "partnerships/ask_words.html",
    "3": "partnerships/ask_contact.html",
}


def _form(step: str, draft: dict[str, Any], data: Any = None) -> Any:
    """The form of a step, filled with what was typed before."""
    if step == "1":
        return forms.WhatForm(data, initial=draft)
    if step == "2":
        communities = list(queries.communities())
        return forms.WordsForm(
            data, initial=draft, communities=communities, places=queries.places_in(communities)
        )
    return forms.ContactForm(data, initial={"token": draft.get("token", "")})


def _kept(request: HttpRequest, name: str) -> dict[str, Any]:
    """What the session holds of the answers so far; sealed, since the table of sessions is not."""
    sealed = request.session.get(name, "")
    found: dict[str, Any] = json.loads(decrypt(sealed)) if sealed else {}
    return found


def _keep(request: HttpRequest, name: str, found: dict[str, Any]) -> None:
    request.session[name] = encrypt(json.dumps(found))


def _reached(request: HttpRequest, draft: dict[str, Any]) -> str:
    """The step to show: the one that is asked for, but not beyond the first open question."""
    furthest = "3" if draft.get("words") else "2" if draft.get("what") else "1"
    wanted = request.POST.get("step") or request.GET.get("step") or "1"
    return min(wanted, furthest) if wanted in STEPS else "1"


def _to(step: int | str) -> HttpResponse:
    return redirect(f"{reverse('partnerships:propose')}?step={step}")


@login_not_required
@cache_control(private=True, no_cache=True)  # with no-store the back button would lose what was typed
def propose(request: HttpRequest) -> HttpResponse:
    """Three questions at one address. Each answer, wrong ones too, is kept in the session and shown by GET:
    so the back button loses nothing and never asks to send a form again."""
    draft = _kept(request, DRAFT)
    step = _reached(request, draft)
    if request.method == "POST":
        return _answer(request, draft, step)
    tried = _kept(request, TRIED)
    form = _form(step, draft, tried["data"] if tried.get("step") == step else None)
    return form_page(request, STEPS[step], form)


def _answer(request: HttpRequest, draft: dict[str, Any], step: str) -> HttpResponse:
    """Take the answer to one question and go on to the next, or back to this one with what is wrong."""
    if _is_repeated(request):
        return redirect("partnerships:receipt")
    form = _form(step, draft, request.POST)
    if not form.is_valid():
        _keep(request, TRIED, {"step": step, "data": {name: form.data.get(name, "") for name in form.fields}})
        return _to(step)
    request.session.pop(TRIED, None)
    if step != "3":
        _keep(request, DRAFT, {"token": forms.new_token(), **draft, **form.cleaned_data})
        return _to(int(step) + 1)
    with refusals_in(form):
        return _finish(request, draft, form)
    return form_page(request, STEPS[step], form)


def _is_repeated(request: HttpRequest) -> bool:
    """The last step was sent a second time."""
    token = request.POST.get("token", "")
    return bool(token) and token == request.session.get(DONE, {}).get("token")


def _proposer(request: HttpRequest, community: Organization) -> Actor:
    if request.user.is_authenticated:
        return request.user
    return Guest.holding("partnerships.propose_need", community, capability="visit")


def _finish(request: HttpRequest, draft: dict[str, Any], form: Any) -> HttpResponse:
    """Write the need down and show its receipt. The kind of help is a first guess that the neighbourhood corrects."""
    asked = _form("2", draft, draft)
    if not asked.is_valid():  # a place was removed meanwhile
        return _to(2)
    allow("partnerships.propose", caller(request), times=10, seconds=600)
    community, place = asked.found()
    what = forms.WHATS[draft["what"]]
    need, secret = actions.propose_need(
        by=_proposer(request, community),
        community=community,
        place=place,
        kind=what.kind,
        title=str(what.label),
        category=what.category,
        words=asked.cleaned_data["words"],
        times=list(forms.WHEN[asked.cleaned_data["when"] or "any"]),
        **form.cleaned_data,
    )
    request.session[DONE] = {"pk": need.pk, "secret": secret, "token": form.cleaned_data["token"]}
    request.session.pop(DRAFT, None)
    _hold(request, need)
    return redirect("partnerships:receipt")


def _hold(request: HttpRequest, need: Any) -> None:
    """Let this browser look at the need, and take it back, for half an hour."""
    guest = Guest.holding("partnerships.withdraw_need", need, capability=f"receipt {need.receipt}")
    request.session[HELD] = guest.token


def _held(request: HttpRequest) -> Guest | None:
    try:
        return Guest.from_token(request.session.get(HELD, ""), max_age=HELD_SECONDS)
    except signing.BadSignature:
        return None


@login_not_required
@never_cache
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipt with its code, shown after sending only; nobody can read the code later."""
    done, guest = request.session.get(DONE), _held(request)
    need = queries.held_need(guest) if guest else None
    if not done or need is None or need.pk != done["pk"]:
        return redirect("partnerships:status")
    context = {"need": need, "secret": done["secret"], "story": queries.story_of(need)}
    return render(request, "partnerships/receipt.html", context)


@login_not_required
@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """How far it is: by receipt number and code, limited in tries."""
    guest = None if "new" in request.GET else _held(request)
    need = queries.held_need(guest) if guest and request.method == "GET" else None
    if need is not None:
        return render(request, "partnerships/status.html", {"need": need, "story": queries.story_of(need)})
    form = forms.ReceiptForm(sent(request), initial={"receipt": request.GET.get("receipt", "")})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            found = _look_up(request, form)
            if found is not None:
                _hold(request, found)
                return redirect("partnerships:status")
    return form_page(request, "partnerships/status_form.html", form)


def _look_up(request: HttpRequest, form: Any) -> Any:
    number = form.cleaned_data["receipt"]
    allow("partnerships.status", caller(request), times=10, seconds=600)
    allow("partnerships.status.number", number, times=10, seconds=600)
    found = queries.by_receipt(number, form.cleaned_data["code"])
    if found is None:
        form.add_error(None, _("Number and code do not fit together. Please compare them with your receipt."))
    return found


@login_not_required
@require_POST
def withdraw_by_receipt(request: HttpRequest) -> HttpResponse:
    """The resident no longer needs help."""
    guest = _held(request)
    need = queries.held_need(guest) if guest else None
    if guest is None or need is None:
        messages.warning(request, _("Please enter your receipt number and code again."))
        return redirect("partnerships:status")
    actions.withdraw_need(by=guest, need=need)
    messages.success(request, _("Withdrawn. Nobody will come. You may ask again at any time."))
    return redirect("partnerships:status")
