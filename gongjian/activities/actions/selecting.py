"""Places by selection: people apply, the organiser selects, everybody is told. Only who is selected has a place."""

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.notices.ledger import notify

from ..models import Activity, Shift, SignUp, Tell, Verb
from .minors import _refuse_minor
from .seats import _hold, _own_row, _refuse_closed, _refuse_young, _write
from .waiting import _when

State = SignUp.State


@transaction.atomic
def apply(*, by: Actor, shift: Shift, of_age: bool = False) -> SignUp:
    """Apply for a place that the organiser gives; a second call returns what the person already has."""
    require(by, "activities.sign_up", shift)
    if not shift.activity.by_selection:
        raise Refused(_("Places are given in the order of sign-up here. Please sign up instead."))
    _hold([by.pk])
    shift = _held(shift)
    _refuse_closed(shift)
    _refuse_young(shift, of_age)
    _refuse_minor(by, shift)
    mine = _own_row(by, shift)
    if mine is not None and mine.state != State.CANCELLED:
        return mine
    seat = mine or SignUp(shift=shift, person_id=by.pk)
    seat.state, seat.turn = State.APPLIED, 0
    _write(seat, by)
    record(by, Verb.APPLIED, seat, shift=shift.pk)
    _tell([seat], shift, Tell.APPLIED)
    return seat


@transaction.atomic
def select(*, by: Actor, shift: Shift, sign_ups: Iterable[SignUp]) -> int:
    """Give places to some of those who applied, all of them or none; returns how many were told."""
    require(by, "activities.select", shift)
    wanted = {row.pk: row.person_id for row in sign_ups}
    _hold(wanted.values())
    shift = _held(shift)
    _refuse_over(shift)
    found = shift.sign_ups.select_for_update(of=("self",)).filter(pk__in=wanted).select_related("person")
    rows = [row for row in found.order_by("pk") if row.state in {State.APPLIED, State.NOT_SELECTED}]
    if len(rows) > shift.left:
        raise Refused(
            _("You chose %(chosen)s people, but %(left)s places are left. Please choose fewer.")
            % {"chosen": len(rows), "left": shift.left}
        )
    for row in rows:
        _refuse_taken(row, shift)
        row.state = State.CONFIRMED
        row.save(update_fields=["state"])
        record(by, Verb.SELECTED, row, shift=shift.pk)
    shift.taken += len(rows)
    shift.save(update_fields=["taken"])
    _tell(rows, shift, Tell.SELECTED)
    return len(rows)


@transaction.atomic
def decline_rest(*, by: Actor, shift: Shift) -> int:
    """Tell all who applied and were not selected; returns how many were told. A later choice is still possible."""
    require(by, "activities.select", shift)
    shift = _held(shift)
    rows = list(shift.sign_ups.filter(state=State.APPLIED).select_related("person").order_by("pk"))
    if not rows:
        return 0
    shift.sign_ups.filter(state=State.APPLIED).update(state=State.NOT_SELECTED)
    _tell(rows, shift, Tell.NOT_SELECTED)
    record(by, Verb.NOT_SELECTED, shift, people=len(rows))
    return len(rows)


def _held(shift: Shift) -> Shift:
    """The shift as it is now, held, with its activity."""
    activity = shift.activity
    shift = lock(shift)
    shift.activity = Activity.objects.select_related("organizer", "partner").get(pk=activity.pk)
    return shift


def _refuse_over(shift: Shift) -> None:
    """Selecting ends when the activity does; the window of applying does not bind the organiser."""
    if not shift.is_open:
        raise Refused(_("Sign-up is closed: the activity is “%s”.") % shift.activity.get_state_display())


def _refuse_taken(row: SignUp, shift: Shift) -> None:
    """Somebody who took another seat at that time meanwhile."""
    try:
        _own_row(row.person, shift)
    except Refused:
        raise Refused(
            _("%s meanwhile takes part in something else at that time. Please choose somebody else.")
            % row.name
        ) from None


def _tell(rows: list[SignUp], shift: Shift, kind: Tell) -> None:
    link = reverse("activities:detail", args=[shift.activity_id])
    people = [row.person for row in rows]
    notify(people, kind, shift, link=link, activity=shift.activity.title, when=_when(shift))
