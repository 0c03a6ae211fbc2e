"""The log for auditors, and for a person what was done with their data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gongjian.core.access import require
from gongjian.core.pages import form_page, page_of

from . import queries
from .forms import LogFilter


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything that was done, with filters; auditors only."""
    require(request.user, "audit.view_log")
    form = LogFilter(request.GET)
    context = {
        "page": page_of(request, queries.log(request.user, form.filters())),
        "end": queries.chain_end(),
        "waiting": queries.unsealed_count(),
        "filtered": any(request.GET.get(name) for name in form.fields),
    }
    return form_page(request, "audit/index.html", form, context)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I did, and what others did with my data."""
    return render(request, "audit/mine.html", {"page": page_of(request, queries.about(request.user))})
