"""Finding an activity, taking part, checking in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.pages import form_page, page_of, refusals_in

from .. import actions, queries
from ..forms import BoardForm, CodeForm
from ..models import SignUp


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The board: what everybody may see, narrowed by GET."""
    form = BoardForm(request.user, request.GET)
    page = page_of(request, queries.board(request.user, form.filters()))
    return render(request, "activities/index.html", {"form": form, "page": page})


@login_not_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    activity = queries.activity_of(request.user, pk)
    places = queries.places(request.user, activity)
    return render(request, "activities/detail.html", {"activity": activity, "places": places})


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I signed up for; with `?show=arranged` what I help to run."""
    arranged = request.GET.get("show") == "arranged"
    rows: Any = (
        queries.arranged_by(request.user) if arranged else queries.seats_of_person(request.user).reverse()
    )
    context = {"page": page_of(request, rows), "arranged": arranged, "not_arranged": not arranged}
    return render(request, "activities/mine.html", context)


@require_POST
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    shift = queries.shift_of(request.user, pk)
    seat = actions.sign_up(by=request.user, shift=shift, of_age="of_age" in request.POST)
    if seat.state == SignUp.State.WAITING:
        number = queries.waiting_number(seat)
        said = ngettext(
            "You are number %(n)s on the waiting list. We tell you when you move up.",
            "You are number %(n)s on the waiting list. We tell you when you move up.",
            number,
        ) % {"n": number}
    else:
        said = _("You have a place. We remind you the day before.")
    messages.success(request, said)
    return redirect("activities:detail", shift.activity_id)


def cancel_sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then give the place back."""
    seat = queries.my_sign_up(request.user, pk)
    if request.method != "POST":
        return render(request, "activities/cancel_sign_up.html", {"seat": seat})
    actions.cancel_sign_up(by=request.user, sign_up=seat)
    messages.success(request, _("Your place is given back. Thank you for telling us."))
    return redirect("activities:detail", seat.shift.activity_id)


def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Type the code, or come here by scanning it; nothing happens before the button is pressed."""
    shift = queries.shift_of(request.user, pk)
    form = CodeForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.check_in(by=request.user, shift=shift, code=form.cleaned_data["code"])
            messages.success(request, _("You are checked in. Thank you for coming."))
            return redirect("activities:detail", shift.activity_id)
    opens, closes = queries.check_in_window(shift)
    seat = queries.seat_of(request.user, shift)
    context = {"shift": shift, "activity": shift.activity, "seat": seat, "opens": opens, "closes": closes}
    return form_page(request, "activities/check_in.html", form, context)


@require_safe
def check_in_now(request: HttpRequest) -> HttpResponse:
    """The middle tab of the phone: straight to the code where there is one thing to check in for."""
    seats = queries.check_in_now(request.user)
    if len(seats) == 1:
        return redirect("activities:check_in", seats[0].shift_id)
    following = queries.next_for(request.user)
    return render(request, "activities/check_in_now.html", {"seats": seats, "following": following})
