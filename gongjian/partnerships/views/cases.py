"""Shared wisdom: case cards for everybody; drafting and publishing them, taking them over."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.core.access import require
from gongjian.core.pages import form_page, page_of, refusals_in
from gongjian.partnerships import actions, forms, queries

from .shell import cleaned, sent, shell


@login_not_required
def cases(request: HttpRequest) -> HttpResponse:
    form = forms.CaseFilterForm(request.GET)
    rows = queries.case_board(request.user, **form.asked())
    context = {"form": form, "page": page_of(request, rows), "shell": shell(request)}
    return render(request, "partnerships/cases.html", context)


@login_not_required
def case(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.find_case(request.user, pk)
    adopted = list(found.adoptions.select_related("organization"))
    free = queries.arranged(request.user) if request.user.is_authenticated else []
    taken = {each.organization_id for each in adopted}
    taken |= {party.organization_id for party in found.cycle.project.partnership.parties.all()}
    context = {
        "case": found,
        "adopted": adopted,
        "may_adopt": [each for each in free if each.pk not in taken],
        "shell": shell(request),
    }
    return render(request, "partnerships/case.html", context)


@require_POST
def draft_case(request: HttpRequest, pk: int) -> HttpResponse:
    """One button on a closed cycle: the card starts with all that the records say."""
    made = actions.draft_case(by=request.user, cycle=queries.find_cycle(request.user, pk))
    return redirect("partnerships:edit_case", made.pk)


def edit_case(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.find_case(request.user, pk)
    require(request.user, "partnerships.edit_case", found)
    form = forms.CaseForm(sent(request), instance=found)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.edit_case(by=request.user, case=found, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("partnerships:case", pk)
    return form_page(request, "partnerships/case_form.html", form, {"case": found})


@require_POST
def publish_case(request: HttpRequest, pk: int) -> HttpResponse:
    actions.publish_case(by=request.user, case=queries.find_case(request.user, pk))
    messages.success(request, _("Published. It is offered where a similar need is posted."))
    return redirect("partnerships:case", pk)


@require_POST
def withdraw_case(request: HttpRequest, pk: int) -> HttpResponse:
    actions.withdraw_case(by=request.user, case=queries.find_case(request.user, pk))
    messages.success(request, _("Withdrawn from the public list."))
    return redirect("partnerships:case", pk)


@require_POST
def adopt_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Our organisation works by it."""
    found = queries.find_case(request.user, pk)
    require(request.user, "partnerships.adopt_case", found)
    organization = cleaned(forms.AskForm(request.POST))["organization"]
    actions.adopt_case(by=request.user, case=found, organization=organization)
    messages.success(request, _("Noted. Those who made it have been told."))
    return redirect("partnerships:case", pk)
