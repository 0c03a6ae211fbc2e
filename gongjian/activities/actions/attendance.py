"""Who was there and for how long: the code or the list, then minutes confirmed by both sides."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.accounts.models import User
from gongjian.audit.ledger import record
from gongjian.core import limits
from gongjian.core.access import Actor, require
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import notify
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.points.ledger import award

from .. import checkin_code, queries
from ..models import Activity, Shift, SignUp, Tell, Verb
from .settling import _settle

State = SignUp.State
HOUR = Decimal(60)
TRIES, TRIES_WITHIN = 10, 300


@transaction.atomic
def check_in(*, by: Actor, shift: Shift, code: str) -> SignUp:
    """Prove by the rotating code that one is there; a second call changes nothing.

    A hot path without `lock`: the code is verified without the database, then one conditional statement decides.
    """
    require(by, "activities.check_in", shift)
    limits.allow("activities.check_in", f"{by.pk}:{shift.pk}", times=TRIES, seconds=TRIES_WITHIN)
    _refuse_outside(shift)
    if not checkin_code.verify(code, shift, now(), queries.rhythm()):
        raise Refused(_("This code is wrong or too old. Please type the one on the screen now."))
    moved = SignUp.objects.filter(shift=shift, person_id=by.pk, state=State.CONFIRMED).update(
        state=State.CHECKED_IN, checked_in_at=now(), proof=SignUp.Proof.CODE
    )
    seat = SignUp.objects.filter(shift=shift, person_id=by.pk).first()
    if moved and seat is not None:
        record(by, Verb.CHECKED_IN, seat, proof=SignUp.Proof.CODE)
        return seat
    return _already_there(seat)


def _refuse_outside(shift: Shift) -> None:
    opens, closes = queries.check_in_window(shift)
    if shift.activity.state not in {*Activity.LIVE, Activity.State.FINISHED}:
        raise Refused(_("There is no check-in: the activity is “%s”.") % shift.activity.get_state_display())
    if now() < opens:
        raise Refused(_("Check-in opens at %s.") % f"{localtime(opens):%H:%M}")
    if now() > closes:
        raise Refused(_("Check-in is closed. The organiser can still put you on the list."))


def _already_there(seat: SignUp | None) -> SignUp:
    """Why the conditional statement changed nothing."""
    if seat is not None and seat.state in {State.CHECKED_IN, State.ATTENDED}:
        return seat
    if seat is not None and seat.state == State.WAITING:
        raise Refused(_("You are still on the waiting list. Please speak to the organiser."))
    if seat is not None and seat.state == State.ABSENT:
        raise Refused(_("You were marked absent. Please speak to the organiser."))
    raise Refused(_("You have not signed up for this shift."))


@transaction.atomic
def tick(*, by: Actor, sign_up: SignUp, reason: str = "") -> SignUp:
    """Put somebody on the list by hand: it always suffices, a reason is welcome."""
    require(by, "activities.tick", sign_up)
    seat = lock(sign_up)
    if seat.state in {State.CHECKED_IN, State.ATTENDED}:
        return seat
    _refuse_settled(seat)
    if now() < queries.check_in_window(seat.shift)[0]:
        raise Refused(_("It is too early: nobody can be there yet."))
    move(seat, State.CHECKED_IN)
    seat.checked_in_at, seat.proof = now(), SignUp.Proof.LIST
    seat.proof_reason = _short(reason)
    seat.save()
    record(by, Verb.TICKED, seat)
    return seat


def _short(reason: str) -> str:
    if len(reason.strip()) > 120:
        raise ValidationError({"reason": _("Please use 120 characters at most.")})
    return reason.strip()


def _refuse_settled(seat: SignUp) -> None:
    if seat.shift.activity.state not in {*Activity.LIVE, Activity.State.FINISHED}:
        raise Refused(
            _("This can't be changed any more: it is “%s”.") % seat.shift.activity.get_state_display()
        )


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
    seat.checked_in_at, seat.proof, seat.proof_reason = None, "", ""
    seat.save()
    record(by, Verb.MARKED_ABSENT, seat)
    notify(seat.person, Tell.ABSENT, seat, link=_detail(activity), activity=activity.title)
    _settle(by, activity)
    return seat


@transaction.atomic
def confirm_minutes(*, by: Actor, sign_up: SignUp, minutes: int) -> SignUp:
    """The organiser's side confirms how long somebody served; it may be changed until the other side has signed."""
    require(by, "activities.confirm_minutes", sign_up)
    activity = lock(sign_up.shift.activity)
    seat = _confirm(by, activity, sign_up, minutes)
    _ask_other_side(by, activity)
    return seat


def _confirm(by: Actor, activity: Activity, sign_up: SignUp, minutes: int) -> SignUp:
    seat = lock(sign_up)
    if seat.countersigned_at:
        if seat.minutes == minutes:
            return seat
        raise Refused(_("Both sides have already confirmed these minutes."))
    if seat.state == State.ATTENDED and seat.minutes == minutes:
        return seat
    if seat.shift.ends_at > now() and activity.state != Activity.State.FINISHED:
        raise Refused(_("The shift is not over yet."))
    if not 1 <= minutes <= seat.shift.minutes:
        raise ValidationError(
            {
                "minutes": _("%(name)s: please give 1 to %(most)s minutes.")
                % {"name": seat.name, "most": seat.shift.minutes}
            }
        )
    if seat.state != State.ATTENDED:
        if seat.state == State.CONFIRMED:
            seat.checked_in_at, seat.proof = now(), SignUp.Proof.LIST
        move(seat, State.ATTENDED)
    seat.minutes, seat.confirmed_by_id, seat.confirmed_at = minutes, by.pk, now()
    seat.save()
    record(by, Verb.MINUTES_CONFIRMED, seat, minutes=minutes)
    return seat


@transaction.atomic
def confirm_all(*, by: Actor, activity: Activity, minutes: dict[int, int] | None = None) -> int:
    """Confirm the minutes given by seat, or the whole shift for all who are there; one's own seat is passed over."""
    require(by, "activities.confirm_all", activity)
    activity = lock(activity)
    done = 0
    rows = SignUp.objects.filter(shift__activity=activity).select_related("shift__activity__organizer")
    rows = rows.filter(state=State.CHECKED_IN) if minutes is None else rows.filter(pk__in=minutes)
    for seat in rows.order_by("pk"):
        if seat.countersigned_at or not by.has_perm("activities.confirm_minutes", seat):
            continue
        _confirm(by, activity, seat, seat.shift.minutes if minutes is None else minutes[seat.pk])
        done += 1
    _ask_other_side(by, activity)
    return done


def _ask_other_side(by: Actor, activity: Activity) -> None:
    """Tell those who sign next, once all who were there have minutes."""
    rows = SignUp.objects.filter(shift__activity=activity)
    if rows.filter(state__in=[State.CONFIRMED, State.CHECKED_IN]).exists():
        return
    if not rows.filter(state=State.ATTENDED, countersigned_at__isnull=True).exists():
        return
    people = list(people_with(Power.ARRANGE, activity.partner or activity.organizer).exclude(pk=by.pk))
    if not people and activity.organizer.parent is not None:
        people = list(people_with(Power.SEE, activity.organizer.parent))
    link = reverse("activities:desk", args=[activity.pk])
    notify(people, Tell.TO_COUNTERSIGN, activity, link=link, activity=activity.title)


@transaction.atomic
def countersign(*, by: Actor, sign_up: SignUp) -> SignUp:
    """The other side confirms the minutes: now they count, and points follow."""
    require(by, "activities.countersign", sign_up)
    activity = lock(sign_up.shift.activity)
    seat = _countersign(by, activity, sign_up)
    _settle(by, activity)
    return seat


def _countersign(by: Actor, activity: Activity, sign_up: SignUp) -> SignUp:
    seat = lock(sign_up)
    if seat.countersigned_at:
        return seat
    if seat.state != State.ATTENDED or not seat.minutes:
        raise Refused(_("The organiser has not confirmed these minutes yet."))
    require(by, "activities.countersign", seat)  # the held row may name another organiser than the page did
    seat.countersigned_by_id, seat.countersigned_at = by.pk, now()
    seat.save(update_fields=["countersigned_by", "countersigned_at"])
    record(by, Verb.MINUTES_COUNTERSIGNED, seat, minutes=seat.minutes)
    if activity.is_service:
        person: User = seat.person
        quantity, day = seat.minutes / HOUR, localtime(seat.shift.starts_at).date()
        award(
            by=by,
            person=person,
            code="service.hour",
            quantity=quantity,
            source=seat,
            day=day,
            about=activity.title,
        )
    link = reverse("activities:hours")
    notify(seat.person, Tell.MINUTES, seat, link=link, activity=activity.title, minutes=seat.minutes)
    return seat


@transaction.atomic
def countersign_all(*, by: Actor, activity: Activity) -> int:
    """Sign everything that waits for this side, save one's own seat and what one confirmed oneself."""
    require(by, "activities.countersign_all", activity)
    activity = lock(activity)
    done = 0
    rows = SignUp.objects.filter(
        shift__activity=activity, state=State.ATTENDED, countersigned_at__isnull=True
    )
    for seat in rows.select_related("shift__activity__organizer", "shift__activity__partner").order_by("pk"):
        if by.has_perm("activities.countersign", seat):
            _countersign(by, activity, seat)
            done += 1
    _settle(by, activity)
    return done


@transaction.atomic
def return_minutes(*, by: Actor, sign_up: SignUp, reason: str) -> SignUp:
    """The other side does not agree: back to the organiser with a reason."""
    require(by, "activities.return_minutes", sign_up)
    seat = lock(sign_up)
    if seat.countersigned_at:
        raise Refused(_("Both sides have already confirmed these minutes."))
    if not reason.strip():
        raise ValidationError({"reason": _("Please say what should be different.")})
    move(seat, State.CHECKED_IN)
    words, confirmer = _short(reason), seat.confirmed_by
    seat.minutes = seat.confirmed_by = seat.confirmed_at = None
    seat.save()
    record(by, Verb.MINUTES_RETURNED, seat)
    activity = seat.shift.activity
    link = reverse("activities:desk", args=[activity.pk])
    notify(confirmer, Tell.RETURNED, seat, link=link, activity=activity.title, name=seat.name, reason=words)
    return seat


def _detail(activity: Activity) -> str:
    return reverse("activities:detail", args=[activity.pk])
