"""The work of a project: tasks, spending, what it hands over, the public page of a demonstration site."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.access import require
from gongjian.core.clock import today
from gongjian.core.pages import form_page, refusals_in
from gongjian.partnerships import actions, forms, queries
from gongjian.partnerships.models import Project

from .shell import sent, shell


def _project(request: HttpRequest, pk: int, perm: str) -> Project:
    found = queries.find_project(request.user, pk)
    require(request.user, perm, found)
    return found


def _form(request: HttpRequest, project: Project, form: Any, title: str, verb: str) -> HttpResponse:
    context = {"project": project, "title": title, "verb": verb}
    return form_page(request, "partnerships/work_form.html", form, context)


def add_task(request: HttpRequest, pk: int) -> HttpResponse:
    project = _project(request, pk, "partnerships.add_task")
    form = forms.TaskForm(sent(request), parties=queries.party_organizations(project.partnership))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.add_task(by=request.user, project=project, **form.cleaned_data)
            messages.success(request, _("Added. Those who do it have been told."))
            return redirect("partnerships:project", pk)
    return _form(request, project, form, _("Add a task"), _("Add the task"))


@require_POST
def finish_task(request: HttpRequest, pk: int) -> HttpResponse:
    task = queries.find_task(request.user, pk)
    actions.finish_task(by=request.user, task=task)
    messages.success(request, _("Done."))
    return redirect("partnerships:project", task.project_id)


def note_spending(request: HttpRequest, pk: int) -> HttpResponse:
    """Money that one's own side paid, or things and work that it gave."""
    project = _project(request, pk, "partnerships.add_task")
    own = [party.organization_id for party in queries.arranged_parties(request.user, project.partnership)]
    parties = queries.party_organizations(project.partnership).filter(pk__in=own)
    form = forms.SpendingForm(sent(request), parties=parties, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.note_spending(by=request.user, project=project, **form.cleaned_data)
            messages.success(request, _("Noted. Nothing was paid here."))
            return redirect("partnerships:project", pk)
    return _form(request, project, form, _("Note what it cost"), _("Note it"))


def set_deliverable(request: HttpRequest, pk: int) -> HttpResponse:
    project = _project(request, pk, "partnerships.describe_project")
    form = forms.DeliverableForm(sent(request), initial=queries.deliverable_facts(project))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.set_deliverable(by=request.user, project=project, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("partnerships:project", pk)
    return _form(request, project, form, _("What the project hands over"), _("Save"))


def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    project = _project(request, pk, "partnerships.describe_project")
    found = queries.deliverable_of(project)
    if found is None:
        raise Http404
    parties = queries.party_organizations(project.partnership)
    form = forms.HandOverForm(sent(request), parties=parties, initial={"on": today(), "words": found.words})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.hand_over(by=request.user, deliverable=found, **form.cleaned_data)
            messages.success(request, _("Handed over. Both sides have been told."))
            return redirect("partnerships:project", pk)
    return _form(request, project, form, _("Hand the result over"), _("Note the hand-over"))


def show_site(request: HttpRequest, pk: int) -> HttpResponse:
    project = _project(request, pk, "partnerships.describe_project")
    form = forms.ShowcaseForm(sent(request), initial=queries.showcase_facts(project))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.show_site(by=request.user, project=project, **form.cleaned_data)
            messages.success(request, _("Saved. Everybody can read it."))
            return redirect("partnerships:site", pk)
    return _form(request, project, form, _("The page of the demonstration site"), _("Save and show"))


@login_not_required
@require_safe
def site(request: HttpRequest, pk: int) -> HttpResponse:
    """A demonstration site for everybody: before, after, and the line of every indicator."""
    found = queries.find_site(request.user, pk)
    context = {"project": found, "lines": queries.site_lines(found), "shell": shell(request)}
    return render(request, "partnerships/site.html", context)
