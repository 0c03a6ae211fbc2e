"""Signals of one partnership, of one organisation with all below it, and the rows behind them."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from gongjian.core.access import require
from gongjian.core.pages import page_of

from .. import queries


def period_of(request: HttpRequest) -> queries.Period:
    return queries.period(request.GET.get("period", ""))


def _choices(period: queries.Period) -> list[tuple[str, str, bool]]:
    return [(queries.period(key).label, f"?period={key}", key == period.key) for key in queries.KEYS]


def _show(request: HttpRequest, template: str, period: queries.Period, **shown: Any) -> HttpResponse:
    base = "gj/app.html" if request.user.is_authenticated else "gj/public.html"
    context = {"period": period, "choices": _choices(period), "base": base, **shown}
    return render(request, f"insights/{template}.html", context)


def index(request: HttpRequest) -> HttpResponse:
    """Where one may look; straight there when there is only one."""
    require(request.user, "insights.see_overview")
    found = queries.overview(request.user)
    if len(found) == 1:
        return redirect("insights:organization", pk=found[0].pk)
    return render(request, "insights/index.html", {"organizations": found})


@login_not_required
def partnership(request: HttpRequest, pk: int) -> HttpResponse:
    """One partnership: a few signals for everybody, all of them for its parties."""
    found = queries.partnership_for(request.user, pk)
    period = period_of(request)
    shown = queries.partnership_page(request.user, found, period)
    return _show(request, "partnership", period, shown=shown, partnership=found)


@login_not_required
@require_safe
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of a partnership in the last year, for its space; everybody reads the same few signals there."""
    found = queries.partnership_for(request.user, pk)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("insights:partnership", pk)
    shown = queries.results_of(found)
    return render(request, "insights/_results.html", {"partnership": found, "signals": shown})


def organization(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation with all below it, and what each of its pairs should mend first."""
    found = queries.organization_for(request.user, pk)
    require(request.user, "insights.see_organization", found)
    period = period_of(request)
    pairs = page_of(request, queries.pairs_of(request.user, found))
    shown = queries.organization_page(found, period, pairs)
    return _show(request, "organization", period, shown=shown, organization=found)


def partnership_rows(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """What a number of a partnership was counted from."""
    found = queries.partnership_for(request.user, pk)
    require(request.user, "insights.see_partnership", found)
    period = period_of(request)
    rows = queries.rows_of(queries.PartnershipScope([found.pk]), key, period)
    page = page_of(request, rows.rows)
    return _show(request, "rows", period, rows=rows, page=page, partnership=found)


def organization_rows(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """What a number of an organisation was counted from."""
    found = queries.organization_for(request.user, pk)
    require(request.user, "insights.see_organization", found)
    period = period_of(request)
    rows = queries.rows_of(queries.OrganizationScope(found), key, period)
    page = page_of(request, rows.rows)
    return _show(request, "rows", period, rows=rows, page=page, organization=found)


@login_not_required
def promise_rows(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What a minimum commitment was counted from."""
    found = queries.partnership_for(request.user, pk)
    kept, rows = queries.promise_rows(request.user, found, kind, request.GET.get("year", "1"))
    context = {
        "partnership": found,
        "kept": kept,
        "page": page_of(request, rows),
        "base": "gj/app.html" if request.user.is_authenticated else "gj/public.html",
    }
    return render(request, "insights/promise.html", context)


@login_not_required
def definitions(request: HttpRequest) -> HttpResponse:
    """What each signal is counted from."""
    base = "gj/app.html" if request.user.is_authenticated else "gj/public.html"
    return render(request, "insights/definitions.html", {"definitions": queries.definitions(), "base": base})


def burden(request: HttpRequest, pk: int) -> HttpResponse:
    """What the platform asks of the branch secretaries below, on average, with the trend."""
    found = queries.organization_for(request.user, pk)
    require(request.user, "insights.see_organization", found)
    return render(request, "insights/burden.html", {"organization": found, "shown": queries.burden(found)})


def planning(request: HttpRequest, pk: int) -> HttpResponse:
    """How what an organisation prepares works out, with the activities behind it."""
    found = queries.organization_for(request.user, pk)
    require(request.user, "insights.see_organization", found)
    period = period_of(request)
    page = page_of(request, queries.prepared_by(found, period))
    shown = queries.planning(found, period)
    return _show(request, "planning", period, shown=shown, page=page, organization=found)
