"""Minimum commitments counted from activities; agreements in which nothing happens."""

import datetime as dt
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from gongjian.activities.models import Activity
from gongjian.core.clock import at, moved_to, today
from gongjian.insights import queries, tasks
from gongjian.notices.models import Notice
from gongjian.partnerships import queries as partnerships
from gongjian.partnerships.models import Commitment, Partnership, Promise, Tell
from tests.activities.factories import make_activity
from tests.reviews.factories import Pair

from .factories import NOON, TODAY, held, make_term_pair

pytestmark = pytest.mark.django_db
FIRST = dt.date(2026, 2, 20)


@pytest.fixture
def pair(db: None) -> Any:
    with moved_to(NOON):
        pair = make_term_pair()
        Partnership.objects.update(
            starts_on=FIRST, ends_on=FIRST + dt.timedelta(days=729), active_since=at(FIRST, 9)
        )
        yield pair


def agreement(pair: Pair) -> Partnership:
    return Partnership.objects.get(pk=pair.project.partnership_id)


def promise(pair: Pair, **least: int) -> list[Any]:
    rows = [Commitment(partnership=agreement(pair), kind=kind, least=n) for kind, n in least.items()]
    Commitment.objects.bulk_create(rows)
    return queries.kept_commitments(pair.worker, agreement(pair))


def test_whatever_can_be_promised_is_counted() -> None:
    assert set(queries.COUNTERS) == set(Promise.values)


def test_each_promise_is_counted_from_what_took_place(pair: Pair) -> None:
    held(pair, dt.date(2026, 3, 3), kind=Activity.Kind.CAMPAIGN)
    held(pair, dt.date(2026, 3, 4))
    held(pair, dt.date(2026, 2, 1), kind=Activity.Kind.LECTURE)  # before the term
    make_activity(pair.branch, pair.community, state=Activity.State.CANCELLED, kind=Activity.Kind.LECTURE)
    alone = make_activity(pair.branch, None, state=Activity.State.SETTLED, shift={"starts_at": at(FIRST, 9)})
    assert alone.project is None
    rows = promise(pair, education=2, activities=2)
    assert [(row.kind, row.count, row.missing) for row in rows] == [("education", 1, 1), ("activities", 2, 0)]
    assert [row.said for row in rows] == ["还差 1，剩 599 天", "已做到"]


def test_what_two_parties_do_outside_projects_counts_for_them(pair: Pair) -> None:
    make_activity(
        pair.branch, pair.community, state=Activity.State.SETTLED, shift={"starts_at": at(TODAY, 9)}
    )
    make_activity(
        pair.community, pair.branch, state=Activity.State.SETTLED, shift={"starts_at": at(TODAY, 14)}
    )
    assert [row.count for row in promise(pair, activities=2)] == [2]


def test_pilots_and_survey_reports_count_once_they_are_there(client: Client, pair: Pair) -> None:
    assert [row.count for row in promise(pair, survey=1, pilot=1)] == [0, 0]
    type(pair.project).objects.filter(pk=pair.project.pk).update(is_pilot=True)
    rows = queries.kept_commitments(pair.worker, agreement(pair))
    assert [(row.kind, row.count, row.missing) for row in rows] == [("survey", 0, 1), ("pilot", 1, 0)]
    page = client.get(rows[1].href).content.decode()
    assert pair.project.title in page
    assert client.get(rows[0].href).status_code == 200


def test_yearly_promises_are_counted_for_each_year_that_has_begun(pair: Pair) -> None:
    held(pair, dt.date(2026, 3, 3))
    assert [(row.since, row.count) for row in promise(pair, activities=2)] == [(FIRST, 1)]
    with moved_to(at(dt.date(2027, 3, 1), 9)):
        rows = queries.kept_commitments(pair.worker, agreement(pair))
    assert [(row.since, row.count) for row in rows] == [(FIRST, 1), (dt.date(2027, 2, 20), 0)]
    assert [row.is_late for row in rows] == [False, False]


def test_the_rows_behind_a_number(client: Client, pair: Pair) -> None:
    shift = held(pair, dt.date(2026, 3, 3), kind=Activity.Kind.CAMPAIGN, title="防诈骗进小区")
    promise(pair, education=2)
    kept, rows = queries.promise_rows(pair.worker, agreement(pair), "education", "1")
    assert (kept.count, list(rows)) == (1, [shift.activity])
    page = client.get(reverse("insights:promise_rows", args=[agreement(pair).pk, "education"]))
    assert "防诈骗进小区" in page.content.decode()
    workspace = client.get(reverse("partnerships:partnership", args=[agreement(pair).pk])).content.decode()
    assert "最低承诺" in workspace
    assert "1 / 2" in workspace
    for kind, year in (("activities", "1"), ("education", "2"), ("education", "0")):
        with pytest.raises(Http404):
            queries.promise_rows(pair.worker, agreement(pair), kind, year)


def test_one_query_for_each_kind(pair: Pair, django_assert_num_queries: Any) -> None:
    promise(pair, education=1, activities=1)
    for number in (1, 3):
        for day in range(number):
            held(pair, dt.date(2026, 4, 1 + number + day))
        with django_assert_num_queries(6):
            queries.kept_commitments(pair.worker, agreement(pair))


# ---------------------------------------------------------------- quiet


def told(person: Any) -> int:
    return Notice.objects.filter(to=person, kind=Tell.PARTNERSHIP_QUIET).count()


def quiet_since(pair: Pair) -> dt.date | None:
    return agreement(pair).quiet_since


def test_both_sides_are_told_once_in_a_quiet_spell_and_it_ends_by_itself(pair: Pair) -> None:
    last = TODAY  # the day on which the branch took the need up
    held(pair, dt.date(2026, 6, 20))
    assert tasks.sweep_quiet_partnerships() == 0
    with moved_to(at(last + dt.timedelta(days=90), 23)):
        assert tasks.sweep_quiet_partnerships() == 0
    with moved_to(at(last + dt.timedelta(days=91), 1)):
        assert [tasks.sweep_quiet_partnerships() for _again in range(3)] == [1, 0, 0]
        assert quiet_since(pair) == last
        assert [row.pk for row in partnerships.quiet_partnerships(pair.secretary)] == [agreement(pair).pk]
    assert told(pair.secretary) == 1
    with moved_to(at(last + dt.timedelta(days=120), 9)):
        held(pair, today())
        assert tasks.sweep_quiet_partnerships() == 1
        assert quiet_since(pair) is None
        assert tasks.sweep_quiet_partnerships() == 0
    with moved_to(at(last + dt.timedelta(days=120 + 91), 9)):
        tasks.sweep_quiet_partnerships()
    assert told(pair.secretary) == 2


def test_what_is_planned_counts_as_life_and_what_is_cancelled_does_not(pair: Pair) -> None:
    later = at(TODAY + dt.timedelta(days=200), 9)
    activity = make_activity(
        pair.branch,
        pair.community,
        state=Activity.State.OPEN,
        project=pair.project,
        shift={"starts_at": later},
    )
    with moved_to(at(TODAY + dt.timedelta(days=150), 9)):
        assert queries.fallen_quiet() == []
        Activity.objects.filter(pk=activity.pk).update(state=Activity.State.CANCELLED, cancel_reason="下雨")
        assert [row for row, _since in queries.fallen_quiet()] == [agreement(pair)]


def test_an_agreement_that_has_ended_is_never_quiet(pair: Pair) -> None:
    Partnership.objects.update(state=Partnership.State.ENDED, end_reason="办完了")
    with moved_to(at(TODAY + dt.timedelta(days=400), 9)):
        assert tasks.sweep_quiet_partnerships() == 0


def test_looking_for_quiet_ones_takes_the_same_number_of_queries(
    pair: Pair, django_assert_num_queries: Any
) -> None:
    for number in (1, 3):
        for day in range(number - 1):
            held(pair, dt.date(2026, 5, 1 + day))
        with django_assert_num_queries(14):
            queries.signs_of_life()
