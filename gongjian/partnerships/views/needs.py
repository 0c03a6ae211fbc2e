"""The public list, one need, and the neighbourhood's desk."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongjian.core.access import require
from gongjian.core.pages import form_page, page_of, refusals_in
from gongjian.organizations.models import Organization
from gongjian.partnerships import actions, forms, queries
from gongjian.partnerships.models import Need
from gongjian.threads.queries import talk

from .shell import ask_why, cleaned, sent, shell, state_tabs

S = Need.State
SHOWN = [S.OPEN, S.CLAIMED, S.IN_PROGRESS, S.MET, S.LAPSED]


@login_not_required
def needs(request: HttpRequest) -> HttpResponse:
    """What is looked for, by words, neighbourhood, category, kind and state."""
    form = forms.NeedFilterForm(request.GET, communities=queries.communities())
    asked = form.asked()
    context = {
        "form": form,
        "filtered": any(value for name, value in asked.items() if name != "state"),
        "page": page_of(request, queries.board(request.user, **asked)),
        "states": state_tabs(SHOWN, queries.counts_by_state(request.user), asked["state"] or Need.State.OPEN),
        "state": asked["state"] or Need.State.OPEN,
        "shell": shell(request),
    }
    return render(request, "partnerships/needs.html", context)


@login_not_required
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """One need: what is wanted, who suits, what both sides said, how far it is."""
    found = queries.find_need(request.user, pk)
    return render(request, "partnerships/need.html", need_context(request, found))


def need_context(request: HttpRequest, found: Need, **more: Any) -> dict[str, Any]:
    """Everything that the page of a need shows to this person."""
    user = request.user
    claims = list(queries.claims_on(user, found))
    signed_in = user.is_authenticated
    taken = found.taken_by
    return {
        "need": found,
        "shell": shell(request),
        "story": queries.story_of(found),
        "claims": claims,
        "cases": queries.similar_cases(found) if found.state in {S.OPEN, S.CLAIMED} else [],
        "suggestions": queries.suggestions_for(found) if signed_in and found.state == Need.State.OPEN else [],
        "fulfilling": queries.may_fulfil(user, found),
        "claiming": queries.may_claim_for(user, found)
        if signed_in and found.state == Need.State.OPEN
        else [],
        "talk": talk(user, found),
        "taken": taken,
        "agreement": queries.partnership_between(taken) if signed_in and taken else None,
        **more,
    }


def mine(request: HttpRequest) -> HttpResponse:
    """What I have asked for with my account."""
    return render(
        request, "partnerships/my_needs.html", {"page": page_of(request, queries.proposed_by(request.user))}
    )


def _desk(request: HttpRequest, perm: str) -> Organization:
    """The neighbourhood whose desk is asked for (`?at=`), or the first one that the person serves."""
    found = queries.served(request.user)
    asked = queries.find_community(request.GET["at"]) if request.GET.get("at") else next(iter(found), None)
    require(request.user, perm, asked)
    return asked  # type: ignore[return-value]  # nobody has a permission on nothing


def queue(request: HttpRequest) -> HttpResponse:
    """The neighbourhood's desk: what to check, which offers to decide, and everything else."""
    community = _desk(request, "partnerships.serve_needs")
    context = {
        "communities": queries.served(request.user),
        "community": community,
        "to_check": queries.to_check(request.user).filter(community=community),
        "offers": queries.offers_to_decide(request.user).filter(need__community=community),
        "page": page_of(request, queries.handled(request.user, community)),
    }
    return render(request, "partnerships/queue.html", context)


def take_down(request: HttpRequest) -> HttpResponse:
    """Write a need down for a resident who calls or comes in, or for the neighbourhood itself."""
    community = _desk(request, "partnerships.take_down_need")
    options: dict[str, Any] = {"community": community, "places": queries.places_of(community)}
    blank = {"token": forms.new_token(), "until": queries.default_until()}
    form = forms.TakeDownForm(sent(request), initial=blank, **options)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            found, secret = _write_down(request, community, form)
            return render(request, "partnerships/slip.html", {"need": found, "secret": secret})
    communities, back = queries.served(request.user), reverse("partnerships:queue")
    context = {"communities": communities, "community": community, "back": back}
    return form_page(request, "partnerships/take_down.html", form, context)


def _write_down(request: HttpRequest, community: Organization, form: Any) -> tuple[Need, str]:
    fields = dict(form.cleaned_data)
    publish_now = fields.pop("publish_now")
    worker: Any = request.user
    for_resident = bool(fields["contact"] or fields["contact_name"])
    found, secret = actions.propose_need(
        by=worker, community=community, taken_down_by=worker if for_resident else None, **fields
    )
    if publish_now and found.state == Need.State.PROPOSED:
        found = actions.publish_need(by=request.user, need=found)
    return found, secret


def publish_need(request: HttpRequest, pk: int) -> HttpResponse:
    """Read, mend the words, publish."""
    words = {"title": _("Check and publish"), "verb": _("Publish it"), "icon": "world"}
    done = _("Published. Branches see it now; the resident has been told.")
    return _need_form(request, pk, "partnerships.publish_need", actions.publish_need, {**words, "done": done})


def edit_need(request: HttpRequest, pk: int) -> HttpResponse:
    words = {"title": _("Change the need"), "verb": _("Save the changes"), "icon": "check"}
    done = _("Saved.")
    return _need_form(request, pk, "partnerships.edit_need", actions.edit_need, {**words, "done": done})


def _need_form(request: HttpRequest, pk: int, perm: str, act: Any, words: dict[str, Any]) -> HttpResponse:
    found = queries.find_need(request.user, pk)
    require(request.user, perm, found)
    options: dict[str, Any] = {"community": found.community, "places": queries.places_of(found.community)}
    form = forms.NeedForm(sent(request), instance=found, **options)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            act(by=request.user, need=found, **form.cleaned_data)
            messages.success(request, words["done"])
            return redirect("partnerships:need", pk)
    return form_page(request, "partnerships/need_form.html", form, {**words, "need": found})


def decline_need(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.find_need(request.user, pk)
    require(request.user, "partnerships.decline_need", found)
    words = {
        "title": _("Why can “%(need)s” not be taken?") % {"need": found.title},
        "lead": _("The resident reads your reason, so say what else could help."),
        "verb": _("Decline with this reason"),
        "icon": "x",
        "done": _("Declined. The resident has been told why."),
    }

    def act(reason: str) -> None:
        actions.decline_need(by=request.user, need=found, reason=reason)

    return ask_why(request, act, words, back=reverse("partnerships:need", args=[pk]))


def withdraw_need(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked once more, since a withdrawn need does not come back."""
    found = queries.find_need(request.user, pk)
    require(request.user, "partnerships.withdraw_need", found)
    if request.method == "POST":
        actions.withdraw_need(by=request.user, need=found)
        messages.success(request, _("Withdrawn. Those who offered help have been told."))
        mine = found.proposed_by_id == request.user.pk
        return redirect("partnerships:mine") if mine else redirect("partnerships:need", pk)
    words = {
        "title": _("Withdraw “%(need)s”?") % {"need": found.title},
        "lead": _("Then nobody comes. You can't take this back, but you may ask again."),
        "verb": _("Yes, withdraw it"),
        "icon": "x",
        "back": reverse("partnerships:need", args=[pk]),
    }
    return render(request, "partnerships/confirm.html", words)


@never_cache
def show_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """The resident's name and contact, once, for a reason that is logged."""
    found = queries.find_need(request.user, pk)
    require(request.user, "partnerships.show_contact", found)
    form = forms.ReasonForm(sent(request), label=_("What do you need the contact for?"))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            name, contact = actions.show_contact(by=request.user, need=found, **form.cleaned_data)
            context = {"need": found, "name": name, "contact": contact}
            return render(request, "partnerships/contact.html", context)
    words = {
        "title": _("Show the resident's contact"),
        "lead": _("Your name, the time and the reason are logged; the resident may ask who looked."),
        "verb": _("Show the contact"),
        "icon": "eye",
        "primary": True,
        "back": reverse("partnerships:need", args=[pk]),
    }
    return form_page(request, "partnerships/confirm.html", form, words)


def renew_need(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for helpers until another day; the usual time is filled in."""
    found = queries.find_need(request.user, pk)
    require(request.user, "partnerships.renew_need", found)
    form = forms.RenewForm(sent(request), initial={"until": queries.default_until()})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.renew_need(by=request.user, need=found, **form.cleaned_data)
            messages.success(request, _("Renewed. Everybody sees it among the open needs."))
            return redirect("partnerships:need", pk)
    words = {
        "title": _("Is “%(need)s” still wanted?") % {"need": found.title},
        "lead": _("Choose until when to look for helpers."),
        "verb": _("Renew it"),
        "icon": "refresh",
        "primary": True,
        "back": reverse("partnerships:need", args=[pk]),
    }
    return form_page(request, "partnerships/confirm.html", form, words)


@require_POST
def start_need(request: HttpRequest, pk: int) -> HttpResponse:
    actions.start_need(by=request.user, need=queries.find_need(request.user, pk))
    messages.success(request, _("Under way. The resident has been told."))
    return redirect("partnerships:need", pk)


@require_POST
def mark_met(request: HttpRequest, pk: int) -> HttpResponse:
    actions.mark_met(by=request.user, need=queries.find_need(request.user, pk))
    messages.success(request, _("Thank you. The helpers have been told that it is done."))
    return redirect("partnerships:need", pk)


@require_POST
def ask_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask an organisation that was suggested."""
    found = queries.find_need(request.user, pk)
    require(request.user, "partnerships.ask_claim", found)
    organization = cleaned(forms.AskForm(request.POST))["organization"]
    actions.ask_claim(by=request.user, need=found, organization=organization)
    messages.success(request, _("%(organization)s has been asked.") % {"organization": organization.label})
    return redirect("partnerships:need", pk)
