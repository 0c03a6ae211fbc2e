"""The only clock. Tests and the demo world move it; nothing else reads the time."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_fixed: ContextVar[dt.datetime | None] = ContextVar("gongjian_clock", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return _fixed.get() or timezone.now()


def today() -> dt.date:
    """The present day in the platform's time zone."""
    return timezone.localtime(now()).date()


def at(day: dt.date, hour: int = 0, minute: int = 0) -> dt.datetime:
    """A local time of day as an aware moment."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


@contextmanager
def moved_to(moment: dt.datetime) -> Iterator[None]:
    """Hold the clock at a moment; for tests and the demo world."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
