"""How long everybody served: confirmed by the organiser's side, then by the other side."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.accounts.models import User
from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.notices.ledger import notify
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with
from gongjian.points.ledger import award

from .. import queries
from ..models import Activity, SignUp, Tell, Verb
from .attendance import _short
from .settling import _settle

State = SignUp.State
HOUR = Decimal(60)


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
    if seat.waits_for_acceptance:
        raise Refused(_("%s: the proof came late. Please say first whether it counts.") % seat.name)
    if seat.shift.ends_at > now() and activity.state != Activity.State.FINISHED:
        raise Refused(_("The shift is not over yet."))
    _refuse_minutes(seat, minutes)
    if seat.state != State.ATTENDED:
        if seat.state == State.CONFIRMED:
            seat.checked_in_at, seat.proof = now(), SignUp.Proof.LIST
        move(seat, State.ATTENDED)
    seat.minutes, seat.confirmed_by_id, seat.confirmed_at = minutes, by.pk, now()
    seat.save()
    record(by, Verb.MINUTES_CONFIRMED, seat, minutes=minutes)
    return seat


def _refuse_minutes(seat: SignUp, minutes: int) -> None:
    """Within the shift, in the steps and below the day's most that the dated rules give (VOL-01)."""
    if not 1 <= minutes <= seat.shift.minutes:
        raise ValidationError(
            {
                "minutes": _("%(name)s: please give 1 to %(most)s minutes.")
                % {"name": seat.name, "most": seat.shift.minutes}
            }
        )
    step = queries.step_minutes(localtime(seat.shift.starts_at).date())
    if minutes % step:
        raise ValidationError(
            {
                "minutes": _("%(name)s: service is recorded in steps of %(step)s minutes.")
                % {"name": seat.name, "step": step}
            }
        )
    left = queries.minutes_left_that_day(seat)
    if minutes > left:
        raise ValidationError(
            {
                "minutes": _("%(name)s: only %(left)s more minutes can be recorded for that day.")
                % {"name": seat.name, "left": max(left, 0)}
            }
        )


@transaction.atomic
def confirm_all(*, by: Actor, activity: Activity, minutes: dict[int, int] | None = None) -> int:
    """Confirm the minutes given by seat, or what all who are there served; one's own seat and late
    proofs that nobody accepted are passed over.
    """
    require(by, "activities.confirm_all", activity)
    activity = lock(activity)
    done = 0
    rows = SignUp.objects.filter(shift__activity=activity).select_related("shift__activity__organizer")
    rows = rows.filter(state=State.CHECKED_IN) if minutes is None else rows.filter(pk__in=minutes)
    for seat in rows.order_by("pk"):
        if seat.countersigned_at or not by.has_perm("activities.confirm_minutes", seat):
            continue
        if minutes is None and seat.waits_for_acceptance:
            continue
        _confirm(by, activity, seat, queries.served(seat) if minutes is None else minutes[seat.pk])
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
            source=queries.award_source(seat),
            day=day,
            about=activity.title,
            organization=activity.organizer,
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
