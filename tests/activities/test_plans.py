"""Activities that come back, and calendars for other programs."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from icalendar import Calendar

from gongjian.activities import actions, queries, tasks
from gongjian.activities.models import Activity, Feed, Plan, Tell
from gongjian.core.clock import at, moved_to, today
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from tests.accounts.factories import make_user
from tests.activities.factories import Pair, make_activity, make_shift, make_sign_up
from tests.activities.test_views import page, url

MONDAY = dt.date(2026, 8, 31)


def pattern(pair: Pair, day: dt.date = MONDAY, **fields: Any) -> Activity:
    activity = make_activity(
        pair.branch,
        pair.community,
        title="周一课堂",
        shift={"starts_at": at(day, 14), "capacity": 7},
        **fields,
    )
    make_shift(activity, starts_at=at(day, 19), minutes=60)
    return activity


def start(pair: Pair, activity: Activity, **fields: Any) -> Plan:
    return actions.start_plan(by=pair.secretary, activity=activity, **{"rhythm": "week", **fields})


def test_drafts_are_made_ahead_and_holidays_left_out(pair: Pair) -> None:
    with moved_to(at(dt.date(2026, 9, 1), 9)):
        plan = start(pair, pattern(pair), ahead_days=7)
        assert tasks.sweep_plans() == 1
        assert tasks.sweep_plans() == 0
        draft = Activity.objects.get(plan=plan)
        assert (draft.state, draft.title, draft.partner) == ("draft", "周一课堂", pair.community)
        shifts = [(shift.starts_at, shift.capacity, shift.is_open) for shift in draft.shifts.all()]
        assert shifts == [(at(dt.date(2026, 9, 7), 14), 7, False), (at(dt.date(2026, 9, 7), 19), 5, False)]
        assert Notice.objects.filter(kind=Tell.PLANNED, to=pair.secretary).count() == 1
    for day in range(2, 60):
        with moved_to(at(dt.date(2026, 9, 1) + dt.timedelta(days=day), 9)):
            tasks.sweep_plans()
    days = sorted(queries.first_day_of(each) for each in plan.drafts.all())
    assert dt.date(2026, 9, 28) in days
    assert dt.date(2026, 10, 5) not in days  # National Day
    assert dt.date(2026, 10, 12) in days


@pytest.mark.parametrize(
    ("rhythm", "first", "days"),
    [
        ("month", dt.date(2026, 1, 31), [dt.date(2026, 2, 28), dt.date(2026, 3, 31)]),
        ("quarter", dt.date(2026, 11, 30), [dt.date(2027, 2, 28), dt.date(2027, 5, 30)]),
        ("year", dt.date(2028, 2, 29), [dt.date(2029, 2, 28), dt.date(2030, 2, 28)]),
        ("week", dt.date(2026, 12, 28), [dt.date(2027, 1, 4), dt.date(2027, 1, 11)]),
    ],
)
def test_the_days_of_a_rhythm(pair: Pair, rhythm: str, first: dt.date, days: list[dt.date]) -> None:
    plan = Plan(pattern=pattern(pair, first), rhythm=rhythm)
    assert [queries.day_of(plan, n) for n in (1, 2)] == days


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (dt.date(2026, 10, 1), True),
        (dt.date(2026, 10, 3), True),  # a Saturday inside National Day
        (dt.date(2026, 9, 12), False),  # an ordinary Saturday
        (dt.date(2026, 9, 14), False),
    ],
)
def test_what_a_public_holiday_is(db: None, day: dt.date, holiday: bool) -> None:
    assert queries.is_holiday(day) is holiday


def test_a_plan_ends_and_is_stopped(client: Client, pair: Pair) -> None:
    with moved_to(at(dt.date(2026, 9, 1), 9)):
        activity = pattern(pair)
        plan = start(pair, activity, until=dt.date(2026, 9, 10))
        with pytest.raises(Refused, match="重复"):
            start(pair, activity)
        tasks.sweep_plans()
        tasks.sweep_plans()
        plan.refresh_from_db()
        assert plan.stopped_at is not None
        assert plan.drafts.count() == 1
        again = start(pair, activity)
        with pytest.raises(PermissionDenied):
            actions.stop_plan(by=pair.worker, plan=again)
        client.force_login(pair.secretary)
        assert url("stop_plan", again.pk) in page(client, "plans")
        client.post(url("stop_plan", again.pk))
        client.post(url("stop_plan", again.pk))
        assert url("stop_plan", again.pk) not in page(client, "plans")
        assert tasks.sweep_plans() == 0


def test_what_no_longer_binds_is_left_out(pair: Pair) -> None:
    with moved_to(at(dt.date(2026, 9, 1), 9)):
        plan = start(pair, pattern(pair))
        Activity.objects.filter(pk=plan.pattern_id).update(partner=pair.other_branch)
        tasks.sweep_plans()
    drafts = plan.drafts.all()
    assert drafts
    assert {draft.partner for draft in drafts} == {None}


def test_an_action_refuses_a_rhythm_that_is_none(pair: Pair) -> None:
    with pytest.raises(ValidationError):
        start(pair, pattern(pair, today() + dt.timedelta(days=3)), ahead_days=0)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_plans_costs_the_same(
    client: Client, pair: Pair, number: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(number):
        start(pair, pattern(pair, today() + dt.timedelta(days=3 + n)))
    client.force_login(pair.secretary)
    page(client, "plans")
    with django_assert_max_num_queries(12):
        page(client, "plans")


# ---- calendars


def test_ones_own_calendar_and_its_end(client: Client, pair: Pair) -> None:
    person = make_user("林知夏")
    seat = make_sign_up(make_activity(pair.branch, title="智慧课堂").shifts.get(), person)
    make_activity(pair.branch, title="与我无关", shift={"starts_at": seat.shift.ends_at})
    client.force_login(person)
    client.post(url("feed"))
    token = Feed.objects.get().token
    assert token in page(client, "feed")
    assert token not in Feed.objects.values_list("digest", flat=True)
    program = Client()
    answer = program.get(url("own_calendar", token))
    assert answer["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [e.decoded("DTSTART") for e in events] == [seat.shift.starts_at]
    assert str(events[0]["SUMMARY"]).startswith("智慧课堂（")
    client.post(url("feed"))
    assert program.get(url("own_calendar", token)).status_code == 404
    new = Feed.objects.get().token
    client.post(url("close_feed"))
    assert program.get(url("own_calendar", new)).status_code == 404
    assert Feed.objects.count() == 0


def test_the_public_calendar_holds_what_everybody_may_join(pair: Pair) -> None:
    make_activity(pair.branch, title="人人可来")
    make_activity(pair.branch, title="只限双方", audience="members")
    make_activity(pair.branch, title="还是草稿", state="draft")
    data = Client().get(url("public_calendar")).content
    assert [str(e["SUMMARY"]) for e in Calendar.from_ical(data).walk("VEVENT")] == ["人人可来"]
    assert b"0791" not in data
