"""A neighbourhood's page for everybody and for those inside; the burden meter as an average only."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongjian.audit.models import Entry
from gongjian.core.clock import at, moved_to
from gongjian.insights import queries
from gongjian.partnerships.models import Need
from tests.activities.factories import make_activity, make_settled
from tests.organizations.factories import appoint
from tests.partnerships.factories import make_need, make_open_need

from .factories import NOON, held, make_term_pair, met

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _term() -> Iterator[None]:
    with moved_to(NOON):
        yield


def test_everybody_reads_what_came_of_it_and_only_insiders_what_waits(client: Client) -> None:
    pair = make_term_pair()
    for number in range(5):
        met(pair, dt.date(2026, 4, 1 + number), stars=4)
    make_need(pair.community, title="还没核对的")
    old = at(dt.date(2026, 3, 1))
    make_open_need(pair.community, title="等了很久的", published_at=old, proposed_at=old)
    page = f"/insights/communities/{pair.community.pk}/"
    shown = client.get(page)
    body = shown.content.decode()
    assert pair.branch.name in body
    assert "还没核对的" not in body
    assert "等了很久的" not in body
    found = shown.context["shown"]
    assert (found.met, found.answers.total, found.answers.stars) == (5, 5, 4)
    assert [row.label for row in found.needs] == [
        Need.State.OPEN.label,
        "已认领",
        Need.State.IN_PROGRESS.label,
    ]
    assert found.needs[0].ages == [0, 0, 1]
    client.force_login(pair.worker)
    inner = client.get(page)
    assert "等了很久的" in inner.content.decode()
    assert inner.context["shown"].needs[0].ages == [1, 0, 0]
    client.force_login(pair.secretary)
    assert "等了很久的" not in client.get(page).content.decode()


def test_few_answers_show_no_stars_and_other_organisations_have_no_such_page(client: Client) -> None:
    pair = make_term_pair()
    met(pair, dt.date(2026, 4, 1))
    assert client.get(f"/insights/communities/{pair.community.pk}/").context["shown"].answers.stars is None
    for pk in (pair.branch.pk, 0, 99999999):
        assert client.get(f"/insights/communities/{pk}/").status_code == 404
    assert pair.community.name in client.get("/insights/communities/").content.decode()


def test_the_page_costs_the_same_with_one_and_with_three(client: Client) -> None:
    pair = make_term_pair()
    client.get(f"/insights/communities/{pair.community.pk}/")  # the figures are read once
    costs = []
    for rows in (1, 3):
        for number in range(rows):
            met(pair, dt.date(2026, 4, rows * 4 + number))
            make_activity(pair.branch, pair.community, title=f"活动 {rows} {number}")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(f"/insights/communities/{pair.community.pk}/").status_code == 200
        costs.append(len(caught))
    assert costs[0] == costs[1]


def written(by: object, verb: str, times: int) -> None:
    for number in range(times):
        Entry.objects.create(by=by, verb=verb, subject_type="x", subject_id=str(number))  # type: ignore[misc]


def test_the_burden_is_an_average_of_secretaries_and_never_one_persons() -> None:
    pair = make_term_pair()
    written(pair.secretary, "activities.drafted", 2)
    assert not queries.burden(pair.university.college).known
    second = appoint("何清", pair.university.second)
    written(second, "partnerships.target_measured", 1)
    written(pair.chair, "activities.drafted", 9)
    found = queries.burden(pair.university.college)
    assert (found.secretaries, found.last.forms, found.last.minutes) == (2, 1.5, 7.0)
    assert found.last.fields == 15.0
    assert len(found.months) == 6
    assert found.months[0].forms == 0
    assert "何清" not in str(found)
    assert not queries.burden(pair.branch).known


def test_the_college_reads_the_meter(client: Client) -> None:
    pair = make_term_pair()
    appoint("何清", pair.university.second)
    client.force_login(appoint("陈立新", pair.university.college))
    body = client.get(f"/insights/organizations/{pair.university.college.pk}/burden/").content.decode()
    assert "0 分钟" in body
    assert "kind=burden" in body
    client.force_login(pair.secretary)
    assert client.get(f"/insights/organizations/{pair.university.college.pk}/burden/").status_code == 403


def test_lasting_pairs_are_those_that_went_on() -> None:
    pair = make_term_pair()
    scope = queries.OrganizationScope(pair.university.college)

    def lasting() -> str:
        return next(
            each.text for each in queries.signals_of(scope, queries.period()) if each.key == "lasting_pairs"
        )

    make_settled(held(pair, dt.date(2026, 4, 1)), "张三")
    assert lasting() == "0"
    make_settled(held(pair, dt.date(2025, 11, 1)), "李四")
    assert lasting() == "1"
