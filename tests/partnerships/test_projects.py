"""Projects: plans with measurable targets, the ring, measurements, honest endings."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.audit.models import Entry
from gongjian.core import clock
from gongjian.core.access import SYSTEM
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.partnerships import actions, queries
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
from tests.organizations.factories import appoint

from .conftest import Town
from .factories import (
    make_active_partnership,
    make_claimed_need,
    make_open_need,
    make_partnership,
    make_project,
    make_running_project,
)

pytestmark = pytest.mark.django_db
Stage = Cycle.Stage
TARGET: dict[str, Any] = {"indicator": "会挂号的老人", "unit": "人", "baseline": "14", "goal": "40"}


def plan(town: Town, partnership: Partnership, **fields: Any) -> Project:
    said = {
        "by": town.liaison,
        "partnership": partnership,
        "led_by": town.branch,
        "title": "智慧助老课堂",
        "problem": "不会挂号",
        "target_group": "老人",
        "starts_on": clock.today(),
        "ends_on": clock.today() + dt.timedelta(days=60),
        "targets": [TARGET],
    }
    return actions.plan_project(**{**said, **fields})


def told(person: Any) -> list[str]:
    return list(Notice.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))


def project_in(town: Town, state: str, stage: str) -> Project:
    """A project in a state, whose only cycle is at a stage; measured from 完善 on."""
    project = make_project(
        make_active_partnership(town.branch, town.community), state=state, stage=Stage.PLAN
    )
    outcome = "keep" if stage == Stage.CLOSED else ""
    project.cycles.update(state=stage, outcome=outcome)
    if stage in {Stage.ACT, Stage.CLOSED}:
        Target.objects.update(
            measured=Decimal(20), measured_on=clock.today(), how="名单", measured_by=town.secretary
        )
    return project


# ---------------------------------------------------------------- planning


def test_a_plan_has_a_cycle_and_targets_and_is_told_to_both_sides(town: Town) -> None:
    partnership = make_active_partnership(town.branch, town.community)
    need = make_claimed_need(town.community, town.branch)
    assert list(queries.needs_for_project(partnership)) == [need]
    project = plan(town, partnership, needs=[need], place=town.place)
    cycle = project.cycles.get()
    assert (project.state, cycle.number, cycle.state) == (Project.State.PLANNED, 1, Stage.PLAN)
    target = cycle.targets.get()
    assert (target.baseline, target.goal, target.due_on) == (14, 40, cycle.ends_on)
    assert list(queries.needs_for_project(partnership)) == []
    assert told(town.secretary) == told(town.community_secretary) == [Tell.PROJECT_PLANNED]
    need.refresh_from_db()
    assert need.state == Need.State.CLAIMED


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"unit": "  "}, "unit"),
        ({"baseline": None}, "baseline"),
        ({"baseline": ""}, "baseline"),
        ({"goal": None}, "goal"),
        ({"goal": "14.00"}, "goal"),
        ({"goal": "很多"}, "goal"),
        ({"goal": "1e99"}, "goal"),
        ({"goal": "NaN"}, "goal"),
        ({"goal": "Infinity"}, "goal"),
        ({"indicator": " "}, "indicator"),
        ({"due_on": dt.date(2020, 1, 1)}, "due_on"),
        ({"due_on": dt.date(2999, 1, 1)}, "due_on"),
    ],
)
def test_a_target_that_cannot_be_measured_is_refused(town: Town, wrong: dict[str, Any], field: str) -> None:
    partnership = make_active_partnership(town.branch, town.community)
    with pytest.raises(ValidationError) as refused:
        plan(town, partnership, targets=[{**TARGET, **wrong}])
    assert list(refused.value.message_dict) == [field]
    assert (Project.objects.count(), Cycle.objects.count(), Target.objects.count()) == (0, 0, 0)


def test_a_plan_without_target_or_with_an_impossible_cycle_is_refused(town: Town) -> None:
    partnership = make_active_partnership(town.branch, town.community)
    for wrong in ({"targets": []}, {"ends_on": clock.today()}, {"ends_on": dt.date(2020, 1, 1)}):
        with pytest.raises(ValidationError):
            plan(town, partnership, **wrong)
    assert Project.objects.count() == 0


def test_only_needs_that_a_party_took_up_belong_in_a_plan(town: Town) -> None:
    partnership = make_active_partnership(town.branch, town.community)
    for need in (make_open_need(town.community), make_claimed_need(town.community, town.other_branch)):
        with pytest.raises(Refused):
            plan(town, partnership, needs=[need])
    with pytest.raises(Refused):
        plan(town, partnership, led_by=town.other_branch)


@pytest.mark.parametrize(
    "who", ["member", "other_secretary", "college", "subdistrict", "resident", "other_worker"]
)
def test_strangers_plan_start_measure_and_move_nothing(town: Town, who: str) -> None:
    person = getattr(town, who)
    partnership = make_active_partnership(town.branch, town.community)
    project = make_running_project(partnership)
    cycle = project.cycles.get()
    target = cycle.targets.get()
    acts: list[Callable[[], Any]] = [
        lambda: plan(town, partnership, by=person),
        lambda: actions.start_project(by=person, project=project),
        lambda: actions.measure_target(by=person, target=target, value=1, how="数"),
        lambda: actions.move_cycle(by=person, cycle=cycle, to=Stage.IMPROVE),
        lambda: actions.close_cycle(by=person, cycle=cycle, outcome="keep"),
        lambda: actions.open_next_cycle(
            by=person, project=project, starts_on=clock.today(), ends_on=clock.today(), targets=[]
        ),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


# ---------------------------------------------------------------- the ring

MOVES: dict[tuple[str, str], set[str]] = {
    (Project.State.PLANNED, Stage.PLAN): set(),
    (Project.State.RUNNING, Stage.PLAN): {Stage.PLAN, Stage.DO},
    (Project.State.RUNNING, Stage.DO): {Stage.DO, Stage.IMPROVE},
    (Project.State.RUNNING, Stage.IMPROVE): {Stage.IMPROVE},  # not measured yet
    (Project.State.RUNNING, Stage.ACT): {Stage.ACT},
    (Project.State.RUNNING, Stage.CLOSED): {Stage.CLOSED},
    (Project.State.STOPPED, Stage.CLOSED): {Stage.CLOSED},
}


@pytest.mark.parametrize("to", Stage.values)
@pytest.mark.parametrize(("state", "stage"), MOVES)
def test_every_stage_from_every_stage(town: Town, state: str, stage: str, to: str) -> None:
    project = project_in(town, state, stage)
    cycle = project.cycles.get()
    allowed = MOVES[state, stage] | {stage}
    if to in allowed:
        assert actions.move_cycle(by=town.liaison, cycle=cycle, to=to).state == to
    else:
        with pytest.raises(Refused):
            actions.move_cycle(by=town.liaison, cycle=cycle, to=to)
        cycle.refresh_from_db()
        assert cycle.state == stage


def test_starting_begins_the_needs_and_tells_their_residents(town: Town) -> None:
    need = make_claimed_need(town.community, town.branch, proposed_by=town.resident)
    project = make_project(make_active_partnership(town.branch, town.community), needs=[need])
    actions.start_project(by=town.worker, project=project)
    actions.start_project(by=town.worker, project=project)
    need.refresh_from_db()
    assert (need.state, project.cycles.get().state) == (Need.State.IN_PROGRESS, Stage.DO)
    assert told(town.resident) == [Tell.NEED_STARTED]
    assert Entry.objects.filter(verb=Verb.PROJECT_STARTED).count() == 1


def test_nothing_starts_under_an_agreement_that_has_ended(town: Town) -> None:
    partnership = make_active_partnership(town.branch, town.community)
    project = make_project(partnership)
    Partnership.objects.update(state=Partnership.State.ENDED, end_reason="办完了")
    with pytest.raises(Refused):
        actions.start_project(by=town.secretary, project=project)
    with pytest.raises(Refused):
        plan(town, partnership)
    with pytest.raises(Refused):
        plan(town, make_partnership(town.branch, town.community))


# ---------------------------------------------------------------- measuring


def test_every_reading_is_kept_and_the_newest_counts(town: Town) -> None:
    project = make_running_project(make_active_partnership(town.branch, town.community))
    target = project.cycles.get().targets.get()
    for value in ("20", "38.5", "41"):
        actions.measure_target(by=town.liaison, target=target, value=value, how="上课名单")
    target.refresh_from_db()
    assert (target.measured, target.measured_by, target.reached) == (41, town.liaison, True)
    assert [row.value for row in target.measurements.all()] == [20, Decimal("38.5"), 41]
    view = queries.view_cycle(queries.find_cycle(town.worker, target.cycle_id))
    assert (view.reached, view.measured) == (1, 1)
    assert [str(point) for point in view.targets[0].points] == ["14", "20", "38.5", "41"]
    assert told(town.worker) == []
    assert told(town.community_secretary) == [Tell.TARGET_MEASURED] * 3


def test_the_same_reading_twice_is_one(town: Town) -> None:
    project = make_running_project(make_active_partnership(town.branch, town.community))
    target = project.cycles.get().targets.get()
    for _again in range(2):
        actions.measure_target(by=town.liaison, target=target, value="20", how="上课名单")
    assert Measurement.objects.count() == 1
    with clock.moved_to(clock.now() + dt.timedelta(days=3)):
        actions.measure_target(by=town.liaison, target=target, value="20", how="上课名单")
    assert Measurement.objects.count() == 2


def test_a_target_may_go_down(town: Town) -> None:
    target = Target(indicator="投诉", unit="件", baseline=Decimal(9), goal=Decimal(2))
    assert target.reached is None
    for measured, reached in ((Decimal(1), True), (Decimal(2), True), (Decimal(3), False)):
        target.measured = measured
        assert target.reached is reached


@pytest.mark.parametrize("value", [None, "", "abc", "1e30", "NaN"])
def test_what_is_no_number_is_not_measured(town: Town, value: Any) -> None:
    project = make_running_project(make_active_partnership(town.branch, town.community))
    target = project.cycles.get().targets.get()
    with pytest.raises(ValidationError):
        actions.measure_target(by=town.liaison, target=target, value=value, how="上课名单")
    with pytest.raises(ValidationError):
        actions.measure_target(by=town.liaison, target=target, value="3", how=" ")
    assert Measurement.objects.count() == 0


@pytest.mark.parametrize("stage", [Stage.PLAN, Stage.CLOSED])
def test_nothing_is_measured_before_or_after_a_cycle(town: Town, stage: str) -> None:
    project = project_in(town, Project.State.RUNNING, stage)
    with pytest.raises(Refused):
        actions.measure_target(
            by=town.liaison, target=project.cycles.get().targets.get(), value="3", how="数"
        )


# ---------------------------------------------------------------- closing


def test_a_cycle_closes_from_its_last_stage_with_every_target_measured(town: Town) -> None:
    for stage in (Stage.PLAN, Stage.DO, Stage.IMPROVE):
        project = project_in(town, Project.State.RUNNING, stage)
        with pytest.raises(Refused):
            actions.close_cycle(by=town.secretary, cycle=project.cycles.get(), outcome="keep")
    project = project_in(town, Project.State.RUNNING, Stage.ACT)
    cycle = project.cycles.get()
    with pytest.raises(ValidationError):
        actions.close_cycle(by=town.secretary, cycle=cycle, outcome="perhaps")
    with pytest.raises(PermissionDenied):
        actions.close_cycle(by=town.worker, cycle=cycle, outcome="keep")
    for _again in range(2):
        closed = actions.close_cycle(by=town.secretary, cycle=cycle, outcome="adjust", lessons=" 改到周六 ")
    assert (closed.state, closed.outcome, closed.lessons) == (Stage.CLOSED, "adjust", "改到周六")
    assert told(town.community_secretary) == [Tell.CYCLE_CLOSED]


def test_stopping_gives_unmet_needs_back(town: Town) -> None:
    met = make_claimed_need(town.community, town.branch, title="办成的")
    unmet = make_claimed_need(town.community, town.branch, proposed_by=town.resident)
    project = make_running_project(make_active_partnership(town.branch, town.community), needs=[met, unmet])
    Need.objects.filter(pk=met.pk).update(state=Need.State.MET, met_at=clock.now())
    Target.objects.update(measured=Decimal(20))
    project.cycles.update(state=Stage.ACT)
    actions.close_cycle(by=SYSTEM, cycle=project.cycles.get(), outcome="stop")
    for row in (met, unmet, project):
        row.refresh_from_db()
    assert (project.state, met.state, unmet.state) == (Project.State.STOPPED, Need.State.MET, Need.State.OPEN)
    assert unmet.claims.get().state == Claim.State.WITHDRAWN
    assert told(town.resident) == [Tell.NEED_REOPENED]
    assert told(town.secretary)[0] == Tell.CLAIM_OVER


def test_the_next_cycle_begins_after_the_last_is_closed(town: Town) -> None:
    def open_next(project: Project) -> Cycle:
        day = clock.today()
        return actions.open_next_cycle(
            by=town.liaison,
            project=project,
            starts_on=day,
            ends_on=day + dt.timedelta(days=30),
            targets=[TARGET],
        )

    project = project_in(town, Project.State.RUNNING, Stage.CLOSED)
    cycle = open_next(project)
    assert (cycle.number, cycle.state) == (2, Stage.PLAN)
    assert queries.open_cycle(queries.find_project(town.worker, project.pk)) == cycle
    with pytest.raises(Refused):
        open_next(project)
    actions.move_cycle(by=town.liaison, cycle=cycle, to=Stage.DO)
    assert told(town.secretary) == [Tell.CYCLE_OPENED]
    for state, stage in ((Project.State.STOPPED, Stage.CLOSED), (Project.State.PLANNED, Stage.PLAN)):
        with pytest.raises(Refused):
            open_next(project_in(town, state, stage))


def test_the_next_targets_begin_from_what_was_reached(town: Town) -> None:
    project = project_in(town, Project.State.RUNNING, Stage.CLOSED)
    assert queries.next_targets(project) == [
        {"indicator": "会自己挂号的老人", "unit": "人", "baseline": Decimal(20)}
    ]


def test_invariants_name_what_is_broken(town: Town) -> None:
    project = make_running_project(make_active_partnership(town.branch, town.community))
    cycle, outsider = project.cycles.get(), appoint("孙莉", town.university.second)
    target = cycle.targets.get()
    Measurement.objects.create(target=target, value=5, how="数", by=outsider)
    Project.objects.update(led_by=town.university.second)
    Cycle.objects.update(state=Stage.CLOSED, outcome="keep")
    lines = [line for line in queries.invariants() if "partnership" not in line]
    assert lines == [
        f"cycle {cycle.pk} is closed with a target that was not measured",
        f"target {target.pk} says None, its newest reading says 5.00",
        f"project {project.pk} is led by an organisation that is no party",
    ]
