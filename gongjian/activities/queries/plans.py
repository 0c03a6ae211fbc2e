"""Plans that repeat an activity: which days they name, and which are due."""

import calendar
import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime

from gongjian.core.access import require
from gongjian.core.clock import today
from gongjian.policy.queries import is_workday

from ..models import Activity, Plan

MONTHS = {Plan.Rhythm.MONTH: 1, Plan.Rhythm.QUARTER: 3, Plan.Rhythm.YEAR: 12}
DAY = dt.timedelta(days=1)


def first_day_of(activity: Activity) -> dt.date:
    """The local day on which the first shift begins."""
    return localtime(min(shift.starts_at for shift in activity.shifts.all())).date()


def day_of(plan: Plan, number: int) -> dt.date:
    """The n-th day after the pattern's: the same weekday, or the same day of the month, at the latest its last."""
    first = first_day_of(plan.pattern)
    if plan.rhythm == Plan.Rhythm.WEEK:
        return first + 7 * number * DAY
    year, month = divmod(first.year * 12 + first.month - 1 + MONTHS[Plan.Rhythm(plan.rhythm)] * number, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(first.day, last))


def next_day(plan: Plan) -> dt.date:
    """The day for which the next draft is made."""
    return day_of(plan, plan.number + 1)


def is_holiday(day: dt.date) -> bool:
    """Whether a day is a public holiday: a free weekday, or a free weekend beside one."""
    if is_workday(day)[0]:
        return False
    if day.weekday() < calendar.SATURDAY:
        return True
    friday = day - (day.weekday() - calendar.FRIDAY) * DAY
    return not (is_workday(friday)[0] and is_workday(friday + 3 * DAY)[0])


def plans_of(user: Any) -> QuerySet[Plan]:
    """The plans that the person may see, running ones first."""
    rows = Plan.objects.visible_to(user).select_related("pattern", "organizer", "started_by")
    return rows.prefetch_related("pattern__shifts").order_by("stopped_at", "-pk")


def plan_of(user: Any, pk: int) -> Plan:
    """One of them, else 404."""
    return get_object_or_404(plans_of(user), pk=pk)


def activity_to_repeat(user: Any, activity: Activity) -> Activity:
    """An activity that the person may repeat; 403 for others who may see it."""
    require(user, "activities.repeat", activity)
    return activity


def due_plans() -> list[Plan]:
    """Running plans whose next draft is due."""
    rows = Plan.objects.filter(stopped_at__isnull=True).select_related("pattern").order_by("pk")
    rows = rows.prefetch_related("pattern__shifts")
    return [plan for plan in rows if next_day(plan) - plan.ahead_days * DAY <= today()]
