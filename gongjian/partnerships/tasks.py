"""What this context does by itself: idempotent, one row per transaction, safe to run twice."""

from collections.abc import Callable

from gongjian.core.access import SYSTEM

from . import actions, queries

HOUR = 3600


def sweep_lapsing_needs() -> int:
    """Posters are told before their need lapses."""
    rows = list(queries.lapsing())
    for need in rows:
        actions.warn_of_lapse(by=SYSTEM, need=need)
    return len(rows)


def sweep_reservations() -> int:
    """Resources are available again after the last day they were reserved for."""
    rows = list(queries.reservations_over())
    for resource in rows:
        actions.free_resource(by=SYSTEM, resource=resource)
    return len(rows)


def sweep_overdue_needs() -> int:
    """Open needs past their last day lapse. Returns how many were looked at."""
    rows = list(queries.overdue())
    for need in rows:
        actions.lapse_need(by=SYSTEM, need=need)
    return len(rows)


def sweep_unanswered_needs() -> int:
    """Needs without an answer are told to the level above, as often as the rules allow."""
    rows = list(queries.unanswered())
    for need in rows:
        actions.remind_of_need(by=SYSTEM, need=need)
    return len(rows)


def sweep_ending_partnerships() -> int:
    """Agreements that end soon warn their parties; those past their last day end."""
    warned, over = queries.ending_soon(), list(queries.expired())
    for partnership, days in warned:
        actions.warn_partnership(by=SYSTEM, partnership=partnership, days=days)
    for partnership in over:
        actions.expire_partnership(by=SYSTEM, partnership=partnership)
    return len(warned) + len(over)


SWEEPS: list[tuple[Callable[[], int], int]] = [
    (sweep_lapsing_needs, HOUR),
    (sweep_reservations, HOUR),
    (sweep_overdue_needs, HOUR),
    (sweep_unanswered_needs, HOUR),
    (sweep_ending_partnerships, 6 * HOUR),
]
