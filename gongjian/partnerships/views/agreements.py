"""Agreements: the directory, the space of the partners, drafting, signing, ending."""

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
from gongjian.partnerships.models import Partnership
from gongjian.threads.queries import talk

from .shell import cleaned, sent, shell


@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """Who works with whom."""
    form = forms.DirectoryForm(request.GET)
    rows = queries.directory(request.user, **form.asked())
    context = {"form": form, "page": page_of(request, rows), "shell": shell(request)}
    return render(request, "partnerships/index.html", context)


def own(request: HttpRequest) -> HttpResponse:
    """The agreements of my organisations, and what waits for me."""
    context = {
        "page": page_of(request, queries.own_partnerships(request.user)),
        "to_sign": queries.to_sign(request.user),
        "amendments": queries.amendments_to_sign(request.user),
        "may_draft": queries.arranged(request.user),
    }
    return render(request, "partnerships/own.html", context)


@login_not_required
def partnership(request: HttpRequest, pk: int) -> HttpResponse:
    """The partners side by side; before it is in force, the text and its signatures."""
    found = queries.find_partnership(request.user, pk)
    context = {
        "partnership": found,
        "shell": shell(request),
        "talk": talk(request.user, found),
        "paper": queries.paper_of(request.user, found),
        "overlaps": queries.overlaps_of(found) if found.state != Partnership.State.ENDED else [],
    }
    if found.state in {Partnership.State.ACTIVE, Partnership.State.ENDED}:
        context |= {
            "amendments": queries.amendments_of(request.user, found),
            "renewal": queries.renewal_of(request.user, found),
            "may_renew_now": queries.is_time_to_renew(found),
        }
        context["space"] = space = queries.workspace(request.user, found)
        context["kept"] = queries.kept(request.user, found)
        context["cards"] = queries.cards(request.user, found, space)
        context["focus"] = next((project for project in space.projects if queries.open_cycle(project)), None)
        focus: Any = context["focus"]
        context["ring"] = queries.view_cycle(queries.open_cycle(focus)) if focus else None  # type: ignore[arg-type]
        return render(request, "partnerships/workspace.html", context)
    context["promises"] = [queries.promise_words(row.kind, row.least) for row in found.commitments.all()]
    context["led"] = [party for party in queries.led_parties(request.user, found) if not party.signed_at]
    return render(request, "partnerships/agreement.html", context)


def draft(request: HttpRequest) -> HttpResponse:
    """A new agreement; from an accepted claim it starts filled in."""
    mine = queries.arranged(request.user)
    if not mine:
        raise PermissionDenied("partnerships.draft_partnership")
    claim = queries.claim_to_draft(request.user, request.GET.get("claim", ""))
    chosen = queries.template(request.GET.get("template", ""))
    initial = queries.draft_from(claim, chosen) if claim else queries.draft_template(mine[0], chosen)
    initial |= queries.partner_asked_for(mine, request.GET.get("partner", ""))
    form = forms.DraftForm(sent(request), initial=initial, own=mine, partners=queries.possible_partners(mine))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            made = actions.draft_partnership(by=request.user, **form.sides(), **form.terms())
            messages.success(request, _("Saved as a draft. Read it once more, then send it to be signed."))
            return redirect("partnerships:partnership", made.pk)
    context = {
        "title": _("Draft an agreement"),
        "claim": claim,
        "verb": _("Save the draft"),
        "templates": queries.templates(),
        "chosen": chosen,
    }
    return form_page(request, "partnerships/agreement_form.html", form, context)


def edit_partnership(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.find_partnership(request.user, pk)
    require(request.user, "partnerships.edit_partnership", found)
    form = forms.EditForm(sent(request), instance=found)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            terms = {**form.terms(), "duties": form.by_party("duties"), "contacts": form.by_party("contact")}
            actions.edit_partnership(by=request.user, partnership=found, **terms)
            messages.success(request, _("Saved. Signatures on the earlier text no longer count."))
            return redirect("partnerships:partnership", pk)
    context = {"title": _("Change the agreement"), "partnership": found, "verb": _("Save the new text")}
    return form_page(request, "partnerships/agreement_form.html", form, context)


@require_POST
def propose_partnership(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.find_partnership(request.user, pk)
    actions.propose_partnership(by=request.user, partnership=found)
    messages.success(request, _("Sent to all sides to be signed."))
    return redirect("partnerships:partnership", pk)


@require_POST
def sign_partnership(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign for one's own side, the text that one has read."""
    found = queries.find_partnership(request.user, pk)
    require(request.user, "partnerships.sign_partnership", found)
    own_sides = [party.organization for party in queries.led_parties(request.user, found)]
    signed = cleaned(forms.SignForm(request.POST, organizations=own_sides))
    found = actions.sign_partnership(by=request.user, partnership=found, **signed)
    in_force = found.state == Partnership.State.ACTIVE
    messages.success(
        request, _("All sides have signed: it is in force.") if in_force else _("Signed for your side.")
    )
    return redirect("partnerships:partnership", pk)


def _party_says(request: HttpRequest, found: Partnership, act: Any, words: dict[str, Any]) -> HttpResponse:
    sides = [party.organization for party in queries.led_parties(request.user, found)]
    back = reverse("partnerships:partnership", args=[found.pk])
    form = forms.PartyReasonForm(sent(request), organizations=sides, label=words["label"])
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            act(by=request.user, partnership=found, **form.cleaned_data)
            messages.success(request, words["done"])
            return redirect(back)
    return form_page(request, "partnerships/confirm.html", form, {**words, "back": back})


def return_partnership(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for changes instead of signing."""
    found = queries.find_partnership(request.user, pk)
    require(request.user, "partnerships.return_partnership", found)
    words = {
        "title": _("What should change?"),
        "lead": _("The agreement goes back as a draft; signatures given so far are removed."),
        "label": _("Please change"),
        "verb": _("Send it back"),
        "icon": "arrow-back-up",
        "done": _("Sent back. The other side knows what to change."),
    }
    return _party_says(request, found, actions.return_partnership, words)


def end_partnership(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.find_partnership(request.user, pk)
    require(request.user, "partnerships.end_partnership", found)
    words = {
        "title": _("End “%(partnership)s”?") % {"partnership": found.title},
        "lead": _(
            "All sides are told. The agreement stays readable with your reason; it can't be begun again."
        ),
        "label": _("Reason"),
        "verb": _("End the agreement"),
        "icon": "x",
        "done": _("Ended. All sides have been told."),
    }
    return _party_says(request, found, actions.end_partnership, words)
