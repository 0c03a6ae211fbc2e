"""The signals one by one: how each is made of the measures, and in which words it is said."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from gongjian.core.components.dates import hours

from .measures import Measures
from .periods import Period

Number = float | int | None
# The threshold of a signal among the dated figures.
GOALS = {
    "confirmed": "insight.confirmed_share",
    "targets": "insight.reached_share",
    "satisfaction": "insight.satisfaction",
    "supply_led": "insight.supply_led_share",
    "participation": "insight.participation_rate",
    "organisers": "insight.organisers",
    "late": "insight.late_share",
}


@dataclass(frozen=True)
class Kind:
    """How one signal is made of the measures.

    `few` gives the number of cases below which nothing is said; None for plain counts. `good` says in which direction
    better lies, to colour the comparison: up, down, or neither. `people`: with too few cases not even counts are shown.
    """

    key: str
    label: Any
    definition: Any
    number: Callable[[Measures, Period], Number]
    shown: Callable[[Number], tuple[str, str]]
    note: Callable[[Measures, Period], str]
    few: Callable[[Measures], int] | None = None
    good: str = ""
    people: bool = False


def _share(part: int, whole: int) -> Number:
    return part / whole if whole else None


def _percent(number: Number) -> tuple[str, str]:
    """Whole per cent; 100 only when it is all, 0 only when it is nothing."""
    share = number or 0
    whole = round(100 * share)
    return str(whole if share in (0, 1) else max(1, min(whole, 99))), "%"


def _whole(unit: Any) -> Callable[[Number], tuple[str, str]]:
    return lambda number: (f"{number or 0:g}", str(unit))


def _stars(number: Number) -> tuple[str, str]:
    return f"{number or 0:.1f}", _("of 5 stars")


def _of_needs(m: Measures, _p: Period) -> str:
    return ngettext("of %(n)s need in hand", "of %(n)s needs in hand", m.needs) % {"n": m.needs}


def _waited(m: Measures, _p: Period) -> str:
    return ngettext("median of %(n)s need", "median of %(n)s needs", m.met) % {"n": m.met}


def _confirmed(m: Measures, _p: Period) -> str:
    return _("%(n)s of %(all)s needs met") % {"n": m.confirmed, "all": m.met}


def _raters(m: Measures, _p: Period) -> str:
    return ngettext("%(n)s resident answered", "%(n)s residents answered", m.raters) % {"n": m.raters}


def _supply(m: Measures, _p: Period) -> str:
    return _("%(n)s of %(all)s projects began without a need") % {"n": m.supply_led, "all": m.projects}


def _came(m: Measures, _p: Period) -> str:
    times = {"times": m.seats, "n": m.activities}
    return (
        ngettext(
            "%(times)s attendances, %(n)s activity", "%(times)s attendances, %(n)s activities", m.activities
        )
        % times
    )


def _rate(m: Measures, _p: Period) -> str:
    return _("%(n)s of %(all)s people of the campus side") % {"n": m.campus_people, "all": m.members}


def _hours(m: Measures, _p: Period) -> str:
    return _("%(n)s of %(all)s hours") % {"n": hours(m.minutes_both), "all": hours(m.minutes)}


def _months(m: Measures, p: Period) -> str:
    months = m.months_of(p)
    return ngettext("of %(n)s month", "of %(n)s months", months) % {"n": months}


def _in_force(m: Measures, _p: Period) -> str:
    return ngettext("of %(n)s agreement in force", "of %(n)s agreements in force", m.pairs) % {"n": m.pairs}


def _others(m: Measures, _p: Period) -> str:
    return _("%(n)s of %(all)s people are not Party members") % {"n": m.non_members, "all": m.people}


def _organised(m: Measures, _p: Period) -> str:
    return ngettext("for %(n)s activity", "for %(n)s activities", m.activities) % {"n": m.activities}


def _late(m: Measures, _p: Period) -> str:
    return ngettext("%(n)s of %(all)s record", "%(n)s of %(all)s records", m.seats) % {
        "n": m.late,
        "all": m.seats,
    }


def _due(m: Measures, _p: Period) -> str:
    return _("%(n)s of %(all)s targets due or measured") % {"n": m.reached, "all": m.targets}


def _going(m: Measures, _p: Period) -> str:
    return ngettext("of %(n)s older project", "of %(n)s older projects", m.older_projects) % {
        "n": m.older_projects
    }


def _loaded(m: Measures, _p: Period) -> str:
    people = sum(m.loads.values())
    words = ngettext("%(n)s person came %(times)s times", "%(n)s people came %(times)s times", people)
    return words % {"n": people, "times": sum(load * n for load, n in m.loads.items())}


def _varied(m: Measures, _p: Period) -> str:
    return _("%(n)s kinds in %(all)s activities") % {"n": len(m.kinds), "all": m.activities}


def _changed(m: Measures, _p: Period) -> str:
    return _("%(n)s of %(all)s records") % {"n": m.corrected, "all": m.seats}


KINDS = [
    Kind(
        "needs_met",
        gettext_lazy("Needs met"),
        gettext_lazy(
            "Needs that were met in the period. "
            "In hand: published, and not met or lapsed before the period began."
        ),
        lambda m, p: m.met,
        _whole(pgettext_lazy("unit", "needs")),
        _of_needs,
        good="up",
    ),
    Kind(
        "confirmed",
        gettext_lazy("Confirmed by residents"),
        gettext_lazy(
            "Needs met in the period that the resident confirmed as done, "
            "with a code or on the phone, out of all met."
        ),
        lambda m, p: _share(m.confirmed, m.met),
        _percent,
        _confirmed,
        lambda m: m.met,
        "up",
    ),
    Kind(
        "satisfaction",
        gettext_lazy("Satisfaction"),
        gettext_lazy("Mean of the stars that residents gave in the period, with how many of them answered."),
        lambda m, p: m.stars,
        _stars,
        _raters,
        lambda m: m.raters,
        "up",
    ),
    Kind(
        "active_months",
        gettext_lazy("Active months"),
        gettext_lazy(
            "Calendar months of the period in which at least one person attended an activity, "
            "out of those since the first agreement."
        ),
        lambda m, p: m.active_months,
        _whole(pgettext_lazy("unit", "months")),
        _months,
        good="up",
    ),
    Kind(
        "lasting_pairs",
        gettext_lazy("Lasting pairs"),
        gettext_lazy(
            "Agreements under which people came together both in the period and in the one before it, "
            "out of all in force."
        ),
        lambda m, p: m.lasting_pairs if p.before else None,
        _whole(pgettext_lazy("unit", "pairs")),
        _in_force,
        good="up",
    ),
    Kind(
        "waiting",
        gettext_lazy("Waiting time"),
        gettext_lazy(
            "Days from the day a need was proposed until it was met: "
            "half of the needs waited no longer than this."
        ),
        lambda m, p: m.median_wait,
        _whole(pgettext_lazy("unit", "days")),
        _waited,
        lambda m: m.met,
        "down",
    ),
    Kind(
        "supply_led",
        gettext_lazy("Projects without a need"),
        gettext_lazy(
            "Projects of the period that are tied to no need: offered, not asked for. Fewer is better."
        ),
        lambda m, p: _share(m.supply_led, m.projects),
        _percent,
        _supply,
        lambda m: m.projects,
        "down",
    ),
    Kind(
        "participants",
        gettext_lazy("Participants"),
        gettext_lazy(
            "Different people who attended at least one activity. Each is counted once; nobody is listed."
        ),
        lambda m, p: m.people,
        _whole(pgettext_lazy("unit", "people")),
        _came,
        good="up",
    ),
    Kind(
        "participation",
        gettext_lazy("Participation of the campus side"),
        gettext_lazy(
            "People who belong to the campus partner and attended, "
            "out of all who belong to it on the last day."
        ),
        lambda m, p: _share(m.campus_people, m.members),
        _percent,
        _rate,
        lambda m: m.members,
        "up",
        True,
    ),
    Kind(
        "hours",
        gettext_lazy("Hours confirmed by both sides"),
        gettext_lazy(
            "Minutes that the organiser and the partner both confirmed, out of all minutes entered."
        ),
        lambda m, p: _share(m.minutes_both, m.minutes),
        _percent,
        _hours,
        lambda m: m.seats,
        "up",
    ),
    Kind(
        "non_members",
        gettext_lazy("People from outside the Party"),
        gettext_lazy(
            "Participants who are not Party members, out of all. Near zero, the work stays among ourselves."
        ),
        lambda m, p: _share(m.non_members, m.people),
        _percent,
        _others,
        lambda m: m.people,
        people=True,
    ),
    Kind(
        "organisers",
        gettext_lazy("People who organise"),
        gettext_lazy(
            "Different people who prepared activities of the period. "
            "One alone can't carry a partnership for long."
        ),
        lambda m, p: m.organisers,
        _whole(pgettext_lazy("unit", "people")),
        _organised,
        good="up",
    ),
    Kind(
        "late",
        gettext_lazy("Entered late or not confirmed"),
        gettext_lazy(
            "Attendances entered later than the rules allow, "
            "or not confirmed by both sides within the days allowed."
        ),
        lambda m, p: _share(m.late, m.seats),
        _percent,
        _late,
        lambda m: m.seats,
        "down",
    ),
    Kind(
        "targets",
        gettext_lazy("Targets reached"),
        gettext_lazy(
            "Targets of projects that were due or measured in the period and whose goal was reached. "
            "What was due and never measured counts as not reached."
        ),
        lambda m, p: _share(m.reached, m.targets),
        _percent,
        _due,
        good="up",
    ),
    Kind(
        "lasting_projects",
        gettext_lazy("Lasting projects"),
        gettext_lazy(
            "Projects that had begun before the period and in which people came together both in the period "
            "and in the one before it."
        ),
        lambda m, p: m.lasting_projects if p.before else None,
        _whole(pgettext_lazy("unit", "projects")),
        _going,
        good="up",
    ),
    Kind(
        "load",
        gettext_lazy("How uneven the load is"),
        gettext_lazy(
            "Gini coefficient of the attendances of the campus side: 0 when everybody who came, came equally "
            "often; towards 1 when a few come nearly always."
        ),
        lambda m, p: m.gini,
        lambda number: (f"{number or 0:.2f}", ""),
        _loaded,
        lambda m: sum(m.loads.values()),
        "down",
        True,
    ),
    Kind(
        "kinds",
        gettext_lazy("Variety of activities"),
        gettext_lazy(
            "As varied as so many kinds that occur equally often (e to the entropy of the kinds of activities)."
        ),
        lambda m, p: m.kinds_alike,
        lambda number: (f"{number or 0:.1f}", _("kinds")),
        _varied,
        lambda m: m.activities,
        "up",
    ),
    Kind(
        "corrected",
        gettext_lazy("Changed afterwards"),
        gettext_lazy(
            "Records that were changed after both sides had them. "
            "What was put right because the person had objected does not count."
        ),
        lambda m, p: _share(m.corrected, m.seats),
        _percent,
        _changed,
        lambda m: m.seats,
        "down",
    ),
]
