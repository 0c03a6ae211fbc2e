"""The demo world: a year of a university and a sub-district, made by calling the same actions that pages call.

`build` runs an agenda of steps on a moving clock until the morning of `today`; what the agenda still holds then is
what waits on everybody's desk. The same seed and day make the same world, secrets and codes aside.
"""

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from gongjian.core.access import SYSTEM
from gongjian.core.clock import at, moved_to
from gongjian.points.actions import load_shipped_rules
from gongjian.policy.actions import load_shipped

from ..sweeps import sweeps
from . import (
    amending,
    asking,
    attending,
    extras,
    founding,
    masses,
    partnering,
    planning,
    reading,
    records,
    renewing,
    shelves,
    starting,
    teaming,
    waiting,
)
from .world import World

__all__ = ["World", "build", "sweep"]
SWEPT = (
    *("partnerships", "activities", "reviews", "feedback", "documents"),
    *("points", "insights", "policy", "notices.send_due"),
)


def build(*, seed: int, today: dt.date, scale: str = "full") -> World:
    """Make the world in the present database, in one transaction; raises when a step fails."""
    world = World.of(seed=seed, today=today, scale=scale)
    begin = world.day(world.scale.days + 1, 8)
    with transaction.atomic(), _no_collector():
        world.now = begin
        with moved_to(begin):
            load_shipped(by=SYSTEM)
            load_shipped_rules(by=SYSTEM)
            founding.found_all(world)
        partnering.schedule_pairs(world)
        asking.schedule_wishes(world)
        asking.schedule_needs(world)
        extras.schedule(world)
        waiting.schedule(world)
        planning.schedule(world)
        attending.schedule(world)
        records.schedule(world)
        reading.schedule(world)
        shelves.schedule(world)
        renewing.schedule(world)
        starting.schedule(world)
        amending.schedule(world)
        teaming.schedule(world)
        _schedule_sweeps(world)
        world.run(at(today, 0, 20))
        sweep(world)
        if world.scale.masses:
            masses.add(world, world.scale.masses)
    return world


@contextmanager
def _no_collector() -> Iterator[None]:
    """A hundred thousand short-lived rows: the cycle collector would cost a tenth of the time and find nothing."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _schedule_sweeps(world: World) -> None:
    """The platform's own work, before the quiet hours: once a week in the story, every day of its last week."""
    for ago in (*range(world.scale.days, 8, -7), *range(8, 0, -1)):
        world.plan(world.day(ago, 19, 50), sweep)


def sweep(world: World, only: tuple[str, ...] = SWEPT) -> None:
    """What the contexts do by themselves; the log's seals wait for the end."""
    for one in sweeps():
        if one.name.startswith(only):
            one.run()
