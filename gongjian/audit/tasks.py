"""The sealing sweep: safe to kill at any point and to run twice at once."""

from collections.abc import Callable

from gongjian.core.access import SYSTEM

from . import actions, heads, queries


def seal() -> int:
    """Seal all that waits, then write the end of the chain to the second place; returns how many were sealed.

    Killed before the last step, the next run writes the head, even when nothing new waits.
    """
    total = count = actions.seal(by=SYSTEM)
    while count == actions.BATCH:
        count = actions.seal(by=SYSTEM)
        total += count
    end = queries.chain_end()
    if end.seq:
        heads.append(end.seq, end.digest, end.at)
    return total


SWEEPS: list[tuple[Callable[[], int], int]] = [(seal, 5)]
