"""Changing an agreement in force: the new text beside the old one, signatures, versions."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.core.access import require
from gongjian.core.pages import form_page, refusals_in
from gongjian.partnerships import actions, forms, queries
from gongjian.partnerships.models import Amendment

from .shell import ask_why, cleaned, sent, shell


def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a new text."""
    found = queries.find_partnership(request.user, pk)
    require(request.user, "partnerships.propose_amendment", found)
    mine = [party.organization for party in queries.arranged_parties(request.user, found)]
    form = forms.AmendForm(sent(request), organizations=mine, partnership=found)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = actions.propose_amendment(by=request.user, partnership=found, **form.text())
            messages.success(request, _("Proposed. The old text holds until every side has signed."))
            return redirect("partnerships:amendment", made.pk)
    context = {"title": _("Propose a change"), "partnership": found, "verb": _("Propose it"), "amends": True}
    return form_page(request, "partnerships/agreement_form.html", form, context)


@login_not_required
def amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """What would change, clause by clause, and who has signed."""
    found = queries.find_amendment(request.user, pk)
    unsigned = queries.unsigned_for(request.user, found) if found.state == Amendment.State.PROPOSED else []
    signed = {row.organization_id: row for row in found.signatures.all()}
    context = {
        "amendment": found,
        "partnership": found.partnership,
        "changes": queries.changes_of(found),
        "signs": [(party, signed.get(party.organization_id)) for party in found.partnership.parties.all()],
        "unsigned": unsigned,
        "shell": shell(request),
    }
    return render(request, "partnerships/amendment.html", context)


@require_POST
def sign_amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the new text for one's own side."""
    found = queries.find_amendment(request.user, pk)
    require(request.user, "partnerships.sign_amendment", found)
    own_sides = [party.organization for party in queries.led_parties(request.user, found.partnership)]
    signed = cleaned(forms.SideForm(request.POST, organizations=own_sides))
    found = actions.sign_amendment(by=request.user, amendment=found, **signed)
    in_force = found.state == Amendment.State.IN_FORCE
    words = _("All sides have signed: the new text is in force.") if in_force else _("Signed for your side.")
    messages.success(request, words)
    return redirect("partnerships:amendment", pk)


def decline_amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no, with the reason."""
    found = queries.find_amendment(request.user, pk)
    require(request.user, "partnerships.decline_amendment", found)
    sides = [party.organization for party in queries.led_parties(request.user, found.partnership)]
    words = {
        "title": _("Decline this change?"),
        "lead": _("The old text goes on. All sides read your reason."),
        "verb": _("Decline it"),
        "icon": "x",
        "back": reverse("partnerships:amendment", args=[pk]),
    }
    form = forms.PartyReasonForm(sent(request), organizations=sides, label=_("Reason"))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.decline_amendment(by=request.user, amendment=found, **form.cleaned_data)
            messages.success(request, _("Declined. The old text goes on."))
            return redirect(words["back"])
    return form_page(request, "partnerships/confirm.html", form, words)


def withdraw_amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own proposal back."""
    found = queries.find_amendment(request.user, pk)
    require(request.user, "partnerships.withdraw_amendment", found)

    def act(reason: str) -> Any:
        return actions.withdraw_amendment(by=request.user, amendment=found, reason=reason)

    words = {
        "title": _("Withdraw this change?"),
        "lead": _("The old text goes on. Another change can be proposed then."),
        "verb": _("Withdraw it"),
        "icon": "x",
        "done": _("Withdrawn. The old text goes on."),
    }
    return ask_why(request, act, words, back=reverse("partnerships:amendment", args=[pk]))


@login_not_required
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every text that was in force, the present one first."""
    found = queries.find_partnership(request.user, pk)
    rows = queries.versions_of(request.user, found) if found.active_since else []
    context = {"partnership": found, "versions": rows, "shell": shell(request)}
    return render(request, "partnerships/versions.html", context)
