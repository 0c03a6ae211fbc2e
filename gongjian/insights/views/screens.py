"""Big screens for halls: of a partnership for everybody, of an organisation for those who see its signals."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongjian.core.access import require

from .. import queries


@login_not_required
@require_safe
def partnership_screen(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.partnership_for(request.user, pk)
    return _screen(request, found, reverse("insights:partnership", args=[pk]))


@require_safe
def organization_screen(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.organization_for(request.user, pk)
    require(request.user, "insights.see_organization", found)
    return _screen(request, found, reverse("insights:organization", args=[pk]))


def _screen(request: HttpRequest, about: queries.About, back: str) -> HttpResponse:
    """The whole page; only the figures when the page asks for them anew."""
    name = "_screen" if request.htmx else "screen"  # type: ignore[attr-defined]
    return render(request, f"insights/{name}.html", {"shown": queries.screen(about), "back": back})
