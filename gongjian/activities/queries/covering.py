"""Shifts of tomorrow that are short of people, and who could be asked."""

import datetime as dt
from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404

from gongjian.accounts.models import User
from gongjian.core.clock import at, now, today
from gongjian.policy.queries import value

from ..models import Activity, Shift, SignUp

State = SignUp.State
ASKED_FOR_EACH = 5  # people asked for each place that is free, so that a few who can't come do no harm
A_YEAR = dt.timedelta(days=365)


def short_of_people() -> QuerySet[Shift]:
    """Shifts of tomorrow with fewer people than the dated share of their places, for which nobody was asked yet."""
    begin, end = at(today() + dt.timedelta(days=1)), at(today() + dt.timedelta(days=2))
    rows = Shift.objects.filter(is_open=True, cover_called_at=None, starts_at__gte=begin, starts_at__lt=end)
    share = float(value("attendance.cover_below_share"))
    return rows.filter(taken__lt=F("capacity") * share).select_related("activity").order_by("pk")


def who_could_cover(shift: Shift) -> list[User]:
    """Those who wait for another shift of the activity, then the latest participants of the organiser's activities.

    Nobody who holds a seat or a turn here or at the same time, and only who may join.
    """
    most = shift.left * ASKED_FOR_EACH
    waiting = SignUp.objects.filter(shift__activity=shift.activity_id, state=State.WAITING)
    earlier = SignUp.objects.filter(
        shift__activity__organizer=shift.activity.organizer_id,
        state=State.ATTENDED,
        shift__starts_at__gte=now() - A_YEAR,
    )
    keys = list(_free(waiting, shift).order_by("turn").values_list("person_id", flat=True)[:most])
    keys += (
        _free(earlier, shift).order_by("-shift__starts_at").values_list("person_id", flat=True)[: most * 4]
    )
    people = User.objects.filter(is_active=True).in_bulk(list(dict.fromkeys(keys)))
    found = [people[key] for key in dict.fromkeys(keys) if key in people]
    if shift.activity.audience != Activity.Audience.EVERYONE:
        found = [person for person in found if person.has_perm("activities.sign_up", shift)]
    return found[:most]


def _free(rows: QuerySet[SignUp], shift: Shift) -> QuerySet[SignUp]:
    """Without those who hold something at the time of the shift, or once gave a place of it back."""
    here = SignUp.objects.filter(shift=shift)
    busy = SignUp.objects.filter(shift__starts_at__lt=shift.ends_at, shift__ends_at__gt=shift.starts_at)
    busy = busy.exclude(state=State.CANCELLED)
    # two small sets read once; asked for each row, a planner without statistics loops over all seats
    return rows.exclude(person__in=here.values("person")).exclude(person__in=busy.values("person"))


def my_seat_in(user: Any, pk: int) -> SignUp:
    """One's own seat in a shift, else 404."""
    row = SignUp.objects.filter(shift=pk, person_id=user.pk).select_related("shift__activity").first()
    if row is None:
        raise Http404
    return row
