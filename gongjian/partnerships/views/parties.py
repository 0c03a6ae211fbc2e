"""Who is in an agreement, and its next term."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gongjian.core.access import require
from gongjian.core.pages import form_page, refusals_in
from gongjian.partnerships import actions, forms, queries

from .shell import cleaned, sent


def add_party(request: HttpRequest, pk: int) -> HttpResponse:
    """A further organisation in a draft."""
    found = queries.find_partnership(request.user, pk)
    require(request.user, "partnerships.add_party", found)
    form = forms.PartyForm(sent(request), organizations=queries.further_parties(found))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            party = actions.add_party(by=request.user, partnership=found, **form.cleaned_data)
            name = {"organization": party.organization.label}
            messages.success(request, _("%(organization)s is a party now and will sign, too.") % name)
            return redirect("partnerships:partnership", pk)
    context = {"title": _("Add a party"), "partnership": found, "verb": _("Add this party"), "joins": True}
    return form_page(request, "partnerships/agreement_form.html", form, context)


@require_POST
def remove_party(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an organisation out of a draft."""
    found = queries.find_partnership(request.user, pk)
    require(request.user, "partnerships.remove_party", found)
    organizations = [party.organization for party in found.parties.all()]
    taken = cleaned(forms.SideForm(request.POST, organizations=organizations))
    actions.remove_party(by=request.user, partnership=found, **taken)
    messages.success(
        request, _("%(organization)s is out of the draft.") % {"organization": taken["organization"]}
    )
    mine = [party.organization for party in queries.arranged_parties(request.user, found)]
    if mine == [taken["organization"]]:  # they took themselves out: the draft is no longer theirs to see
        return redirect("partnerships:own")
    return redirect("partnerships:partnership", pk)


@require_POST
def renew_partnership(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the next term; the text can be changed before all sign."""
    found = queries.find_partnership(request.user, pk)
    require(request.user, "partnerships.renew_partnership", found)
    own = queries.arranged_parties(request.user, found)[0].organization
    made = actions.renew_partnership(by=request.user, partnership=found, organization=own)
    messages.success(request, _("This is the draft of the next term. Change what you like, then send it."))
    return redirect("partnerships:partnership", made.pk)
