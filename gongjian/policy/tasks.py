"""Background work: figures that a new release brings."""

from gongjian.core.access import SYSTEM

from . import actions


def sweep_shipped() -> int:
    """Add shipped figures that are missing, such as those of a new release; says how many."""
    return len(actions.load_shipped(by=SYSTEM))


SWEEPS = [(sweep_shipped, 24 * 3600)]
