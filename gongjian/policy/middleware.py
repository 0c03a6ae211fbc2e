"""What policy asks of the sessions of people who can see others' private data; residents are left in peace."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from gongjian.core.access import standing
from gongjian.core.clock import now
from gongjian.organizations.posts import Power

from .queries import value

SEEN = "last_seen"
MINUTE = 60
WITHOUT_SECOND_FACTOR = ("mfa_", "account_", "usersessions_", "core:", "policy:guard")


class SessionRulesMiddleware:
    """Signs out after idle minutes, and leads to the second factor whoever needs one and has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Asked once the address is known: some pages stay open without a second factor."""
        user = request.user
        if not user.is_authenticated or not standing(user).holds(Power.PRIVATE):
            return None
        return self._idle_too_long(request) or self._second_factor_missing(request)

    def _idle_too_long(self, request: HttpRequest) -> HttpResponse | None:
        moment = int(now().timestamp())
        seen = request.session.get(SEEN, moment)
        if moment - seen > int(value("session.idle_minutes")) * MINUTE:
            logout(request)
            messages.info(
                request, _("You were signed out because nothing was done for a while. Please sign in again.")
            )
            back = request.get_full_path() if request.method == "GET" and not request.htmx else "/"  # type: ignore[attr-defined]
            answer = redirect_to_login(back)
            return HttpResponseClientRedirect(answer.url) if request.htmx else answer  # type: ignore[attr-defined]
        if SEEN not in request.session or moment - seen > MINUTE:
            request.session[SEEN] = moment
        return None

    def _second_factor_missing(self, request: HttpRequest) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not settings.SECOND_FACTOR_REQUIRED or name.startswith(WITHOUT_SECOND_FACTOR):
            return None
        if not value("session.second_factor_required") or is_mfa_enabled(request.user):
            return None
        messages.warning(
            request, _("Your post can see other people's private data. Set up a second factor first.")
        )
        return redirect("mfa_index")
