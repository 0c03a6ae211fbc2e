"""Bookable places and services: the calendar, asking for a time, answering."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.core.access import require
from gongjian.core.pages import form_page, page_of, refusals_in
from gongjian.partnerships import actions, forms, queries
from gongjian.partnerships.models import Booking

from .shell import ask_why, sent, shell


@login_not_required
def resource_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """When it is open and who has it, by week or by month."""
    found = queries.find_resource(request.user, pk)
    asked = {"name": request.GET.get("span", ""), "day": request.GET.get("day", "")}
    context = {
        "resource": found,
        "span": queries.calendar(request.user, found, **asked),
        "shell": shell(request),
    }
    return render(request, "partnerships/calendar.html", context)


def set_hours(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.find_resource(request.user, pk)
    require(request.user, "partnerships.set_hours", found)
    form = forms.HoursForm(sent(request), initial=forms.HoursForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.set_hours(by=request.user, resource=found, hours=form.hours())
            messages.success(request, _("Saved."))
            return redirect("partnerships:resource_calendar", pk)
    return form_page(request, "partnerships/hours.html", form, {"resource": found})


def book_resource(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a stretch of time; a day of the calendar fills itself in (`?day=`)."""
    found = queries.find_resource(request.user, pk)
    require(request.user, "partnerships.book_resource", found)
    options: dict[str, Any] = {"resource": found, "organizations": queries.arranged(request.user)}
    form = forms.BookingForm(
        sent(request), initial={"day": request.GET.get("day", ""), "number": 1}, **options
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            booking = actions.book_resource(by=request.user, resource=found, **form.wanted())
            booked = booking.state == Booking.State.ACCEPTED
            messages.success(
                request, _("It is booked.") if booked else _("Sent. You are told when it is answered.")
            )
            return redirect("partnerships:bookings")
    return form_page(request, "partnerships/book.html", form, {"resource": found})


def bookings(request: HttpRequest) -> HttpResponse:
    """What to answer, and everything that is booked by us or of us."""
    context = {
        "to_decide": queries.bookings_to_decide(request.user),
        "page": page_of(request, queries.own_bookings(request.user)),
    }
    return render(request, "partnerships/bookings.html", context)


@require_POST
def accept_booking(request: HttpRequest, pk: int) -> HttpResponse:
    actions.accept_booking(by=request.user, booking=queries.find_booking(request.user, pk))
    messages.success(request, _("Booked. Those who asked have been told."))
    return redirect("partnerships:bookings")


def refuse_booking(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.find_booking(request.user, pk)
    require(request.user, "partnerships.refuse_booking", found)
    words = {
        "title": _("Why can “%(resource)s” not be booked then?") % {"resource": found.resource.title},
        "verb": _("Refuse with this reason"),
        "icon": "x",
        "done": _("Refused. Those who asked have been told why."),
    }

    def act(reason: str) -> None:
        actions.refuse_booking(by=request.user, booking=found, reason=reason)

    return ask_why(request, act, words, back=reverse("partnerships:bookings"))


def cancel_booking(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.find_booking(request.user, pk)
    require(request.user, "partnerships.cancel_booking", found)
    words = {
        "title": _("Cancel the booking of “%(resource)s”?") % {"resource": found.resource.title},
        "lead": _("The time is free for others again; both sides read your reason."),
        "verb": _("Cancel it"),
        "icon": "x",
        "done": _("Cancelled. Both sides have been told."),
    }

    def act(reason: str) -> None:
        actions.cancel_booking(by=request.user, booking=found, reason=reason)

    return ask_why(request, act, words, back=reverse("partnerships:bookings"))
