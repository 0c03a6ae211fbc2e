"""Charts as data: an ECharts option, the finding in one sentence, and the same numbers as a table."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.core.components.dates import month_only
from gongjian.policy.queries import value

from .formality import Index
from .measures import Measures, by_category
from .periods import Period

FIRST = 3  # bars that stand out; the others are quiet
GRID = {"left": 8, "right": 8, "top": 40, "bottom": 8, "containLabel": True}
LINES = {"left": 8, "right": 48, "top": 8, "bottom": 8, "containLabel": True}


@dataclass(frozen=True)
class Chart:
    """An ECharts option with the finding and the numbers as a table."""

    option: dict[str, Any]
    label: str
    rows: list[tuple[Any, ...]]


def month_names(months: list[dt.date]) -> list[str]:
    """Short names; with the year where the months lie in two years."""
    if len({month.year for month in months}) == 1:
        return [month_only(month) for month in months]
    return [date_format(month, "YEAR_MONTH_FORMAT") for month in months]


def months_chart(measures: Measures, period: Period) -> Chart:
    """Attendances by month: the campus side below, everybody else above."""
    months = period.months
    campus = [measures.campus_times[month] for month in months]
    others = [measures.other_times[month] for month in months]
    names = month_names(months)
    series = [(_("campus side"), campus, "$blue"), (_("others"), others, "$green")]
    option = {
        "legend": {},
        "grid": GRID,
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": names},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"type": "bar", "stack": "all", "name": name, "data": data, "itemStyle": {"color": color}}
            for name, data, color in series
        ],
    }
    most = max(range(len(months)), key=lambda i: campus[i] + others[i])
    words = {"month": names[most], "n": campus[most] + others[most]}
    label = _("Attendances by month; the most in %(month)s: %(n)s.") % words
    return Chart(option, label, list(zip(names, campus, others, strict=True)))


def subjects_chart(measures: Measures) -> Chart:
    """What the activities were about, most frequent first."""
    rows = by_category(measures)
    total = sum(number for _name, number in rows) or 1
    data = [
        {"value": number, "itemStyle": {"color": "$red" if i < FIRST else "$stone"}}
        for i, (_name, number) in enumerate(rows)
    ]
    option = {
        "grid": LINES,
        "xAxis": {"type": "value", "show": False},
        "yAxis": {"type": "category", "inverse": True, "data": [name for name, _number in rows]},
        "series": [
            {
                "type": "bar",
                "data": data,
                "barMaxWidth": 16,
                "label": {"show": True, "position": "right", "color": "$ink-2"},
            }
        ],
    }
    return Chart(
        option,
        _finding_of_subjects(rows, total),
        [(name, number, f"{round(100 * number / total)} %") for name, number in rows],
    )


def _finding_of_subjects(rows: list[tuple[str, int]], total: int) -> str:
    if not rows:
        return ""
    if len(rows) == 1:
        return _("All activities were about one subject: %(name)s.") % {"name": rows[0][0]}
    words = ngettext(
        "Of %(all)s activities, %(n)s was about %(name)s.",
        "Of %(all)s activities, %(n)s were about %(name)s.",
        rows[0][1],
    )
    return words % {"all": total, "n": rows[0][1], "name": rows[0][0]}


def pairs_chart(measures: Measures, period: Period) -> Chart:
    """How many of the pairs in force met in each month."""
    months = period.months
    names, met = month_names(months), [measures.pairs_at_work[month] for month in months]
    option = {
        "grid": {**GRID, "top": 16},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": names},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"type": "bar", "data": met, "name": _("pairs at work"), "itemStyle": {"color": "$red"}, "barMaxWidth": 28}
        ],
    }  # fmt: skip
    few = min(range(len(months)), key=lambda i: met[i])
    words = {"month": names[few], "n": met[few], "all": measures.pairs}
    label = _("Fewest in %(month)s: %(n)s of %(all)s pairs came together.") % words
    return Chart(option, label, list(zip(names, met, strict=True)))


def stars_chart(measures: Measures) -> Chart | None:
    """How many residents gave each number of stars; nothing while so few that one could be known."""
    if measures.raters < int(value("insight.few_under")):
        return None
    rows = [(star, measures.given[star]) for star in range(5, 0, -1)]
    colors = {5: "$green", 4: "$green-mid", 3: "$stone", 2: "$ochre", 1: "$danger"}
    option = {
        "grid": LINES,
        "xAxis": {"type": "value", "show": False},
        "yAxis": {"type": "category", "inverse": True, "data": [_stars(star) for star, _n in rows]},
        "series": [
            {
                "type": "bar",
                "data": [{"value": n, "itemStyle": {"color": colors[star]}} for star, n in rows],
                "barMaxWidth": 16,
                "label": {"show": True, "position": "right", "color": "$ink-2"},
            }
        ],
    }
    words = {"n": measures.raters, "stars": f"{measures.stars or 0:.1f}"}
    label = _("%(n)s residents gave %(stars)s of 5 stars on average.") % words
    return Chart(option, label, [(_stars(star), n) for star, n in rows])


def _stars(star: int) -> str:
    return ngettext("%(n)s star", "%(n)s stars", star) % {"n": star}


def gauge_chart(index: Index, before: Index | None) -> Chart:
    """The index on its arch; the table holds the parts with their weights."""
    past = before.number if before else None
    was = _("before: %(n)s") % {"n": past} if past is not None else ""
    arch = {
        "type": "gauge",
        "startAngle": 180,
        "endAngle": 0,
        "center": ["50%", "86%"],
        "radius": "150%",
        "min": 0,
        "max": 100,
        "progress": {"show": True, "width": 14, "itemStyle": {"color": "$red"}},
        "axisLine": {"lineStyle": {"width": 14, "color": [[1, "$sunken"]]}},
        **{key: {"show": False} for key in ("axisTick", "splitLine", "axisLabel", "pointer", "anchor")},
        "title": {"show": True, "offsetCenter": [0, "-3%"], "color": "$ink-2", "fontSize": 13},
        "detail": {"offsetCenter": [0, "-34%"], "fontSize": 38, "fontWeight": 700, "color": "$ink"},
        "data": [{"value": index.number or 0, "name": was}],
    }
    label = _("Index %(n)s of 100.") % {"n": index.number} if index.number is not None else ""
    rows = [(part.label, f"{part.weight:g} %", part.percent if part.known else None) for part in index.parts]
    return Chart({"series": [arch]}, " ".join(filter(None, (label, was))), rows)
