"""The background runner: every context's sweeps as huey tasks; registered where huey is installed (not in tests).

A tick each minute puts the sweeps of that minute into the queue, those that run more often several times. A sweep
that nobody took within a minute expires, so a pause leaves no heap behind; a lock keeps two workers from the same
sweep, and every sweep may run twice anyway.
"""

import logging
from collections.abc import Iterator

from gongjian.core.clock import now

from .queries.health import HUEY, note_sweep
from .sweeps import Sweep, sweeps

if HUEY is not None:
    from huey import crontab
    from huey.contrib.djhuey import close_db, lock_task
    from huey.exceptions import TaskLockedException

MINUTE = 60
log = logging.getLogger(__name__)


def run(name: str) -> object:
    """Run one sweep by its name and note when."""
    sweep = next(sweep for sweep in sweeps() if sweep.name == name)
    result = sweep.run()
    note_sweep()
    return result


def run_all() -> dict[str, object]:
    """Run every sweep once, the highest context first, so that messages and seals come last; for cron and the demo."""
    return {sweep.name: run(sweep.name) for sweep in reversed(sweeps())}


def due(minute: int) -> Iterator[tuple[Sweep, int]]:
    """What runs in the n-th minute since the epoch, each with the second at which it runs."""
    for sweep in sweeps():
        if sweep.seconds >= MINUTE:
            if minute % (sweep.seconds // MINUTE) == 0:
                yield sweep, 0
        else:
            yield from ((sweep, second) for second in range(0, MINUTE, max(1, sweep.seconds)))


if HUEY is not None:

    @HUEY.task(expires=MINUTE)
    @close_db
    def sweep_once(name: str) -> None:
        """One run in the queue; a second worker that comes for the same one leaves it."""
        try:
            with lock_task(f"sweep-{name}"):
                run(name)
        except TaskLockedException:
            log.debug("%s is being done", name)

    @HUEY.periodic_task(crontab(minute="*"))
    def tick() -> None:
        """Queue the sweeps of this minute."""
        for sweep, second in due(int(now().timestamp()) // MINUTE):
            sweep_once.schedule((sweep.name,), delay=second)
