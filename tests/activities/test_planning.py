"""An activity from its draft to its end."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongjian.activities import actions, queries
from gongjian.activities.models import Activity, Shift, SignUp, Tell, Verb
from gongjian.audit.models import Entry
from gongjian.core.clock import moved_to, now
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.partnerships.models import Category
from tests.accounts.factories import make_user
from tests.activities.factories import Pair, make_activity, make_shift, make_sign_up

State = Activity.State


def begin(days: int = 2) -> dt.datetime:
    return (now() + dt.timedelta(days=days)).replace(minute=0, second=0, microsecond=0)


def a_shift(**changes: Any) -> dict[str, Any]:
    start = changes.pop("starts_at", begin())
    return {
        "starts_at": start,
        "ends_at": start + dt.timedelta(minutes=90),
        "capacity": 5,
        **changes,
    }


def words(**changes: Any) -> dict[str, Any]:
    return {
        "title": "智慧助老课堂",
        "words": "陪着做一遍。",
        "risks": "注意脚下台阶。",
        "contact_name": "周明远",
        "contact_phone": "0791-88001234",
        **changes,
    }


def test_a_draft_takes_over_what_the_project_knows(pair: Pair) -> None:
    activity = actions.draft(
        by=pair.secretary, organizer=pair.branch, project=pair.project, shifts=[a_shift()], **words()
    )
    activity.refresh_from_db()
    assert (activity.partner, activity.place, activity.where, activity.category, activity.state) == (
        pair.community,
        pair.project.place,
        "梧桐苑一期",
        Category.DIGITAL,
        State.DRAFT,
    )
    shift = activity.shifts.get()
    assert (shift.taken, shift.capacity, shift.is_open, len(shift.code_key)) == (0, 5, False, 64)
    assert Entry.objects.filter(verb=Verb.DRAFTED, subject_id=str(activity.pk)).count() == 1


@pytest.mark.parametrize(
    ("shift", "field"),
    [
        ({"starts_at": dt.timedelta(days=-3)}, "starts_at"),
        ({"ends_at": dt.timedelta(0)}, "ends_at"),
        ({"ends_at": dt.timedelta(days=-1)}, "ends_at"),
        ({"ends_at": dt.timedelta(hours=24, minutes=1)}, "ends_at"),
        ({"break_minutes": 90}, "break_minutes"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 100_001}, "capacity"),
        ({"capacity": -3}, "capacity"),
    ],
)
def test_a_shift_that_can_not_be(pair: Pair, shift: dict[str, Any], field: str) -> None:
    """Times are given as steps from the usual start."""
    start = begin()
    given = {
        name: start + value if isinstance(value, dt.timedelta) else value for name, value in shift.items()
    }
    with pytest.raises(ValidationError) as refusal:
        actions.draft(
            by=pair.secretary,
            organizer=pair.branch,
            project=pair.project,
            shifts=[a_shift(**given)],
            **words(),
        )
    assert list(refusal.value.error_dict) == [field]
    assert (Activity.objects.count(), Shift.objects.count()) == (0, 0)


def test_a_shift_of_exactly_24_hours(pair: Pair) -> None:
    start = begin()
    shift = a_shift(starts_at=start, ends_at=start + dt.timedelta(hours=24))
    actions.draft(by=pair.secretary, organizer=pair.branch, project=pair.project, shifts=[shift], **words())
    assert Shift.objects.get().minutes == 24 * 60


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"is_dangerous": True}, ["insurance"]),
        ({"risks": "  "}, ["risks"]),
        ({"title": ""}, ["title"]),
        ({"title": "长" * 61}, ["title"]),
        ({"kind": "party"}, ["kind"]),
        ({"category": "space"}, ["category"]),
    ],
)
def test_a_draft_that_can_not_be(pair: Pair, changes: dict[str, Any], fields: list[str]) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.draft(
            by=pair.secretary,
            organizer=pair.branch,
            project=pair.project,
            shifts=[a_shift()],
            **words(**changes),
        )
    assert list(refusal.value.error_dict) == fields
    assert Activity.objects.count() == 0


def test_without_a_project_the_place_must_be_given(pair: Pair) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.draft(by=pair.secretary, organizer=pair.branch, shifts=[a_shift()], **words())
    assert sorted(refusal.value.error_dict) == ["category", "where"]


@pytest.mark.parametrize("shifts", [[], [a_shift()] * 21])
def test_one_to_twenty_shifts(pair: Pair, shifts: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError) as refusal:
        actions.draft(
            by=pair.secretary, organizer=pair.branch, project=pair.project, shifts=shifts, **words()
        )
    assert list(refusal.value.error_dict) == ["shifts"]


def test_the_partner_is_bound_by_an_agreement(pair: Pair) -> None:
    for partner in (pair.other_branch, pair.branch):
        with pytest.raises(ValidationError) as refusal:
            actions.draft(
                by=pair.secretary,
                organizer=pair.branch,
                partner=partner,
                shifts=[a_shift()],
                **words(where="广场", category=Category.OTHER),
            )
        assert list(refusal.value.error_dict) == ["partner"]


def test_a_stranger_can_not_draft_for_the_branch(pair: Pair) -> None:
    for by in (pair.stranger, pair.worker, pair.dean, make_user("路人")):
        with pytest.raises(PermissionDenied):
            actions.draft(by=by, organizer=pair.branch, project=pair.project, shifts=[a_shift()], **words())
    assert Activity.objects.count() == 0


def test_publishing_opens_the_shifts_and_tells_the_partner(pair: Pair) -> None:
    activity = make_activity(pair.branch, pair.community, state=State.DRAFT)
    actions.publish(by=pair.secretary, activity=activity)
    activity.refresh_from_db()
    assert (activity.state, activity.shifts.get().is_open) == (State.OPEN, True)
    told = Notice.objects.filter(kind=Tell.PUBLISHED).values_list("to_id", flat=True)
    assert list(told) == [pair.worker.pk]
    with pytest.raises(Refused):
        actions.publish(by=pair.secretary, activity=activity)
    assert Entry.objects.filter(verb=Verb.PUBLISHED).count() == 1


def test_a_draft_gone_stale_is_not_published(pair: Pair) -> None:
    activity = make_activity(pair.branch, state=State.DRAFT, shift={"starts_at": now()})
    with pytest.raises(Refused, match="过去"):
        actions.publish(by=pair.secretary, activity=activity)
    activity.refresh_from_db()
    assert activity.state == State.DRAFT


def test_the_partner_may_edit_a_draft_and_nothing_later(pair: Pair) -> None:
    activity = make_activity(pair.branch, pair.community, state=State.DRAFT)
    actions.edit(by=pair.worker, activity=activity, title="改过的标题")
    with pytest.raises(PermissionDenied):
        actions.publish(by=pair.worker, activity=activity)
    activity = actions.publish(by=pair.secretary, activity=activity)
    with pytest.raises(PermissionDenied):
        actions.edit(by=pair.worker, activity=activity, title="又改")
    activity.refresh_from_db()
    assert activity.title == "改过的标题"


def test_what_people_relied_on_stays(pair: Pair) -> None:
    activity = make_activity(pair.branch)
    for field, value in {"kind": "lecture", "audience": "members", "is_dangerous": True}.items():
        with pytest.raises(ValidationError) as refusal:
            actions.edit(by=pair.secretary, activity=activity, **{field: value})
        assert list(refusal.value.error_dict) == [field]


def test_a_new_place_is_told_to_everybody(pair: Pair) -> None:
    activity = make_activity(pair.branch, pair.community)
    seat = make_sign_up(activity.shifts.get())
    actions.edit(by=pair.secretary, activity=activity, words="改了说明")
    assert Notice.objects.filter(kind=Tell.CHANGED).count() == 0
    actions.edit(by=pair.secretary, activity=activity, where="3 楼")
    told = set(Notice.objects.filter(kind=Tell.CHANGED).values_list("to_id", flat=True))
    assert told == {seat.person_id, pair.worker.pk}


def shift_as_given(shift: Shift, **changes: Any) -> dict[str, Any]:
    names = ("pk", "starts_at", "ends_at", "break_minutes", "capacity", "waiting_places")
    return {name: getattr(shift, name) for name in names} | changes


def test_more_places_go_to_those_who_wait_in_their_order(pair: Pair) -> None:
    activity = make_activity(pair.branch, shift={"capacity": 1})
    shift = activity.shifts.get()
    make_sign_up(shift)
    first, second, third = (make_sign_up(shift, name, state="waiting") for name in "甲乙丙")
    actions.edit(by=pair.secretary, activity=activity, shifts=[shift_as_given(shift, capacity=3)])
    states = [SignUp.objects.get(pk=row.pk).state for row in (first, second, third)]
    assert states == ["confirmed", "confirmed", "waiting"]
    shift.refresh_from_db()
    assert (shift.taken, shift.waiting, shift.capacity) == (3, 1, 3)
    assert Notice.objects.filter(kind=Tell.MOVED_UP).count() == 2
    assert list(queries.invariants()) == []


def test_fewer_places_than_people_is_refused(pair: Pair) -> None:
    activity = make_activity(pair.branch, shift={"capacity": 3})
    shift = activity.shifts.get()
    for name in "甲乙":
        make_sign_up(shift, name)
    with pytest.raises(ValidationError) as refusal:
        actions.edit(by=pair.secretary, activity=activity, shifts=[shift_as_given(shift, capacity=1)])
    assert list(refusal.value.error_dict) == ["capacity"]
    actions.edit(by=pair.secretary, activity=activity, shifts=[shift_as_given(shift, capacity=2)])
    shift.refresh_from_db()
    assert shift.capacity == 2


def test_times_stay_once_somebody_signed_up(pair: Pair) -> None:
    activity = make_activity(pair.branch)
    shift = activity.shifts.get()
    later = shift_as_given(shift, ends_at=shift.ends_at + dt.timedelta(hours=1))
    actions.edit(by=pair.secretary, activity=activity, shifts=[later])
    make_sign_up(shift)
    earlier = shift_as_given(shift, starts_at=shift.starts_at - dt.timedelta(hours=1))
    with pytest.raises(ValidationError) as refusal:
        actions.edit(by=pair.secretary, activity=activity, shifts=[earlier])
    assert list(refusal.value.error_dict) == ["starts_at"]


def test_shifts_come_and_go_but_not_those_with_people(pair: Pair) -> None:
    activity = make_activity(pair.branch)
    first = activity.shifts.get()
    actions.edit(by=pair.secretary, activity=activity, shifts=[shift_as_given(first), a_shift(capacity=7)])
    assert sorted(activity.shifts.values_list("capacity", "is_open")) == [(5, True), (7, True)]
    second = activity.shifts.get(capacity=7)
    make_sign_up(first)
    with pytest.raises(ValidationError) as refusal:
        actions.edit(by=pair.secretary, activity=activity, shifts=[shift_as_given(second)])
    assert list(refusal.value.error_dict) == ["shifts"]
    actions.edit(by=pair.secretary, activity=activity, shifts=[shift_as_given(first)])
    assert list(activity.shifts.values_list("pk", flat=True)) == [first.pk]


def test_the_shift_of_another_activity_is_not_touched(pair: Pair) -> None:
    activity = make_activity(pair.branch)
    foreign = make_activity(pair.other_branch).shifts.get()
    own = activity.shifts.get()
    actions.edit(
        by=pair.secretary,
        activity=activity,
        shifts=[shift_as_given(own), shift_as_given(foreign, capacity=99)],
    )
    foreign.refresh_from_db()
    assert (foreign.capacity, activity.shifts.count()) == (5, 1)


def test_cancelling_tells_everybody_and_gives_all_places_back(pair: Pair) -> None:
    activity = make_activity(pair.branch, pair.community, shift={"capacity": 1})
    shift = activity.shifts.get()
    seat, turn = make_sign_up(shift, "甲"), make_sign_up(shift, "乙", state="waiting")
    actions.cancel(by=pair.secretary, activity=activity, reason=" 下大雨 ")
    activity.refresh_from_db()
    shift.refresh_from_db()
    assert (activity.state, activity.cancel_reason) == (State.CANCELLED, "下大雨")
    assert (shift.taken, shift.waiting, shift.is_open) == (0, 0, False)
    assert set(SignUp.objects.values_list("state", flat=True)) == {"cancelled"}
    told = set(Notice.objects.filter(kind=Tell.CANCELLED).values_list("to_id", flat=True))
    assert told == {seat.person_id, turn.person_id, pair.worker.pk}
    assert list(queries.invariants()) == []


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
def test_cancelling_needs_a_reason(pair: Pair, reason: str) -> None:
    activity = make_activity(pair.branch)
    with pytest.raises(ValidationError):
        actions.cancel(by=pair.secretary, activity=activity, reason=reason)
    activity.refresh_from_db()
    assert activity.state == State.OPEN


def test_no_cancelling_once_somebody_checked_in(pair: Pair) -> None:
    activity = make_activity(pair.branch, state=State.RUNNING, shift={"starts_at": now()})
    make_sign_up(activity.shifts.get(), state="checked_in")
    with pytest.raises(Refused, match="签到"):
        actions.cancel(by=pair.secretary, activity=activity, reason="下大雨")
    assert SignUp.objects.get().state == "checked_in"


def test_finishing_closes_sign_up_and_asks_the_organiser(pair: Pair) -> None:
    activity = make_activity(pair.branch, pair.community, state=State.RUNNING, shift={"starts_at": now()})
    make_sign_up(activity.shifts.get(), state="checked_in")
    actions.finish(by=pair.secretary, activity=activity)
    activity.refresh_from_db()
    assert (activity.state, activity.shifts.get().is_open) == (State.FINISHED, False)
    told = set(Notice.objects.filter(kind=Tell.TO_CONFIRM).values_list("to_id", flat=True))
    assert told == {pair.secretary.pk, pair.deputy.pk}


def test_not_before_the_last_shift_has_begun(pair: Pair) -> None:
    activity = make_activity(pair.branch, state=State.RUNNING, shift={"starts_at": now()})
    make_shift(activity)
    with pytest.raises(Refused):
        actions.finish(by=pair.secretary, activity=activity)
    activity.refresh_from_db()
    assert activity.state == State.RUNNING


def test_where_nobody_came_it_is_settled_at_once(pair: Pair) -> None:
    activity = make_activity(pair.branch)
    with moved_to(now() + dt.timedelta(days=3)):
        actions.finish(by=pair.secretary, activity=activity)
    activity.refresh_from_db()
    assert activity.state == State.SETTLED
    assert Notice.objects.filter(kind=Tell.TO_CONFIRM).count() == 0


def test_starting_before_the_time_is_refused(pair: Pair) -> None:
    activity = make_activity(pair.branch)
    with pytest.raises(Refused):
        actions.start(by=pair.secretary, activity=activity)


def test_every_move_the_states_do_not_allow_is_refused(pair: Pair) -> None:
    acts = {
        "publish": lambda row: actions.publish(by=pair.secretary, activity=row),
        "finish": lambda row: actions.finish(by=pair.secretary, activity=row),
        "cancel": lambda row: actions.cancel(by=pair.secretary, activity=row, reason="下大雨"),
    }
    allowed = {
        ("draft", "publish"),
        ("draft", "cancel"),
        ("open", "cancel"),
        ("open", "finish"),
        ("running", "cancel"),
        ("running", "finish"),
    }
    done = set()
    for state in State.values:
        for name, act in acts.items():
            start = begin() if name == "publish" else now()
            row = make_activity(pair.branch, state=state, shift={"starts_at": start})
            try:
                act(row)
            except Refused:
                continue
            done.add((str(state), name))
    assert done == allowed
