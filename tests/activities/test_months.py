"""The month of a partnership: whole weeks, what the person may see, and months that make no sense."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongjian.activities import queries
from gongjian.activities.models import Activity
from gongjian.core.clock import at, moved_to
from gongjian.partnerships.models import Partnership
from tests.accounts.factories import make_user
from tests.activities.factories import make_activity
from tests.reviews.factories import Pair, make_pair

pytestmark = pytest.mark.django_db
NOON = at(dt.date(2026, 4, 16), 12)


@pytest.fixture(autouse=True)
def _april() -> Iterator[None]:
    with moved_to(NOON):
        yield


def held(pair: Pair, day: dt.date, title: str, **fields: object) -> None:
    shift = {"starts_at": at(day, 9), "ends_at": at(day, 11)}
    fields.setdefault("state", Activity.State.OPEN)
    make_activity(pair.branch, pair.community, project=pair.project, title=title, shift=shift, **fields)


def month(pair: Pair, user: object, text: str = "2026-04") -> queries.Month:
    return queries.month_of(user, pair.partnership, queries.month_asked(text))


def said(found: queries.Month) -> dict[str, list[str]]:
    return {f"{day.date:%m-%d}": [date.title for date in day.dates] for day in found.days if day.dates}


def test_whole_weeks_hold_the_month() -> None:
    found = month(make_pair(), make_user("居民"))
    assert (found.days[0].date, found.days[-1].date) == (dt.date(2026, 3, 30), dt.date(2026, 5, 3))
    assert (len(found.days) % 7, found.before, found.after) == (0, "2026-03", "2026-05")
    assert sum(day.inside for day in found.days) == 30
    assert [day.date for day in found.days if day.is_today] == [dt.date(2026, 4, 16)]


def test_shifts_ends_of_rounds_and_of_the_agreement_stand_on_their_days() -> None:
    pair = make_pair()
    held(pair, dt.date(2026, 4, 20), "教视频通话")
    held(pair, dt.date(2026, 4, 21), "取消的", state=Activity.State.CANCELLED, cancel_reason="下雨")
    Partnership.objects.update(starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 4, 25))
    pair.project.cycles.update(starts_on=dt.date(2026, 3, 1), ends_on=dt.date(2026, 4, 22))
    pair.partnership.refresh_from_db()
    found = said(month(pair, make_user("居民")))
    assert found == {
        "04-20": ["教视频通话"],
        "04-22": ["第 1 轮结束：智慧助老课堂"],
        "04-25": ["协议到期"],
    }


def test_what_is_for_members_and_drafts_are_not_shown_to_others() -> None:
    pair = make_pair()
    held(pair, dt.date(2026, 4, 20), "党员活动", audience="members")
    held(pair, dt.date(2026, 4, 21), "草稿", state=Activity.State.DRAFT)
    pair.project.cycles.all().delete()
    assert said(month(pair, make_user("居民"))) == {}
    assert said(month(pair, pair.secretary)) == {"04-20": ["党员活动"], "04-21": ["草稿"]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-13",
        "2026-00",
        "2026-4",
        "abcd-ef",
        "9999-01",
        "0001-01",
        "2026-04-01",
        "２０２６-０４",
        "' OR 1",
    ],
)
def test_a_month_that_makes_no_sense_is_this_month(text: str) -> None:
    assert queries.month_asked(text) == dt.date(2026, 4, 1)
    pair = make_pair()
    answer = Client().get(f"/activities/partnerships/{pair.partnership.pk}/", {"month": text})
    assert answer.status_code == 200
    assert "2026年4月" in answer.content.decode()


def test_the_space_gets_the_grid_alone() -> None:
    pair = make_pair()
    url = f"/activities/partnerships/{pair.partnership.pk}/"
    part = Client().get(url, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="month">')
    assert "<html" in Client().get(url).content.decode()


def test_three_shifts_cost_as_many_queries_as_one() -> None:
    pair = make_pair()

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert Client().get(f"/activities/partnerships/{pair.partnership.pk}/").status_code == 200
        return len(caught)

    held(pair, dt.date(2026, 4, 20), "一")
    cost()
    one = cost()
    held(pair, dt.date(2026, 4, 20), "二")
    held(pair, dt.date(2026, 4, 27), "三")
    assert cost() == one
