"""A participant comes and goes: the code on the screen, one's own code on the phone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongjian.core.clock import now
from gongjian.core.pages import form_page, refusals_in

from .. import actions, checkin_code, queries
from ..forms import CodeForm
from ..models import Shift, SignUp


def _code_form(request: HttpRequest) -> CodeForm:
    """The digits may come with the scanned address."""
    return CodeForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})


def _code_page(request: HttpRequest, form: CodeForm, shift: Shift, *, leaving: bool) -> HttpResponse:
    opens, closes = queries.check_in_window(shift)
    context = {
        "shift": shift,
        "activity": shift.activity,
        "seat": queries.seat_of(request.user, shift),
        "opens": opens,
        "closes": closes,
        "leaving": leaving,
    }
    return form_page(request, "activities/check_in.html", form, context)


def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Type the code, or come here by scanning it; nothing happens before the button is pressed."""
    shift, form = queries.shift_of(request.user, pk), _code_form(request)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            seat = actions.check_in(by=request.user, shift=shift, **form.cleaned_data)
            messages.success(request, _said(seat, _("You are checked in. Thank you for coming.")))
            return redirect("activities:detail", shift.activity_id)
    return _code_page(request, form, shift, leaving=False)


def check_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave by the code of the moment."""
    shift, form = queries.shift_of(request.user, pk), _code_form(request)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            seat = actions.check_out(by=request.user, shift=shift, **form.cleaned_data)
            messages.success(request, _said(seat, _("Noted: you leave now. Thank you for your help.")))
            return redirect("activities:detail", shift.activity_id)
    return _code_page(request, form, shift, leaving=True)


def _said(seat: SignUp, words: str) -> str:
    return (
        _("Received late: it counts once the organiser confirms it.") if seat.waits_for_acceptance else words
    )


@require_safe
def check_in_now(request: HttpRequest) -> HttpResponse:
    """The middle tab of the phone: straight to the code where there is one thing to check in for."""
    seats = queries.check_in_now(request.user)
    if len(seats) == 1:
        return redirect("activities:check_in", seats[0].shift_id)
    following = queries.next_for(request.user)
    return render(request, "activities/check_in_now.html", {"seats": seats, "following": following})


@require_safe
@never_cache
def my_code(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own code for the organiser to scan; htmx fetches the picture anew every minute."""
    seat = queries.my_sign_up(request.user, pk)
    text = checkin_code.personal(seat, now())
    context: dict[str, Any] = {
        "seat": seat,
        "shift": seat.shift,
        "activity": seat.shift.activity,
        "text": text,
        "left": checkin_code.seconds_left(now(), checkin_code.PERSONAL),
        "step": checkin_code.PERSONAL.step,
    }
    template = "activities/_my_code.html" if getattr(request, "htmx", False) else "activities/my_code.html"
    return render(request, template, context)


def coming(request: HttpRequest, pk: int) -> HttpResponse:
    """Still coming? One tap for yes, one to give the place back."""
    seat = queries.my_seat_in(request.user, pk)
    if request.method != "POST":
        context = {"seat": seat, "shift": seat.shift, "activity": seat.shift.activity, "now": now()}
        return render(request, "activities/coming.html", context)
    actions.still_coming(by=request.user, sign_up=seat)
    messages.success(request, _("Good, see you there."))
    return redirect("activities:coming", pk)
