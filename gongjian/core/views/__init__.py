"""Pages of no context: the display switches, the error pages, the gallery of components."""

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from gongjian.core.context import MODE_COOKIE, MODES, THEME_COOKIE, THEMES
from gongjian.core.context import display as display_of

from .gallery import gallery

YEAR = 60 * 60 * 24 * 365


def _safe_back(request: HttpRequest) -> str:
    """Where the person was, when that is one of our own pages."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if safe and back.startswith("/") else "/"


# No token: a cookie about the size of letters is worth no forgery, and public pages stay free of cookies and cacheable.
@csrf_exempt
@login_not_required
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Remember size, colours or language in a cookie and go back."""
    response = HttpResponseRedirect(_safe_back(request))
    choices = {
        "mode": (MODE_COOKIE, MODES),
        "theme": (THEME_COOKIE, THEMES),
        "language": (settings.LANGUAGE_COOKIE_NAME, tuple(dict(settings.LANGUAGES))),
    }
    for key, (cookie, allowed) in choices.items():
        value = request.POST.get(key, "")
        if value in allowed:
            response.set_cookie(
                cookie, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
    return response


def _error(request: HttpRequest, status: HTTPStatus, template: str) -> HttpResponse:
    """An error page without a query: only how the page looks, no navigation."""
    return HttpResponse(
        render_to_string(template, {**display_of(request), "request": request}), status=status
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, HTTPStatus.BAD_REQUEST, "400.html")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, HTTPStatus.FORBIDDEN, "403.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing or old, most often a page left open for days."""
    return _error(request, HTTPStatus.FORBIDDEN, "403_csrf.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, HTTPStatus.NOT_FOUND, "404.html")


def broken(request: HttpRequest) -> HttpResponse:
    return _error(request, HTTPStatus.INTERNAL_SERVER_ERROR, "500.html")


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component once, for tests and for people who build pages; not in production."""
    if settings.PRODUCTION:
        raise Http404
    return render(request, "gj/styleguide.html", gallery())
