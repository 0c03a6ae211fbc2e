"""What every view does with a form: keep what was typed, say what was wrong, answer with the right status."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from .errors import Refused

PAGE_SIZE = 20


@lru_cache(maxsize=512)
def address_of(name: str) -> str:
    """The address of a page that takes no arguments, "" where this installation has no such page; looked up once."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@contextmanager
def refusals_in(form: Any) -> Iterator[None]:
    """Turn an action's no into an error of the form, so that nothing typed is lost."""
    try:
        yield
    except Refused as error:
        form.refused = True
        form.add_error(None, str(error))
    except ValidationError as error:
        for field, messages in getattr(error, "error_dict", {None: error.messages}).items():
            form.add_error(field if field in form.fields else None, messages)


def form_page(
    request: HttpRequest, template: str, form: BaseForm, context: dict[str, Any] | None = None
) -> HttpResponse:
    """Show a form; 422 when it has errors, 409 when a rule refused it."""
    status = 409 if getattr(form, "refused", False) else 422 if form.is_bound and form.errors else 200
    return render(request, template, {**(context or {}), "form": form}, status=status)


def page_of(request: HttpRequest, rows: QuerySet[Any] | list[Any], size: int = PAGE_SIZE) -> Page[Any]:
    """One page of a list; a page number that is out of range or no number shows the nearest page."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
