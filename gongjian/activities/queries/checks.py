"""What `manage.py verify` checks, and what the sweeps look for."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import (
    BigIntegerField,
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

from ..models import KEPT_SIDES, Activity, Correction, Shift, SignUp

State = SignUp.State
AWARD = "service.hour"


def invariants() -> Iterator[str]:
    """A sentence for everything that must be true and is not."""
    yield from _counters()
    yield from _open_flags()
    yield from _minutes()
    yield from _awards()


def _count_of(*states: str, **fields: str) -> Coalesce:
    rows = SignUp.objects.filter(shift=OuterRef("pk"), state__in=states, **fields).order_by()
    return Coalesce(Subquery(rows.values("shift").annotate(n=Count("pk")).values("n")), 0)


def _counters() -> Iterator[str]:
    rows = Shift.objects.annotate(seats=_count_of(*SignUp.SEATED), turns_held=_count_of(State.WAITING))
    for shift in rows.exclude(seats=F("taken")):
        yield f"shift {shift.pk}: {shift.taken} taken, but {shift.seats} seats"
    for shift in rows.exclude(turns_held=F("waiting")):
        yield f"shift {shift.pk}: {shift.waiting} waiting, but {shift.turns_held} turns"
    for side in KEPT_SIDES:
        seats = _count_of(*SignUp.SEATED, side=side)
        counted = rows.annotate(of_side=seats).exclude(campus_kept=0, community_kept=0)
        for shift in counted.exclude(**{f"{side}_taken": F("of_side")}):
            yield f"shift {shift.pk}: the counter of the {side} says something else than its {shift.of_side} seats"
    for shift in rows.filter(turns_held__gt=0, taken__lt=F("capacity"), campus_kept=0, community_kept=0):
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
    """Each countersigned service row has one award, for the seat or for its latest correction; nothing else has one.

    No award is due before the first rule.
    """
    awards = Entry.objects.filter(code=AWARD, reverses__isnull=True)
    for_seats, for_fixes = (
        awards.filter(source_type=model._meta.label_lower) for model in (SignUp, Correction)
    )
    newest = Correction.objects.filter(sign_up=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    counted = SignUp.objects.filter(
        countersigned_at__isnull=False, shift__activity__kind__in=Activity.SERVICE_KINDS
    ).annotate(fix=Subquery(newest))
    first = (
        Rule.objects.filter(code=AWARD).order_by("valid_from").values_list("valid_from", flat=True).first()
    )
    if first is not None:
        due = counted.filter(shift__starts_at__gte=at(first + dt.timedelta(days=1)))
        of_seat = for_seats.filter(source_id=Cast(OuterRef("pk"), CharField()))
        of_fix = for_fixes.filter(source_id=Cast(OuterRef("fix"), CharField()))
        for row in due.filter(Q(fix=None) & ~Exists(of_seat) | ~Q(fix=None) & ~Exists(of_fix)):
            yield f"sign-up {row.pk}: countersigned, but no points were awarded"
    doubled = awards.order_by().values("source_type", "source_id").annotate(n=Count("pk")).filter(n__gt=1)
    for found in doubled:
        yield f"{found['source_type']} {found['source_id']}: awarded {found['n']} times"
    yield from _awards_without_reason(for_seats, counted.filter(fix=None), "pk")
    yield from _awards_without_reason(for_fixes, counted.exclude(fix=None), "fix")


def _awards_without_reason(awards: QuerySet[Entry], counted: QuerySet[SignUp], name: str) -> Iterator[str]:
    reason = counted.filter(**{name: Cast(OuterRef("source_id"), BigIntegerField())})
    for entry in awards.filter(~Exists(reason), reversal__isnull=True):
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


def due_to_close_waiting() -> QuerySet[Shift]:
    """Shifts that are over while people still wait, or were never selected."""
    waiting = SignUp.objects.filter(shift=OuterRef("pk"), state__in=[State.WAITING, State.APPLIED])
    rows = Shift.objects.filter(Exists(waiting), ends_at__lte=now())
    return rows.select_related("activity").order_by("pk")


def due_to_release() -> QuerySet[Shift]:
    """Shifts whose places were kept for a side until a moment that has come."""
    kept = Q(campus_kept__gt=0) | Q(community_kept__gt=0)
    rows = Shift.objects.filter(kept, kept_until__lte=now(), is_open=True)
    return rows.select_related("activity").order_by("pk")
