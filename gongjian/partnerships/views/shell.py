"""What the pages of this context share: the frame around them, and the page that asks why."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from gongjian.core.pages import form_page, refusals_in
from gongjian.partnerships.forms import ReasonForm


def shell(request: HttpRequest) -> str:
    """The frame: with the side bar for people who are signed in, else the public one."""
    return "gj/app.html" if request.user.is_authenticated else "gj/public.html"


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, be it nothing at all; None while it is only looked at."""
    return request.POST if request.method == "POST" else None


def caller(request: HttpRequest) -> str:
    """Where a request comes from, for the doors that may be knocked on only so often."""
    return str(request.META.get("REMOTE_ADDR", ""))


def cleaned(form: BaseForm) -> dict[str, Any]:
    """The data of a form that has no page of its own; a wrong one is refused as a whole (422)."""
    if not form.is_valid():
        raise ValidationError([str(error) for errors in form.errors.values() for error in errors])
    return form.cleaned_data


def state_tabs(shown: list[Any], counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    """The states that a public list can show, with their numbers."""
    return [
        {
            "label": state.label,
            "href": f"?state={state}",
            "count": counts.get(state, 0),
            "current": state == chosen,
        }
        for state in shown
    ]


def ask_why(
    request: HttpRequest,
    act: Callable[..., Any],
    words: dict[str, Any],
    *,
    back: str,
    label: Any = None,
    hint: Any = "",
) -> HttpResponse:
    """A page that asks for the reason of an act, then does it. `words` are title, lead, verb, icon and done."""
    form = ReasonForm(sent(request), label=label, hint=hint)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            act(reason=form.cleaned_data["reason"])
            messages.success(request, words["done"])
            return redirect(back)
    return form_page(request, "partnerships/confirm.html", form, {**words, "back": back})
