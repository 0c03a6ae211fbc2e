"""Activities that come back, and calendars for other programs."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.pages import form_page, page_of, refusals_in

from .. import actions, queries
from ..forms import RepeatForm


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """What comes back by itself, with the next day of each."""
    page = page_of(request, queries.plans_of(request.user))
    rows = [(plan, queries.next_day(plan)) for plan in page]
    return render(request, "activities/plans.html", {"page": page, "rows": rows})


def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    activity = queries.activity_to_repeat(request.user, queries.activity_of(request.user, pk))
    form = RepeatForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.start_plan(by=request.user, activity=activity, **form.cleaned_data)
            messages.success(request, _("It comes back from now on. Each draft waits for you to open it."))
            return redirect("activities:plans")
    return form_page(request, "activities/repeat.html", form, {"activity": activity})


@require_POST
def stop_plan(request: HttpRequest, pk: int) -> HttpResponse:
    actions.stop_plan(by=request.user, plan=queries.plan_of(request.user, pk))
    messages.success(request, _("The plan is stopped. Drafts that exist stay."))
    return redirect("activities:plans")


def feed(request: HttpRequest) -> HttpResponse:
    """The address of one's own calendar; the button makes a new one and ends the old."""
    person: Any = request.user
    if request.method == "POST":
        actions.open_feed(by=person, person=person)
        messages.success(request, _("This is your calendar's address. Keep it to yourself."))
        return redirect("activities:feed")
    found = queries.feed_of(person)
    address = _site(request) + reverse("activities:own_calendar", args=[found.token]) if found else ""
    public = _site(request) + reverse("activities:public_calendar")
    return render(request, "activities/feed.html", {"address": address, "public": public})


@require_POST
def close_feed(request: HttpRequest) -> HttpResponse:
    person: Any = request.user
    actions.close_feed(by=person, person=person)
    messages.success(request, _("The address is closed. Programs that used it find nothing any more."))
    return redirect("activities:feed")


@login_not_required
@require_safe
def own_calendar(request: HttpRequest, token: str) -> HttpResponse:
    return _as_calendar(queries.own_calendar(token, _site(request)))


@login_not_required
@require_safe
def public_calendar(request: HttpRequest) -> HttpResponse:
    return _as_calendar(queries.public_calendar(_site(request)))


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _as_calendar(data: bytes) -> HttpResponse:
    return HttpResponse(
        data, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-store"}
    )


@login_not_required
@require_safe
def partnership_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One month of a partnership; only its grid for the space of the partners, which asks for it by itself."""
    partnership = queries.partnership_of(request.user, pk)
    month = queries.month_of(request.user, partnership, queries.month_asked(request.GET.get("month", "")))
    part = bool(request.htmx)  # type: ignore[attr-defined]
    name = "activities/_month.html" if part else "activities/partnership_calendar.html"
    base = "gj/app.html" if request.user.is_authenticated else "gj/public.html"
    return render(request, name, {"partnership": partnership, "month": month, "base": base})
