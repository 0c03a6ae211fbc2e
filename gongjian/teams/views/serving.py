"""What a team takes part in: activities as a group, small wishes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from gongjian.core.pages import form_page, page_of, refusals_in

from .. import actions, forms, queries
from ..models import Membership
from .teams import sent


@require_safe
def shifts(request: HttpRequest, pk: int) -> HttpResponse:
    """Activities that take groups."""
    team = queries.team_to(request.user, "teams.sign_up", pk)
    page = page_of(request, queries.shifts_for(request.user))
    return render(request, "teams/shifts.html", {"team": team, "page": page})


def sign_up(request: HttpRequest, pk: int, shift: int) -> HttpResponse:
    """Choose who comes along; all of them have a place, or nobody."""
    team = queries.team_to(request.user, "teams.sign_up", pk)
    found = queries.shift_for(request.user, shift)
    rows = list(queries.members_of(request.user, team, Membership.State.MEMBER))
    form = forms.MembersForm(rows, sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            seats = actions.sign_up_team(by=request.user, team=team, shift=found, **form.cleaned_data)
            said = ngettext("%(n)s person has a place.", "%(n)s people have a place.", len(seats))
            messages.success(request, said % {"n": len(seats)})
            return redirect("activities:detail", found.activity_id)
    return form_page(request, "teams/sign_up.html", form, {"team": team, "shift": found})


@require_safe
def wishes(request: HttpRequest, pk: int) -> HttpResponse:
    """Small wishes that look for somebody."""
    team = queries.team_to(request.user, "teams.take_wish", pk)
    page = page_of(request, queries.wishes_for(request.user, team))
    return render(request, "teams/wishes.html", {"team": team, "page": page})


def wish(request: HttpRequest, pk: int, need: int) -> HttpResponse:
    """Offer to fulfil one; the neighbourhood answers."""
    team = queries.team_to(request.user, "teams.take_wish", pk)
    found = queries.wish_for(request.user, need)
    form = forms.WishForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.take_wish(by=request.user, team=team, need=found, **form.cleaned_data)
            messages.success(request, _("Your offer is with the neighbourhood. It answers you here."))
            return redirect("partnerships:need", found.pk)
    return form_page(request, "teams/wish.html", form, {"team": team, "need": found})
