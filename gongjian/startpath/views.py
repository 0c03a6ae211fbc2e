"""Pages of the start path: the list, one path with its one next act, and the form of each step."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.access import require
from gongjian.core.pages import form_page, page_of, refusals_in
from gongjian.partnerships.models import Party
from gongjian.partnerships.queries import (
    arranged_parties,
    extensions_of,
    led_parties,
    party_places,
    proven_cycle,
)

from . import actions, forms, queries
from .models import StartPath


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The paths of one's own agreements, and those that could begin."""
    page = page_of(request, queries.paths_of(request.user))
    rows = [queries.path_page(request.user, path) for path in page]
    free = queries.without_path(request.user)[:5]
    return render(request, "startpath/index.html", {"page": page, "rows": rows, "free": free})


@require_safe
def path(request: HttpRequest, pk: int) -> HttpResponse:
    """The path as steps, with the one next act."""
    found = queries.find_path(request.user, pk)
    return _shown(request, found, None)


def _shown(request: HttpRequest, found: StartPath, form: Any) -> HttpResponse:
    shown = queries.path_page(request.user, found)
    if form is None and shown.report and shown.mine_to_sign:
        form = forms.SignForm(parties=shown.mine_to_sign, initial={"version": shown.report.version})
    context = {
        "shown": shown,
        "path": found,
        "papers": queries.plan_papers(found),
        "extensions": extensions_of(request.user, found.pilot) if found.pilot else [],
    }
    return form_page(request, "startpath/path.html", form or Form(), context)


@require_safe
def of_partnership(request: HttpRequest, pk: int) -> HttpResponse:
    """From an agreement to its path, or to the page that begins it."""
    partnership = queries.find_partnership_for(request.user, pk)
    known = queries.path_of(request.user, partnership)
    return redirect("startpath:path", known.pk) if known else redirect("startpath:begin", pk)


def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin: the subject and the working group, filled in from the agreement."""
    partnership = queries.find_partnership_for(request.user, pk)
    require(request.user, "startpath.begin", partnership)
    parties = list(partnership.parties.all())
    form = forms.BeginForm(_sent(request), parties=parties, initial=queries.group_prefill(partnership))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            subject, members = form.cleaned_data["subject"], form.members
            made = actions.begin(by=request.user, partnership=partnership, subject=subject, members=members)
            messages.success(request, _("The path has begun. Now go and look."))
            return redirect("startpath:path", made.pk)
    return form_page(request, "startpath/begin.html", form, {"partnership": partnership})


def _walked(request: HttpRequest, pk: int, perm: str) -> StartPath:
    """A path on which the person may do this."""
    found = queries.find_path(request.user, pk)
    require(request.user, perm, found)
    return found


def _step(request: HttpRequest, found: StartPath, form: Any, words: dict[str, Any]) -> HttpResponse:
    return form_page(request, "startpath/step.html", form, {"path": found, **words})


def add_member(request: HttpRequest, pk: int) -> HttpResponse:
    found = _walked(request, pk, "startpath.add_member")
    form = forms.MemberForm(_sent(request), parties=list(found.partnership.parties.all()))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.add_member(by=request.user, path=found, **form.cleaned_data)
            messages.success(request, _("Added to the working group."))
            return redirect("startpath:path", pk)
    words = {"title": _("Add somebody to the working group"), "verb": _("Add"), "icon": "user-plus"}
    return _step(request, found, form, words)


@require_POST
def remove_member(request: HttpRequest, pk: int) -> HttpResponse:
    member = queries.find_member(request.user, pk)
    actions.remove_member(by=request.user, member=member)
    messages.success(request, _("Taken out of the working group."))
    return redirect("startpath:path", member.path_id)


def record_visit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _walked(request, pk, "startpath.record_visit")
    form = forms.VisitForm(
        _sent(request), places=party_places(found.partnership), initial=queries.visit_prefill(found)
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.record_visit(by=request.user, path=found, **form.cleaned_data)
            messages.success(request, _("Noted. It will stand in the report."))
            return redirect("startpath:path", pk)
    words = {"title": _("Note a field visit"), "verb": _("Note the visit"), "icon": "check"}
    return _step(request, found, form, words)


def write_report(request: HttpRequest, pk: int) -> HttpResponse:
    found = _walked(request, pk, "startpath.write_report")
    form = forms.ReportForm(_sent(request), initial=queries.report_prefill(found))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.write_report(by=request.user, path=found, **form.cleaned_data)
            messages.success(request, _("Written. Those who sign have been told."))
            return redirect("startpath:path", pk)
    words = {"title": _("The survey report"), "verb": _("Keep and ask for signatures"), "icon": "check"}
    return _step(request, found, form, words)


@require_POST
def sign_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the version that one has read."""
    report = queries.find_report(request.user, pk)
    found = queries.find_path(request.user, report.path_id)
    parties = _mine(led_parties(request.user, found.partnership), request, "startpath.sign_report")
    form = forms.SignForm(request.POST, parties=parties)
    if form.is_valid():
        report.version = form.cleaned_data["version"]
        with refusals_in(form):
            signed = actions.sign_report(
                by=request.user, report=report, organization=form.cleaned_data["organization"]
            )
            done = _("Signed by all: the report has its number.")
            messages.success(request, done if signed.paper else _("You have signed. The others are told."))
            return redirect("startpath:path", found.pk)
    return _shown(request, found, form)


def _mine(parties: list[Party], request: HttpRequest, perm: str) -> list[Party]:
    """The parties for which the person may act; 403 when there is none."""
    if not parties:
        require(request.user, perm, None)
    return parties


def give_reason(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.find_path(request.user, pk)
    parties = _mine(arranged_parties(request.user, found.partnership), request, "startpath.give_reason")
    form = forms.ReasonForm(_sent(request), parties=parties)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.give_reason(by=request.user, path=found, **form.cleaned_data)
            messages.success(request, _("Written. Both parts stand side by side."))
            return redirect("startpath:path", pk)
    words = {"title": _("Your part of the joint analysis"), "verb": _("Keep our part"), "icon": "check"}
    return _step(request, found, form, words)


def plan_pilot(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan of the pilot; both papers are made when it is kept."""
    found = _walked(request, pk, "startpath.plan_pilot")
    form = forms.PilotForm(
        _sent(request),
        parties=list(found.partnership.parties.all()),
        places=party_places(found.partnership),
        initial=queries.plan_prefill(found),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.plan_pilot(by=request.user, path=found, **form.plan)
            messages.success(request, _("Planned. Feasibility plan and work plan are made."))
            return redirect("startpath:path", pk)
    return form_page(request, "startpath/plan.html", form, {"path": found})


def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Copy a measured plan to a further site."""
    project = queries.find_project_for(request.user, pk)
    require(request.user, "startpath.extend", project)
    cycle, sites = proven_cycle(project), queries.sites_for(project)
    targets = list(cycle.targets.all()) if cycle else []
    initial = queries.extension_prefill(project)
    form = forms.ExtendForm(_sent(request), sites=sites, targets=targets, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = actions.extend(by=request.user, project=project, **form.wanted)
            messages.success(
                request, _("The draft for the new site is made, with the pilot's measured result.")
            )
            return redirect("partnerships:project", made.pk)
    context = {
        "project": project,
        "cycle": cycle,
        "sites": sites,
        "evidence": queries.result_of(cycle) if cycle else "",
    }
    return form_page(request, "startpath/extend.html", form, context)
