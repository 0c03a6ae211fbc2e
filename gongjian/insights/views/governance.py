"""A neighbourhood's page, public in its first part."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongjian.core.pages import page_of

from .. import queries


@login_not_required
@require_safe
def communities(request: HttpRequest) -> HttpResponse:
    """All neighbourhoods, with the way to each one's page."""
    return _shown(request, "communities", {"page": page_of(request, queries.communities(request.user))})


@login_not_required
@require_safe
def governance(request: HttpRequest, pk: int) -> HttpResponse:
    """Who does what here, what is asked for, and what came of it."""
    found = queries.community_for(request.user, pk)
    return _shown(
        request, "governance", {"shown": queries.governance(request.user, found), "community": found}
    )


def _shown(request: HttpRequest, name: str, context: dict[str, object]) -> HttpResponse:
    base = "gj/app.html" if request.user.is_authenticated else "gj/public.html"
    return render(request, f"insights/{name}.html", {**context, "base": base})
