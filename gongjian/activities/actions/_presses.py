"""When a button was pressed: now, or earlier in a phone that had no network.

A press that waited carries the moment by the phone's clock and a mark of its own. The moment must lie within the shift,
the mark makes it count once.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.core.clock import now
from gongjian.core.errors import Refused

from .. import queries
from ..models import Press, Shift, SignUp

SKEW = dt.timedelta(minutes=2)  # so much a phone's clock may be ahead of ours


@dataclass(frozen=True)
class Moment:
    """When something was pressed, and whether it waited longer than a code is accepted."""

    at: dt.datetime
    is_late: bool = False


def moment_of(shift: Shift, queued_at: dt.datetime | None, *, leaving: bool = False) -> Moment:
    """The moment that counts; refused when the phone's clock can't be right or the proof comes too late.

    Somebody arrives until the shift's end, and leaves until the proof's own end two hours later.
    """
    present = now()
    if queued_at is None:
        return Moment(present)
    opens, closes = queries.check_in_window(shift)
    if present > closes:
        raise Refused(
            _(
                "This came too late: a proof is accepted until %s. The organiser can still put you on the list."
            )
            % f"{localtime(closes):%m-%d %H:%M}"
        )
    if queued_at > present + SKEW:
        raise Refused(
            _(
                "The phone's clock is ahead: it said %(said)s when it was %(now)s at the latest. "
                "Please set the clock right and speak to the organiser."
            )
            % {"said": _shown(queued_at), "now": _shown(present)}
        )
    if not opens <= queued_at <= (closes if leaving else shift.ends_at) + SKEW:
        raise Refused(
            _(
                "By the phone's clock this was pressed at %(said)s, but the shift is from %(begins)s to %(ends)s. "
                "If the clock was wrong, please speak to the organiser: the list counts just as much."
            )
            % {"said": _shown(queued_at), "begins": _shown(shift.starts_at), "ends": _shown(shift.ends_at)}
        )
    return Moment(
        min(queued_at, present), present - queued_at > dt.timedelta(seconds=queries.rhythm().accepted)
    )


def _shown(moment: dt.datetime) -> str:
    return f"{localtime(moment):%m-%d %H:%M}"


def came_before(seat: SignUp | None, act: str, once: uuid.UUID | None) -> bool:
    """Whether this very press was taken already."""
    if seat is None or once is None:
        return False
    return Press.objects.filter(sign_up=seat, act=act, once=once).exists()


def keep(seat: SignUp, act: str, once: uuid.UUID | None, moment: Moment) -> None:
    """Remember a press, so that it is never taken again."""
    if once is None:
        return
    Press.objects.bulk_create(
        [Press(sign_up=seat, act=act, once=once, pressed_at=moment.at, arrived_at=now())],
        ignore_conflicts=True,
    )
