"""Saying something about the platform, following it by receipt, and answering."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongjian.core.access import Actor, Guest, require
from gongjian.core.limits import allow
from gongjian.core.pages import form_page, page_of, refusals_in

from . import actions, queries
from .forms import AnswerForm, SayForm, StatusForm
from .models import Remark

RECEIPT = "feedback_receipt"


def _speaker(request: HttpRequest) -> Actor:
    if request.user.is_authenticated:
        return request.user
    return Guest.holding("feedback.say", Remark())


def _first_words(request: HttpRequest) -> dict[str, Any]:
    """What the link on the page before already knows."""
    about = request.GET.get("about", "")[:200]
    kind = request.GET.get("kind", "")
    return {
        "kind": kind if kind in Remark.Kind.values else Remark.Kind.SUGGESTION,
        "page": request.GET.get("page", "")[:300],
        "words": _("About “%(about)s”:") % {"about": about} if about else "",
        "once": uuid4().hex,
    }


@login_not_required
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest) -> HttpResponse:
    """Anybody says something; the receipt is shown once."""
    form = SayForm(request.POST if request.method == "POST" else None, initial=_first_words(request))
    if request.method == "POST" and form.is_valid():
        allow("feedback.say", request.META.get("REMOTE_ADDR", ""), times=10, seconds=3600)
        with refusals_in(form):
            receipt = actions.say(by=_speaker(request), **form.cleaned_data)
            request.session[RECEIPT] = {"pk": receipt.remark.pk, "code": receipt.code}
            return redirect("feedback:receipt")
    return form_page(request, "feedback/say.html", form, {"days": queries.answer_days()})


@login_not_required
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Number and code, once."""
    kept = request.session.pop(RECEIPT, None)
    if kept is None:
        return redirect("feedback:status")
    return render(
        request, "feedback/receipt.html", {"remark": queries.find(kept["pk"]), "code": kept["code"]}
    )


@login_not_required
@require_http_methods(["GET", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """What became of it, by receipt number and code."""
    form = StatusForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        allow("feedback.status", request.META.get("REMOTE_ADDR", ""), times=20, seconds=600)
        allow("feedback.status", form.cleaned_data["receipt"], times=10, seconds=600)
        remark = queries.by_receipt(**form.cleaned_data)
        if remark is not None:
            return render(request, "feedback/followed.html", {"remark": remark})
        form.add_error(
            None, _("Number and code don't belong together. Please compare them with your receipt.")
        )
    return form_page(request, "feedback/status.html", form)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Operators see what waits for an answer; everybody sees what they said."""
    only = request.GET.get("only", "")
    only = only if only in queries.CHOICES else ""
    context = {
        "page": page_of(request, queries.remarks(request.user, only)),
        "shows": {name: name == only for name in ("", *queries.CHOICES)},
        "shows_all": not only,
        "waiting": queries.waiting_count(request.user),
        "days": queries.answer_days(),
    }
    return render(request, "feedback/index.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One remark: one's own, or any for an operator."""
    return render(request, "feedback/detail.html", {"remark": queries.remark(request.user, pk)})


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a remark, once."""
    remark = queries.remark(request.user, pk)
    require(request.user, "feedback.answer", remark)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.answer(by=request.user, remark=remark, answer=form.cleaned_data["answer"])
            messages.success(request, _("Answered. Whoever said it has been told."))
            return redirect("feedback:detail", pk)
    return form_page(request, "feedback/answer.html", form, {"remark": remark})
