"""Projects: the list, one project with its cycles and targets, planning, starting, measuring."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.core.access import require
from gongjian.core.pages import form_page, page_of, refusals_in
from gongjian.partnerships import actions, forms, queries
from gongjian.partnerships.models import Partnership, Project
from gongjian.threads.queries import talk

from .shell import cleaned, sent, shell


@login_not_required
def projects(request: HttpRequest) -> HttpResponse:
    form = forms.ProjectFilterForm(request.GET, communities=queries.communities())
    asked = form.asked()
    context = {
        "form": form,
        "share": queries.supply_share(request.user),
        "state": asked["state"],
        "states": Project.State.choices,
        "page": page_of(request, queries.project_board(request.user, **asked)),
        "shell": shell(request),
    }
    return render(request, "partnerships/projects.html", context)


@login_not_required
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: every cycle, the ring, the targets and how they were measured."""
    found = queries.find_project(request.user, pk)
    cycles = list(found.cycles.all())
    wanted = request.GET.get("cycle", "")
    shown = next((cycle for cycle in cycles if str(cycle.number) == wanted), cycles[-1])
    context = {
        "project": found,
        "cycles": cycles,
        "view": queries.view_cycle(shown),
        "needs": queries.needs_of(request.user, found),
        "talk": talk(request.user, found),
        "case": queries.case_of(request.user, shown),
        "work": queries.work_of(found),
        "compared": queries.side_by_side(cycles),
        "deliverable": queries.deliverable_of(found),
        "showcase": queries.showcase_of(found),
        "extensions": queries.extensions_of(request.user, found),
        "shell": shell(request),
    }
    return render(request, "partnerships/project.html", context)


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a project under an agreement in force."""
    found = queries.find_partnership(request.user, pk)
    require(request.user, "partnerships.plan_project", found)
    data = sent(request)
    form = forms.PlanForm(
        data, initial=queries.plan_from(found, request.GET.get("need", "")), **_choices(found)
    )
    targets = forms.first_is_needed(forms.TargetSet(data, prefix="target"))
    if request.method == "POST" and _both_valid(form, targets):
        with refusals_in(form):
            made = actions.plan_project(
                by=request.user, partnership=found, targets=targets.rows(), **form.cleaned_data
            )
            messages.success(request, _("Planned. Both sides see it; start it when you are ready."))
            return redirect("partnerships:project", made.pk)
    context = {"partnership": found, "targets": targets}
    response = form_page(request, "partnerships/plan.html", form, context)
    if response.status_code == 200 and data is not None:
        response.status_code = 422
    return response


def _choices(partnership: Partnership) -> dict[str, Any]:
    return {
        "parties": queries.party_organizations(partnership),
        "places": queries.party_places(partnership),
        "needs": queries.needs_for_project(partnership),
    }


def _both_valid(form: Any, targets: Any) -> bool:
    """Both are checked, so that every error shows at once."""
    if not all([form.is_valid(), targets.is_valid()]):
        return False
    return bool(targets.within(form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]))


@require_POST
def start_project(request: HttpRequest, pk: int) -> HttpResponse:
    actions.start_project(by=request.user, project=queries.find_project(request.user, pk))
    messages.success(request, _("Started. Both sides and the residents have been told."))
    return redirect("partnerships:project", pk)


def measure_target(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what was measured; the line of the target grows by one point."""
    target = queries.find_target(request.user, pk)
    require(request.user, "partnerships.measure_target", target)
    form = forms.MeasureForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.measure_target(by=request.user, target=target, **form.cleaned_data)
            messages.success(request, _("Recorded. Both sides see the new value."))
            return redirect("partnerships:project", target.cycle.project_id)
    return form_page(
        request, "partnerships/measure.html", form, {"target": target, "project": target.cycle.project}
    )


@require_POST
def move_cycle(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the next stage of the ring."""
    cycle = queries.find_cycle(request.user, pk)
    require(request.user, "partnerships.move_cycle", cycle)
    moved = actions.move_cycle(by=request.user, cycle=cycle, **cleaned(forms.StageForm(request.POST)))
    messages.success(request, _("The cycle is now at “%(stage)s”.") % {"stage": moved.get_state_display()})
    return redirect("partnerships:project", cycle.project_id)
