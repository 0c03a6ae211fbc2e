"""How a page looks to this person: the switches for large type, dark colours and language, and the logo."""

from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, get_language_info

from gongjian.core.clock import now
from gongjian.core.weak_network import person_key

from .registry import component


def _display(context: Context) -> dict[str, Any]:
    found = context.get("display")
    return found if isinstance(found, dict) else {}


@component
def mode(context: Context, *, default: str = "normal") -> str:
    """The chosen size, or the page's default where nobody chose: resident pages start with large type."""
    return str(_display(context).get("mode") or default)


@component
def theme(context: Context) -> str:
    """Light unless somebody asked for dark: a dark page looks like a broken phone to many."""
    return str(_display(context).get("theme") or "light")


@component
def display_switches(
    context: Context, *, default: str = "normal", parts: str = "elder dark language", labelled: bool = False
) -> SafeString:
    """Buttons that work without JavaScript; the script makes size and colour change at once."""
    now, other = (
        get_language(),
        next((code for code, _name in settings.LANGUAGES if code != get_language()), ""),
    )
    return SafeString(
        render_to_string(
            "gj/_display.html",
            {
                "url": reverse("core:display"),
                "back": context["request"].get_full_path() if "request" in context else "/",
                "elder": (_display(context).get("mode") or default) == "elder",
                "dark": _display(context).get("theme") == "dark",
                "parts": parts.split(),
                "labelled": labelled,
                "language": now,
                "other": other,
                "other_name": get_language_info(other)["name_local"] if other else "",
            },
        )
    )


@component
def person_meta(context: Context) -> SafeString:
    """Whose page this is, as a key, and when it was made: the phone's queue keeps what it holds apart by it.

    Nothing where the page does not know who reads it (error pages, the page that the phone keeps).
    """
    user = context.get("user")
    if user is None:
        return SafeString("")
    return format_html(
        '<meta name="gj-person" content="{}" data-now="{}">',
        person_key(user),
        localtime(now()).isoformat(),
    )


@component
def back_url(context: Context) -> str:
    """The page of ours that the person came from, else the front page."""
    request = context.get("request")
    came_from = request.META.get("HTTP_REFERER", "") if request else ""
    return came_from if request and url_has_allowed_host_and_scheme(came_from, {request.get_host()}) else "/"
