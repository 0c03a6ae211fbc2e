"""An activity from its draft to its end."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.core.access import require
from gongjian.core.pages import form_page, refusals_in

from .. import actions, queries
from ..forms import (
    ActivityForm,
    EditShifts,
    NewShifts,
    ReasonForm,
    ShiftForm,
    one_more_row,
    without_judging,
)
from ..models import Activity


def draft(request: HttpRequest) -> HttpResponse:
    """Prepare an activity; `?project=` fills in what the project knows."""
    require(request.user, "activities.draft")
    form = ActivityForm(request.user, request.POST or None, initial=_first_words(request))
    shifts: Any = NewShifts(_rows(request), prefix="shifts")
    if "more" in request.POST:
        return _form_again(request, form, shifts)
    if request.method == "POST" and form.is_valid() & shifts.is_valid():
        with refusals_in(form):
            activity = actions.draft(by=request.user, shifts=shifts.changes(), **form.changes())
            messages.success(
                request, _("The draft is saved. Look at it once more, then open it for sign-up.")
            )
            return redirect("activities:detail", activity.pk)
    return _form(request, form, shifts)


def _rows(request: HttpRequest) -> Any:
    """The shifts as they were posted; the button for one more row adds it here, without a script."""
    return one_more_row(request.POST) if "more" in request.POST else request.POST or None


def _form_again(
    request: HttpRequest, form: ActivityForm, shifts: Any, activity: Activity | None = None
) -> HttpResponse:
    without_judging(form, shifts)
    return _form(request, form, shifts, activity)


def _first_words(request: HttpRequest) -> dict[str, Any]:
    """What need not be typed: the project's facts, and the person as contact."""
    known: dict[str, Any] = {"contact_name": str(request.user)}
    project = queries.project_to_plan(request.user, request.GET.get("project", ""))
    known |= queries.words_like(request.user, request.GET.get("like", ""))
    return known | (queries.draft_from(request.user, project) if project else {})


def _form(
    request: HttpRequest, form: ActivityForm, shifts: Any, activity: Activity | None = None
) -> HttpResponse:
    wrong = shifts.is_bound and (shifts.total_error_count() or form.errors)
    context: dict[str, Any] = {"shifts": shifts, "activity": activity}
    if activity is None and not form.is_bound:
        project = queries.project_to_plan(request.user, request.GET.get("project", ""))
        context |= {"similar": queries.similar(request.user, project), "project": project}
    answer = form_page(request, "activities/form.html", form, context)
    if wrong and answer.status_code == 200:
        answer.status_code = 422
    return answer


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    activity = queries.activity_of(request.user, pk)
    require(request.user, "activities.edit", activity)
    rows = [ShiftForm.initial_of(shift) for shift in activity.shifts.all()]
    initial = ActivityForm.initial_of(activity)
    form = ActivityForm(request.user, request.POST or None, activity=activity, initial=initial)
    shifts: Any = EditShifts(_rows(request), prefix="shifts", initial=rows)
    if "more" in request.POST:
        return _form_again(request, form, shifts, activity)
    if request.method == "POST" and form.is_valid() & shifts.is_valid():
        with refusals_in(form):
            actions.edit(by=request.user, activity=activity, shifts=shifts.changes(), **form.changes())
            messages.success(request, _("The activity is saved."))
            return redirect("activities:detail", activity.pk)
    return _form(request, form, shifts, activity)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    activity = queries.activity_of(request.user, pk)
    actions.publish(by=request.user, activity=activity)
    messages.success(request, _("The activity is open for sign-up."))
    return redirect("activities:detail", pk)


@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    activity = queries.activity_of(request.user, pk)
    actions.hand_over(by=request.user, activity=activity)
    messages.success(request, _("The partner was asked to look at the draft."))
    return redirect("activities:detail", pk)


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    activity = queries.activity_of(request.user, pk)
    actions.finish(by=request.user, activity=activity)
    messages.success(request, _("The activity is finished. Now confirm the minutes."))
    return redirect("activities:desk", pk)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then call it off."""
    activity = queries.activity_of(request.user, pk)
    if not request.user.has_perm("activities.cancel", activity):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.cancel(by=request.user, activity=activity, **form.cleaned_data)
            messages.success(request, _("The activity is cancelled. Everybody who signed up was told."))
            return redirect("activities:detail", pk)
    context = {"activity": activity, "people": queries.people_to_tell(activity)}
    return form_page(request, "activities/cancel.html", form, context)
