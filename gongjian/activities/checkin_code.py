"""The rotating check-in code: six digits from the shift's secret and the step of time, verified without a database.

A code is shown for one step (15 s by default) and accepted for two (30 s), so that a slow typist is not turned away.
Somebody on site can still read it out to a friend within that time: a known limit, told on the help page.
"""

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

from .models import Shift

DIGITS = 6


@dataclass(frozen=True)
class Rhythm:
    """How long a code is shown, and how long it is accepted, in seconds."""

    step: int = 15
    accepted: int = 30


def _digits(key: str, step: int) -> str:
    digest = hmac.new(key.encode(), step.to_bytes(8, "big"), hashlib.sha256).digest()
    return str(int.from_bytes(digest[:8], "big") % 10**DIGITS).zfill(DIGITS)


def _step(at: dt.datetime, rhythm: Rhythm) -> int:
    return int(at.timestamp()) // rhythm.step


def code(shift: Shift, at: dt.datetime, rhythm: Rhythm | None = None) -> str:
    """The code shown at a moment."""
    return _digits(shift.code_key, _step(at, rhythm or Rhythm()))


def verify(typed: str, shift: Shift, at: dt.datetime, rhythm: Rhythm | None = None) -> bool:
    """Whether the code was shown for this shift within the last `accepted` seconds; every candidate is compared."""
    rhythm = rhythm or Rhythm()
    now = _step(at, rhythm)
    steps = range(now, now - max(1, rhythm.accepted // rhythm.step), -1)
    matches = [hmac.compare_digest(_digits(shift.code_key, step), typed) for step in steps if typed.isascii()]
    return any(matches)


def seconds_left(at: dt.datetime, rhythm: Rhythm | None = None) -> int:
    """How long the code of this moment stays on the screen."""
    step = (rhythm or Rhythm()).step
    return step - int(at.timestamp()) % step
