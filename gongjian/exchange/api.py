"""The HTTP API: every context's router under one root, with scoped tokens, limits, ETags and problem+json errors."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.errors import ValidationError as ShapeError
from ninja.security import HttpBearer

from gongjian import __version__
from gongjian.activities.api import router as activities
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused, TooMany
from gongjian.core.limits import allow
from gongjian.organizations.api import router as organizations
from gongjian.partnerships.api import router as needs
from gongjian.policy.queries import value

from . import actions, queries
from .models import Caller, Scope

MINUTE = 60
View = Callable[..., HttpResponse]


def problem(status: int, detail: str, **more: Any) -> HttpResponse:
    """An error as RFC 9457 says it."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="gongjian"'
    return response


class Scoped(HttpBearer):
    """A token that may read one kind of thing. 401 without a valid token, 429 past its limit, 403 without the scope."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        found = queries.token_by_secret(token)
        if found is None:
            return None
        caller = found.caller
        count(request, caller)
        if self.scope not in caller.scopes:
            raise PermissionDenied
        if found.last_used_on != today():  # once a day: reading takes no lock
            actions.note_use(by=caller, token=found)
        return caller


def count(request: HttpRequest, caller: Caller) -> None:
    """One more request of this token in this minute; what is left goes into the headers."""
    limit, second = int(value("exchange.requests_per_minute")), int(now().timestamp())
    state = {"Limit": limit, "Remaining": 0, "Reset": MINUTE - second % MINUTE}
    request.rate = state  # type: ignore[attr-defined]
    door = f"{caller.token_id}:{second // MINUTE}"
    state["Remaining"] = allow("exchange.api", door, times=limit, seconds=2 * MINUTE)


ERRORS = {
    304: "Nothing has changed since the ETag that you sent in If-None-Match",
    401: "No valid token",
    403: "The token lacks the scope",
    404: "Nothing at this address",
    422: "A parameter is not valid; `errors` names it",
    429: "Too many requests with this token in this minute; see Retry-After",
}


class GongjianAPI(NinjaAPI):
    """The API whose document also names the answers that the door gives."""

    def get_openapi_schema(self, **how: Any) -> Any:
        schema = super().get_openapi_schema(**how)
        content = {"application/problem+json": {"schema": {"type": "object"}}}
        for verbs in schema["paths"].values():
            for said in verbs.values():
                for status, words in ERRORS.items():
                    said["responses"][status] = {
                        "description": words,
                        **({} if status == 304 else {"content": content}),
                    }
        return schema


api = GongjianAPI(
    title="同心桥 Gongjian",
    version=__version__,
    description=(
        "Read what is public: organisations, needs, activities. Send `Authorization: Bearer <token>`. "
        "Lists are read page by page with `cursor`; answers carry an `ETag`; errors are `application/problem+json`. "
        "No contacts and no persons are ever part of an answer."
    ),
    docs_url=None,
    urls_namespace="exchange:api",
)
api.add_router("/organizations", organizations, auth=Scoped(Scope.ORGANIZATIONS), tags=["organizations"])
api.add_router("/needs", needs, auth=Scoped(Scope.NEEDS), tags=["needs"])
api.add_router("/activities", activities, auth=Scoped(Scope.ACTIVITIES), tags=["activities"])


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(401, _("Send a valid token: this one is missing, unknown, expired or revoked."))


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(403, _("This token may not read this."))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(404, _("There is nothing at this address."))


@api.exception_handler(ShapeError)
def _shape(request: HttpRequest, error: ShapeError) -> HttpResponse:
    errors = [{"field": str(row["loc"][-1]), "message": str(row["msg"])} for row in error.errors]
    return problem(422, _("One of the parameters is not valid."), errors=errors)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    errors = [{"field": name, "message": message} for name, messages in found.items() for message in messages]
    return problem(422, _("One of the parameters is not valid."), errors=errors)


@api.exception_handler(TooMany)
def _too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    response = problem(429, str(error))
    response["Retry-After"] = str(getattr(request, "rate", {}).get("Reset", MINUTE))
    return response


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problem(409, str(error))


def door(view: View) -> View:
    """Around every endpoint: no session and no form token, ETag, limits in the headers, errors as problems."""
    tagged = conditional_page(view)

    @login_not_required
    @csrf_exempt
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = tagged(request, *args, **kwargs)
        except Http404:
            response = problem(404, _("There is nothing at this address."))
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = response.headers.get("Allow", "")
            response = problem(405, _("This API can only be read: use GET."))
            response["Allow"] = allowed
        patch_vary_headers(response, ["Authorization"])
        patch_cache_control(response, private=True, no_cache=True)
        for name, number in getattr(request, "rate", {}).items():
            response[f"RateLimit-{name}"] = str(number)
        return response

    return wrapped


def endpoints() -> tuple[Any, str, str]:
    """The API's addresses, each behind the door."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        pattern.callback = door(pattern.callback)  # type: ignore[arg-type]
    return patterns, app, namespace


@login_not_required
@csrf_exempt
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any other address below the API's root."""
    return problem(404, _("There is nothing at this address."))


@login_not_required
def docs(request: HttpRequest) -> HttpResponse:
    """What the API offers, for people; machines read openapi.json."""
    return render(request, "exchange/docs.html", {"operations": _operations()})


def _operations() -> list[dict[str, Any]]:
    """Address, words and parameters of each endpoint, out of the OpenAPI document itself."""
    found = []
    for path, verbs in api.get_openapi_schema()["paths"].items():
        for verb, said in verbs.items():
            names = [row["name"] for row in said.get("parameters", []) if row["in"] == "query"]
            scope = f"{said['tags'][0]}:read"
            found.append(
                {
                    "verb": verb.upper(),
                    "path": path,
                    "name": said["operationId"],
                    "scope": scope,
                    "takes": names,
                }
            )
    return found
