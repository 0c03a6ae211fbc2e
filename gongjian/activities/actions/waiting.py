"""The waiting list: who moves up when a place becomes free, and who was not reached."""

from collections import Counter

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import SYSTEM, Actor, require
from gongjian.core.clock import now
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.notices.ledger import notify

from ..models import Shift, SignUp, Tell, Verb

State = SignUp.State
SIDES = ["campus", "community", ""]  # "" stands for whoever belongs to neither


def _when(shift: Shift) -> str:
    """The time of a shift in a message, the same in every language."""
    begin, end = (localtime(moment) for moment in (shift.starts_at, shift.ends_at))
    return f"{begin:%Y-%m-%d %H:%M}–{end:%H:%M}"


def _grow(shift: Shift, side: str, by: int = 1) -> None:
    """Move the counters of a held shift for people of a side; the caller saves them."""
    for name, n in shift.counted({side: 1}).items():
        setattr(shift, name, max(0, getattr(shift, name) + by * n))


def _fill(shift: Shift, *changed: str) -> None:
    """Give the free places of a held shift to those who wait, in their order; save its counters and what else changed.

    All in one statement: the row never says that people wait beside free places.
    """
    told: list[SignUp] = []
    while shift.waiting:
        sides = [side for side in SIDES if shift.fits({side: 1})]
        rows = shift.sign_ups.filter(state=State.WAITING).exclude(pk__in=[row.pk for row in told])
        if "" not in sides:
            rows = rows.filter(side__in=sides)
        first = rows.select_related("person").order_by("turn", "pk").first() if sides else None
        if first is None:
            break
        shift.waiting -= 1
        _grow(shift, first.side)
        told.append(first)
    shift.save(update_fields=["taken", "waiting", "campus_taken", "community_taken", *changed])
    for seat in told:
        _seat_waiting(seat, shift)


def _give_back(shift: Shift, was: str, side: str) -> None:
    """Count a cancelled row out of its held shift, and let the next one in."""
    if was == State.WAITING:
        shift.waiting -= 1
    elif was == State.CONFIRMED:
        _grow(shift, side, by=-1)
    _fill(shift)


def _seat_waiting(seat: SignUp, shift: Shift) -> None:
    """Turn a turn into a seat and say so; the caller moved the counters."""
    seat.state = State.CONFIRMED
    seat.save(update_fields=["state"])
    record(SYSTEM, Verb.MOVED_UP, seat, shift=shift.pk)
    link = reverse("activities:detail", args=[shift.activity_id])
    notify(seat.person, Tell.MOVED_UP, seat, link=link, activity=shift.activity.title, when=_when(shift))


def _close_waiting(by: Actor, shift: Shift) -> int:
    """Tell those of a held shift who still wait, or were never selected, that it went by; returns how many."""
    rows = shift.sign_ups.filter(state__in=[State.WAITING, State.APPLIED])
    people = [row.person for row in rows.select_related("person")]
    if not people:
        return 0
    rows.update(state=State.NOT_REACHED)
    shift.waiting = 0
    shift.save(update_fields=["waiting"])
    link = reverse("activities:detail", args=[shift.activity_id])
    notify(people, Tell.NOT_REACHED, shift, link=link, activity=shift.activity.title)
    record(by, Verb.NOT_REACHED, shift, people=len(people))
    return len(people)


@transaction.atomic
def close_waiting(*, by: Actor, shift: Shift) -> int:
    """Close the waiting list of a shift that is over: those who wait were not reached. Returns how many were told."""
    require(by, "activities.finish", shift)
    shift = lock(shift)
    if shift.ends_at > now():
        raise Refused(_("This shift is not over yet."))
    return _close_waiting(by, shift)


@transaction.atomic
def release_places(*, by: Actor, shift: Shift) -> Shift:
    """Open the places that were kept for a side to all, once their moment has come; who waits moves up first."""
    require(by, "activities.finish", shift)
    shift = lock(shift)
    if shift.kept_until is None or shift.kept_until > now():
        raise Refused(_("The places are still kept."))
    if not shift.keeps:
        return shift
    kept = Counter(campus=shift.still_kept("campus"), community=shift.still_kept("community"))
    shift.campus_kept = shift.community_kept = 0
    shift.campus_taken = shift.community_taken = 0
    _fill(shift, "campus_kept", "community_kept")
    record(by, Verb.PLACES_RELEASED, shift, **kept)
    return shift
