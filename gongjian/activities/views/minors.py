"""Guardians' consents: the list of one's organisations, a new one, withdrawn ones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.core.access import require
from gongjian.core.pages import form_page, page_of, refusals_in

from .. import actions, queries
from ..forms import ConsentForm, WhyForm


def consents(request: HttpRequest) -> HttpResponse:
    """The consents that one's organisations keep, and a form for the next."""
    page = page_of(request, queries.consents(request.user))
    form = ConsentForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.record_consent(by=request.user, **form.cleaned_data)
            messages.success(request, _("Recorded. They can take part now."))
            return redirect("activities:consents")
    return form_page(request, "activities/consents.html", form, {"page": page})


@require_POST
def withdraw_consent(request: HttpRequest, pk: int) -> HttpResponse:
    actions.withdraw_consent(by=request.user, consent=queries.consent_of(request.user, pk))
    messages.success(request, _("Withdrawn. The places to come are given back."))
    return redirect("activities:consents")


def guardian(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and phone of the guardian, once, for a reason that is logged."""
    consent = queries.consent_of(request.user, pk)
    require(request.user, "activities.see_guardian", consent)
    form = WhyForm(request.POST if request.method == "POST" else None)
    context = {"consent": consent}
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            name, phone = actions.show_guardian(by=request.user, consent=consent, **form.cleaned_data)
            return render(request, "activities/guardian.html", {**context, "name": name, "phone": phone})
    return form_page(request, "activities/guardian.html", form, context)
