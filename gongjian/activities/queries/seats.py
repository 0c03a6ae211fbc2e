"""A person's own seats."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from gongjian.core.clock import now

from ..models import Activity, Shift, SignUp
from .desk import check_in_window

State = SignUp.State


@dataclass(frozen=True)
class Place:
    """One shift with what the person holds in it, as the page of an activity shows it."""

    shift: Shift
    seat: SignUp | None
    number: int

    @property
    def opens(self) -> dt.datetime:
        """From when the check-in code is accepted."""
        return check_in_window(self.shift)[0]

    @property
    def can_join(self) -> bool:
        return self.shift.is_open and self.shift.starts_at > now() and not self.holds

    @property
    def can_wait(self) -> bool:
        return self.can_join and self.shift.is_full and not self.shift.is_waiting_full

    @property
    def holds(self) -> bool:
        return self.seat is not None and self.seat.state != State.CANCELLED

    @property
    def can_cancel(self) -> bool:
        early = self.shift.starts_at > now()
        return early and self.seat is not None and self.seat.state in {State.CONFIRMED, State.WAITING}

    @property
    def can_check_in(self) -> bool:
        opens, closes = check_in_window(self.shift)
        return self.seat is not None and self.seat.state == State.CONFIRMED and opens <= now() <= closes


def places(user: Any, activity: Activity) -> list[Place]:
    """The shifts of an activity with the person's seat in each: two queries, whatever their number."""
    mine = {}
    if user.pk:
        rows = SignUp.objects.filter(person_id=user.pk, shift__activity=activity).annotate(number=_number())
        mine = {row.shift_id: row for row in rows}
    shifts = list(activity.shifts.all())
    for shift in shifts:
        shift.activity = activity
    return [Place(shift, mine.get(shift.pk), getattr(mine.get(shift.pk), "number", 0)) for shift in shifts]


def _number() -> Coalesce:
    """How many wait in the same shift up to this turn."""
    rows = SignUp.objects.filter(shift=OuterRef("shift"), state=State.WAITING, turn__lte=OuterRef("turn"))
    return Coalesce(Subquery(rows.order_by().values("shift").annotate(n=Count("pk")).values("n")), 0)


def seat_of(user: Any, shift: Shift) -> SignUp | None:
    """What the person holds in a shift."""
    return SignUp.objects.filter(person_id=user.pk, shift=shift).first() if user.pk else None


def waiting_number(seat: SignUp) -> int:
    """The place in the waiting list; 0 for somebody who does not wait."""
    if seat.state != State.WAITING:
        return 0
    return SignUp.objects.filter(shift_id=seat.shift_id, state=State.WAITING, turn__lte=seat.turn).count()


def my_sign_up(user: Any, pk: int) -> SignUp:
    """One's own seat, else 404."""
    rows = SignUp.objects.visible_to(user).filter(person_id=user.pk)
    return get_object_or_404(rows.select_related("shift__activity"), pk=pk)
