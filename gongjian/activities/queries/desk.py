"""The organiser's desk: who has a seat, how each was proven, what waits for which side."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime

from gongjian.core.access import require
from gongjian.core.clock import at, now
from gongjian.policy.queries import value

from ..checkin_code import Rhythm
from ..models import Activity, Shift, SignUp

State = SignUp.State


def rhythm() -> Rhythm:
    """How the check-in code turns, by the rules of today."""
    return Rhythm(int(value("attendance.code_seconds")), int(value("attendance.code_accept_seconds")))


def check_in_window(shift: Shift) -> tuple[dt.datetime, dt.datetime]:
    """From when until when the code is accepted."""
    opens = dt.timedelta(minutes=int(value("attendance.opens_minutes_before")))
    return shift.starts_at - opens, shift.ends_at + dt.timedelta(
        hours=float(value("attendance.late_proof_hours"))
    )


def step_minutes(day: dt.date) -> int:
    """The smallest step in which service of a day is recorded: a minute, unless a local rule says otherwise."""
    return int(value("volunteer.step_minutes", day))


def served(seat: SignUp) -> int:
    """The minutes somebody served, as far as the records tell; the organiser may give others.

    From arrival to leaving, within the shift, its breaks taken off in proportion, rounded down to the step, at least
    one. The moment of a list tick is not that of the arrival: who was put on a list counts from the beginning.
    """
    shift = seat.shift
    begins, ends = shift.starts_at, shift.ends_at
    came = seat.checked_in_at
    if seat.proof != SignUp.Proof.LIST and came and begins < came < ends:
        begins = came
    if seat.checked_out_at and begins < seat.checked_out_at < ends:
        ends = seat.checked_out_at
    share = (ends - begins) / (shift.ends_at - shift.starts_at)
    step = step_minutes(localtime(shift.starts_at).date())
    return max(int(shift.minutes * share + 0.5) // step * step, step)


def minutes_left_that_day(seat: SignUp) -> int:
    """How many more minutes a person's day holds by the dated rule, beside what is recorded in other seats."""
    day = localtime(seat.shift.starts_at).date()
    rows = SignUp.objects.filter(
        person_id=seat.person_id,
        state=State.ATTENDED,
        shift__starts_at__gte=at(day),
        shift__starts_at__lt=at(day + dt.timedelta(days=1)),
    )
    recorded = rows.exclude(pk=seat.pk).aggregate(sum=Coalesce(Sum("minutes"), 0))["sum"]
    return int(float(value("volunteer.daily_cap_hours", day)) * 60) - int(recorded)


def is_check_in_open(shift: Shift) -> bool:
    """Whether the code is accepted at this moment."""
    opens, closes = check_in_window(shift)
    live = shift.activity.state in {*Activity.LIVE, Activity.State.FINISHED}
    return live and opens <= now() <= closes


def roster(user: Any, activity: Activity) -> QuerySet[SignUp]:
    """Everybody with a seat or a turn, as far as the person may see them."""
    rows = SignUp.objects.visible_to(user).filter(shift__activity=activity).exclude(state=State.CANCELLED)
    rows = rows.select_related(
        "shift__activity__organizer", "shift__activity__partner", "confirmed_by", "countersigned_by"
    )
    return rows.order_by("shift__starts_at", "shift", "turn", "signed_up_at", "pk")


def seat_for_desk(user: Any, pk: int) -> SignUp:
    """One seat that the person may see, else 404."""
    rows = SignUp.objects.visible_to(user).select_related(
        "person", "shift__activity__organizer", "shift__activity__partner"
    )
    return get_object_or_404(rows, pk=pk)


@dataclass(frozen=True)
class Desk:
    """How far the attendance of an activity is: numbers, and one list at a time."""

    activity: Activity
    shifts: list[Shift]
    by_code: int
    by_list: int
    late: int
    missing: int
    absent: int
    waiting: int
    to_confirm: int
    to_sign: int
    signed: int
    minutes: int

    @property
    def may_end(self) -> bool:
        """Every shift has begun and nobody has ended it yet; the sweep that marks it as running may lag behind."""
        going = self.activity.state in {Activity.State.OPEN, Activity.State.RUNNING}
        return going and all(shift.starts_at <= now() for shift in self.shifts)

    @property
    def here(self) -> int:
        return self.by_code + self.by_list

    @property
    def seated(self) -> int:
        return self.here + self.missing + self.absent

    @property
    def open_rows(self) -> int:
        """How many seats the organiser has not dealt with."""
        return self.missing + self.to_confirm


LISTS = {
    "here": [State.CHECKED_IN, State.ATTENDED],
    "missing": [State.CONFIRMED],
    "absent": [State.ABSENT],
    "waiting": [State.WAITING],
}


def desk(user: Any, activity: Activity) -> Desk:
    """The numbers of the desk: two queries, whatever the number of people; 403 for who does not run the activity."""
    require(user, "activities.see_desk", activity)
    shifts = list(activity.shifts.all())
    rows = SignUp.objects.filter(shift__activity=activity)
    here, attended = Q(state__in=LISTS["here"]), Q(state=State.ATTENDED)
    signed = Q(countersigned_at__isnull=False)
    counts = rows.aggregate(
        by_code=Count("pk", filter=here & Q(proof__in=SignUp.BY_CODE)),
        by_list=Count("pk", filter=here & ~Q(proof__in=SignUp.BY_CODE)),
        late=Count("pk", filter=here & Q(is_late=True, late_accepted_at__isnull=True)),
        missing=Count("pk", filter=Q(state=State.CONFIRMED)),
        absent=Count("pk", filter=Q(state=State.ABSENT)),
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        to_confirm=Count("pk", filter=Q(state=State.CHECKED_IN)),
        to_sign=Count("pk", filter=attended & ~signed),
        signed=Count("pk", filter=attended & signed),
        minutes=Coalesce(Sum("minutes"), 0),
    )
    return Desk(activity, shifts, **counts)


def desk_rows(user: Any, activity: Activity, show: str) -> QuerySet[SignUp]:
    """One list of the desk: who is `here`, `missing`, `absent` or `waiting`."""
    return roster(user, activity).filter(state__in=LISTS[show])


def arrivals(shift: Shift, limit: int = 6) -> tuple[int, list[SignUp]]:
    """How many have arrived at a shift, and the latest of them: for the screen with the code."""
    rows = shift.sign_ups.filter(state__in=LISTS["here"])
    return rows.count(), list(rows.order_by("-checked_in_at", "-pk")[:limit])


def shift_on_site(user: Any, pk: int) -> Shift:
    """A shift whose people the person may record, else 404; 403 for others who may see it."""
    shift = get_object_or_404(
        Shift.objects.visible_to(user).select_related("activity__organizer", "activity__partner"), pk=pk
    )
    require(user, "activities.scan", shift)
    return shift


def sheet_rows(user: Any, shift: Shift) -> QuerySet[SignUp]:
    """Who stands on a shift's sign-in sheet, in the order of the sheet."""
    rows = SignUp.objects.visible_to(user).filter(shift=shift, state__in=SignUp.SEATED)
    return rows.select_related("shift__activity__organizer").order_by("signed_up_at", "pk")


def to_enter(user: Any, shift: Shift) -> QuerySet[SignUp]:
    """Who is not recorded yet: what is still to be entered from a signed sheet; one's own seat is left out."""
    rows = sheet_rows(user, shift).filter(state__in=[State.CONFIRMED, State.ABSENT])
    return rows.exclude(person_id=user.pk)


@dataclass(frozen=True)
class Side:
    """How far one side's confirmation is, and who gave the latest."""

    done: int
    waiting: int
    name: str = ""
    at: dt.datetime | None = None


def sides(activity: Activity) -> tuple[Side, Side]:
    """The organiser's and the other side's confirmations: three queries."""
    rows = SignUp.objects.filter(shift__activity=activity, state__in=LISTS["here"])
    first, second = Q(confirmed_at__isnull=False), Q(countersigned_at__isnull=False)
    done = rows.aggregate(
        first=Count("pk", filter=first),
        open=Count("pk", filter=~first),
        second=Count("pk", filter=second),
        unsigned=Count("pk", filter=first & ~second),
    )
    one = rows.filter(first).select_related("confirmed_by").order_by("-confirmed_at").first()
    two = rows.filter(second).select_related("countersigned_by").order_by("-countersigned_at").first()
    return (
        Side(
            done["first"],
            done["open"],
            str(one.confirmed_by) if one else "",
            one.confirmed_at if one else None,
        ),
        Side(
            done["second"],
            done["unsigned"],
            str(two.countersigned_by) if two else "",
            two.countersigned_at if two else None,
        ),
    )


def seat_to_return(user: Any, pk: int) -> SignUp:
    """A seat whose minutes the person may send back; 403 for others who may see it."""
    seat = seat_for_desk(user, pk)
    require(user, "activities.return_minutes", seat)
    return seat
