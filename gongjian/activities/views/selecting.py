"""Selecting among those who applied."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from gongjian.core.pages import form_page, page_of, refusals_in

from .. import actions, queries
from ..forms import SelectForm

APPLICANTS_PAGE = 50


def select(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick who gets a place; a page of those who applied at a time."""
    shift = queries.shift_to_select(request.user, pk)
    page = page_of(request, queries.applicants(shift), APPLICANTS_PAGE)
    form = SelectForm(list(page), shift, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            number = actions.select(by=request.user, shift=shift, sign_ups=form.sign_ups())
            said = ngettext(
                "%(n)s person was selected and told.", "%(n)s people were selected and told.", number
            )
            messages.success(request, said % {"n": number})
            return redirect("activities:select", pk)
    return form_page(request, "activities/select.html", form, {"shift": shift, "page": page})


@require_POST
def decline_rest(request: HttpRequest, pk: int) -> HttpResponse:
    shift = queries.shift_to_select(request.user, pk)
    number = actions.decline_rest(by=request.user, shift=shift)
    messages.success(request, _("Told: %s people. You can still select somebody later.") % number)
    return redirect("activities:select", pk)
