"""Pages of a social practice: plan and safety, interviews, report, the host's confirmation."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.core.access import require
from gongjian.core.pages import form_page, page_of, refusals_in

from .. import actions, forms, queries
from .teams import ask_why, sent

PLAN = ("theme", "starts_on", "ends_on", "safety", "insurance")
REPORT = ("survey_topic", "survey_given", "survey_returned", "findings", "advice")


def _back(request: HttpRequest, team: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("teams:team", team)


def practice(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan the practice, or change the plan until the report is handed in."""
    team = queries.team_to(request.user, "teams.plan_practice", pk)
    known: Any = getattr(team, "practice", None)
    first = {name: getattr(known, name) for name in PLAN} if known else {}
    form = forms.PracticeForm(sent(request), initial=first)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.plan_practice(by=request.user, team=team, **form.cleaned_data)
            return _back(request, pk, _("Saved. Please tell everybody in the team."))
    return form_page(request, "teams/practice.html", form, {"team": team})


def emergency(request: HttpRequest, pk: int) -> HttpResponse:
    """The emergency contact, once, for a reason that is logged."""
    row = queries.practice_of(request.user, "teams.see_emergency", pk)
    form = forms.ReasonForm(sent(request))
    words: dict[str, Any] = {
        "title": _("Show the emergency contact"),
        "lead": _("Your name, the time and the reason are logged."),
        "verb": _("Show the contact"),
        "icon": "eye",
        "back": reverse("teams:team", args=[pk]),
        "primary": True,
    }
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            name, phone = actions.show_emergency(by=request.user, practice=row, **form.cleaned_data)
            return render(request, "teams/emergency.html", {"team": row.team, "name": name, "phone": phone})
    return form_page(request, "teams/why.html", form, words)


def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """The notes one may know of, and a new one."""
    row = queries.practice_of(request.user, "teams.take_note", pk)
    form = forms.NoteForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.take_note(by=request.user, practice=row, **form.cleaned_data)
            messages.success(request, _("The note is kept encrypted, together with the consent."))
            return redirect("teams:notes", pk)
    page = page_of(request, queries.notes_of(request.user, row))
    return form_page(request, "teams/notes.html", form, {"team": row.team, "practice": row, "page": page})


def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one note, for a reason that is logged."""
    found = queries.note_of(request.user, pk)
    require(request.user, "teams.read_note", found)
    form = forms.ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            shown = actions.show_note(by=request.user, note=found, **form.cleaned_data)
            return render(request, "teams/note.html", {"note": shown, "team": shown.practice.team})
    words = {
        "title": _("Read “%s”?") % found.topic,
        "lead": _("Your name, the time and the reason are logged."),
        "verb": _("Read the note"),
        "icon": "eye",
        "back": reverse("teams:notes", args=[found.practice.team_id]),
        "primary": True,
    }
    return form_page(request, "teams/why.html", form, words)


@require_POST
def erase_note(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.note_of(request.user, pk)
    actions.erase_note(by=request.user, note=found)
    messages.success(request, _("Erased. Only that there was a note is still known."))
    return redirect("teams:notes", found.practice.team_id)


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the report in."""
    row = queries.practice_of(request.user, "teams.report", pk)
    form = forms.ReportForm(sent(request), initial={name: getattr(row, name) for name in REPORT})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.report(by=request.user, practice=row, **form.cleaned_data)
            return _back(request, pk, _("Handed in. The host confirms it or asks for changes."))
    return form_page(request, "teams/report.html", form, {"team": row.team, "practice": row})


def confirm_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The host reads the report and confirms it."""
    row = queries.practice_of(request.user, "teams.confirm_report", pk)
    form = forms.HostForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.confirm_report(by=request.user, practice=row, **form.cleaned_data)
            return _back(request, pk, _("Confirmed. The report has its number and can be verified."))
    return form_page(request, "teams/confirm_report.html", form, {"team": row.team, "practice": row})


def return_report(request: HttpRequest, pk: int) -> HttpResponse:
    row = queries.practice_of(request.user, "teams.confirm_report", pk)
    words = {
        "title": _("Send the report back?"),
        "lead": _("They read your reason."),
        "verb": _("Send it back"),
        "icon": "arrow-back-up",
        "done": _("Sent back. The team has been told why."),
        "back": reverse("teams:team", args=[pk]),
    }
    return ask_why(
        request, lambda reason: actions.return_report(by=request.user, practice=row, reason=reason), words
    )
