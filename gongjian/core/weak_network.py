"""Forms that wait in a phone until there is a network: whose they are, and what the phone is told of them.

A page names its person by a key (`person_key`); the phone keeps a form under that key and sends the key along. The
server refuses when somebody else is signed in by then, so that nobody ever acts with what another person typed.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.utils.crypto import constant_time_compare

from .crypto import keyed_hash

PERSON, SENT_LATER = "X-Gongjian-Person", "X-Gongjian-Sent-Later"
VISITOR = "visitor"
SIGN_IN = ("account_", "mfa_")


def person_key(user: Any) -> str:
    """A name for one person that means nothing outside this installation; `visitor` for everybody without account."""
    return keyed_hash(f"person:{user.pk}", "queue")[:32] if user.is_authenticated else VISITOR


class QueueMiddleware:
    """Answers a form that the phone's queue sends: never for another person, and in words the queue can keep.

    With the header `X-Gongjian-Person` a redirect becomes JSON: `outcome` is `done` (with `to`, and with the `words`
    of the messages when the form was sent later), `sign_in` (401) or `other_person` (409). Other answers stay as
    they are. Without the header nothing is different.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        owner = request.headers.get(PERSON)
        if owner is None:
            return self.get_response(request)
        if not constant_time_compare(owner, person_key(request.user)):
            return JsonResponse({"outcome": "other_person"}, status=409)
        response = self.get_response(request)
        return _told(request, response) if 300 <= response.status_code < 400 else response


def _told(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What a redirect says, without going there: the phone may have lost its network again."""
    to = response.headers.get("Location", "")
    try:
        name = resolve(to.split("?")[0]).url_name or ""
    except Resolver404:
        name = ""
    if name.startswith(SIGN_IN):
        return JsonResponse({"outcome": "sign_in", "to": to}, status=401)
    words = [str(message) for message in get_messages(request)] if SENT_LATER in request.headers else []
    return JsonResponse({"outcome": "done", "to": to, "words": words})
