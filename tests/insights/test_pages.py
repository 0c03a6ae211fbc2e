"""The pages: a few signals for everybody, all of them and their rows for the parties, the overview for those above."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongjian.activities.models import Activity
from gongjian.core.clock import moved_to
from gongjian.insights import queries
from gongjian.organizations.posts import Post
from gongjian.partnerships.models import Partnership, Target
from tests.accounts.factories import make_user
from tests.activities.factories import make_settled
from tests.organizations.factories import affiliate, appoint
from tests.partnerships.factories import make_active_partnership, make_claimed_need, make_running_project
from tests.reviews.factories import Pair

from .factories import NOON, held, make_term_pair, members, met

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _term() -> Iterator[None]:
    with moved_to(NOON):
        yield


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    found = re.sub(r"<(script|svg).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def busy(pair: Pair) -> None:
    Target.objects.update(due_on=dt.date(2026, 6, 1))
    for number in range(5):
        met(pair, dt.date(2026, 4, 1 + number))
    shift = held(pair, dt.date(2026, 4, 1))
    for person in members(pair, 6):
        make_settled(shift, person)


def test_everybody_reads_what_residents_get_from_it(client: Client) -> None:
    pair = make_term_pair()
    busy(pair)
    shown = text(client.get(f"/insights/partnerships/{pair.partnership.pk}/"))
    assert "办成的需求" in shown
    assert "5 位居民回答" in shown
    for inner in ("校方参与率", "组织活动的人", "补录或未确认", "看记录"):
        assert inner not in shown


def test_the_parties_read_everything_with_rows_charts_and_tables() -> None:
    pair = make_term_pair()
    busy(pair)
    for reader in (pair.secretary, pair.worker, appoint("郑伟", pair.university.college)):
        response = as_(reader).get(f"/insights/partnerships/{pair.partnership.pk}/")
        shown = text(response)
        for inner in ("校方参与率", "组织活动的人", "补录或未确认", "看记录"):
            assert inner in shown
        assert response.content.decode().count("data-gj-chart") == 4
        assert "党员 0" not in shown


def test_a_draft_agreement_shows_nothing_to_others() -> None:
    pair = make_term_pair()
    Partnership.objects.update(state=Partnership.State.PROPOSED)
    assert Client().get(f"/insights/partnerships/{pair.partnership.pk}/").status_code == 404


@pytest.mark.parametrize("key", queries.SIGNALS)
def test_behind_every_number_stand_its_records(key: str) -> None:
    pair = make_term_pair()
    busy(pair)
    for url in (
        f"/insights/partnerships/{pair.partnership.pk}/{key}/",
        f"/insights/organizations/{pair.branch.pk}/{key}/",
    ):
        shown = text(as_(pair.secretary).get(url))
        assert any(word in shown for word in ("办成的事", "智慧助老课堂", pair.partnership.title))
        assert "党员 0" not in shown


def test_records_add_up_to_the_number() -> None:
    pair = make_term_pair()
    busy(pair)
    period = queries.period()
    scope = queries.PartnershipScope([pair.partnership.pk])
    needs = queries.rows_of(scope, "needs_met", period).rows
    assert (len(needs), sum(1 for need in needs if need.met_at)) == (6, 5)
    assert [row.verdict for row in needs if row.met_at] == ["done"] * 5
    assert queries.rows_of(scope, "satisfaction", period).rows.count() == 5
    activity = queries.rows_of(scope, "hours", period).rows.get()
    assert (activity.came, activity.minutes, activity.both, activity.late) == (6, 540, 540, 0)
    project = queries.rows_of(scope, "supply_led", period).rows.get()
    assert project.asked == 6


def test_records_are_for_the_parties() -> None:
    pair = make_term_pair()
    url = f"/insights/partnerships/{pair.partnership.pk}/needs_met/"
    outsider = appoint("李红", pair.university.other_branch)
    assert as_(outsider).get(url).status_code == 403
    assert Client().get(url).status_code == 302
    assert as_(pair.secretary).get(url).status_code == 200
    assert as_(pair.secretary).get(url.replace("needs_met", "salary")).status_code == 404


def test_an_organisation_is_read_by_its_own_and_from_above() -> None:
    pair = make_term_pair()
    url = f"/insights/organizations/{pair.branch.pk}/"
    readers = {
        "secretary": pair.secretary,
        "college": appoint("郑伟", pair.university.college),
        "orgdept": appoint("方蕾", pair.university.root, Post.ORGANIZATION_COMMISSIONER),
        "student": affiliate("学生", pair.branch),
        "worker": pair.worker,
        "outsider": appoint("李红", pair.university.other_branch),
    }
    found = {name: as_(reader).get(url).status_code for name, reader in readers.items()}
    assert found == {
        "secretary": 200, "college": 200, "orgdept": 200, "student": 403, "worker": 403, "outsider": 403,
    }  # fmt: skip


def test_the_first_page_leads_on() -> None:
    pair = make_term_pair()
    assert as_(pair.secretary).get("/insights/").url == f"/insights/organizations/{pair.branch.pk}/"
    both = appoint(pair.secretary, pair.university.second, Post.LIAISON)
    shown = text(as_(both).get("/insights/"))
    assert pair.branch.name in shown
    assert pair.university.second.name in shown
    assert as_(make_user("路人")).get("/insights/").status_code == 403


def test_pairs_stand_by_the_community_s_name_with_what_to_mend() -> None:
    pair = make_term_pair()
    busy(pair)
    other = make_active_partnership(
        pair.university.second, pair.subdistrict.other_community, title="安静的结对"
    )
    ended = make_active_partnership(pair.university.second, pair.community, title="结束的结对")
    Partnership.objects.filter(pk=ended.pk).update(state="ended", end_reason="到期")
    college = appoint("郑伟", pair.university.college)
    response = as_(college).get(f"/insights/organizations/{pair.university.college.pk}/")
    shown = text(response)
    names = sorted(["梧桐苑社区党委", "河沿社区党委"])
    titles = {"梧桐苑社区党委": "数字助老共建", "河沿社区党委": "安静的结对"}
    assert shown.index(titles[names[0]]) < shown.index(titles[names[1]])
    assert "2 对结对" in shown
    assert "这段时间没有活动" in shown
    assert "结束的结对" not in shown
    assert f"/insights/partnerships/{other.pk}/active_months/" in response.content.decode()


def test_three_pairs_cost_as_many_queries_as_one() -> None:
    pair = make_term_pair()
    busy(pair)
    reader = appoint("郑伟", pair.university.college)
    page = as_(reader)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert page.get(f"/insights/organizations/{pair.university.college.pk}/").status_code == 200
        return len(caught)

    cost()
    one = cost()
    for number in range(2):
        partnership = make_active_partnership(
            pair.university.second, pair.subdistrict.other_community, title=f"第 {number} 对"
        )
        need = make_claimed_need(pair.subdistrict.other_community, pair.university.second)
        project = make_running_project(partnership, needs=[need])
        shift = held(pair, dt.date(2026, 5, 1 + number), project=project)
        for person in range(3):
            make_settled(shift, f"来的人 {number} {person}")
    assert cost() == one


def test_three_rows_cost_as_many_queries_as_one() -> None:
    pair = make_term_pair()
    met(pair, dt.date(2026, 4, 1))
    make_settled(held(pair, dt.date(2026, 4, 1)), "张三")
    page = as_(pair.secretary)

    def costs() -> list[int]:
        found = []
        for key in queries.SIGNALS:
            with CaptureQueriesContext(connection) as caught:
                page.get(f"/insights/partnerships/{pair.partnership.pk}/{key}/")
            found.append(len(caught))
        return found

    costs()
    one = costs()
    for number in range(2):
        met(pair, dt.date(2026, 4, 2 + number))
        make_settled(held(pair, dt.date(2026, 4, 2 + number)), f"李四 {number}")
    assert costs() == one


def test_charts_have_their_numbers_as_a_table() -> None:
    pair = make_term_pair()
    shift = held(pair, dt.date(2026, 4, 1))
    for person in members(pair, 2):
        make_settled(shift, person)
    make_settled(held(pair, dt.date(2026, 5, 6), category="environment"), "居民")
    found = queries.partnership_page(pair.secretary, pair.partnership, queries.period()).look
    assert found.months.rows == [
        ("2月", 0, 0), ("3月", 0, 0), ("4月", 2, 0), ("5月", 0, 1), ("6月", 0, 0),
    ]  # fmt: skip
    assert [series["data"] for series in found.months.option["series"]] == [[0, 0, 2, 0, 0], [0, 0, 0, 1, 0]]
    assert found.months.label == "各月到场人次，4月 最多：2 人次。"
    assert sorted(found.subjects.rows) == sorted([("数字技能", 1, "50 %"), ("环境整治", 1, "50 %")])


@pytest.mark.parametrize(
    "query",
    [
        "period=<script>alert(1)</script>",
        "period=",
        "page=-1",
        "page=9999",
        "page=x",
        "period=year&page=0",
        "%00=%ff",
    ],
)
def test_hostile_addresses_show_the_usual_page(query: str) -> None:
    pair = make_term_pair()
    response = as_(pair.secretary).get(f"/insights/organizations/{pair.branch.pk}/?{query}")
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("pk", ["0", "99999999", "9" * 25])
def test_numbers_that_name_nothing(pk: str) -> None:
    pair = make_term_pair()
    page = as_(pair.secretary)
    for url in (
        f"partnerships/{pk}/",
        f"organizations/{pk}/",
        f"organizations/{pk}/late/",
        f"partnerships/{pk}/late/",
    ):
        assert page.get(f"/insights/{url}").status_code == 404


def test_an_activity_that_goes_on_is_counted_and_a_cancelled_one_is_not() -> None:
    pair = make_term_pair()
    make_settled(held(pair, dt.date(2026, 4, 1)), "张三")
    Activity.objects.update(state=Activity.State.RUNNING)
    scope = queries.PartnershipScope([pair.partnership.pk])
    assert queries.rows_of(scope, "participants", queries.period()).rows.count() == 1
    Activity.objects.update(state=Activity.State.CANCELLED, cancel_reason="雨")
    assert queries.rows_of(scope, "participants", queries.period()).rows.count() == 0


def test_definitions_are_public(client: Client) -> None:
    shown = text(client.get("/insights/definitions/"))
    assert "指标口径" in shown
    assert "不排名次" in shown
