"""What happens by itself, once, whoever else is at work."""

import datetime as dt

from gongjian.activities import actions, tasks
from gongjian.activities.models import Activity, SignUp, Tell
from gongjian.core.clock import at, moved_to, now, today
from gongjian.notices.models import Notice
from tests.activities.factories import Pair, make_activity, make_shift, make_sign_up

DAY = dt.timedelta(days=1)


def test_activities_begin_and_end_with_their_shifts(pair: Pair) -> None:
    activity = make_activity(pair.branch, pair.community)
    first = activity.shifts.get()
    second = make_shift(activity, starts_at=first.starts_at + DAY)
    make_sign_up(second)
    steps = []
    for moment in (now(), first.starts_at, first.ends_at, second.starts_at, second.ends_at):
        with moved_to(moment):
            steps.append((tasks.sweep_begin_and_end(), tasks.sweep_begin_and_end()))
        activity.refresh_from_db()
        steps.append(activity.state)
    assert steps == [
        (0, 0), "open", (1, 0), "running", (0, 0), "running", (0, 0), "running", (1, 0), "finished",
    ]  # fmt: skip


def test_what_was_never_started_is_finished_too(pair: Pair) -> None:
    activity = make_activity(pair.branch)
    make_sign_up(activity.shifts.get())
    with moved_to(now() + 9 * DAY):
        assert tasks.sweep_begin_and_end() == 2
    activity.refresh_from_db()
    assert activity.state == Activity.State.FINISHED


def test_drafts_and_cancelled_activities_are_left_alone(pair: Pair) -> None:
    for state in ("draft", "cancelled", "finished", "settled"):
        make_activity(pair.branch, state=state)
    with moved_to(now() + 9 * DAY):
        assert tasks.sweep_begin_and_end() == 0


def test_a_row_that_somebody_else_moved_meanwhile_is_passed_over(pair: Pair) -> None:
    activity = make_activity(pair.branch, state="finished")

    def refused(row: Activity) -> None:
        actions.finish(by=pair.secretary, activity=row)

    assert tasks._each([activity], refused) == 0


def test_people_are_reminded_the_day_before_and_once(pair: Pair) -> None:
    tomorrow = make_activity(pair.branch, shift={"starts_at": at(today() + DAY, 14)})
    seat = make_sign_up(tomorrow.shifts.get())
    make_sign_up(make_activity(pair.branch, shift={"starts_at": at(today() + 2 * DAY, 0)}).shifts.get(), "甲")
    make_sign_up(
        make_activity(pair.branch, shift={"starts_at": at(today() + DAY, 9)}).shifts.get(),
        "乙",
        state=SignUp.State.CANCELLED,
    )
    assert (tasks.sweep_remind_tomorrow(), tasks.sweep_remind_tomorrow()) == (2, 0)
    told = Notice.objects.filter(kind=Tell.REMINDER).values_list("to_id", flat=True)
    assert list(told) == [seat.person_id]


def test_the_sweeps_are_named_with_their_rhythm() -> None:
    assert [
        (tasks.sweep_begin_and_end, 300),
        (tasks.sweep_remind_tomorrow, 3600),
        (tasks.sweep_call_cover, 3600),
        (tasks.sweep_places, 60),
        (tasks.sweep_plans, 3600),
    ] == tasks.SWEEPS
