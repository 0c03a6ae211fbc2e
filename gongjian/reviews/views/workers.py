"""The neighbourhood asks its residents: who is to be asked, the slip, the telephone."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from gongjian.core.access import require
from gongjian.core.crypto import decrypt, encrypt
from gongjian.core.pages import form_page, page_of, refusals_in

from .. import actions, queries
from ..forms import OnBehalfForm
from ..queries.residents import WHICH

SHOWN_ONCE = "reviews.code"  # session key: the ciphertext of a code between making it and showing it once


def index(request: HttpRequest) -> HttpResponse:
    """Whom to ask, who was asked, who answered."""
    require(request.user, "reviews.follow_up")
    which = request.GET.get("show", "")
    which = which if which in WHICH else "to_ask"
    page = page_of(request, queries.follow_ups(request.user, which))
    counts = queries.follow_up_counts(request.user)
    names = {"to_ask": _("To ask"), "asked": _("Code given, no answer yet"), "answered": _("Has answered")}
    lists = [(names[key], f"?show={key}", counts[key], key == which) for key in WHICH]
    return render(
        request, "reviews/index.html", {"page": page, "which": which, "counts": counts, "lists": lists}
    )


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a code for the resident of one need."""
    need = queries.need_for(request.user, pk)
    require(request.user, "reviews.ask_resident", need)
    if request.method == "POST":
        code = actions.ask_resident(by=request.user, need=need)
        made = queries.open_ask(need)
        if made is not None:
            request.session[SHOWN_ONCE] = [made.pk, encrypt(code)]
            return redirect("reviews:slip", pk=made.pk)
    return render(request, "reviews/ask.html", {"need": need, "open_ask": queries.open_ask(need)})


@never_cache
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The code, once: to print, or to read out on the phone."""
    found = queries.ask_for(request.user, pk)
    key, sealed = request.session.pop(SHOWN_ONCE, (0, ""))
    raw = decrypt(sealed) if key == found.pk else ""
    link = f"{settings.SITE['base_url']}{reverse('reviews:confirm')}"
    shown = {"ask": found, "code": queries.readable_code(raw), "link": link, "scan": f"{link}?code={raw}"}
    return render(request, "reviews/slip.html", shown)


def on_behalf(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what the resident said on the phone."""
    need = queries.need_for(request.user, pk)
    require(request.user, "reviews.answer_for_resident", need)
    form = OnBehalfForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("verdict", "stars", "words")}
        with refusals_in(form):
            actions.answer_for_resident(by=request.user, need=need, **given)
            messages.success(request, _("The answer is kept. It says that you entered it after a call."))
            return redirect("reviews:index")
    return form_page(request, "reviews/on_behalf.html", form, {"need": need})
