"""Two further ways to record who came: the person's own code, and the printed sheet."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move

from .. import checkin_code, queries
from ..models import Shift, SignUp, Verb
from ._presses import Moment
from .attendance import HERE, _already_there, _leave, _refuse_outside, _refuse_settled

State = SignUp.State


@transaction.atomic
def scan(*, by: Actor, shift: Shift, text: str, leaving: bool = False) -> SignUp:
    """Take what a person's own code says: they are here, or they leave now. A second scan changes nothing."""
    require(by, "activities.scan", shift)
    _refuse_outside(shift)
    named = checkin_code.seat_named(text)
    seat = SignUp.objects.filter(pk=named).select_related("shift").first() if named else None
    if seat is None or not checkin_code.verify_personal(text, seat, now()):
        raise Refused(
            _("This code is wrong or older than two minutes. Please ask the person to show it anew.")
        )
    if seat.shift_id != shift.pk:
        raise Refused(_("%s has a place in another shift. Please open that one.") % seat.name)
    require(by, "activities.tick", seat)  # nobody records themselves
    return _gone(by, lock(seat)) if leaving else _come(by, lock(seat))


def _come(by: Actor, seat: SignUp) -> SignUp:
    if seat.state in HERE:
        return seat
    if seat.state == State.CONFIRMED:
        move(seat, State.CHECKED_IN)
        seat.checked_in_at, seat.proof = now(), SignUp.Proof.SCAN
        seat.save()
        record(by, Verb.SCANNED, seat)
        return seat
    return _already_there(seat)


def _gone(by: Actor, seat: SignUp) -> SignUp:
    if seat.checked_out_at:
        return seat
    seat = _leave(_already_there(seat), Moment(now()))
    record(by, Verb.CHECKED_OUT, seat, proof=SignUp.Proof.SCAN)
    return seat


@transaction.atomic
def enter_sheet(*, by: Actor, shift: Shift, rows: Mapping[int, Mapping[str, Any]]) -> int:
    """Enter a signed sheet in one go: for each seat when the person came and left, if the sheet says so.

    Marked as from paper. Who is recorded already, and one's own seat, are passed over; says how many were entered.
    """
    require(by, "activities.scan", shift)
    done = 0
    seats = SignUp.objects.filter(shift=shift, pk__in=rows, state__in=[State.CONFIRMED, State.ABSENT])
    for found in seats.exclude(person_id=by.pk).order_by("pk"):
        seat = lock(found)
        _refuse_settled(seat)
        if now() < shift.starts_at:
            raise Refused(_("It is too early: the shift has not begun."))
        if seat.state not in {State.CONFIRMED, State.ABSENT}:
            continue
        came, left = _within(seat, rows[seat.pk].get("came"), rows[seat.pk].get("left"))
        move(seat, State.CHECKED_IN)
        seat.checked_in_at, seat.checked_out_at, seat.proof = came, left, SignUp.Proof.PAPER
        seat.save()
        record(by, Verb.FROM_PAPER, seat)
        done += 1
    return done


def _within(
    seat: SignUp, came: dt.datetime | None, left: dt.datetime | None
) -> tuple[dt.datetime, dt.datetime | None]:
    """The times of a sheet, if they can be: in the past, leaving after coming, and inside the time of check-in."""
    opens, closes = queries.check_in_window(seat.shift)
    came = came or seat.shift.starts_at
    if not opens <= came < seat.shift.ends_at or came > now():
        raise ValidationError({f"came_{seat.pk}": _("%s: this time is outside the shift.") % seat.name})
    if left is not None and not (max(came, seat.shift.starts_at) < left <= min(closes, now())):
        raise ValidationError(
            {f"left_{seat.pk}": _("%s: leaving must be after coming, and not in the future.") % seat.name}
        )
    return came, left
