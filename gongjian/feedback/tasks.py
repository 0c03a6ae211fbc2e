"""Late answers are said, once a day and twice at most."""

from collections.abc import Callable

from gongjian.core.access import SYSTEM

from . import actions, queries


def remind_of_late() -> int:
    """Remind the operators of remarks whose day has passed; returns how many reminders went out."""
    return sum(actions.remind_operators(by=SYSTEM, remark=queries.find(pk)) for pk in queries.late())


SWEEPS: list[tuple[Callable[[], int], int]] = [(remind_of_late, 3600)]
