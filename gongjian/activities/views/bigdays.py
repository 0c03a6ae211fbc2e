"""Big volunteer days: the page with all stalls, the screen, teams from outside."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.access import require
from gongjian.core.pages import form_page, page_of, refusals_in

from .. import actions, queries
from ..forms import DayForm, StallForm, TeamForm


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@login_not_required
@require_safe
def big_days(request: HttpRequest) -> HttpResponse:
    page = page_of(request, queries.days(request.user))
    return render(request, "activities/big_days.html", {"page": page})


@login_not_required
@require_safe
def big_day(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for the whole day: the plan, all stalls, their places."""
    found = queries.day_to_see(request.user, pk)
    stalls = queries.stalls_of(request.user, found)
    context = {"big_day": found, "stalls": stalls, "plan": queries.plan_of_stalls(stalls)}
    return render(request, "activities/big_day.html", context)


@login_not_required
@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen of the day: numbers in large type, read anew every few seconds; no names of people."""
    found = queries.day_to_see(request.user, pk)
    template = "activities/_screen.html" if request.headers.get("HX-Request") else "activities/screen.html"
    answer = render(request, template, {"big_day": found, "live": queries.live(found)})
    answer["Cache-Control"] = "no-store"
    return answer


def prepare_day(request: HttpRequest) -> HttpResponse:
    require(request.user, "activities.draft")
    form = DayForm(request.user, _data(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            found = actions.prepare_day(by=request.user, **form.cleaned_data)
            messages.success(request, _("The day is prepared. Organisations can bring their stalls now."))
            return redirect("activities:big_day", found.pk)
    return form_page(request, "activities/prepare_day.html", form)


def add_stall(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.day_to_see(request.user, pk)
    first = {"contact_name": str(request.user), "begins": "09:00", "ends": "11:30"}
    form = StallForm(queries.stall_organizers(request.user), _data(request), initial=first)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.add_stall(by=request.user, big_day=found, **form.cleaned_data)
            messages.success(request, _("The stall has its place."))
            return redirect("activities:big_day", pk)
    return form_page(request, "activities/add_stall.html", form, {"big_day": found})


@require_POST
def announce_day(request: HttpRequest, pk: int) -> HttpResponse:
    actions.announce_day(by=request.user, big_day=queries.day_to_run(request.user, pk))
    messages.success(request, _("The day is announced, and all stalls are open for sign-up."))
    return redirect("activities:big_day", pk)


@require_safe
def teams(request: HttpRequest, pk: int) -> HttpResponse:
    """Who wants to come from outside, and the link to pass on."""
    found = queries.day_to_run(request.user, pk)
    path = reverse("activities:register_team", args=[queries.link_for_teams(found)])
    page = page_of(request, queries.teams_of(request.user, found))
    context = {"big_day": found, "page": page, "link": request.build_absolute_uri(path)}
    return render(request, "activities/teams.html", context)


@require_POST
def answer_team(request: HttpRequest, pk: int) -> HttpResponse:
    team = queries.team_of(request.user, pk)
    actions.answer_team(by=request.user, team=team, confirm=request.POST.get("confirm") == "yes")
    messages.success(request, _("Answered. Please call the team and tell them."))
    return redirect("activities:teams", team.big_day_id)


@login_not_required
def register_team(request: HttpRequest, token: str) -> HttpResponse:
    """Without an account, by the organiser's link."""
    guest, found = queries.day_by_link(token)
    form = TeamForm(_data(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            team = actions.register_team(by=guest, big_day=found, **form.cleaned_data)
            return render(request, "activities/team_registered.html", {"team": team, "big_day": found})
    return form_page(request, "activities/register_team.html", form, {"big_day": found})
