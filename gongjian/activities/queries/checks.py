"""What `manage.py verify` checks, and what the sweeps look for."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from gongjian.core.clock import at, now, today
from gongjian.points.models import Entry, Rule

from ..models import Activity, Shift, SignUp

State = SignUp.State
AWARD = "service.hour"


def invariants() -> Iterator[str]:
    """A sentence for everything that must be true and is not."""
    yield from _counters()
    yield from _open_flags()
    yield from _minutes()
    yield from _awards()


def _count_of(*states: str) -> Coalesce:
    rows = SignUp.objects.filter(shift=OuterRef("pk"), state__in=states).order_by()
    return Coalesce(Subquery(rows.values("shift").annotate(n=Count("pk")).values("n")), 0)


def _counters() -> Iterator[str]:
    rows = Shift.objects.annotate(seats=_count_of(*SignUp.SEATED), turns_held=_count_of(State.WAITING))
    for shift in rows.exclude(seats=F("taken")):
        yield f"shift {shift.pk}: {shift.taken} taken, but {shift.seats} seats"
    for shift in rows.exclude(turns_held=F("waiting")):
        yield f"shift {shift.pk}: {shift.waiting} waiting, but {shift.turns_held} turns"
    for shift in rows.filter(turns_held__gt=0, taken__lt=F("capacity")):
        yield f"shift {shift.pk}: people wait although {shift.left} places are free"


def _open_flags() -> Iterator[str]:
    should = Case(When(activity__state__in=Activity.LIVE, then=Value(True)), default=Value(False))
    for shift in Shift.objects.annotate(should=should).exclude(is_open=F("should")):
        yield f"shift {shift.pk}: is_open is {shift.is_open}, but its activity is not so"


def _minutes() -> Iterator[str]:
    for row in SignUp.objects.filter(minutes__isnull=False).exclude(state=State.ATTENDED):
        yield f"sign-up {row.pk}: minutes without attendance"
    unproven = (
        Q(checked_in_at__isnull=True) | Q(proof="") | Q(minutes__isnull=True) | Q(confirmed_at__isnull=True)
    )
    for row in SignUp.objects.filter(unproven, state=State.ATTENDED):
        yield f"sign-up {row.pk}: attended without proof, minutes or the organiser's word"
    unsettled = SignUp.objects.filter(shift__activity=OuterRef("pk"), state__in=SignUp.SEATED)
    unsettled = unsettled.exclude(state=State.ABSENT).filter(countersigned_at__isnull=True)
    for activity in Activity.objects.filter(Exists(unsettled), state=Activity.State.SETTLED):
        yield f"activity {activity.pk}: settled, but somebody's minutes are open"


def _awards() -> Iterator[str]:
    """Each countersigned service row has one award; nothing else has one. No award is due before the first rule."""
    awards = Entry.objects.filter(code=AWARD, source_type=SignUp._meta.label_lower, reverses__isnull=True)
    of_row = awards.filter(source_id=Cast(OuterRef("pk"), CharField()))
    counted = SignUp.objects.filter(
        countersigned_at__isnull=False, shift__activity__kind__in=Activity.SERVICE_KINDS
    )
    first = (
        Rule.objects.filter(code=AWARD).order_by("valid_from").values_list("valid_from", flat=True).first()
    )
    if first is not None:
        due = counted.filter(shift__starts_at__gte=at(first + dt.timedelta(days=1)))
        for row in due.filter(~Exists(of_row)):
            yield f"sign-up {row.pk}: countersigned, but no points were awarded"
    doubled = awards.order_by().values("source_id").annotate(n=Count("pk")).filter(n__gt=1)
    for found in doubled:
        yield f"sign-up {found['source_id']}: awarded {found['n']} times"
    pks = counted.annotate(key=Cast("pk", CharField())).values("key")
    for entry in awards.filter(reversal__isnull=True).exclude(source_id__in=pks):
        yield f"points entry {entry.pk}: awarded for a sign-up that both sides have not confirmed"


def due_to_start() -> QuerySet[Activity]:
    """Open activities whose first shift has begun."""
    begun = Shift.objects.filter(activity=OuterRef("pk"), starts_at__lte=now())
    return Activity.objects.filter(Exists(begun), state=Activity.State.OPEN).order_by("pk")


def due_to_finish() -> QuerySet[Activity]:
    """Live activities whose last shift is over."""
    rows = Activity.objects.filter(state__in=Activity.LIVE).annotate(last=Max("shifts__ends_at"))
    return rows.filter(last__lte=now()).order_by("pk")


def due_to_remind() -> QuerySet[Shift]:
    """Shifts of tomorrow of which nobody was told yet."""
    begin, end = at(today() + dt.timedelta(days=1)), at(today() + dt.timedelta(days=2))
    rows = Shift.objects.filter(is_open=True, reminded_at=None, starts_at__gte=begin, starts_at__lt=end)
    return rows.order_by("pk")
