"""Seats and the waiting list.

The hot path. Everybody presses the button for the same shift in the same second, so `sign_up` does not `lock` the
shift: one conditional statement takes the seat, or refuses. The rows are always taken in the same order (activity,
person, shift, seat), so that two actions can wait for each other but never in a circle.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import BigIntegerField, DateTimeField, F
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.accounts.models import User
from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require, standing
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.prepared import Prepared, Slot, insert, one_trip
from gongjian.core.rows import lock
from gongjian.notices.ledger import notify

from ..models import Shift, SignUp, Tell, Verb
from ..queries import HELD, side_of
from .minors import _refuse_minor
from .waiting import _give_back, _when

State = SignUp.State
COUNTERS = [
    "taken", "capacity", "waiting", "waiting_places", "is_open",
    "campus_kept", "campus_taken", "community_kept", "community_taken",
]  # fmt: skip
PERSON, SHIFT = Slot("person", BigIntegerField()), Slot("shift", BigIntegerField())
HELD_PERSON = Prepared(lambda: User.objects.select_for_update(no_key=True).only("pk").filter(pk=PERSON))
THEIRS_THEN = Prepared(
    lambda: SignUp.objects.filter(
        person_id=PERSON,
        shift__starts_at__lt=Slot("ends", DateTimeField()),
        shift__ends_at__gt=Slot("starts", DateTimeField()),
    )
)
ONE_SEAT = Prepared(
    lambda: Shift.objects.filter(
        pk=SHIFT, is_open=True, taken__lt=F("capacity"), campus_kept=0, community_kept=0
    ),
    taken=F("taken") + 1,
)


@transaction.atomic
def sign_up(*, by: Actor, shift: Shift, of_age: bool = False) -> SignUp:
    """Take a seat, or a place on the waiting list; a second call returns what the person already has.

    `shift` is as the page read it, with its activity: what is full there is not tried again. `of_age` is the
    person's own word, needed where there is an age limit or danger is possible (志愿服务条例 §15, §17).
    """
    require(by, "activities.sign_up", shift)
    _refuse_closed(shift)
    _refuse_young(shift, of_age)
    _refuse_minor(by, shift)
    if shift.activity.by_selection:
        raise Refused(_("The organiser selects here. Please apply instead."))
    mine = _answer_full(by, shift)
    if mine is None:
        mine = _own_row(by, shift, hold=True)
    if mine is not None and mine.state != State.CANCELLED:
        return mine
    seat = mine or SignUp(shift=shift, person_id=by.pk)
    seat.state, seat.turn, place = _take(by, shift)
    _write(seat, by)
    facts = {"of_age": True} if of_age else {}
    with one_trip():
        record(by, Verb.WAITED if place else Verb.SIGNED_UP, seat, shift=shift.pk, **facts)
        _tell_place(by, seat, shift, place)
    return seat


def _answer_full(by: Actor, shift: Shift) -> SignUp | None:
    """When the page's reading says that nothing is left, that is the answer, and nothing is locked for it."""
    if not shift.is_waiting_full or shift.fits(_sides(by, shift)):
        return None
    mine = _own_row(by, shift) if shift.mine != "" else None
    if mine is None or mine.state == State.CANCELLED:
        raise Refused(_("All places are taken, and the waiting list is full too."))
    return mine


def _refuse_closed(shift: Shift) -> None:
    """What the page's own reading already answers costs no statement."""
    if shift.starts_at <= now():
        raise Refused(_("This has already begun, so sign-up is closed."))
    if not shift.is_open:
        raise Refused(_("Sign-up is closed: the activity is “%s”.") % shift.activity.get_state_display())
    opens, closes = shift.activity.sign_up_opens_at, shift.activity.sign_up_closes_at
    if opens and now() < opens:
        raise Refused(_("Sign-up opens at %s. Please come back then.") % f"{localtime(opens):%Y-%m-%d %H:%M}")
    if closes and now() >= closes:
        raise Refused(_("Sign-up closed at %s.") % f"{localtime(closes):%Y-%m-%d %H:%M}")


def _refuse_young(shift: Shift, of_age: bool) -> None:
    """The person's own word that they are old enough; nothing else about the age is asked or kept."""
    age = shift.activity.age_limit
    if age and not of_age:
        raise Refused(
            _("This activity is for people of %(age)s or older. Please confirm that you are.") % {"age": age}
        )


def _hold(people: Iterable[int]) -> None:
    """One sign-up of a person at a time, so that two overlapping seats can't slip in together; in a fixed order."""
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))


def _own_row(by: Actor, shift: Shift, *, hold: bool = False) -> SignUp | None:
    """The person's row in this shift, if any, and the person held; refuses when another seat of theirs overlaps."""
    then = {"person": by.pk, "starts": shift.starts_at, "ends": shift.ends_at}
    found = None
    for row in THEIRS_THEN.rows_after(HELD_PERSON, **then) if hold else THEIRS_THEN.rows(**then):
        if row.shift_id == shift.pk:
            found = row
        elif row.state in HELD:
            title = row.shift.activity.title
            raise Refused(_("You already take part in “%s” at that time. Cancel that one first.") % title)
    return found


def _sides(by: Actor, shift: Shift) -> dict[str, int]:
    """One person of their side; the side is looked up only where places are kept for one."""
    return {side_of(by) if shift.keeps else "": 1}


def _take(by: Actor, shift: Shift) -> tuple[str, int, int]:
    """A seat by one conditional statement, else a turn by another; gives the state, the turn and the place in the list.

    What was read before may be old by now, so a no from one statement leads to the other, and once round again.
    """
    sides = _sides(by, shift)
    for _attempt in range(3):
        if shift.fits(sides) and _grow(shift, sides):
            return State.CONFIRMED, 0, 0
        joins = Shift.objects.filter(
            ~shift.room_for(sides), pk=shift.pk, is_open=True, waiting__lt=F("waiting_places")
        )
        if joins.update(waiting=F("waiting") + 1, turns=F("turns") + 1):
            return State.WAITING, *Shift.objects.values_list("turns", "waiting").get(pk=shift.pk)
        shift.refresh_from_db(fields=COUNTERS)
        _refuse_closed(shift)
        if shift.is_waiting_full and not shift.fits(sides):
            raise Refused(_("All places are taken, and the waiting list is full too."))
    raise Refused(_("So many people are signing up that this did not work. Please try again."))


def _grow(shift: Shift, sides: dict[str, int]) -> int:
    """The statement that takes the seat: the prepared one where no place is kept for a side."""
    if not shift.keeps:
        return ONE_SEAT.update(shift=shift.pk)
    row = Shift.objects.filter(shift.room_for(sides), pk=shift.pk, is_open=True)
    return row.update(**{name: F(name) + number for name, number in shift.counted(sides).items()})


def _write(seat: SignUp, by: Actor) -> None:
    """Save the row with what both sides see of the person."""
    unit = next((row.organization.label for row in standing(by).affiliations), "")
    seat.name, seat.unit, seat.side, seat.signed_up_at = str(by), unit, side_of(by), now()
    if seat.pk is None:
        insert(seat)
    else:
        seat.save()


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
    _hold([by.pk])
    shift = lock(sign_up.shift)
    seat = lock(sign_up)
    if seat.state == State.CANCELLED:
        return seat
    if seat.state not in {State.CONFIRMED, State.WAITING, State.APPLIED}:
        raise Refused(_("This can't be cancelled any more: “%s”.") % seat.get_state_display())
    _refuse_late(shift, seat)
    was, seat.state = seat.state, State.CANCELLED
    seat.save(update_fields=["state"])
    _give_back(shift, was, seat.side)
    record(by, Verb.SIGN_UP_CANCELLED, seat, shift=shift.pk)
    return seat


def _refuse_late(shift: Shift, seat: SignUp) -> None:
    """A place can be given back until the deadline, a turn until the shift begins."""
    if shift.starts_at <= now():
        raise Refused(_("This has already begun. Please tell the contact person that you can't come."))
    if seat.state == State.CONFIRMED and shift.give_back_until <= now():
        until = f"{localtime(shift.give_back_until):%Y-%m-%d %H:%M}"
        raise Refused(
            _("A place could be given back until %s. Please tell the contact person that you can't come.")
            % until
        )


@transaction.atomic
def remind(*, by: Actor, shift: Shift) -> int:
    """Tell everybody with a seat about tomorrow, at most once; returns how many were told."""
    require(by, "activities.remind", shift)
    moved = Shift.objects.filter(pk=shift.pk, reminded_at=None, is_open=True).update(reminded_at=now())
    if not moved:
        return 0
    people = [row.person for row in shift.sign_ups.filter(state=State.CONFIRMED).select_related("person")]
    link = reverse("activities:coming", args=[shift.pk])
    notify(people, Tell.REMINDER, shift, link=link, activity=shift.activity.title, when=_when(shift))
    record(by, Verb.REMINDED, shift, people=len(people))
    return len(people)
