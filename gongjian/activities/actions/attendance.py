"""Who was there: by the code on the screen, by the organiser's list. Leaving is recorded the same ways."""

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BigIntegerField, BooleanField, DateTimeField
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core import limits
from gongjian.core.access import Actor, require
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.prepared import Prepared, Slot
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import notify
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with

from .. import checkin_code, queries
from ..models import Activity, Press, Shift, SignUp, Tell, Verb
from ._presses import Moment, came_before, keep, moment_of
from .settling import _settle

State = SignUp.State
HERE = {State.CHECKED_IN, State.ATTENDED}
DOOR, TRIES, TRIES_WITHIN = "activities.check_in", 10, 300
ARRIVAL = Prepared(
    lambda: SignUp.objects.filter(
        shift_id=Slot("shift", BigIntegerField()),
        person_id=Slot("person", BigIntegerField()),
        state=State.CONFIRMED,
    ),
    state=State.CHECKED_IN,
    checked_in_at=Slot("at", DateTimeField()),
    proof=SignUp.Proof.CODE,
    is_late=Slot("late", BooleanField()),
)


@transaction.atomic
def check_in(
    *,
    by: Actor,
    shift: Shift,
    code: str,
    queued_at: dt.datetime | None = None,
    once: uuid.UUID | None = None,
) -> SignUp:
    """Prove by the rotating code that one is there; a second call changes nothing.

    A hot path without `lock`: the code is verified without the database, then one conditional statement decides.
    `queued_at` and `once` come from a phone that had no network when the button was pressed: the code is judged at
    that moment, and the proof is marked as late.
    """
    require(by, "activities.check_in", shift)
    if once and came_before(queries.seat_of(by, shift), Press.Act.CHECK_IN, once):
        return _already_there(queries.seat_of(by, shift))
    when = _judged(by, shift, code, queued_at)
    seats = ARRIVAL.changed(shift=shift.pk, person=by.pk, at=when.at, late=when.is_late)
    if not seats:
        return _already_there(queries.seat_of(by, shift))
    seat = seats[0]
    keep(seat, Press.Act.CHECK_IN, once, when)
    record(by, Verb.CHECKED_IN, seat, proof=SignUp.Proof.CODE, **_late(when))
    _tell_late(shift, when)
    return seat


def _judged(
    by: Actor, shift: Shift, code: str, queued_at: dt.datetime | None, *, leaving: bool = False
) -> Moment:
    """The moment of the press, once the shift takes codes and this one was on the screen then; wrong ones count."""
    _refuse_outside(shift)
    when, guesser = moment_of(shift, queued_at, leaving=leaving), f"{by.pk}:{shift.pk}"
    limits.check(DOOR, guesser, times=TRIES)
    if not checkin_code.verify(code, shift, when.at, queries.rhythm()):
        limits.allow(DOOR, guesser, times=TRIES, seconds=TRIES_WITHIN)
        raise Refused(_("This code is wrong or too old. Please type the one on the screen now."))
    return when


def _late(when: Moment) -> dict[str, bool]:
    return {"late": True} if when.is_late else {}


def _tell_late(shift: Shift, when: Moment) -> None:
    """The organisers hear of the first late proof that waits, not of each."""
    if not when.is_late:
        return
    activity = shift.activity
    waiting = SignUp.objects.filter(shift__activity=activity, is_late=True, late_accepted_at__isnull=True)
    if waiting.count() > 1:
        return
    link = reverse("activities:desk", args=[activity.pk])
    people = people_with(Power.ARRANGE, activity.organizer)
    notify(people, Tell.LATE_PROOF, activity, link=link, activity=activity.title)


def _refuse_outside(shift: Shift) -> None:
    """No check-in before the window, after it, or for what is not going on."""
    opens, closes = queries.check_in_window(shift)
    if shift.activity.state not in {*Activity.LIVE, Activity.State.FINISHED}:
        raise Refused(_("There is no check-in: the activity is “%s”.") % shift.activity.get_state_display())
    if now() < opens:
        raise Refused(_("Check-in opens at %s.") % f"{localtime(opens):%H:%M}")
    if now() > closes:
        raise Refused(_("Check-in is closed. The organiser can still put you on the list."))


def _already_there(seat: SignUp | None) -> SignUp:
    """Why the conditional statement changed nothing."""
    if seat is not None and seat.state in HERE:
        return seat
    if seat is not None and seat.state == State.WAITING:
        raise Refused(_("You are still on the waiting list. Please speak to the organiser."))
    if seat is not None and seat.state == State.CONFIRMED:
        raise Refused(_("You have not checked in yet."))
    if seat is not None and seat.state == State.ABSENT:
        raise Refused(_("You were marked absent. Please speak to the organiser."))
    raise Refused(_("You have not signed up for this shift."))


@transaction.atomic
def check_out(
    *,
    by: Actor,
    shift: Shift,
    code: str,
    queued_at: dt.datetime | None = None,
    once: uuid.UUID | None = None,
) -> SignUp:
    """Say by the rotating code that one leaves; the first time stands. Without it the shift's end counts."""
    require(by, "activities.check_in", shift)
    seat = SignUp.objects.filter(shift=shift, person_id=by.pk).first()
    seat = lock(seat) if seat is not None else None
    if seat is not None and (seat.checked_out_at or came_before(seat, Press.Act.CHECK_OUT, once)):
        return _already_there(seat)
    when = _judged(by, shift, code, queued_at, leaving=True)
    seat = _leave(_already_there(seat), when)
    keep(seat, Press.Act.CHECK_OUT, once, when)
    record(by, Verb.CHECKED_OUT, seat, **_late(when))
    _tell_late(shift, when)
    return seat


def _leave(seat: SignUp, when: Moment) -> SignUp:
    """Write the end of somebody's stay; a late word for it has to be accepted like a late arrival."""
    if seat.confirmed_at:
        raise Refused(_("The minutes are confirmed already. If they are wrong, please say so there."))
    if seat.checked_in_at is None or when.at < max(seat.checked_in_at, seat.shift.starts_at):
        raise Refused(_("It is too early to leave: nothing has been served yet."))
    seat.checked_out_at = when.at
    if when.is_late:
        seat.is_late, seat.late_accepted_by, seat.late_accepted_at = True, None, None
    seat.save()
    return seat


@transaction.atomic
def tick_out(*, by: Actor, sign_up: SignUp) -> SignUp:
    """The organiser notes that somebody leaves now; the first time stands."""
    require(by, "activities.tick", sign_up)
    seat = lock(sign_up)
    if seat.checked_out_at:
        return seat
    _refuse_settled(seat)
    seat = _leave(_is_here(seat), Moment(now()))
    record(by, Verb.CHECKED_OUT, seat, proof=SignUp.Proof.LIST)
    return seat


def _is_here(seat: SignUp) -> SignUp:
    if seat.state not in HERE:
        raise Refused(_("%s is not on the list of those who came.") % seat.name)
    return seat


@transaction.atomic
def tick(
    *,
    by: Actor,
    sign_up: SignUp,
    reason: str = "",
    queued_at: dt.datetime | None = None,
    once: uuid.UUID | None = None,
) -> SignUp:
    """Put somebody on the list by hand: it always suffices, a reason is welcome.

    A tick that waited in a phone (`queued_at`, `once`) is marked as late and never taken a second time.
    """
    require(by, "activities.tick", sign_up)
    seat = lock(sign_up)
    if seat.state in HERE or came_before(seat, Press.Act.TICK, once):
        return seat
    _refuse_settled(seat)
    if now() < queries.check_in_window(seat.shift)[0]:
        raise Refused(_("It is too early: nobody can be there yet."))
    when = moment_of(seat.shift, queued_at, leaving=True)
    move(seat, State.CHECKED_IN)
    seat.checked_in_at, seat.proof, seat.is_late = when.at, SignUp.Proof.LIST, when.is_late
    seat.proof_reason = _short(reason)
    seat.save()
    keep(seat, Press.Act.TICK, once, when)
    record(by, Verb.TICKED, seat, **_late(when))
    return seat


def _short(reason: str) -> str:
    """A reason without blanks round it; too long a one is an error of the field `reason`."""
    if len(reason.strip()) > 120:
        raise ValidationError({"reason": _("Please use 120 characters at most.")})
    return reason.strip()


def _refuse_settled(seat: SignUp) -> None:
    """What is settled or called off is no longer changed by hand; a correction is another matter."""
    if seat.shift.activity.state not in {*Activity.LIVE, Activity.State.FINISHED}:
        raise Refused(
            _("This can't be changed any more: it is “%s”.") % seat.shift.activity.get_state_display()
        )


@transaction.atomic
def accept_late(*, by: Actor, activity: Activity, only: SignUp | None = None) -> int:
    """The organiser says that late proofs count: one, or all that wait; one's own is passed over. Says how many."""
    require(by, "activities.accept_late", activity)
    rows = SignUp.objects.filter(shift__activity=activity, is_late=True, late_accepted_at__isnull=True)
    rows = rows.filter(state__in=HERE).exclude(person_id=by.pk)
    if only is not None:
        require(by, "activities.tick", only)
        rows = rows.filter(pk=only.pk)
    done = 0
    for row in rows.order_by("pk"):
        seat = lock(row)
        if seat.waits_for_acceptance and seat.state in HERE:
            seat.late_accepted_by_id, seat.late_accepted_at = by.pk, now()
            seat.save(update_fields=["late_accepted_by", "late_accepted_at"])
            record(by, Verb.LATE_ACCEPTED, seat)
            done += 1
    return done


@transaction.atomic
def mark_absent(*, by: Actor, sign_up: SignUp) -> SignUp:
    """Say that somebody with a seat did not come, and tell them."""
    require(by, "activities.mark_absent", sign_up)
    activity = lock(sign_up.shift.activity)
    seat = lock(sign_up)
    if seat.state == State.ABSENT:
        return seat
    _refuse_settled(seat)
    if seat.state == State.ATTENDED:
        raise Refused(
            _("This can't be done now: it is already “%(state)s”.") % {"state": seat.get_state_display()}
        )
    if now() < seat.shift.starts_at:
        raise Refused(_("It is too early: the shift has not begun."))
    move(seat, State.ABSENT)
    _without_proof(seat).save()
    record(by, Verb.MARKED_ABSENT, seat)
    link = reverse("activities:detail", args=[activity.pk])
    notify(seat.person, Tell.ABSENT, seat, link=link, activity=activity.title)
    _settle(by, activity)
    return seat


def _without_proof(seat: SignUp) -> SignUp:
    """Somebody who was not there has neither come nor left."""
    seat.checked_in_at = seat.checked_out_at = seat.late_accepted_by = seat.late_accepted_at = None
    seat.proof, seat.proof_reason, seat.is_late = "", "", False
    return seat
