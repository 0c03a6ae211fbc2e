"""What organisations can bring: the public list and one's own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.core.access import require
from gongjian.core.pages import form_page, page_of, refusals_in
from gongjian.partnerships import actions, forms, queries
from gongjian.partnerships.models import Resource

from .shell import sent, shell, state_tabs


@login_not_required
def resources(request: HttpRequest) -> HttpResponse:
    """What is offered, by words, kind, category, side, times, skills and state."""
    form = forms.ResourceFilterForm(request.GET)
    asked = form.asked()
    state, counts = asked["state"] or Resource.State.OFFERED, queries.resources_by_state(request.user)
    context = {
        "form": form,
        "state": state,
        "filtered": any(value for name, value in asked.items() if name != "state"),
        "page": page_of(request, queries.resource_board(request.user, **asked)),
        "states": state_tabs(Resource.PUBLIC, counts, state),
        "shell": shell(request),
    }
    return render(request, "partnerships/resources.html", context)


@login_not_required
def resource(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.find_resource(request.user, pk)
    return render(request, "partnerships/resource.html", {"resource": found, "shell": shell(request)})


def own_resources(request: HttpRequest) -> HttpResponse:
    context = {
        "page": page_of(request, queries.own_resources(request.user)),
        "may_add": queries.arranged(request.user),
    }
    return render(request, "partnerships/own_resources.html", context)


def add_resource(request: HttpRequest) -> HttpResponse:
    own = queries.arranged(request.user)
    if not own:
        raise PermissionDenied("partnerships.save_resource")
    form = forms.ResourceForm(sent(request), organizations=own)
    return _resource_form(request, form, _("Add a resource"))


def edit_resource(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.find_resource(request.user, pk)
    require(request.user, "partnerships.edit_resource", found)
    form = forms.ResourceForm(sent(request), instance=found, organizations=[found.organization])
    return _resource_form(request, form, _("Change the resource"), resource=found)


def _resource_form(request: HttpRequest, form: Any, title: str, **kept: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            saved = actions.save_resource(by=request.user, **kept, **form.cleaned_data)
            messages.success(request, _("Saved. Others see it once you offer it."))
            return redirect("partnerships:resource", saved.pk)
    return form_page(request, "partnerships/resource_form.html", form, {"title": title})


@require_POST
def offer_resource(request: HttpRequest, pk: int) -> HttpResponse:
    actions.offer_resource(by=request.user, resource=queries.find_resource(request.user, pk))
    messages.success(request, _("Everybody can see it now."))
    return redirect("partnerships:resource", pk)


@require_POST
def pause_resource(request: HttpRequest, pk: int) -> HttpResponse:
    actions.pause_resource(by=request.user, resource=queries.find_resource(request.user, pk))
    messages.success(request, _("Paused. It is not suggested for now."))
    return redirect("partnerships:resource", pk)


@require_POST
def withdraw_resource(request: HttpRequest, pk: int) -> HttpResponse:
    actions.withdraw_resource(by=request.user, resource=queries.find_resource(request.user, pk))
    messages.success(request, _("Withdrawn."))
    return redirect("partnerships:own_resources")


def reserve_resource(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep it for one organisation until a day."""
    found = queries.find_resource(request.user, pk)
    require(request.user, "partnerships.reserve_resource", found)
    form = forms.ReserveForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.reserve_resource(by=request.user, resource=found, **form.cleaned_data)
            messages.success(request, _("Reserved. The organisation has been told."))
            return redirect("partnerships:resource", pk)
    words = {
        "title": _("Reserve “%(resource)s”") % {"resource": found.title},
        "lead": _("Everybody sees that it is reserved; on the day after it is available again."),
        "verb": _("Reserve it"),
        "icon": "bookmark",
        "primary": True,
        "back": reverse("partnerships:resource", args=[pk]),
    }
    return form_page(request, "partnerships/confirm.html", form, words)


@require_POST
def free_resource(request: HttpRequest, pk: int) -> HttpResponse:
    actions.free_resource(by=request.user, resource=queries.find_resource(request.user, pk))
    messages.success(request, _("It is available again."))
    return redirect("partnerships:resource", pk)
