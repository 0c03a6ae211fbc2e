"""What a phone needs to be installed and to bear a gap of the network."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from gongjian.core.assets import shell_files, shell_version
from gongjian.core.clock import now
from gongjian.core.context import display
from gongjian.core.weak_network import person_key

ICONS = [(192, "any"), (512, "any"), (512, "maskable")]


@login_not_required
@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker at the root, so that its scope is the whole site; checked for a newer one on every visit."""
    kept = {"version": shell_version(), "offline": reverse("portal:offline"), "files": list(shell_files())}
    body = render_to_string("portal/sw.js", {"kept": json.dumps(kept)})
    return HttpResponse(body, content_type="text/javascript; charset=utf-8")


@login_not_required
@require_safe
@cache_control(max_age=3600, public=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest: what stands on the home screen, and where it opens."""
    icons = [
        {
            "src": static(f"gj/img/icon-{'maskable-' if purpose == 'maskable' else ''}{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size, purpose in ICONS
    ]
    body = {
        "id": "/",
        "name": settings.SITE["name"],
        "short_name": settings.SITE["name"],
        "lang": settings.LANGUAGE_CODE,
        "start_url": reverse("portal:desk"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#F7F4EE",
        "theme_color": "#F7F4EE",
        "icons": icons,
    }
    return JsonResponse(body, content_type="application/manifest+json")


@login_not_required
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The one page that a phone keeps: made without knowing who asks, so that nobody's things can be in it."""
    return HttpResponse(render_to_string("portal/offline.html", display(request)))


@login_not_required
@require_safe
@never_cache
def network(request: HttpRequest) -> JsonResponse:
    """That the network is back, who is signed in by now (as a key), a fresh token, and the time here (ISO 8601)."""
    body = {
        "person": person_key(request.user),
        "token": get_token(request),
        "now": localtime(now()).isoformat(),
    }
    return JsonResponse(body)
