"""What a load balancer asks."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongjian.portal import queries


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Database and tables are there (else 503); a late runner is told, but is no reason to take us out."""
    found = queries.health()
    body = {
        "status": found.status,
        "database": found.database,
        "migrations": found.migrations,
        "sweep_age_seconds": found.sweep_age,
    }
    return JsonResponse(body, status=200 if found.is_ready else 503)
