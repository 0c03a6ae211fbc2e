"""Every number against a term whose numbers are known; too few says too few; people are never listed."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from gongjian.activities.models import Activity
from gongjian.core.clock import at, moved_to
from gongjian.insights import queries
from gongjian.insights.queries.kinds import _percent
from gongjian.insights.queries.measures import measure, signing_limit
from gongjian.organizations.models import Side
from gongjian.partnerships.models import Need, Party, Project
from tests.accounts.factories import make_user
from tests.activities.factories import make_activity, make_attended, make_settled, make_sign_up
from tests.organizations.factories import affiliate
from tests.partnerships.factories import make_claimed_need, make_project
from tests.reviews.factories import Pair

from .factories import NOON, TODAY, held, make_term_pair, members, met

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _term() -> Iterator[None]:
    with moved_to(NOON):
        yield


def signals(pair: Pair, key: str = "term") -> dict[str, queries.Signal]:
    found = queries.signals_of(queries.PartnershipScope([pair.partnership.pk]), queries.period(key))
    return {signal.key: signal for signal in found}


def shown(signal: queries.Signal) -> tuple[Any, ...]:
    return (signal.text, signal.unit, signal.note)


# ---------------------------------------------------------------- periods


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (dt.date(2026, 6, 30), dt.date(2026, 2, 20)),
        (dt.date(2026, 2, 20), dt.date(2026, 2, 20)),
        (dt.date(2026, 2, 19), dt.date(2025, 9, 1)),
        (dt.date(2026, 9, 1), dt.date(2026, 9, 1)),
        (dt.date(2026, 12, 31), dt.date(2026, 9, 1)),
    ],
)
def test_a_term_begins_where_the_calendar_says(day: dt.date, since: dt.date) -> None:
    period = queries.period("term", day)
    assert (period.since, period.until) == (since, day)
    assert period.before is not None
    assert (period.before.since, period.before.until) == (since - dt.timedelta(180), since - dt.timedelta(1))


def test_other_periods_are_compared_with_as_many_days() -> None:
    half, year = queries.period("half"), queries.period("year")
    assert ((half.until - half.since).days, (year.until - year.since).days) == (179, 364)
    assert half.before is not None
    assert (half.since - half.before.since).days == 180
    assert queries.period("' OR 1=1").key == "term"


# ---------------------------------------------------------------- each number


def test_needs_met_confirmed_waiting_and_satisfaction() -> None:
    pair = make_term_pair()
    for number, stars in enumerate([5, 5, 4, 4, 3]):
        met(pair, dt.date(2026, 4, 1 + number), waited=10 + number, stars=stars)
    met(pair, dt.date(2026, 5, 1), waited=40, confirmed=False)
    found = signals(pair)
    assert shown(found["needs_met"]) == ("6", "件", "在办的共 7 件")
    assert shown(found["confirmed"]) == ("83", "%", "办成的 6 件中有 5 件")
    assert shown(found["waiting"]) == ("12.5", "天", "6 件的中位数")
    assert shown(found["satisfaction"]) == ("4.2", "星（满分 5 星）", "5 位居民回答")


def test_what_was_met_before_or_lapsed_before_is_not_in_hand() -> None:
    pair = make_term_pair()
    met(pair, dt.date(2026, 1, 15))
    lapsed = make_claimed_need(pair.community, pair.branch)
    Need.objects.filter(pk=lapsed.pk).update(
        state="lapsed", until=dt.date(2026, 2, 1), published_at=at(dt.date(2025, 12, 1))
    )
    pair.project.needs.add(lapsed)
    found = signals(pair)["needs_met"]
    assert (found.value, found.note, found.before) == (0, "在办的共 1 件", "1 件")


def test_a_need_in_two_projects_counts_once() -> None:
    pair = make_term_pair()
    need = met(pair, dt.date(2026, 4, 1))
    make_project(pair.partnership).needs.add(need)
    assert signals(pair)["needs_met"].text == "1"


def test_projects_that_nobody_asked_for() -> None:
    pair = make_term_pair()
    for _again in range(4):
        project = make_project(pair.partnership, state=Project.State.RUNNING)
        project.cycles.update(starts_on=dt.date(2026, 3, 1))
    found = signals(pair)["supply_led"]
    assert shown(found) == ("80", "%", "5 个项目中 4 个没有对应需求")


def test_people_minutes_and_months() -> None:
    pair = make_term_pair()
    branch = members(pair, 6)
    residents = [make_user(f"居民 {n}") for n in range(2)]
    march, april = held(pair, dt.date(2026, 3, 10)), held(pair, dt.date(2026, 4, 10))
    for person in [*branch[:3], *residents]:
        make_settled(march, person, minutes=90)
    make_settled(april, branch[0], minutes=60)
    make_attended(held(pair, dt.date(2026, 6, 29)), branch[1], minutes=30)
    make_sign_up(april, branch[4], state="absent")
    found = signals(pair)
    assert shown(found["participants"]) == ("5", "人", "3 次活动，7 人次")
    assert shown(found["participation"]) == ("50", "%", "校方 6 人中 3 人")
    assert shown(found["non_members"]) == ("40", "%", "5 人中 2 人不是党员")
    assert shown(found["hours"]) == ("94", "%", "9 小时中 8.5 小时")
    assert shown(found["active_months"]) == ("3", "个月", "共 4 个月")


def test_who_organises_is_counted_by_person() -> None:
    pair = make_term_pair()
    first, second = make_user("周明远"), make_user("何静")
    for day, person in ((1, first), (2, first), (3, second)):
        held(pair, dt.date(2026, 4, day), drafted_by=person)
    found = signals(pair)["organisers"]
    assert shown(found) == ("2", "人", "组织了 3 次活动")


def test_late_is_late_by_the_rules_and_unsigned_after_ten_working_days() -> None:
    pair = make_term_pair()
    shift = held(pair, dt.date(2026, 4, 1))
    make_settled(shift, "一", checked_in_at=shift.ends_at + dt.timedelta(hours=2))
    make_settled(shift, "二", checked_in_at=shift.ends_at + dt.timedelta(hours=2, seconds=1))
    make_attended(shift, "三")
    recent = held(pair, TODAY - dt.timedelta(days=3))
    make_attended(recent, "四")
    make_settled(recent, "五")
    found = signals(pair)["late"]
    assert shown(found) == ("40", "%", "5 条记录中 2 条")


def test_the_days_for_signing_are_working_days() -> None:
    assert (NOON - signing_limit()).days >= 12


def test_drafts_cancelled_and_other_partnerships_do_not_count() -> None:
    pair = make_term_pair()
    for state in (Activity.State.CANCELLED, Activity.State.OPEN, Activity.State.DRAFT):
        activity = make_activity(pair.branch, pair.community, state=state, project=pair.project)
        make_sign_up(activity.shifts.get(), f"人 {state}", state="attended", minutes=60)
    make_settled(make_activity(pair.branch, state="settled").shifts.get(), "别处")
    found = signals(pair)
    assert (found["participants"].value, found["active_months"].value) == (0, 0)


def test_the_period_before_is_shown_with_its_direction() -> None:
    pair = make_term_pair()
    met(pair, dt.date(2026, 1, 10))
    met(pair, dt.date(2026, 4, 10))
    met(pair, dt.date(2026, 4, 11))
    make_settled(held(pair, dt.date(2025, 12, 1)), "张三")
    make_settled(held(pair, dt.date(2025, 12, 2)), "李四")
    make_settled(held(pair, dt.date(2026, 4, 2)), "王五")
    found = signals(pair)
    assert (found["needs_met"].before, found["needs_met"].change) == ("1 件", "up")
    assert (found["participants"].before, found["participants"].change) == ("2 人", "down")
    assert (found["active_months"].before, found["active_months"].change) == ("1 个月", "")


# ---------------------------------------------------------------- too few


def test_shares_and_averages_of_few_are_not_shown() -> None:
    pair = make_term_pair()
    for number in range(4):
        met(pair, dt.date(2026, 4, 1 + number), stars=1)
    shift = held(pair, dt.date(2026, 4, 1))
    for person in members(pair, 4):
        make_settled(shift, person)
    found = signals(pair)
    few = {key for key, signal in found.items() if signal.few}
    assert few == {
        "confirmed", "satisfaction", "waiting", "supply_led", "participation", "hours", "non_members", "late",
        "load", "kinds", "corrected",
    }  # fmt: skip
    assert all((found[key].text, found[key].value) == ("", None) for key in few)
    assert (found["participation"].note, found["non_members"].note) == ("", "")
    assert found["satisfaction"].note == "4 位居民回答"
    assert (found["needs_met"].text, found["participants"].text) == ("4", "4")


def test_nothing_at_all_is_nothing() -> None:
    pair = make_term_pair()
    found = signals(pair)
    assert found["needs_met"].text == "0"
    assert (found["satisfaction"].value, found["satisfaction"].few) == (None, True)


# ---------------------------------------------------------------- an organisation


def test_an_organisation_reads_all_below_it() -> None:
    pair = make_term_pair()
    met(pair, dt.date(2026, 4, 1))
    shift = held(pair, dt.date(2026, 4, 1))
    for person in members(pair, 5):
        make_settled(shift, person)
    affiliate("别院学生", pair.university.other_branch)
    alone = make_activity(
        pair.university.second, state="settled", shift={"starts_at": at(dt.date(2026, 5, 2), 9)}
    )
    make_settled(alone.shifts.get(), affiliate("研究生", pair.university.second))
    period = queries.period()

    def of(organization: Any) -> tuple[int, int, int, int]:
        found = measure(queries.OrganizationScope(organization), period)[organization.pk]
        return found.met, found.people, found.campus_people, found.members

    assert of(pair.branch) == (1, 5, 5, 5)
    assert of(pair.university.college) == (1, 6, 6, 6)
    assert of(pair.university.root) == (1, 6, 6, 7)
    assert of(pair.community) == (1, 5, 5, 5)
    assert of(pair.subdistrict.root) == (1, 5, 5, 5)
    assert of(pair.university.other_branch) == (0, 0, 0, 1)
    assert of(pair.subdistrict.other_community) == (0, 0, 0, 0)


def test_an_enterprise_without_campus_partner_has_no_denominator() -> None:
    pair = make_term_pair()
    Party.objects.filter(organization=pair.branch).update(side=Side.ENTERPRISE)
    found = measure(queries.OrganizationScope(pair.community), queries.period())[pair.community.pk]
    assert found.members == 0


def test_no_measure_holds_a_person() -> None:
    """What leaves `measure` are numbers and days."""
    pair = make_term_pair()
    shift = held(pair, dt.date(2026, 4, 1))
    person = make_user("林知夏")
    make_settled(shift, person)
    found = vars(
        measure(queries.PartnershipScope([pair.partnership.pk]), queries.period())[pair.partnership.pk]
    )
    assert "林知夏" not in str(found)
    assert set(map(type, found.values())) <= {int, float, list, type(None), dt.datetime, Counter}


def test_definitions_exist_for_every_signal() -> None:
    assert len(queries.definitions()) == len(queries.SIGNALS) == 18
    assert set(queries.PUBLIC) <= set(queries.SIGNALS)


@pytest.mark.parametrize(("share", "text"), [(0, "0"), (0.001, "1"), (0.5, "50"), (0.996, "99"), (1, "100")])
def test_all_and_nothing_are_not_rounded_to(share: float, text: str) -> None:
    assert _percent(share) == (text, "%")
