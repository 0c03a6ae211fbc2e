"""Targets: as the page draws them, and as the next cycle starts from them."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gongjian.core.clock import today
from gongjian.partnerships.models import Cycle, Target


@dataclass(frozen=True)
class TargetLine:
    """A target as the page draws it: its readings, its goal, how it stands in words."""

    indicator: str
    unit: str
    points: list[str]
    goal: str
    note: str
    state: str
    tone: str
    last: str


def _plain(number: Decimal) -> str:
    """41, 3.5: no trailing zeros, no exponent."""
    return f"{number.normalize():f}"


def target_line(target: Target) -> TargetLine:
    """Read from the prefetched measurements."""
    readings = [_plain(row.value) for row in target.measurements.all()]
    points = [_plain(target.baseline), *readings] if readings else []
    due = {
        "baseline": _plain(target.baseline),
        "unit": target.unit,
        "day": date_format(target.due_on, "MONTH_DAY_FORMAT"),
    }
    if target.reached is None:
        state, tone = _("not measured"), "info"
    elif target.reached:
        state, tone = _("reached"), "ok"
    else:
        away = {"away": _plain(abs(target.goal - (target.measured or 0))), "unit": target.unit}
        state, tone = _("%(away)s %(unit)s to go") % away, "wait"
    note = _("from %(baseline)s %(unit)s, by %(day)s") % due
    last = ""
    if target.measured is not None and target.measured_on is not None:
        when = {
            "measured": _plain(target.measured),
            "day": date_format(target.measured_on, "MONTH_DAY_FORMAT"),
        }
        last = _("Last measured: %(measured)s on %(day)s.") % when
    return TargetLine(target.indicator, target.unit, points, _plain(target.goal), note, state, tone, last)


def next_cycle_prefill(cycle: Cycle) -> dict[str, Any]:
    """What the next cycle starts from: as long as this one, from its measured values."""
    length = cycle.ends_on - cycle.starts_on
    start = max(today(), cycle.ends_on + dt.timedelta(days=1))
    return {
        "starts_on": start,
        "ends_on": start + length,
        "targets": [_carried(t, start + length) for t in cycle.targets.all()],
    }


def _carried(target: Target, due_on: dt.date) -> dict[str, Any]:
    """A target once more, from where it stands now; a goal that was reached is left to be set anew."""
    return {
        "indicator": target.indicator,
        "unit": target.unit,
        "baseline": _plain(target.baseline if target.measured is None else target.measured),
        "goal": "" if target.reached else _plain(target.goal),
        "due_on": due_on,
    }
