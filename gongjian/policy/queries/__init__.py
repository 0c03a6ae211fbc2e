"""What other contexts and pages ask: figures, switches, working days."""

from collections.abc import Iterator

from .figures import (
    Line,
    bounds,
    forget,
    invariants_of_figures,
    lines,
    part_of,
    rule,
    rule_row,
    shipped,
    shipped_version,
    title,
    value,
    versions,
)
from .guard import GuardRow, guard
from .shapes import as_text, check, parse, shape
from .switches import (
    State,
    concerned,
    decision,
    history,
    in_force,
    invariants_of_switches,
    is_on,
    state_of,
    states,
)
from .workdays import (
    ANNOUNCED,
    Span,
    add_days,
    add_months,
    add_working_days,
    is_provisional,
    is_settled,
    is_workday,
    next_workday,
    spans,
    work_day,
)


def invariants() -> Iterator[str]:
    """A sentence for each broken fact about figures and switches."""
    yield from invariants_of_figures()
    yield from invariants_of_switches()


__all__ = [
    "ANNOUNCED",
    "GuardRow",
    "Line",
    "Span",
    "State",
    "add_days",
    "add_months",
    "add_working_days",
    "as_text",
    "bounds",
    "check",
    "concerned",
    "decision",
    "forget",
    "guard",
    "history",
    "in_force",
    "invariants",
    "invariants_of_figures",
    "invariants_of_switches",
    "is_on",
    "is_provisional",
    "is_settled",
    "is_workday",
    "lines",
    "next_workday",
    "parse",
    "part_of",
    "rule",
    "rule_row",
    "shape",
    "shipped",
    "shipped_version",
    "spans",
    "state_of",
    "states",
    "title",
    "value",
    "versions",
    "work_day",
]
