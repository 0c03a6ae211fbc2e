"""Seats and the waiting list.

The hot path. Everybody presses the button for the same shift in the same second, so `sign_up` does not `lock` the
shift: one conditional statement takes the seat, or refuses. The rows are always taken in the same order (activity,
person, shift, seat), so that two actions can wait for each other but never in a circle.
"""

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.accounts.models import User
from gongjian.audit.ledger import record
from gongjian.core.access import SYSTEM, Actor, require, standing
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.notices.ledger import notify

from ..models import Shift, SignUp, Tell, Verb

State = SignUp.State
HELD = {State.CONFIRMED, State.WAITING, State.CHECKED_IN, State.ATTENDED}


@transaction.atomic
def sign_up(*, by: Actor, shift: Shift, of_age: bool = False) -> SignUp:
    """Take a seat, or a place on the waiting list; a second call returns what the person already has.

    `shift` is as the page read it, with its activity: what is full there is not tried again. `of_age` is the
    person's own word, needed where danger is possible (志愿服务条例 §15, §17).
    """
    require(by, "activities.sign_up", shift)
    _refuse_closed(shift)
    if shift.activity.is_dangerous and not of_age:
        raise Refused(_("This activity is for adults only. Please confirm that you are 18 or older."))
    mine = _answer_full(by, shift)
    if mine is None:
        _hold(by)
        mine = _own_row(by, shift)
    if mine is not None and mine.state != State.CANCELLED:
        return mine
    seat = mine or SignUp(shift=shift, person_id=by.pk)
    seat.state, seat.turn, place = _take(shift)
    _write(seat, by)
    facts = {"of_age": True} if of_age else {}
    record(by, Verb.WAITED if place else Verb.SIGNED_UP, seat, shift=shift.pk, **facts)
    _tell_place(by, seat, shift, place)
    return seat


def _answer_full(by: Actor, shift: Shift) -> SignUp | None:
    """When the page's reading says that nothing is left, that is the answer, and nothing is locked for it."""
    if not (shift.is_full and shift.is_waiting_full):
        return None
    mine = _own_row(by, shift)
    if mine is None or mine.state == State.CANCELLED:
        raise Refused(_("All places are taken, and the waiting list is full too."))
    return mine


def _refuse_closed(shift: Shift) -> None:
    """What the page's own reading already answers costs no statement."""
    if shift.starts_at <= now():
        raise Refused(_("This has already begun, so sign-up is closed."))
    if not shift.is_open:
        raise Refused(_("Sign-up is closed: the activity is “%s”.") % shift.activity.get_state_display())


def _hold(by: Actor) -> None:
    """One sign-up of a person at a time, so that two overlapping seats can't slip in together."""
    list(User.objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk"))


def _own_row(by: Actor, shift: Shift) -> SignUp | None:
    """The person's row in this shift, if any; refuses when another seat of theirs overlaps."""
    rows = SignUp.objects.filter(
        person_id=by.pk, shift__starts_at__lt=shift.ends_at, shift__ends_at__gt=shift.starts_at
    )
    found = None
    for row in rows:
        if row.shift_id == shift.pk:
            found = row
        elif row.state in HELD:
            title = row.shift.activity.title
            raise Refused(_("You already take part in “%s” at that time. Cancel that one first.") % title)
    return found


def _take(shift: Shift) -> tuple[str, int, int]:
    """A seat by one conditional statement, else a turn by another; gives the state, the turn and the place in the list.

    What was read before may be old by now, so a no from one statement leads to the other, and once round again.
    """
    row = Shift.objects.filter(pk=shift.pk, is_open=True)
    for _attempt in range(3):
        if not shift.is_full and row.filter(taken__lt=F("capacity")).update(taken=F("taken") + 1):
            return State.CONFIRMED, 0, 0
        joins = row.filter(taken__gte=F("capacity"), waiting__lt=F("waiting_places"))
        if joins.update(waiting=F("waiting") + 1, turns=F("turns") + 1):
            return State.WAITING, *Shift.objects.values_list("turns", "waiting").get(pk=shift.pk)
        shift.refresh_from_db(fields=["taken", "capacity", "waiting", "waiting_places", "is_open"])
        _refuse_closed(shift)
        if shift.is_full and shift.is_waiting_full:
            raise Refused(_("All places are taken, and the waiting list is full too."))
    raise Refused(_("So many people are signing up that this did not work. Please try again."))


def _write(seat: SignUp, by: Actor) -> None:
    """Save the row with what both sides see of the person."""
    unit = next((row.organization.label for row in standing(by).affiliations), "")
    seat.name, seat.unit, seat.signed_up_at = str(by), unit, now()
    seat.save()


def _when(shift: Shift) -> str:
    """The time of a shift in a message, the same in every language."""
    begin, end = (localtime(moment) for moment in (shift.starts_at, shift.ends_at))
    return f"{begin:%Y-%m-%d %H:%M}–{end:%H:%M}"


def _tell_place(by: Actor, seat: SignUp, shift: Shift, place: int) -> None:
    link = reverse("activities:detail", args=[shift.activity_id])
    title = shift.activity.title
    if place:
        notify([by], Tell.WAITING, seat, link=link, activity=title, place=place)
    else:
        notify([by], Tell.SIGNED_UP, seat, link=link, activity=title, when=_when(shift))


@transaction.atomic
def cancel_sign_up(*, by: Actor, sign_up: SignUp) -> SignUp:
    """Give a seat or a turn back, until the shift begins; the first who waits moves up at once."""
    require(by, "activities.cancel_sign_up", sign_up)
    _hold(by)
    shift = lock(sign_up.shift)
    seat = lock(sign_up)
    if seat.state == State.CANCELLED:
        return seat
    if seat.state not in {State.CONFIRMED, State.WAITING}:
        raise Refused(_("This can't be cancelled any more: “%s”.") % seat.get_state_display())
    if shift.starts_at <= now():
        raise Refused(_("This has already begun. Please tell the contact person that you can't come."))
    was, seat.state = seat.state, State.CANCELLED
    seat.save(update_fields=["state"])
    if was == State.WAITING:
        Shift.objects.filter(pk=shift.pk).update(waiting=F("waiting") - 1)
    else:
        _hand_on(shift)
    record(by, Verb.SIGN_UP_CANCELLED, seat, shift=shift.pk)
    return seat


def _hand_on(shift: Shift) -> None:
    """Give one freed seat of a held shift to the first who waits, or back to the shift."""
    first = shift.sign_ups.filter(state=State.WAITING).order_by("turn", "pk").first()
    if first is None:
        Shift.objects.filter(pk=shift.pk).update(taken=F("taken") - 1)
        return
    Shift.objects.filter(pk=shift.pk).update(waiting=F("waiting") - 1)
    _seat_waiting(first, shift)


def _seat_waiting(seat: SignUp, shift: Shift) -> None:
    """Turn a turn into a seat and say so; the caller moved the counters."""
    seat.state = State.CONFIRMED
    seat.save(update_fields=["state"])
    record(SYSTEM, Verb.MOVED_UP, seat, shift=shift.pk)
    link = reverse("activities:detail", args=[shift.activity_id])
    notify(seat.person, Tell.MOVED_UP, seat, link=link, activity=shift.activity.title, when=_when(shift))


@transaction.atomic
def remind(*, by: Actor, shift: Shift) -> int:
    """Tell everybody with a seat about tomorrow, at most once; returns how many were told."""
    require(by, "activities.remind", shift)
    moved = Shift.objects.filter(pk=shift.pk, reminded_at=None, is_open=True).update(reminded_at=now())
    if not moved:
        return 0
    people = [row.person for row in shift.sign_ups.filter(state=State.CONFIRMED).select_related("person")]
    link = reverse("activities:detail", args=[shift.activity_id])
    notify(people, Tell.REMINDER, shift, link=link, activity=shift.activity.title, when=_when(shift))
    record(by, Verb.REMINDED, shift, people=len(people))
    return len(people)
