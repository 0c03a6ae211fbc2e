"""The shifts of an activity: their times, their places, and what is kept of them for a side. Steps of planning."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from gongjian.core.clock import now

from ..models import Activity, Shift
from .waiting import _fill

SHIFT_FIELDS = ("starts_at", "ends_at", "break_minutes", "capacity", "waiting_places")
KEPT_FIELDS = ("campus_kept", "community_kept", "kept_until")
LONGEST = dt.timedelta(hours=24)
MOST_SHIFTS, MOST_PLACES = 20, 100_000


def _check_window(activity: Activity, shifts: list[Shift]) -> None:
    """Sign-up opens before it closes, and it closes before the last shift begins."""
    opens, closes = activity.sign_up_opens_at, activity.sign_up_closes_at
    last = max((shift.starts_at for shift in shifts), default=None)
    if opens and closes and closes <= opens:
        raise ValidationError({"sign_up_closes_at": _("Sign-up must close later than it opens.")})
    if opens and last and opens >= last:
        raise ValidationError(
            {
                "sign_up_opens_at": _(
                    "Sign-up must open before the last shift begins. Please choose an earlier time."
                )
            }
        )
    if activity.by_selection and any(shift.keeps for shift in shifts):
        raise ValidationError(
            {"by_selection": _("Places can't be kept for a side where you select people yourself.")}
        )


def _clean_kept(shift: Shift, given: dict[str, Any]) -> None:
    """Places kept for a side: as many as there are at most, until a moment before the shift begins."""
    for name in KEPT_FIELDS:
        if name in given:
            setattr(shift, name, given[name] or (None if name == "kept_until" else 0))
    if shift.campus_kept + shift.community_kept > shift.capacity:
        raise ValidationError({"campus_kept": _("More places are kept than there are. Please keep fewer.")})
    if not shift.keeps:
        shift.kept_until = None
    elif shift.kept_until is None or shift.kept_until > shift.starts_at:
        shift.kept_until = shift.starts_at


def _clean_shift(shift: Shift, given: dict[str, Any]) -> Shift:
    """Set a shift's times and places, or say what is wrong with them."""
    before = (shift.starts_at, shift.ends_at) if shift.pk else None
    for name in SHIFT_FIELDS:
        setattr(shift, name, getattr(shift, name) if given.get(name) is None else given[name])
    shift.clean_fields(exclude=["activity", *KEPT_FIELDS])
    _check_times(shift)
    if not 1 <= shift.capacity <= MOST_PLACES:
        raise ValidationError({"capacity": _("Please give between 1 and 100,000 places.")})
    if before != (shift.starts_at, shift.ends_at) and shift.starts_at <= now():
        raise ValidationError({"starts_at": _("This time is in the past. Please choose a later one.")})
    if shift.pk is None or not shift.is_open:
        _clean_kept(shift, given)
    return shift


def _check_times(shift: Shift) -> None:
    if shift.ends_at <= shift.starts_at:
        raise ValidationError({"ends_at": _("The end must be later than the start.")})
    if shift.ends_at - shift.starts_at > LONGEST:
        raise ValidationError({"ends_at": _("One shift lasts 24 hours at most. Please make several shifts.")})
    if shift.minutes < 1:
        raise ValidationError({"break_minutes": _("The breaks must be shorter than the shift.")})


def _check_number(rows: list[Shift]) -> None:
    if not rows:
        raise ValidationError({"shifts": _("Please give at least one shift.")})
    if len(rows) > MOST_SHIFTS:
        raise ValidationError({"shifts": _("An activity has 20 shifts at most.")})


def _edit_shifts(activity: Activity, given: list[dict[str, Any]]) -> int:
    """Bring the shifts in line with the list; returns how many are new."""
    rows = {row.pk: row for row in activity.shifts.select_for_update()}
    kept = [rows.pop(item["pk"]) for item in given if item.get("pk") in rows]
    new = [item for item in given if not item.get("pk")]
    for row in rows.values():
        if row.sign_ups.exists():
            raise ValidationError({"shifts": _("A shift for which people signed up can't be removed.")})
        row.delete()
    by_pk = {item.get("pk"): item for item in given}
    for row in kept:
        _edit_shift(row, by_pk[row.pk])
    for item in new:
        row = _clean_shift(Shift(activity=activity, is_open=activity.state in Activity.LIVE), item)
        row.save()
    _check_number(list(activity.shifts.all()))
    return len(new)


def _edit_shift(shift: Shift, given: dict[str, Any]) -> None:
    """Times stay once somebody has signed up; more places go to those who wait, in their order."""
    times = (shift.starts_at, shift.ends_at)
    _clean_shift(shift, given)
    if times != (shift.starts_at, shift.ends_at) and shift.taken:
        raise ValidationError(
            {"starts_at": _("People have signed up for these times. Cancel and plan anew instead.")}
        )
    if shift.capacity < shift.taken:
        raise ValidationError(
            {
                "capacity": _("%s people already have a place. Please give at least as many places.")
                % shift.taken
            }
        )
    if shift.taken + shift.still_kept("campus") + shift.still_kept("community") > shift.capacity:
        raise ValidationError(
            {
                "capacity": _(
                    "Places are still kept for one side. Please give at least as many places as before."
                )
            }
        )
    _fill(shift, *SHIFT_FIELDS, *KEPT_FIELDS)
