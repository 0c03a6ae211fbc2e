"""What every template may know without a query: how the page looks and what the site is called."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

MODES, THEMES = ("normal", "elder"), ("light", "dark")
MODE_COOKIE, THEME_COOKIE = "gj_mode", "gj_theme"


def _chosen(request: HttpRequest, key: str, cookie: str, allowed: tuple[str, ...]) -> str:
    """The address first (kiosks, tests), then the cookie; empty when nobody chose."""
    for value in (request.GET.get(key, ""), request.COOKIES.get(cookie, "")):
        if value in allowed:
            return value
    return ""


def display(request: HttpRequest) -> dict[str, Any]:
    """`display.mode` and `display.theme` as chosen, or empty; `site` with name, owner, phone; `demo`."""
    return {
        "display": {
            "mode": _chosen(request, "mode", MODE_COOKIE, MODES),
            "theme": _chosen(request, "theme", THEME_COOKIE, THEMES),
        },
        "site": settings.SITE,
        "demo": settings.DEMO,
    }
