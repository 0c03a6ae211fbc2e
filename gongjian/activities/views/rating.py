"""How it was: said by those who took part, shown without names."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core.access import require
from gongjian.core.pages import form_page, page_of, refusals_in

from .. import actions, queries
from ..forms import RatingForm


def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap, and words if one likes."""
    activity = queries.activity_of(request.user, pk)
    require(request.user, "activities.rate", activity)
    form = RatingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.rate(by=request.user, activity=activity, **form.cleaned_data)
            messages.success(request, _("Thank you. It is shown without your name."))
            return redirect("activities:ratings", pk)
    mine = queries.my_rating(request.user, activity)
    return form_page(request, "activities/rate.html", form, {"activity": activity, "mine": mine})


@login_not_required
@require_safe
def ratings(request: HttpRequest, pk: int) -> HttpResponse:
    """How participants rated one activity."""
    activity = queries.activity_of(request.user, pk)
    found = queries.rated(activity)
    page = page_of(request, queries.words_of(activity) if found.is_shown else [])
    context = {"activity": activity, "rated": found, "page": page}
    context["mine"] = queries.my_rating(request.user, activity)
    return render(request, "activities/ratings.html", context)


@require_safe
def project_ratings(request: HttpRequest, pk: int) -> HttpResponse:
    """How participants rated the activities of a project; the project's page takes the summary from here."""
    project = queries.project_rated(request.user, pk)
    context = {"project": project, "rated": queries.rated_project(request.user, project)}
    if getattr(request, "htmx", False):
        return render(request, "activities/_rated.html", context)
    context["page"] = page_of(request, queries.rated_activities(request.user, project))
    return render(request, "activities/project_ratings.html", context)
