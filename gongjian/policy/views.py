"""Pages that everybody may read, and the forms of those who decide."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.access import require
from gongjian.core.clock import today
from gongjian.core.pages import form_page, page_of, refusals_in
from gongjian.organizations.models import Organization
from gongjian.organizations.queries import organization as organization_of

from . import actions, queries
from .forms import DayForm, RuleForm, SwitchOffForm, SwitchOnForm
from .models import RuleValue, SwitchName


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even when it is nothing at all; None where the form is only shown."""
    return request.POST if request.method == "POST" else None


# ---- the guard


@login_not_required
@require_safe
def guard(request: HttpRequest) -> HttpResponse:
    """What must not be, and how it is kept, as it is now."""
    return render(request, "policy/guard.html", _guarded(request))


@login_not_required
@require_safe
def guard_sheet(request: HttpRequest) -> HttpResponse:
    """The same on paper, for the filing."""
    return render(request, "policy/guard_sheet.html", {**_guarded(request), "today": today()})


def _guarded(request: HttpRequest) -> dict[str, Any]:
    pk = request.GET.get("organization", "")
    place = organization_of(request.user, int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
    return {"rows": queries.guard(place), "organization": place, "sheet_url": _sheet_url(place)}


def _sheet_url(place: Organization | None) -> str:
    query = f"?organization={place.pk}" if place else ""
    return reverse("policy:guard_sheet") + query


# ---- switches


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every decision that is in force anywhere."""
    name = request.GET.get("name", "")
    name = name if name in SwitchName.values else ""
    context = {
        "page": page_of(request, queries.in_force(name=name)),
        "number": queries.in_force().count(),
        "name": name,
        "choices": SwitchName.choices,
    }
    return render(request, "policy/index.html", context)


@login_not_required
@require_safe
def switches(request: HttpRequest, pk: int) -> HttpResponse:
    """What is on and off in one organisation, who signed, why and until when."""
    place = organization_of(request.user, pk)
    page = page_of(request, queries.history(request.user, place))
    context = {"organization": place, "states": queries.states(place), "page": page}
    return render(request, "policy/switches.html", {**context, "sheet_url": _sheet_url(place)})


def switch_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign for a switch."""
    place = organization_of(request.user, pk)
    require(request.user, "policy.switch_on", place)
    form = SwitchOnForm(_posted(request), initial={"name": request.GET.get("name", "")})
    if form.is_valid():
        with refusals_in(form):
            actions.switch_on(by=request.user, organization=place, **form.decision)
            messages.success(request, _("Signed. It is shown on this page to everybody."))
            return redirect("policy:switches", pk=place.pk)
    return form_page(request, "policy/switch_on.html", form, {"organization": place})


def switch_off(request: HttpRequest, pk: int) -> HttpResponse:
    """End a decision before its last day."""
    row = queries.decision(request.user, pk)
    require(request.user, "policy.switch_off", row)
    form = SwitchOffForm(_posted(request))
    if form.is_valid():
        with refusals_in(form):
            actions.switch_off(by=request.user, switch=row, **form.cleaned_data)
            messages.success(request, _("Switched off. The reason is shown on this page."))
            return redirect("policy:switches", pk=row.organization_id)
    return form_page(request, "policy/switch_off.html", form, {"switch": row})


# ---- figures


@login_not_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """All dated figures with their source and how sure it is."""
    words, certainty = request.GET.get("q", "")[:60], request.GET.get("certainty", "")
    certainty = certainty if certainty in RuleValue.Certainty.values else ""
    parts = queries.lines(words, certainty)
    number = sum(len(rows) for rows in parts.values())
    context = {"parts": parts, "number": number, "words": words, "certainty": certainty}
    return render(request, "policy/figures.html", {**context, "choices": RuleValue.Certainty.choices})


@login_not_required
@require_safe
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One figure with all its versions."""
    rows = queries.versions(key)
    present = next((row for row in rows if row.holds_on(today())), None)
    context = {
        "key": key,
        "versions": rows,
        "title": queries.title(key),
        "present": present,
        "today": today(),
    }
    return render(request, "policy/figure.html", context)


def set_rule(request: HttpRequest, key: str) -> HttpResponse:
    """A new version of a figure."""
    versions = queries.versions(key)
    require(request.user, "policy.set_rule")
    form = RuleForm(_posted(request), key=key)
    if form.is_valid():
        with refusals_in(form):
            actions.set_rule(by=request.user, key=key, **form.cleaned_data)
            messages.success(request, _("Noted. The figure changes on its first day."))
            return redirect("policy:figure", key=key)
    least, most = queries.bounds(key)
    context = {"key": key, "title": queries.title(key), "version": versions[0], "least": least, "most": most}
    return form_page(request, "policy/set_rule.html", form, context)


@require_POST
def drop_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a version back that has not begun."""
    row = queries.rule_row(request.user, pk)
    actions.drop_rule(by=request.user, row=row)
    messages.success(request, _("Taken back."))
    return redirect("policy:figure", key=row.key)


# ---- the work calendar


@login_not_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The days of a year that differ from the usual week."""
    asked, present = request.GET.get("year", ""), today().year
    years = range(queries.ANNOUNCED.start, present + 3)
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else present
    year = min(max(year, years.start), years.stop - 1)
    context = {
        "year": year,
        "years": [_year(each, year) for each in (year - 1, year, year + 1) if each in years],
        "spans": queries.spans(request.user, year),
        "is_settled": queries.is_settled(year),
    }
    return render(request, "policy/calendar.html", context)


def _year(each: int, present: int) -> dict[str, Any]:
    return {"label": str(each), "url": f"?year={each}", "current": each == present}


def set_day(request: HttpRequest) -> HttpResponse:
    """Enter days of a notice."""
    require(request.user, "policy.set_day")
    form = DayForm(_posted(request))
    if form.is_valid():
        with refusals_in(form):
            rows = actions.set_day(by=request.user, **form.cleaned_data)
            messages.success(request, _("Entered. Deadlines count with these days from now on."))
            return redirect(f"{reverse('policy:calendar')}?year={rows[0].day.year}")
    return form_page(request, "policy/set_day.html", form)


@require_POST
def drop_day(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a day out that was entered by hand."""
    row = queries.work_day(request.user, pk)
    actions.drop_day(by=request.user, row=row)
    messages.success(request, _("Taken out."))
    return redirect(f"{reverse('policy:calendar')}?year={row.day.year}")
