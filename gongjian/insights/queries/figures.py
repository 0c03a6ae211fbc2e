"""The signals: each a number in plain words, with what it is counted from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from gongjian.core.components.dates import hours
from gongjian.policy.queries import value

from .measures import Measures, measure
from .periods import Period
from .scopes import Scope

Number = float | int | None
Measured = tuple[Measures, Period]
# The threshold of a signal among the dated figures.
GOALS = {
    "confirmed": "insight.confirmed_share",
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


@dataclass(frozen=True)
class Signal:
    """One number of one scope: `value` is None when there is nothing, or too little, to say."""

    key: str
    label: str
    value: Number
    text: str
    unit: str
    note: str
    definition: str
    few: bool
    before: str
    change: str
    last_year: str = ""
    goal: str = ""

    @property
    def known(self) -> bool:
        return self.value is not None

    @property
    def small(self) -> str:
        """What stands under the number: what it was counted from, or why there is none."""
        return _("too few to say") if self.few else self.note


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
    return ngettext("of %(n)s month", "of %(n)s months", len(p.months)) % {"n": len(p.months)}


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
        gettext_lazy("Calendar months of the period in which at least one person attended an activity."),
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
]
KEYS = [kind.key for kind in KINDS]
PUBLIC = ["needs_met", "confirmed", "satisfaction", "active_months"]


def definitions() -> list[tuple[str, str]]:
    """Every signal's name and what it is counted from."""
    return [(str(kind.label), str(kind.definition)) for kind in KINDS]


def _number(kind: Kind, measures: Measures, period: Period, few_under: int) -> tuple[Number, bool]:
    """The number, or None with whether too few cases are the reason."""
    few = kind.few is not None and kind.few(measures) < few_under
    return (None, True) if few else (kind.number(measures, period), False)


def _change(kind: Kind, present: Number, past: Number) -> str:
    """Whether it became better (up) or worse (down), in the sense of the signal."""
    if present is None or past is None or present == past or not kind.good:
        return ""
    return "up" if (present > past) == (kind.good == "up") else "down"


def _was(kind: Kind, measured: Measured | None, few_under: int) -> tuple[Number, str]:
    """A number of another time, and how it reads there."""
    if measured is None:
        return None, ""
    number, _few = _number(kind, *measured, few_under)
    return number, "" if number is None else _joined(*kind.shown(number))


def _joined(text: str, unit: str) -> str:
    return f"{text}{unit}" if unit == "%" else f"{text} {unit}"


def _goal(kind: Kind) -> str:
    """The threshold that the rules name for the signal, with its direction; empty when they name none."""
    if kind.key not in GOALS:
        return ""
    words = _("at most %(number)s") if kind.good == "down" else _("at least %(number)s")
    return words % {"number": _joined(*kind.shown(float(value(GOALS[kind.key]))))}


def signal(kind: Kind, now: Measured, past: Measured | None = None, ago: Measured | None = None) -> Signal:
    """One signal of measured counts, beside the period before, the same days a year ago, and its goal."""
    few_under = int(value("insight.few_under"))
    number, few = _number(kind, *now, few_under)
    earlier, was = _was(kind, past, few_under)
    _ago, last_year = _was(kind, ago, few_under)
    text, unit = kind.shown(number) if number is not None else ("", "")
    note = "" if few and kind.people else kind.note(*now)
    change = _change(kind, number, earlier)
    return Signal(
        kind.key, str(kind.label), number, text, unit, note, str(kind.definition), few, was, change,
        last_year, _goal(kind),
    )  # fmt: skip


def from_measures(now: Measured, past: Measured | None = None, ago: Measured | None = None) -> list[Signal]:
    return [signal(kind, now, past, ago) for kind in KINDS]


def compared(scope: Scope, period: Period) -> tuple[Measured, Measured | None, Measured | None]:
    """A scope of one key measured in a period, in the one before it, and in the same days a year ago."""
    key = scope.keys[0]

    def at(when: Period | None) -> Measured | None:
        return (measure(scope, when)[key], when) if when else None

    return (measure(scope, period)[key], period), at(period.before), at(period.year_ago)


def signals_of(scope: Scope, period: Period) -> list[Signal]:
    """Every signal of a scope of one key, compared with earlier times: the same queries however much there is."""
    return from_measures(*compared(scope, period))
