"""Public pages."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from gongjian import __version__
from gongjian.portal import queries

HOME_SECONDS = 30


def home_page() -> str:
    """What everybody sees of the front page, made without a request, so that nobody's own things can be in it."""
    return render_to_string("portal/_home.html", {"home": queries.home(), "site": settings.SITE})


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: what is on, who is wanted, who is paired, what came of it."""
    main = cache.get_or_set(f"portal.home.{get_language()}", home_page, HOME_SECONDS)
    return render(request, "portal/home.html", {"main": main})


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Needs, activities, partnerships, projects and organisations, by words."""
    words = " ".join(queries.asked(request.GET.get("q", "")))
    context = {"words": words, "groups": queries.search(request.user, words)}
    return render(request, "portal/search.html", context)


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Three steps for each role."""
    return render(request, "portal/help.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, why, how long, and who sees it."""
    return render(request, "portal/privacy.html", {"rules": queries.privacy_figures()})


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works for whom, and what does not yet."""
    return render(request, "portal/accessibility.html")


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the platform is for, and what it does not do."""
    return render(request, "portal/about.html", {"version": __version__})
