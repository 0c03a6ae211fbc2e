"""Language without guessing, and refusals as pages."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from .errors import Refused, TooMany


class LanguageMiddleware:
    """Chinese unless the person chose English; a browser's header is no choice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class RefusalMiddleware:
    """An action's no, where no form caught it: 409, 422 or 429 with the message."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        found: Any = {TooMany: 429, Refused: 409, ValidationError: 422}
        status = next((code for kind, code in found.items() if isinstance(error, kind)), None)
        if status is None:
            return None
        message = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return render(request, f"{status}.html", {"message": message}, status=status)
