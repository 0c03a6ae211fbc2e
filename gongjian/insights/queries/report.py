"""The parts of a monthly report: the signals of the pages, charts as bars with their numbers, and the records."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.partnerships.models import Partnership

from .figures import signals_of
from .measures import by_category, measure
from .parts import Maker, Part, activities, decisions, needs, said
from .periods import Period, months_earlier
from .scopes import Scope
from .weakness import weakest

YEAR_OF_MONTHS = 12


def signals(scope: Scope, period: Period) -> Part:
    """Every signal, beside the month before and the same month of last year, with what it counts."""
    head = [
        _("Signal"),
        _("This month"),
        _("The month before"),
        _("A year ago"),
        _("Goal"),
        _("What is counted"),
    ]
    part = Part(_("Signals"), head, widths=[4, 4, 3, 3, 2, 8])
    for each in signals_of(scope, period):
        part.add("", each.label, said(each), each.before, each.last_year, each.goal, each.definition)
    return part


def months(scope: Scope, period: Period) -> Part:
    """Attendances of the twelve months up to the report's."""
    span = Period("", months_earlier(period.since, YEAR_OF_MONTHS - 1), period.until)
    found = measure(scope, span)[scope.keys[0]]
    head = [_("Month"), _("Campus side"), _("Others"), _("All")]
    part = Part(_("Who came, month by month"), head, widths=[2, 1, 1, 1], bars=3)
    for each in span.months:
        campus, others = found.campus_times[each], found.other_times[each]
        part.add("", date_format(each, "YEAR_MONTH_FORMAT"), campus, others, campus + others)
    return part


def subjects(scope: Scope, period: Period) -> Part:
    """What the month's activities were about."""
    part = Part(_("What it was about"), [_("Subject"), _("Activities")], widths=[2, 1], bars=1)
    for name, number in by_category(measure(scope, period)[scope.keys[0]]):
        part.add("", name, number)
    return part


def to_mend(scope: Scope, period: Period) -> Part:
    """What each pair in force should mend first, by title: an order, not a rank."""
    part = Part(
        _("What each pair should mend first"),
        [_("Agreement"), _("Parties"), _("First to mend"), _("In words")],
        widths=[4, 5, 3, 8],
        note=_("By the agreement's name; not a ranking"),
    )
    rows = scope.partnerships().filter(state=Partnership.State.ACTIVE).order_by("title", "pk")
    found = list(rows.prefetch_related("parties__organization"))
    signs = weakest(found, period) if found else {}
    for row in found:
        parties = "、".join(party.organization.label for party in row.parties.all())
        sign = signs[row.pk]
        part.add(
            reverse("insights:partnership", args=[row.pk]), row.title, parties, sign.label, sign.sentence
        )
    return part


REPORT: list[tuple[Any, Maker]] = [
    (gettext_lazy("Signals"), signals),
    (gettext_lazy("Who came, month by month"), months),
    (gettext_lazy("What it was about"), subjects),
    (gettext_lazy("What each pair should mend first"), to_mend),
    (gettext_lazy("Activities, attendance and hours"), activities),
    (gettext_lazy("Needs and residents' answers"), needs),
    (gettext_lazy("Joint decisions"), decisions),
]
