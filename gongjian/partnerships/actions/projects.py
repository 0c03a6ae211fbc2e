"""Writing projects, their cycles, targets and measurements."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.audit.ledger import record
from gongjian.core.access import Actor, require
from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.core.rows import lock
from gongjian.core.states import move
from gongjian.organizations.models import Organization, Place
from gongjian.partnerships.models import (
    Claim,
    Cycle,
    Measurement,
    Need,
    Partnership,
    Project,
    Target,
    Tell,
    Verb,
)

from ._agreements import acting_party, party_of, tell_leaders
from ._needs import begin, close_claims, reopen

LIMIT = Decimal("99999999.99")
MORE = {"kind", "measures", "risks", "budget_fen", "is_pilot", "extends", "evidence"}


def _number(raw: Any, field: str, empty: str) -> Decimal:
    """A figure with at most two decimals, or a message that says how to fix it."""
    if raw is None or raw == "":
        raise ValidationError({field: empty})
    try:
        found = Decimal(str(raw)).quantize(Decimal("0.01"))
    except InvalidOperation:
        found = LIMIT + 1
    if not found.is_finite() or abs(found) > LIMIT:
        raise ValidationError({field: _("Enter a number between −99,999,999 and 99,999,999.")})
    return found


def _target(row: dict[str, Any], starts_on: dt.date, ends_on: dt.date) -> Target:
    """One measurable aim; refused without indicator, unit, baseline, goal and a date inside the cycle."""
    indicator, unit = str(row.get("indicator") or "").strip(), str(row.get("unit") or "").strip()
    if not indicator:
        raise ValidationError({"indicator": _("Say what you will count.")})
    if not unit:
        raise ValidationError({"unit": _("A target needs a unit, such as people, hours or %.")})
    baseline = _number(row.get("baseline"), "baseline", _("A target needs a baseline: how many is it today?"))
    goal = _number(row.get("goal"), "goal", _("A target needs a goal: how many should it be?"))
    if goal == baseline:
        raise ValidationError({"goal": _("The goal must differ from the baseline.")})
    due_on = row.get("due_on") or ends_on
    if not starts_on <= due_on <= ends_on:
        raise ValidationError({"due_on": _("The target's day must lie within the cycle.")})
    return Target(indicator=indicator, unit=unit, baseline=baseline, goal=goal, due_on=due_on)


def _open_cycle(
    by: Actor,
    project: Project,
    number: int,
    starts_on: dt.date,
    ends_on: dt.date,
    targets: Sequence[dict[str, Any]],
) -> Cycle:
    if ends_on <= starts_on:
        raise ValidationError({"ends_on": _("The last day must be after the first day.")})
    if not targets:
        raise ValidationError(_("A project needs at least one target that can be measured."))
    rows = [_target(row, starts_on, ends_on) for row in targets]
    cycle = Cycle.objects.create(project=project, number=number, starts_on=starts_on, ends_on=ends_on)
    for row in rows:
        row.cycle = cycle
        row.save()
        record(
            by,
            Verb.TARGET_SET,
            row,
            cycle=cycle.pk,
            indicator=row.indicator,
            goal=str(row.goal),
            unit=row.unit,
        )
    return cycle


def _check_needs(partnership: Partnership, needs: Iterable[Need]) -> None:
    """Each need was taken up by one of the parties."""
    parties = set(partnership.parties.values_list("organization_id", flat=True))
    for need in needs:
        taken = need.claims.filter(state=Claim.State.ACCEPTED).first()
        if need.state != Need.State.CLAIMED or taken is None or taken.organization_id not in parties:
            name = {"need": need.title}
            raise Refused(_("“%(need)s” has not been taken up by a party to this agreement.") % name)


def _create(project: Project, more: dict[str, Any]) -> None:
    """The row itself; the database keeps one plan from going to one site twice."""
    if unknown := set(more) - MORE:
        raise TypeError(f"a project has no {', '.join(sorted(unknown))} to plan")
    if project.extends_id is not None and not project.evidence:
        raise Refused(_("A plan is taken over with its measured result, or not at all."))
    try:
        with transaction.atomic():
            project.save(force_insert=True)
    except IntegrityError:
        if project.extends_id is None or project.place is None:
            raise
        place = {"place": project.place.name}
        raise Refused(_("The plan goes to “%(place)s” already. Please open that project.") % place) from None


@transaction.atomic
def plan_project(
    *,
    by: Actor,
    partnership: Partnership,
    led_by: Organization,
    title: str,
    problem: str,
    target_group: str,
    starts_on: dt.date,
    ends_on: dt.date,
    targets: Sequence[dict[str, Any]],
    place: Place | None = None,
    needs: Iterable[Need] = (),
    **more: Any,
) -> Project:
    """Plan what the parties do together, with its first cycle and at least one measurable target.

    A target is a dict of indicator, unit, baseline, goal and due_on (the cycle's last day when left out). `more` are
    fields of `MORE`; one plan goes to one site once.
    """
    require(by, "partnerships.plan_project", partnership)
    partnership = lock(partnership)
    if partnership.state != Partnership.State.ACTIVE:
        raise Refused(_("A project needs an agreement that is in force: all sides sign first."))
    party_of(partnership, led_by)
    chosen = [lock(need) for need in sorted(needs, key=lambda need: need.pk)]
    _check_needs(partnership, chosen)
    said = {"title": title, "problem": problem, "target_group": target_group}
    project = Project(
        partnership=partnership, led_by=led_by, place=place, planned_by_id=by.pk, **said, **more
    )
    _create(project, more)
    project.needs.set(chosen)
    _open_cycle(by, project, 1, starts_on, ends_on, targets)
    record(by, Verb.PROJECT_PLANNED, project, partnership=partnership.pk, needs=[need.pk for need in chosen])
    tell_leaders(project, Tell.PROJECT_PLANNED)
    return project


@transaction.atomic
def start_project(*, by: Actor, project: Project) -> Project:
    """Begin the first cycle's work; its needs are then in progress, and their residents know."""
    require(by, "partnerships.start_project", project)
    project = lock(project)
    if project.state == Project.State.RUNNING:
        return project
    if project.partnership.state != Partnership.State.ACTIVE:
        raise Refused(_("A project needs an agreement that is in force: all sides sign first."))
    move(project, Project.State.RUNNING)
    project.save(update_fields=["state"])
    cycle = project.cycles.select_for_update().get(state=Cycle.Stage.PLAN)
    move(cycle, Cycle.Stage.DO)
    cycle.save(update_fields=["state"])
    for need in project.needs.order_by("pk"):
        held = lock(need)
        if held.state == Need.State.CLAIMED:
            begin(by, held)
    record(by, Verb.PROJECT_STARTED, project, cycle=cycle.pk)
    tell_leaders(project, Tell.PROJECT_STARTED)
    return project


def _held(cycle: Cycle) -> Cycle:
    """The cycle with its project, both held: the project first, everywhere."""
    project = lock(cycle.project)
    cycle = lock(cycle)
    cycle.project = project
    return cycle


@transaction.atomic
def measure_target(*, by: Actor, target: Target, value: Any, how: str) -> Target:
    """Write down what was measured, by whom and how. The newest reading counts; none is lost."""
    require(by, "partnerships.measure_target", target)
    found = _number(value, "value", _("Enter the number that was measured."))
    if not how.strip():
        raise ValidationError({"how": _("Say how it was measured, so that others can check it.")})
    cycle = _held(target.cycle)
    target = lock(target)
    target.cycle = cycle
    if cycle.state in {Cycle.Stage.PLAN, Cycle.Stage.CLOSED}:
        state = {"state": cycle.get_state_display()}
        raise Refused(_("Nothing can be measured now: the cycle is at “%(state)s”.") % state)
    last = target.measurements.order_by("at", "pk").last()
    if last is not None and (last.value, last.how, last.at.date()) == (found, how.strip(), now().date()):
        return target
    read_by = acting_party(by, cycle.project.partnership)
    Measurement.objects.create(target=target, value=found, how=how.strip(), by_id=by.pk, organization=read_by)
    target.measured, target.measured_on, target.how = found, today(), how.strip()
    target.measured_by_id = by.pk
    target.save(update_fields=["measured", "measured_on", "measured_by", "how"])
    record(by, Verb.TARGET_MEASURED, target, value=str(found), unit=target.unit, how=target.how)
    figures = {"indicator": target.indicator, "value": f"{found.normalize():f}", "unit": target.unit}
    tell_leaders(cycle.project, Tell.TARGET_MEASURED, **figures)
    return target


def _all_measured(cycle: Cycle) -> None:
    missing = cycle.targets.filter(measured__isnull=True).first()
    if missing is not None:
        name = {"indicator": missing.indicator}
        raise Refused(_("“%(indicator)s” has not been measured yet. Measure every target first.") % name)


@transaction.atomic
def move_cycle(*, by: Actor, cycle: Cycle, to: str) -> Cycle:
    """Go to the next stage: plan → do → improve → act. Only a joint decision closes a cycle."""
    require(by, "partnerships.move_cycle", cycle)
    cycle = _held(cycle)
    if cycle.state == to:
        return cycle
    if to == Cycle.Stage.CLOSED:
        raise Refused(_("A cycle is closed by the decision of both sides."))
    if cycle.project.state != Project.State.RUNNING:
        raise Refused(_("Start the project first."))
    if to == Cycle.Stage.ACT:
        _all_measured(cycle)
    move(cycle, to)
    cycle.save(update_fields=["state"])
    record(by, Verb.CYCLE_MOVED, cycle, to=to)
    return cycle


@transaction.atomic
def close_cycle(*, by: Actor, cycle: Cycle, outcome: str, lessons: str = "") -> Cycle:
    """Close a cycle with what both sides decided. Stopping ends the project; its open needs look for others."""
    require(by, "partnerships.close_cycle", cycle)
    cycle = _held(cycle)
    if cycle.state == Cycle.Stage.CLOSED:
        return cycle
    if outcome not in Cycle.Outcome.values:
        raise ValidationError({"outcome": _("Choose keep, adjust or stop.")})
    _all_measured(cycle)
    move(cycle, Cycle.Stage.CLOSED)
    cycle.outcome, cycle.lessons, cycle.closed_at = outcome, lessons.strip(), now()
    cycle.save(update_fields=["state", "outcome", "lessons", "closed_at"])
    record(by, Verb.CYCLE_CLOSED, cycle, outcome=outcome)
    if outcome == Cycle.Outcome.STOP:
        _stop(by, cycle.project)
    label = str(Cycle.Outcome(outcome).label)
    tell_leaders(cycle.project, Tell.CYCLE_CLOSED, number=cycle.number, outcome=label)
    return cycle


def _stop(by: Actor, project: Project) -> None:
    move(project, Project.State.STOPPED)
    project.save(update_fields=["state"])
    for need in project.needs.filter(state=Need.State.IN_PROGRESS).order_by("pk"):
        held = lock(need)
        close_claims(held, _("The project was stopped."))
        reopen(held)
        record(by, Verb.NEED_REOPENED, held, project=project.pk)


@transaction.atomic
def open_next_cycle(
    *, by: Actor, project: Project, starts_on: dt.date, ends_on: dt.date, targets: Sequence[dict[str, Any]]
) -> Cycle:
    """Begin the next round from what the last one reached."""
    require(by, "partnerships.open_next_cycle", project)
    project = lock(project)
    if project.state != Project.State.RUNNING:
        state = {"state": project.get_state_display()}
        raise Refused(_("The project is “%(state)s”; no further cycle can begin.") % state)
    if project.partnership.state != Partnership.State.ACTIVE:
        raise Refused(_("A project needs an agreement that is in force: all sides sign first."))
    last = project.cycles.order_by("number").last()
    if last is None or last.state != Cycle.Stage.CLOSED:
        raise Refused(_("The present cycle is still open. Close it with a joint decision first."))
    cycle = _open_cycle(by, project, last.number + 1, starts_on, ends_on, targets)
    record(by, Verb.CYCLE_OPENED, cycle, number=cycle.number)
    tell_leaders(project, Tell.CYCLE_OPENED, number=cycle.number)
    return cycle
