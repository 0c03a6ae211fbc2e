"""Finding an activity, taking part."""

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
from ..forms import BoardForm, GroupForm
from ..models import Activity, SignUp


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
    context: dict[str, Any] = {"activity": activity, "places": places}
    if activity.state in {Activity.State.FINISHED, Activity.State.SETTLED}:
        context |= {"rated": queries.rated(activity), "mine": queries.my_rating(request.user, activity)}
    return render(request, "activities/detail.html", context)


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
    """Take a place, or apply for one where the organiser selects."""
    shift = queries.shift_of(request.user, pk)
    act = actions.apply if shift.activity.by_selection else actions.sign_up
    seat = act(by=request.user, shift=shift, of_age="of_age" in request.POST)
    messages.success(request, _said(seat))
    return redirect("activities:detail", shift.activity_id)


def _said(seat: SignUp) -> str:
    if seat.state == SignUp.State.WAITING:
        number = queries.waiting_number(seat)
        return ngettext(
            "You are number %(n)s on the waiting list. We tell you when you move up.",
            "You are number %(n)s on the waiting list. We tell you when you move up.",
            number,
        ) % {"n": number}
    if seat.state == SignUp.State.APPLIED:
        return _("Your application is noted. The organiser selects and everybody is told.")
    return _("You have a place. We remind you the day before.")


def sign_up_group(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the people of a group; all of them have a place, or none."""
    shift = queries.shift_of(request.user, pk)
    form = GroupForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            seats = actions.sign_up_group(by=request.user, shift=shift, **form.cleaned_data)
            said = ngettext("%(n)s person has a place.", "%(n)s people have a place.", len(seats))
            messages.success(request, said % {"n": len(seats)})
            return redirect("activities:detail", shift.activity_id)
    return form_page(request, "activities/group.html", form, {"shift": shift, "activity": shift.activity})


def cancel_sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then give the place back."""
    seat = queries.my_sign_up(request.user, pk)
    if request.method != "POST":
        return render(request, "activities/cancel_sign_up.html", {"seat": seat})
    actions.cancel_sign_up(by=request.user, sign_up=seat)
    messages.success(request, _("Your place is given back. Thank you for telling us."))
    return redirect("activities:detail", seat.shift.activity_id)
