"""The organiser's desk and the screen with the code."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.clock import now
from gongjian.core.pages import form_page, page_of, refusals_in

from .. import actions, checkin_code, queries
from ..forms import MinutesForm, ReturnForm, TickForm
from ..models import Activity, SignUp

DESK_PAGE = 50


@require_safe
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    return _desk_page(request, queries.activity_of(request.user, pk))


def _desk_page(request: HttpRequest, activity: Activity, posted: Any = None) -> HttpResponse:
    """One list of the desk with the minutes of those whom this person may confirm."""
    numbers = queries.desk(request.user, activity)
    show = request.GET.get("show", "")
    if show not in queries.LISTS:
        show = "missing" if numbers.missing and not numbers.here else "here"
    page = page_of(request, queries.desk_rows(request.user, activity, show), DESK_PAGE)
    form = posted or MinutesForm(_confirmable(request, page.object_list))
    for seat in page.object_list:
        name = MinutesForm.name_of(seat)
        seat.minutes_field = form[name] if name in form.fields else None
        seat.form_name = f"seat-{seat.pk}"
        seat.shift_is_on = seat.shift.starts_at <= now() < seat.shift.ends_at
    context = {
        "activity": activity,
        "desk": numbers,
        "page": page,
        "show": show,
        "sides": queries.sides(activity),
    }
    return form_page(request, "activities/desk.html", form, context)


def _confirmable(request: HttpRequest, rows: Any) -> list[SignUp]:
    """Whose minutes this person may set; what another organiser has set waits for a countersignature instead."""
    open_rows = [row for row in rows if row.state in queries.LISTS["here"] and not row.countersigned_at]
    open_rows = [row for row in open_rows if not row.waits_for_acceptance]
    mine = [row for row in open_rows if request.user.has_perm("activities.confirm_minutes", row)]
    return [
        row
        for row in mine
        if not (row.confirmed_by_id and request.user.has_perm("activities.countersign", row))
    ]


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of everybody on the page, in one go."""
    activity = queries.activity_of(request.user, pk)
    rows = queries.desk_rows(request.user, activity, "here").filter(
        pk__in=MinutesForm.asked_for(request.POST)
    )
    form = MinutesForm(_confirmable(request, rows), request.POST)
    if form.is_valid():
        with refusals_in(form):
            done = actions.confirm_all(by=request.user, activity=activity, minutes=form.minutes())
            _say_confirmed(request, done)
            return redirect("activities:desk", pk)
    return _desk_page(request, activity, form)


def _say_confirmed(request: HttpRequest, done: int) -> None:
    said = ngettext(
        "The minutes of %(n)s person are confirmed.", "The minutes of %(n)s people are confirmed.", done
    )
    messages.success(request, said % {"n": done})


@require_POST
def countersign_all(request: HttpRequest, pk: int) -> HttpResponse:
    activity = queries.activity_of(request.user, pk)
    _say_confirmed(request, actions.countersign_all(by=request.user, activity=activity))
    return redirect("activities:desk", pk)


@require_POST
def countersign(request: HttpRequest, pk: int) -> HttpResponse:
    seat = queries.seat_for_desk(request.user, pk)
    actions.countersign(by=request.user, sign_up=seat)
    _say_confirmed(request, 1)
    return redirect("activities:desk", seat.shift.activity_id)


@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """On the list by hand, with a reason or without."""
    seat, form = queries.seat_for_desk(request.user, pk), TickForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            actions.tick(by=request.user, sign_up=seat, **form.cleaned_data)
            messages.success(request, _("%s is on the list.") % seat.name)
            return redirect(f"{reverse('activities:desk', args=[seat.shift.activity_id])}?show=missing")
    return form_page(request, "activities/tick.html", form, {"seat": seat})


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    seat = queries.seat_for_desk(request.user, pk)
    actions.tick_out(by=request.user, sign_up=seat)
    messages.success(request, _("%s leaves.") % seat.name)
    return redirect("activities:desk", seat.shift.activity_id)


@require_POST
def absent(request: HttpRequest, pk: int) -> HttpResponse:
    seat = queries.seat_for_desk(request.user, pk)
    actions.mark_absent(by=request.user, sign_up=seat)
    messages.success(request, _("%s is marked absent and was told.") % seat.name)
    return redirect(f"{reverse('activities:desk', args=[seat.shift.activity_id])}?show=missing")


def return_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """The other side does not agree: say what should be different."""
    seat = queries.seat_to_return(request.user, pk)
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.return_minutes(by=request.user, sign_up=seat, **form.cleaned_data)
            messages.success(request, _("The minutes went back to the organiser."))
            return redirect("activities:desk", seat.shift.activity_id)
    return form_page(request, "activities/return_minutes.html", form, {"seat": seat})


@require_safe
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """The rotating code with who has arrived; htmx fetches the fragment anew when the code changes."""
    shift = queries.shift_for_code(request.user, pk)
    at, rhythm = now(), queries.rhythm()
    digits = checkin_code.code(shift, at, rhythm)
    address = f"{settings.SITE['base_url']}{reverse('activities:check_in', args=[pk])}?code={digits}"
    arrived, latest = queries.arrivals(shift)
    context = {
        "shift": shift,
        "activity": shift.activity,
        "digits": f"{digits[:3]} {digits[3:]}",
        "address": address,
        "left": checkin_code.seconds_left(at, rhythm),
        "step": rhythm.step,
        "arrived": arrived,
        "latest": latest,
        "share": 100 * arrived // shift.taken if shift.taken else 0,
        "window": queries.check_in_window(shift),
        "is_open": queries.is_check_in_open(shift),
    }
    template = "activities/_code.html" if getattr(request, "htmx", False) else "activities/code.html"
    answer = render(request, template, context)
    answer.headers["Cache-Control"] = "no-store"
    return answer
