"""One's own points, what counts, and putting a row right."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gongjian.core.access import require
from gongjian.core.clock import today
from gongjian.core.pages import form_page, page_of, refusals_in

from . import actions, queries
from .forms import ReverseForm


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """My points, row by row."""
    period = request.GET.get("period", "")
    period = period if period in queries.PERIODS else "all"
    page = page_of(request, queries.statement(request.user, period))
    context = {
        "page": page,
        "lines": [queries.line(entry) for entry in page],
        "total": queries.total(request.user),
        "gained": queries.gained_since(request.user, today().replace(day=1)),
        "rules": queries.rules_in_force(request.user),
        "shows": {name: name == period for name in queries.PERIODS},
    }
    return render(request, "points/index.html", context)


@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One row: one's own, or for an operator a disputed one."""
    found = queries.entry(request.user, pk)
    return render(request, "points/entry.html", {"entry": found, "line": queries.line(found)})


def reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an award back, after somebody said that it is wrong."""
    found = queries.entry(request.user, pk)
    require(request.user, "points.reverse", found)
    form = ReverseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            actions.reverse(by=request.user, entry=found, reason=form.cleaned_data["reason"])
            messages.success(request, _("The row is put right, and the person has been told."))
            return redirect("points:entry", pk)
    return form_page(request, "points/reverse.html", form, {"entry": found, "line": queries.line(found)})


@login_not_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """What counts and how much; public."""
    return render(request, "points/rules.html", {"page": page_of(request, queries.all_rules(request.user))})


@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Add the rules that come with the platform."""
    added = actions.load_shipped_rules(by=request.user)
    messages.success(
        request, _("The rules are loaded.") if added else _("All of these rules were there already.")
    )
    return redirect("points:rules")
