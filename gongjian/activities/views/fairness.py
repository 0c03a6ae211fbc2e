"""One record with its story; objections to it, their answers, corrections."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.pages import form_page, page_of, refusals_in

from .. import actions, queries
from ..forms import AnswerForm, CorrectionForm, DisputeForm
from ..models import Dispute


@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One time somebody took part: how it was proven, who confirmed, what was corrected."""
    seat = queries.record_of(request.user, pk)
    disputes = list(queries.disputes_of(seat))
    live = next((row for row in disputes if row.state in Dispute.LIVE), None)
    context: dict[str, Any] = {
        "seat": seat,
        "shift": seat.shift,
        "activity": seat.shift.activity,
        "corrections": queries.corrections_of(seat),
        "disputes": disputes,
        "live": live,
        "is_own": seat.person_id == request.user.pk,
    }
    if live is not None:
        context |= {"answer_by": queries.answer_by(live), "overdue": queries.is_overdue(live)}
    return render(request, "activities/record.html", context)


def dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is wrong with one's own record."""
    seat = queries.my_sign_up(request.user, pk)
    form = DisputeForm(seat, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.dispute(by=request.user, sign_up=seat, **form.cleaned_data)
            messages.success(request, _("Sent. The organiser answers, and you are told."))
            return redirect("activities:record", pk)
    return form_page(request, "activities/dispute.html", form, {"seat": seat})


@require_POST
def raise_dispute(request: HttpRequest, pk: int) -> HttpResponse:
    row = queries.dispute_of(request.user, pk, "activities.raise_dispute")
    actions.raise_dispute(by=request.user, dispute=row)
    messages.success(request, _("The organisation above the organiser was asked."))
    return redirect("activities:record", row.sign_up_id)


def answer_dispute(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the record right, or leave it and say why."""
    row = queries.dispute_of(request.user, pk, "activities.answer_dispute")
    form = AnswerForm(row, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        why, minutes = form.cleaned_data["why"], form.cleaned_data["minutes"]
        with refusals_in(form):
            if form.corrects:
                actions.correct(by=request.user, sign_up=row.sign_up, minutes=minutes, why=why)
            else:
                actions.decline_dispute(by=request.user, dispute=row, answer=why)
            messages.success(request, _("Answered. %s was told.") % row.sign_up.name)
            return redirect("activities:record", row.sign_up_id)
    return form_page(request, "activities/answer_dispute.html", form, {"dispute": row, "seat": row.sign_up})


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a record right without having been asked."""
    seat = queries.seat_to_correct(request.user, pk)
    form = CorrectionForm(seat, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.correct(by=request.user, sign_up=seat, **form.cleaned_data)
            messages.success(request, _("Corrected. Both sides sign it again."))
            return redirect("activities:record", pk)
    return form_page(request, "activities/correct.html", form, {"seat": seat})


@require_safe
def disputes(request: HttpRequest) -> HttpResponse:
    """Objections that wait for my answer."""
    return render(
        request,
        "activities/disputes.html",
        {"page": page_of(request, queries.disputes_waiting(request.user))},
    )
