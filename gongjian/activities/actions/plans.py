"""Plans: an activity that comes back is drafted ahead of each day; nothing opens by itself."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.notices.ledger import notify
from gongjian.organizations.posts import Power
from gongjian.organizations.queries import people_with

from ..models import Activity, Plan, Shift, Tell, Verb
from ..queries import day_of, first_day_of, is_holiday, next_day
from .planning import FIELDS, _check_pair
from .shifts import KEPT_FIELDS, SHIFT_FIELDS


@transaction.atomic
def start_plan(
    *,
    by: Actor,
    activity: Activity,
    rhythm: str,
    ahead_days: int = 14,
    until: dt.date | None = None,
    skip_holidays: bool = True,
) -> Plan:
    """Repeat an activity; the days that have gone by since it are not made up for. One plan runs for a pattern."""
    require(by, "activities.repeat", activity)
    activity = lock(activity)
    if activity.state == Activity.State.CANCELLED:
        raise Refused(_("A cancelled activity can't be repeated."))
    if activity.plans.filter(stopped_at__isnull=True).exists():
        raise Refused(_("This activity is repeated already. Stop that plan first."))
    if until is not None and until <= today():
        raise ValidationError({"until": _("This day has passed. Please choose a later one.")})
    plan = Plan(pattern=activity, organizer_id=activity.organizer_id, started_by_id=by.pk)
    plan.rhythm, plan.ahead_days, plan.until, plan.skip_holidays = rhythm, ahead_days, until, skip_holidays
    plan.clean_fields(exclude=["started_by"])
    while next_day(plan) <= today():
        plan.number += 1
    plan.save()
    record(by, Verb.PLAN_STARTED, plan, rhythm=rhythm)
    return plan


@transaction.atomic
def stop_plan(*, by: Actor, plan: Plan) -> Plan:
    """No further drafts; those that exist stay."""
    require(by, "activities.stop_plan", plan)
    plan = lock(plan)
    if plan.stopped_at is None:
        _stop(by, plan)
    return plan


def _stop(by: Actor, plan: Plan) -> None:
    plan.stopped_at = now()
    plan.save(update_fields=["stopped_at"])
    record(by, Verb.PLAN_STOPPED, plan)


@transaction.atomic
def draft_next(*, by: Actor, plan: Plan) -> Activity | None:
    """Draft the next activity of a plan when it is due; a holiday is left out, and after the last day the plan ends."""
    require(by, "activities.stop_plan", plan)
    plan = lock(plan)
    day = next_day(plan)
    if plan.stopped_at is not None or day - dt.timedelta(days=plan.ahead_days) > today():
        raise Refused(_("No draft of this plan is due."))
    if plan.until is not None and day > plan.until:
        _stop(by, plan)
        return None
    plan.number += 1
    plan.save(update_fields=["number"])
    if day <= today() or (plan.skip_holidays and is_holiday(day)):
        record(by, Verb.PLAN_SKIPPED, plan, day=day.isoformat())
        return None
    activity = _copy(plan)
    record(by, Verb.PLAN_DRAFTED, activity, plan=plan.pk)
    link = reverse("activities:detail", args=[activity.pk])
    people = people_with(Power.ARRANGE, plan.organizer)
    notify(people, Tell.PLANNED, activity, link=link, activity=activity.title, day=day.isoformat())
    return activity


def _copy(plan: Plan) -> Activity:
    """The pattern on the plan's present day, as a draft; what no longer binds (agreement, project) is left out."""
    pattern = plan.pattern
    later = day_of(plan, plan.number) - first_day_of(pattern)
    names = FIELDS | {"organizer", "partner", "project"}
    found: dict[str, Any] = {name: _moved(getattr(pattern, name), later) for name in names}
    activity = Activity(**found, plan=plan, drafted_by_id=plan.started_by_id)
    try:
        _check_pair(activity)
    except ValidationError:
        activity.partner = activity.project = None
    activity.save()
    activity.co_organizers.set(pattern.co_organizers.all())
    for shift in pattern.shifts.all():
        given = {name: _moved(getattr(shift, name), later) for name in (*SHIFT_FIELDS, *KEPT_FIELDS)}
        Shift.objects.create(activity=activity, **given)
    return activity


def _moved(value: Any, later: dt.timedelta) -> Any:
    return value + later if isinstance(value, dt.datetime) else value
