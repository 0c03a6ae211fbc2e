"""One's own service hours and the certificate of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongjian.core.clock import today
from gongjian.core.components.dates import hours as hours_shown
from gongjian.core.pages import form_page, page_of, refusals_in

from .. import actions, queries
from ..forms import CertificateForm


@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    found = queries.hours_of(request.user)
    stars, source = queries.levels(found.minutes)
    context = {
        "hours": found,
        "trust": _trust(found),
        "classes": _classes(found),
        "stars": [(_star(level.number), level.hours, level.percent) for level in stars],
        "source": source,
        "next_star": _next_star(found, stars),
        "page": page_of(request, queries.hour_rows(request.user), 10),
        "papers": queries.papers_of(request.user),
        "since": queries.first_day(request.user),
    }
    return render(request, "activities/hours.html", context)


def _star(number: int) -> str:
    names = (_("one star"), _("two stars"), _("three stars"), _("four stars"), _("five stars"))
    return names[number - 1] if number <= len(names) else str(number)


def _next_star(found: queries.Hours, stars: list[queries.Level]) -> str:
    """How far it is to the next star, as the title of the card."""
    ahead = next((level for level in stars if level.percent < 100), None)
    if ahead is None:
        return _("All stars are reached")
    left = hours_shown(max(0, ahead.hours * 60 - found.minutes))
    return _("%(hours)s more hours to %(star)s") % {"hours": left, "star": _star(ahead.number)}


def _trust(found: queries.Hours) -> list[tuple[str, str]]:
    """Hours by how well they are proven, best first, in the three parts of the bar."""
    parts = (
        (_("both sides, code on site"), found.by_code),
        (_("both sides, list, paper or late proof"), found.by_list + found.by_paper + found.late),
        (_("organiser only so far"), found.one_side),
    )
    return [(label, hours_shown(minutes)) for label, minutes in parts]


def _classes(found: queries.Hours) -> list[tuple[str, str, str]]:
    """The trust classes with hours: letter, words, hours."""
    minutes = (found.by_code, found.by_list, found.by_paper, found.late, found.one_side)
    rows = zip(queries.Trust, minutes, strict=True)
    return [(kind.value, str(kind.label), hours_shown(number)) for kind, number in rows if number]


def certificate(request: HttpRequest) -> HttpResponse:
    """Ask for a certificate: two days, one button."""
    person: Any = request.user
    since = queries.first_day(person)
    form = CertificateForm(request.POST or None, initial={"since": since or today(), "until": today()})
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            paper = actions.ask_certificate(by=person, person=person, **form.cleaned_data)
            messages.success(request, _("Your certificate %s is ready.") % paper.number)
            return redirect("activities:hours")
    return form_page(request, "activities/certificate.html", form, {"since": since})
