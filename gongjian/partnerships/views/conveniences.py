"""The convenience list of a neighbourhood, for everybody; its lines, for those who keep it."""

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
from gongjian.partnerships.models import Need

from .shell import sent, shell


@login_not_required
def neighbourhoods(request: HttpRequest) -> HttpResponse:
    context = {"page": page_of(request, queries.communities()), "shell": shell(request)}
    return render(request, "partnerships/neighbourhoods.html", context)


@login_not_required
def conveniences(request: HttpRequest, pk: int) -> HttpResponse:
    """What there is, what the campus opens, what is missing."""
    community = queries.find_neighbourhood(pk)
    parts = queries.conveniences(request.user, community)
    context = {"community": community, "parts": parts, "shell": shell(request)}
    return render(request, "partnerships/conveniences.html", context)


def add_amenity(request: HttpRequest, pk: int) -> HttpResponse:
    community = queries.find_neighbourhood(pk)
    require(request.user, "partnerships.save_amenity", community)
    return _form(request, forms.AmenityForm(sent(request)), community, _("Add a line"))


def edit_amenity(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.find_amenity(request.user, pk)
    require(request.user, "partnerships.edit_amenity", found)
    form = forms.AmenityForm(sent(request), instance=found)
    return _form(request, form, found.community, _("Change the line"), amenity=found)


def _form(request: HttpRequest, form: Any, community: Any, title: str, **kept: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.save_amenity(by=request.user, community=community, **kept, **form.cleaned_data)
            messages.success(request, _("Saved. Everybody sees it on the list."))
            return redirect("partnerships:conveniences", community.pk)
    context = {"title": title, "community": community, **kept}
    return form_page(request, "partnerships/amenity_form.html", form, context)


@require_POST
def remove_amenity(request: HttpRequest, pk: int) -> HttpResponse:
    found = actions.remove_amenity(by=request.user, amenity=queries.find_amenity(request.user, pk))
    messages.success(request, _("Taken off the list."))
    return redirect("partnerships:conveniences", found.community_id)


def open_gap(request: HttpRequest, pk: int) -> HttpResponse:
    """A need for what is missing; the form is filled in from the list."""
    found = queries.find_amenity(request.user, pk)
    require(request.user, "partnerships.open_gap", found)
    options: dict[str, Any] = {"community": found.community, "places": queries.places_of(found.community)}
    blank = {"token": forms.new_token(), "until": queries.default_until(), **queries.need_of_gap(found)}
    form = forms.TakeDownForm(sent(request), initial=blank, **options)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            need = _post_need(request, found, form)
            messages.success(request, _("The need is posted. Its state stands on the list."))
            return redirect("partnerships:need", need.pk)
    return form_page(request, "partnerships/gap.html", form, {"amenity": found})


def _post_need(request: HttpRequest, amenity: Any, form: Any) -> Need:
    fields = dict(form.cleaned_data)
    publish_now = fields.pop("publish_now")
    need, _secret = actions.open_gap(by=request.user, amenity=amenity, **fields)
    if publish_now and need.state == Need.State.PROPOSED:
        need = actions.publish_need(by=request.user, need=need)
    return need
