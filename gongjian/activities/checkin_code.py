"""Codes that change: on the organiser's screen for the shift, on a person's phone for their own seat.

The rotating check-in code is six digits from the shift's secret and the step of time, verified without a database.

A code is shown for one step (15 s by default) and accepted for two (30 s), so that a slow typist is not turned away.
Somebody on site can still read it out to a friend within that time: a known limit, told on the help page.

A person's own code names the seat and carries a check value that changes every minute; only the organiser can use it.
"""

import base64
import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass

from .models import Shift, SignUp

DIGITS = 6
MARK = "GJ"


@dataclass(frozen=True)
class Rhythm:
    """How long a code is shown, and how long it is accepted, in seconds."""

    step: int = 15
    accepted: int = 30


PERSONAL = Rhythm(step=60, accepted=120)


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


def _check_value(seat: SignUp, step: int) -> str:
    digest = hmac.new(
        seat.shift.code_key.encode(), f"seat {seat.pk} {step}".encode(), hashlib.sha256
    ).digest()
    return base64.b32encode(digest)[:12].decode()


def personal(seat: SignUp, at: dt.datetime) -> str:
    """What the QR code of somebody's own seat holds: capitals, digits and dashes, as every hand scanner types them."""
    return f"{MARK}-{seat.pk}-{_check_value(seat, _step(at, PERSONAL))}"


def seat_named(text: str) -> int | None:
    """The seat that a scanned text names, or None when it is none of our codes."""
    parts = "".join(text.split()).upper().split("-")
    if len(parts) != 3 or parts[0] != MARK or not (parts[1].isascii() and parts[1].isdigit()):
        return None
    return int(parts[1]) if len(parts[1]) < 16 else None


def verify_personal(text: str, seat: SignUp, at: dt.datetime) -> bool:
    """Whether this text was on the person's own page within the last two minutes."""
    given = "".join(text.split()).upper().rpartition("-")[2]
    step = _step(at, PERSONAL)
    steps = range(step, step - PERSONAL.accepted // PERSONAL.step, -1)
    matches = [given.isascii() and hmac.compare_digest(_check_value(seat, each), given) for each in steps]
    return any(matches)
