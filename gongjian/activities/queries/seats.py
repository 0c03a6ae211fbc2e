"""A person's own seats."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from gongjian.accounts.models import User
from gongjian.core.access import require, standing
from gongjian.core.clock import now
from gongjian.organizations.models import Affiliation, Side

from ..models import Activity, Shift, SignUp
from .board import shift_of
from .desk import check_in_window

State = SignUp.State
HELD = {State.CONFIRMED, State.WAITING, State.CHECKED_IN, State.ATTENDED}


@dataclass(frozen=True)
class Place:
    """One shift with what the person holds in it, as the page of an activity shows it."""

    shift: Shift
    seat: SignUp | None
    number: int
    side: str = ""
    clash: str = ""  # the title of something else at that time

    @property
    def opens(self) -> dt.datetime:
        """From when the check-in code is accepted."""
        return check_in_window(self.shift)[0]

    @property
    def is_early(self) -> bool:
        """Sign-up has not opened yet."""
        opens = self.shift.activity.sign_up_opens_at
        return self.shift.is_open and opens is not None and now() < opens

    @property
    def is_late(self) -> bool:
        """Sign-up has closed although the shift has not begun."""
        closes = self.shift.activity.sign_up_closes_at
        return self.shift.is_open and closes is not None and closes <= now() < self.shift.starts_at

    @property
    def can_join(self) -> bool:
        begun = self.shift.starts_at <= now()
        return self.shift.is_open and not (begun or self.holds or self.clash or self.is_early or self.is_late)

    @property
    def is_full(self) -> bool:
        """No place is left for this person: what is kept for the other side is not theirs."""
        return not self.shift.activity.by_selection and not self.shift.fits({self.side: 1})

    @property
    def can_wait(self) -> bool:
        return self.can_join and self.is_full and not self.shift.is_waiting_full

    @property
    def kept(self) -> list[tuple[str, int]]:
        """For which sides how many places are still kept."""
        found = [(str(label), self.shift.still_kept(side)) for side, label in Side.choices[:2]]
        return [(label, number) for label, number in found if number]

    @property
    def holds(self) -> bool:
        return self.seat is not None and self.seat.state != State.CANCELLED

    @property
    def can_cancel(self) -> bool:
        if self.seat is None or self.shift.starts_at <= now():
            return False
        if self.seat.state == State.CONFIRMED:
            return self.shift.give_back_until > now()
        return self.seat.state in {State.WAITING, State.APPLIED}

    @property
    def can_check_in(self) -> bool:
        opens, closes = check_in_window(self.shift)
        return self.seat is not None and self.seat.state == State.CONFIRMED and opens <= now() <= closes


def places(user: Any, activity: Activity) -> list[Place]:
    """The shifts of an activity with what the person holds in each and at that time: three queries at most."""
    shifts = list(activity.shifts.all())
    mine: dict[int, SignUp] = {}
    others: list[SignUp] = []
    side = ""
    if user.pk and shifts:
        rows = SignUp.objects.filter(person_id=user.pk, shift__activity=activity).annotate(number=_number())
        mine = {row.shift_id: row for row in rows}
        others = _held_between(user, shifts)
        side = side_of(user)
    for shift in shifts:
        shift.activity = activity
    return [
        Place(shift, seat, getattr(seat, "number", 0), side, _clash(shift, seat, others))
        for shift in shifts
        for seat in [mine.get(shift.pk)]
    ]


def side_of(user: Any) -> str:
    """For which side a person counts: that of the first organisation they belong to."""
    return next((row.organization.side for row in standing(user).affiliations), "")


def _held_between(user: Any, shifts: list[Shift]) -> list[SignUp]:
    """What the person holds while these shifts last, and in the gaps between them."""
    since, until = min(shift.starts_at for shift in shifts), max(shift.ends_at for shift in shifts)
    rows = SignUp.objects.filter(person_id=user.pk, shift__starts_at__lt=until, shift__ends_at__gt=since)
    return list(rows.filter(state__in=HELD).select_related("shift__activity"))


def _clash(shift: Shift, seat: SignUp | None, others: list[SignUp]) -> str:
    if seat is not None and seat.state in HELD:
        return ""
    found = (row.shift for row in others if row.shift_id != shift.pk)
    titles = (o.activity.title for o in found if o.starts_at < shift.ends_at and shift.starts_at < o.ends_at)
    return next(titles, "")


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


def colleagues_of(user: Any) -> QuerySet[User]:
    """The people of the person's own organisations, and the person: whom they may sign up with a group.

    Neighbours are no group: a resident knows a name, not who lives in the whole neighbourhood.
    """
    rows = Affiliation.objects.current().exclude(kind=Affiliation.Kind.RESIDENT)
    mine = rows.filter(person_id=user.pk).values("organization_id")
    people = rows.filter(organization_id__in=mine).values("person_id")
    return User.objects.filter(is_active=True).filter(Q(pk__in=people) | Q(pk=user.pk)).order_by("pk")


def colleagues_named(user: Any, names: list[str]) -> dict[str, list[User]]:
    """Those of them who have one of these names, by name."""
    found: dict[str, list[User]] = {name: [] for name in names}
    for person in colleagues_of(user).filter(display_name__in=names):
        found[person.display_name].append(person)
    return found


def shift_to_select(user: Any, pk: int) -> Shift:
    """A shift among whose applicants the person may select; 403 for others who may see it."""
    shift = shift_of(user, pk)
    require(user, "activities.select", shift)
    return shift


def applicants(shift: Shift) -> QuerySet[SignUp]:
    """Who applied and has no place yet, first come first."""
    rows = shift.sign_ups.filter(state__in=[State.APPLIED, State.NOT_SELECTED])
    return rows.select_related("person").order_by("state", "signed_up_at", "pk")


def applicants_named(shift: Shift, keys: list[int]) -> list[SignUp]:
    """Those of them that a posted page named."""
    return list(applicants(shift).filter(pk__in=keys))
