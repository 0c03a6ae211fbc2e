"""What the platform asks of a branch secretary: forms, fields and minutes a month, read from the audit log.

An average of at least two secretaries; nobody's own load is shown. What one form costs is data (`burden.json`).
Guardrail: 国办函〔2026〕12号 forbids mobile applications that add to the burden of those who work at the base.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.audit.models import Entry
from gongjian.audit.registry import VERBS
from gongjian.core.clock import at, today
from gongjian.notices.models import Notice
from gongjian.organizations.models import Appointment, Organization
from gongjian.organizations.posts import Post

from .pages import Chart
from .periods import months_earlier
from .scopes import within

COSTS = Path(__file__).resolve().parent.parent / "burden.json"
MONTHS = 6
FEWEST = 2  # secretaries: an average of one would be a person's own load


@dataclass(frozen=True)
class Load:
    """One month, for one secretary on average."""

    name: str
    forms: float
    fields: float
    minutes: float
    notices: float


@dataclass(frozen=True)
class Burden:
    """The months, oldest first, and this month's forms with what each costs; empty with too few secretaries."""

    secretaries: int
    months: list[Load]
    forms: list[tuple[Any, int, int, float]]
    source: str

    @property
    def known(self) -> bool:
        return bool(self.months)

    @property
    def last(self) -> Load:
        return self.months[-1]

    @property
    def chart(self) -> Chart:
        names, minutes = [load.name for load in self.months], [load.minutes for load in self.months]
        option = {
            "grid": {"left": 8, "right": 8, "top": 24, "bottom": 8, "containLabel": True},
            "tooltip": {"trigger": "axis"},
            "xAxis": {"type": "category", "data": names},
            "yAxis": {"type": "value"},
            "series": [{"type": "bar", "data": minutes, "itemStyle": {"color": "$red"}}],
        }
        words = {"n": f"{minutes[-1]:g}", "month": names[-1]}
        label = _("Minutes asked of one secretary by month; %(month)s so far: %(n)s.") % words
        return Chart(option, label, [(e.name, e.forms, e.fields, e.minutes, e.notices) for e in self.months])


@cache
def costs() -> dict[str, Any]:
    """What one form of each kind asks: fields and estimated minutes, with the source of the estimate."""
    shipped: dict[str, Any] = json.loads(COSTS.read_text(encoding="utf-8"))
    return {"source": shipped["source"], "forms": {row["verb"]: row for row in shipped["forms"]}}


def burden(organization: Organization) -> Burden:
    """The load of the branch secretaries in an organisation and below it: four queries, however many they are."""
    held = Appointment.objects.current().filter(
        within("organization__path", organization.path),
        post=Post.SECRETARY,
        organization__kind=Organization.Kind.BRANCH,
    )
    number = held.values("person").distinct().count()
    table = costs()
    if number < FEWEST:
        return Burden(number, [], [], table["source"])
    first = months_earlier(today(), MONTHS - 1)
    months = [months_earlier(today(), back) for back in range(MONTHS - 1, -1, -1)]
    done = Entry.objects.filter(
        by__in=held.values("person"), verb__in=list(table["forms"]), at__gte=at(first)
    )
    counted: dict[Any, dict[str, int]] = {month: {} for month in months}
    grouped = done.annotate(month=TruncMonth("at")).values("month", "verb").order_by()
    for row in grouped.annotate(n=Count("pk")):
        counted[localtime(row["month"]).date()][row["verb"]] = row["n"]
    told = Notice.objects.filter(to__in=held.values("person"), created_at__gte=at(first))
    messages = dict.fromkeys(months, 0)
    by_month = told.annotate(month=TruncMonth("created_at")).values("month").order_by()
    for month, sent in by_month.annotate(n=Count("pk")).values_list("month", "n"):
        messages[localtime(month).date()] = sent
    loads = [_load(month, counted[month], messages[month], number, table["forms"]) for month in months]
    return Burden(number, loads, _forms(counted[months[-1]], table["forms"]), table["source"])


def _load(month: Any, counts: dict[str, int], notices: int, number: int, table: dict[str, Any]) -> Load:
    def mean(total: float) -> float:
        return round(total / number, 1)

    fields = sum(n * table[verb]["fields"] for verb, n in counts.items())
    minutes = sum(n * table[verb]["minutes"] for verb, n in counts.items())
    name = date_format(month, "YEAR_MONTH_FORMAT")
    return Load(name, mean(sum(counts.values())), mean(fields), mean(minutes), mean(notices))


def _forms(counts: dict[str, int], table: dict[str, Any]) -> list[tuple[Any, int, int, float]]:
    """What took most time this month, all secretaries together."""
    rows = [
        (VERBS.get(verb, verb), n, n * table[verb]["fields"], round(n * table[verb]["minutes"], 1))
        for verb, n in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row[3], str(row[0])))
