"""Teams: the public list and page, founding, members."""

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

from .. import actions, forms, queries
from ..models import VolunteerTeam


def sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def ask_why(request: HttpRequest, act: Any, words: dict[str, Any]) -> HttpResponse:
    """A page that asks for a reason, then acts; `words` are title, lead, verb, icon, done and back."""
    form = forms.ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            act(reason=form.cleaned_data["reason"])
            messages.success(request, words["done"])
            return redirect(words["back"])
    return form_page(request, "teams/why.html", form, words)


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All teams that both sides lead; the person's own stand above."""
    kind, show = request.GET.get("kind", ""), request.GET.get("show", "")
    page = page_of(request, queries.teams(request.user, kind, show))
    own = queries.own_teams(request.user)[:6] if request.user.is_authenticated else []
    context = {"page": page, "own": own, "kind": kind, "show": show, "plain": not kind and not show}
    return render(request, "teams/index.html", context)


def found(request: HttpRequest) -> HttpResponse:
    form = forms.FoundForm(request.user, sent(request), initial={"leader": str(request.user)})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            team = actions.found(by=request.user, **form.cleaned_data)
            messages.success(request, _("Proposed. The other side names its leader, then the team begins."))
            return redirect("teams:team", team.pk)
    return form_page(request, "teams/found.html", form)


@login_not_required
@require_safe
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page: both leaders' sides, what was done, open call; names only of those who allow it."""
    found_team = queries.team_of(request.user, pk)
    context = {
        "team": found_team,
        "record": queries.record_of(found_team),
        "named": queries.named_members(found_team),
        "done": page_of(request, queries.done_by(request.user, found_team), 10),
        "wishes": queries.wishes_of(found_team)[:10],
        "mine": queries.my_membership(request.user, found_team),
        "practice": getattr(found_team, "practice", None),
        "is_practice": found_team.kind == VolunteerTeam.Kind.PRACTICE,
    }
    return render(request, "teams/team.html", context)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The side that was asked names its leader."""
    found_team = queries.team_to(request.user, "teams.answer", pk)
    first = {"leader": str(request.user)}
    form = forms.AcceptForm(found_team.silent_side, sent(request), initial=first)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.accept(by=request.user, team=found_team, **form.cleaned_data)
            messages.success(request, _("The team begins. Open a call so that people can join."))
            return redirect("teams:team", pk)
    return form_page(request, "teams/answer.html", form, {"team": found_team})


def decline(request: HttpRequest, pk: int) -> HttpResponse:
    found_team = queries.team_to(request.user, "teams.answer", pk)
    words = {
        "title": _("Decline “%s”?") % found_team.name,
        "lead": _("They read your reason."),
        "verb": _("Decline with this reason"),
        "icon": "x",
        "done": _("Declined. The other side has been told why."),
        "back": reverse("teams:index"),
    }
    return ask_why(
        request, lambda reason: actions.decline(by=request.user, team=found_team, reason=reason), words
    )


def close(request: HttpRequest, pk: int) -> HttpResponse:
    found_team = queries.team_to(request.user, "teams.close", pk)
    words = {
        "title": _("Close “%s”?") % found_team.name,
        "lead": _("Its page stays, with what the team has done. All members are told."),
        "verb": _("Close the team"),
        "icon": "archive",
        "done": _("The team is closed; all members have been told."),
        "back": reverse("teams:index"),
    }
    return ask_why(
        request, lambda reason: actions.close(by=request.user, team=found_team, reason=reason), words
    )


def call(request: HttpRequest, pk: int) -> HttpResponse:
    found_team = queries.team_to(request.user, "teams.call", pk)
    first = {name: getattr(found_team, name) for name in ("call", "call_until", "places")}
    form = forms.CallForm(sent(request), initial=first)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.set_call(by=request.user, team=found_team, **form.cleaned_data)
            messages.success(request, _("Saved. The page shows it at once."))
            return redirect("teams:team", pk)
    return form_page(request, "teams/call.html", form, {"team": found_team})


def join(request: HttpRequest, pk: int) -> HttpResponse:
    found_team = queries.team_of(request.user, pk)
    form = forms.JoinForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.join(by=request.user, team=found_team, **form.cleaned_data)
            messages.success(request, _("Your question is with the leaders. They answer you here."))
            return redirect("teams:team", pk)
    return form_page(request, "teams/join.html", form, {"team": found_team})


@require_safe
def members(request: HttpRequest, pk: int) -> HttpResponse:
    """The people of a team, for its leaders and those who arrange for its sides."""
    found_team = queries.team_of(request.user, pk)
    page = page_of(request, queries.members_of(request.user, found_team))
    return render(request, "teams/members.html", {"team": found_team, "page": page})


@require_POST
def answer_member(request: HttpRequest, pk: int) -> HttpResponse:
    row = queries.membership_of(request.user, pk)
    accept = request.POST.get("accept") == "yes"
    actions.answer_member(by=request.user, membership=row, accept=accept)
    messages.success(request, _("They are a member now.") if accept else _("They have been told."))
    return redirect("teams:members", row.team_id)


def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, then leave."""
    row = queries.membership_of(request.user, pk)
    require(request.user, "teams.leave", row)
    if request.method != "POST":
        return render(request, "teams/leave.html", {"membership": row, "team": row.team})
    actions.leave(by=request.user, membership=row)
    messages.success(request, _("You have left the team. Thank you for your time."))
    return redirect("teams:team", row.team_id)


@require_POST
def show_name(request: HttpRequest, pk: int) -> HttpResponse:
    row = queries.membership_of(request.user, pk)
    is_named = request.POST.get("named") == "yes"
    actions.show_name(by=request.user, membership=row, is_named=is_named)
    messages.success(
        request, _("The page says your name now.") if is_named else _("The page no longer says your name.")
    )
    return redirect("teams:team", row.team_id)
