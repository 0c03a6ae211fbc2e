"""Pages of the trees, the directory, places, and what an organisation keeps in order by itself."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core.access import require
from gongjian.core.pages import form_page, page_of, refusals_in

from . import actions, forms, queries
from .models import Organization, Place


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was posted; an empty form that was sent is not one that was opened."""
    return request.POST if request.method == "POST" else None


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The trees, from their roots down, a level at a time."""
    roots = queries.level(request.user, None)
    return render(request, "organizations/index.html", {"page": page_of(request, roots)})


@login_not_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    organization = queries.organization(request.user, pk)
    context = {
        "organization": organization,
        "above": queries.above(request.user, organization),
        "posts": queries.posts_of(request.user, organization),
        "page": page_of(request, queries.level(request.user, organization)),
        "places": queries.places(request.user, organization)[:20],
        "bodies": queries.bodies_of(request.user, organization),
    }
    return render(request, "organizations/detail.html", context)


@login_not_required
@require_safe
def three_no(request: HttpRequest) -> HttpResponse:
    """The compounds without any management: who stands in, what changed, what is missing."""
    context = {
        "page": page_of(request, queries.three_no(request.user)),
        "sums": queries.three_no_sums(request.user),
    }
    return render(request, "organizations/three_no.html", context)


@login_not_required
@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "organizations/place.html", {"place": queries.place(request.user, pk)})


@login_not_required
@require_safe
def body(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "organizations/body.html", {"body": queries.body(request.user, pk)})


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The organisations where I hold a post; with one only, its page at once."""
    found = queries.managed(request.user)
    if len(found) == 1:
        return redirect("organizations:manage", found[0].pk)
    return render(request, "organizations/mine.html", {"organizations": found})


@require_safe
def manage(request: HttpRequest, pk: int) -> HttpResponse:
    organization = queries.overseen(request.user, pk)
    context = {
        "organization": organization,
        "posts": queries.posts_of(request.user, organization),
        "belonging": queries.belonging(request.user, organization),
        "page": page_of(request, queries.places(request.user, organization)),
        "bodies": queries.bodies_of(request.user, organization),
    }
    return render(request, "organizations/manage.html", context)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    organization = queries.overseen(request.user, pk)
    require(request.user, "organizations.edit", organization)
    kept = {name: getattr(organization, name) for name in forms.EditForm.base_fields}
    form = forms.EditForm(_posted(request), initial=kept)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.edit(by=request.user, organization=organization, **form.cleaned_data)
            messages.success(request, _("Saved. Everybody sees it from now on."))
            return redirect("organizations:manage", pk)
    return form_page(request, "organizations/form.html", form, _edit_words(organization))


def _edit_words(organization: Organization) -> dict[str, Any]:
    return {
        "organization": organization,
        "title": _("What others read about you"),
        "verb": _("Save the description"),
    }


def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    organization = queries.overseen(request.user, pk)
    require(request.user, "organizations.appoint", organization)
    form = forms.AppointForm(_posted(request), user=request.user, organization=organization)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        person = data.pop("who")
        with refusals_in(form):
            actions.appoint(by=request.user, person=person, organization=organization, **data)
            messages.success(
                request, _("%(person)s has the post now and has been told.") % {"person": person}
            )
            return redirect("organizations:manage", pk)
    words = {"organization": organization, "title": _("Fill a post"), "verb": _("Appoint")}
    return form_page(request, "organizations/form.html", form, words)


def end_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = queries.appointment(request.user, pk)
    require(request.user, appointment.permission, appointment.organization)
    form = forms.EndForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.end_appointment(by=request.user, appointment=appointment, **form.cleaned_data)
            messages.success(request, _("Recorded. The person has been told."))
            return redirect("organizations:manage", appointment.organization_id)
    return form_page(request, "organizations/end_appointment.html", form, {"appointment": appointment})


def found(request: HttpRequest, pk: int) -> HttpResponse:
    """A new organisation below this one, on the same side of the bridge."""
    parent = queries.overseen(request.user, pk)
    require(request.user, "organizations.found", parent)
    form = forms.FoundForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = actions.found(by=request.user, parent=parent, side=parent.side, **form.cleaned_data)
            messages.success(request, _("“%(name)s” is founded. Add its people next.") % {"name": made.name})
            return redirect("organizations:manage", made.pk)
    words = {"organization": parent, "title": _("Found an organisation below"), "verb": _("Found it")}
    return form_page(request, "organizations/form.html", form, words)


def add_person(request: HttpRequest, pk: int) -> HttpResponse:
    organization = queries.overseen(request.user, pk)
    require(request.user, "organizations.affiliate", organization)
    form = forms.PersonForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            row = actions.add_person(by=request.user, organization=organization, **form.cleaned_data)
            messages.success(request, _("%(person)s belongs here now.") % {"person": row.person})
            return redirect("organizations:manage", pk)
    return form_page(request, "organizations/form.html", form, _person_words(organization))


def _person_words(organization: Organization) -> dict[str, Any]:
    return {
        "organization": organization,
        "title": _("Add a person"),
        "verb": _("Add the person"),
        "lead": _("Somebody who is on the platform already: the same name and one number, phone or e-mail."),
    }


def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an organisation from today, after its reason was given on a page that says what follows."""
    organization = queries.overseen(request.user, pk)
    require(request.user, "organizations.close", organization)
    form = forms.CloseForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.close(by=request.user, organization=organization, **form.cleaned_data)
            messages.success(request, _("Closed. Those who held a post here have been told."))
            return redirect("organizations:detail", pk)
    return form_page(request, "organizations/close.html", form, {"organization": organization})


def add_place(request: HttpRequest, pk: int) -> HttpResponse:
    return _place_form(request, queries.overseen(request.user, pk), None)


def edit_place(request: HttpRequest, pk: int) -> HttpResponse:
    place = queries.place(request.user, pk)
    return _place_form(request, queries.overseen(request.user, place.organization_id), place)


def _place_form(request: HttpRequest, organization: Organization, place: Place | None) -> HttpResponse:
    require(request.user, "organizations.save_place", organization)
    kept = {name: getattr(place, name) for name in forms.PlaceForm.base_fields} if place else {}
    helpers = queries.may_stand_in(request.user, organization)
    form = forms.PlaceForm(_posted(request), initial=kept, organizations=helpers)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            saved = actions.save_place(
                by=request.user, organization=organization, place=place, **form.cleaned_data
            )
            messages.success(request, _("The profile is saved."))
            return redirect("organizations:place", saved.pk)
    title = _("Change the profile") if place else _("Add a place")
    words = {"organization": organization, "title": title, "verb": _("Save the profile")}
    return form_page(request, "organizations/form.html", form, words)
