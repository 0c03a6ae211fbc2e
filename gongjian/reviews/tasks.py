"""What happens by itself: residents are asked once the work seems done; silent sides are named."""

from collections.abc import Callable

from gongjian.core.access import SYSTEM
from gongjian.core.errors import Refused

from . import actions, queries


def sweep_ask_residents() -> int:
    """Ask the residents whose project has a settled activity; without a contact, tell the neighbourhood."""
    count = 0
    for need in queries.unasked():
        try:
            if need.contact or need.proposed_by_id:
                actions.ask_resident(by=SYSTEM, need=need)
            else:
                actions.remind_to_ask(by=SYSTEM, need=need)
        except Refused:  # it moved on between the look and the act
            continue
        count += 1
    return count


def sweep_close_silent() -> int:
    """Close decisions that waited too long, naming the side that did not sign."""
    count = 0
    for decision in queries.overdue_decisions():
        actions.close_silent(by=SYSTEM, decision=decision)
        count += 1
    return count


SWEEPS: list[tuple[Callable[[], int], int]] = [(sweep_ask_residents, 600), (sweep_close_silent, 3600)]
