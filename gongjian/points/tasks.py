"""What happens by itself: every night the balances are compared with the ledger."""

from collections.abc import Callable

from gongjian.core.access import SYSTEM
from gongjian.core.clock import today

from . import actions, queries


def sweep_check_balances() -> int:
    """Compare all balances with their entries, once a day; says how many differ."""
    if queries.is_checked(today()):
        return 0
    problems = list(queries.invariants())
    return len(actions.check_balances(by=SYSTEM, day=today(), problems=problems[:200]).problems)


SWEEPS: list[tuple[Callable[[], int], int]] = [(sweep_check_balances, 3600)]
