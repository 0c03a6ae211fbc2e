"""The demo's own pages; everywhere else there is nothing here (404)."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.context import MODE_COOKIE
from gongjian.core.pages import page_of
from gongjian.portal import queries

BACKEND = "gongjian.accounts.sign_in.IdentifierBackend"


@login_not_required
@require_safe
def personas(request: HttpRequest) -> HttpResponse:
    """Everybody whom one may try."""
    found = queries.personas()
    if not found:
        raise Http404
    return render(request, "portal/personas.html", {"personas": found})


@login_not_required
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Come in as a persona."""
    person = queries.persona_user(request.POST.get("persona", ""))
    if person is None:
        raise Http404
    request.session.flush()
    login(request, person, backend=BACKEND)
    response = redirect("portal:desk")
    if person.elder_mode:
        response.set_cookie(MODE_COOKIE, "elder", samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response


@login_not_required
@require_safe
@never_cache
def outbox(request: HttpRequest) -> HttpResponse:
    """The messages that would have left the platform, newest first."""
    if not queries.is_demo():
        raise Http404
    page = page_of(request, queries.sent_messages())
    context = {"page": page, "messages_sent": [(row, queries.with_links_apart(row.body)) for row in page]}
    return render(request, "portal/outbox.html", context)
