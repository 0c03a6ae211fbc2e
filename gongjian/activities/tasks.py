"""What happens by itself: activities begin and end with their shifts, people are reminded a day before."""

from collections.abc import Callable, Iterable
from typing import Any

from gongjian.core.access import SYSTEM
from gongjian.core.errors import Refused

from . import actions, queries


def _each(rows: Iterable[Any], act: Callable[[Any], Any]) -> int:
    """One row per transaction; a row that somebody else moved meanwhile is passed over."""
    done = 0
    for row in rows:
        try:
            act(row)
        except Refused:
            continue
        done += 1
    return done


def sweep_begin_and_end() -> int:
    """Start what has begun and finish what is over."""
    started = _each(queries.due_to_start(), lambda row: actions.start(by=SYSTEM, activity=row))
    return started + _each(queries.due_to_finish(), lambda row: actions.finish(by=SYSTEM, activity=row))


def sweep_remind_tomorrow() -> int:
    """Remind everybody with a seat tomorrow, once."""
    return _each(queries.due_to_remind(), lambda row: actions.remind(by=SYSTEM, shift=row))


def sweep_call_cover() -> int:
    """Ask for help where tomorrow's shift is short of people, once."""
    return _each(queries.short_of_people(), lambda row: actions.call_cover(by=SYSTEM, shift=row))


def sweep_places() -> int:
    """Open to all what was kept for a side until now; tell those whom no place reached."""
    released = _each(queries.due_to_release(), lambda row: actions.release_places(by=SYSTEM, shift=row))
    return released + _each(
        queries.due_to_close_waiting(), lambda row: actions.close_waiting(by=SYSTEM, shift=row)
    )


def sweep_plans() -> int:
    """Draft what plans name for the days ahead: a weekly plan may owe several drafts at once."""
    drafted = 0
    while done := _each(queries.due_plans(), lambda row: actions.draft_next(by=SYSTEM, plan=row)):
        drafted += done
    return drafted


SWEEPS: list[tuple[Callable[[], int], int]] = [
    (sweep_begin_and_end, 300),
    (sweep_remind_tomorrow, 3600),
    (sweep_call_cover, 3600),
    (sweep_places, 60),
    (sweep_plans, 3600),
]
