"""The signals: each a number in plain words, with what it is counted from."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from gongjian.policy.queries import value

from .kinds import GOALS, KINDS, Kind, Number
from .measures import Measures, measure
from .periods import Period
from .scopes import Scope

Measured = tuple[Measures, Period]


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
