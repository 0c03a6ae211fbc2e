"""What pages and higher contexts read: who sees what, filters, suggestions, and a constant number of queries."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from gongjian.core import clock
from gongjian.core.access import Guest
from gongjian.partnerships import queries
from gongjian.partnerships.models import Category, Claim, Cycle, DayPart, Measurement, Need, Resource, Target
from tests.accounts.factories import make_user
from tests.organizations.factories import make_organization

from .conftest import Town
from .factories import (
    make_active_partnership,
    make_claim,
    make_claimed_need,
    make_need,
    make_open_need,
    make_partnership,
    make_project,
    make_resource,
    make_running_project,
)

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
S = Need.State


def titles(rows: Any) -> list[str]:
    return [row.title for row in rows]


# ---------------------------------------------------------------- the public list


def test_the_board_shows_open_needs_newest_first(town: Town) -> None:
    day = clock.now()
    for n in range(3):
        make_open_need(town.community, title=f"第{n}件", published_at=day + dt.timedelta(hours=n))
    for state in (S.PROPOSED, S.WITHDRAWN, S.LAPSED):
        make_need(town.community, title=state, state=state)
    assert titles(queries.board(VISITOR)) == ["第2件", "第1件", "第0件"]
    assert titles(queries.board(VISITOR, state=S.LAPSED)) == ["lapsed"]
    assert titles(queries.board(VISITOR, state=S.PROPOSED)) == []
    assert titles(queries.board(town.worker, state=S.PROPOSED)) == []
    assert queries.counts_by_state(VISITOR) == {S.OPEN: 3, S.LAPSED: 1}


def test_the_filters_of_the_board(town: Town) -> None:
    elsewhere = town.district.other_community
    make_open_need(town.community, title="修灯", words="三楼的灯", category=Category.FACILITIES)
    make_open_need(elsewhere, title="读报", kind=Need.Kind.WISH, category=Category.ELDERLY)
    for asked, found in [
        ({"words": "三楼"}, ["修灯"]),
        ({"words": "读"}, ["读报"]),
        ({"words": "100%"}, []),
        ({"words": "_"}, []),
        ({"community": elsewhere}, ["读报"]),
        ({"category": Category.FACILITIES}, ["修灯"]),
        ({"kind": Need.Kind.WISH}, ["读报"]),
        ({"kind": Need.Kind.WISH, "category": Category.FACILITIES}, []),
    ]:
        assert titles(queries.board(VISITOR, **asked)) == found, asked  # type: ignore[arg-type]


def test_not_visible_is_not_found(town: Town) -> None:
    need, draft = make_need(town.community), make_partnership(town.branch, town.community)
    project, resource = make_project(draft), make_resource(town.branch, state=Resource.State.DRAFT)
    claim = make_claim(make_open_need(town.community), town.branch, person=town.secretary)
    cycle = project.cycles.get()
    for find, row in [
        (queries.find_need, need),
        (queries.find_partnership, draft),
        (queries.find_project, project),
        (queries.find_cycle, cycle),
        (queries.find_target, cycle.targets.get()),
        (queries.find_resource, resource),
        (queries.find_claim, claim),
    ]:
        for stranger in (VISITOR, town.resident, town.other_secretary, town.other_worker):
            with pytest.raises(Http404):
                find(stranger, row.pk)
        insider = town.worker if row is need else town.secretary
        assert find(insider, row.pk) == row


def test_desks(town: Town) -> None:
    proposed = make_need(town.community, proposed_by=town.resident)
    taken = make_claimed_need(town.community, town.branch, title="接下的")
    opened = make_open_need(town.community)
    offered = make_claim(opened, town.branch, person=town.secretary)
    make_need(town.district.other_community, title="别的社区的")
    assert list(queries.to_check(town.worker)) == [proposed]
    assert list(queries.to_check(town.secretary)) == list(queries.to_check(town.subdistrict)) == []
    assert list(queries.offers_to_decide(town.worker)) == [offered]
    assert list(queries.offers_to_decide(town.secretary)) == []
    assert list(queries.taken_by(town.liaison)) == [taken]
    assert list(queries.taken_by(town.worker)) == []
    assert list(queries.proposed_by(town.resident)) == [proposed]
    assert list(queries.proposed_by(VISITOR)) == []
    assert titles(queries.handled(town.worker, town.community)) == [opened.title, "接下的", proposed.title]
    assert queries.served(town.worker) == [town.community]
    assert queries.served(town.secretary) == []


def test_own_agreements_and_projects(town: Town) -> None:
    partnership = make_active_partnership(town.branch, town.community)
    draft = make_partnership(town.branch, town.community, title="草稿")
    project = make_running_project(partnership)
    assert set(queries.own_partnerships(town.liaison)) == {partnership, draft}
    assert list(queries.own_partnerships(town.college)) == []
    assert list(queries.own_projects(town.worker)) == [project]
    assert list(queries.own_projects(town.other_secretary)) == []


def test_the_directory_and_its_filters(town: Town) -> None:
    make_active_partnership(town.branch, town.community, title="数字助老")
    make_active_partnership(
        town.other_branch, town.district.other_community, title="健康", field=Category.HEALTH
    )
    make_partnership(town.branch, town.community, title="草稿")
    for asked, found in [
        ({}, {"数字助老", "健康"}),
        ({"words": "梧桐苑"}, {"数字助老"}),
        ({"words": "健"}, {"健康"}),
        ({"field": Category.HEALTH}, {"健康"}),
        ({"side": "campus"}, {"数字助老", "健康"}),
        ({"side": "enterprise"}, set()),
    ]:
        assert set(titles(queries.directory(VISITOR, **asked))) == found, asked  # type: ignore[arg-type]


# ---------------------------------------------------------------- suggestions


def reasons(found: list[queries.Suggestion]) -> dict[str, list[tuple[str, bool]]]:
    return {each.organization.label: each.reasons for each in found}


def test_suggestions_name_what_speaks_for_and_against(town: Town) -> None:
    need = make_open_need(
        town.community, skills=["教手机", "耐心"], times=[DayPart.WEEKDAY_AFTERNOON], people_wanted=4
    )
    make_resource(town.branch, skills=["会教手机"], times=[DayPart.WEEKDAY_AFTERNOON], people=12)
    make_resource(town.other_branch, times=[DayPart.WEEKEND_MORNING], people=2)
    make_active_partnership(town.branch, town.community, active_since=clock.now() - dt.timedelta(days=800))
    found = queries.suggestions_for(need)
    assert reasons(found) == {
        "计本三": [
            ("会做这件事：教手机", True),
            ("提供这类帮助：数字技能", True),
            ("时间对得上：工作日下午", True),
            ("有 12 人，够用", True),
            ("已结对 2 年", True),
        ],
        "护理本科生第一党支部": [
            ("提供这类帮助：数字技能", True),
            ("时间对不上", False),
            ("只有 2 人，要 4 人", False),
            ("没在这个社区做过", False),
        ],
    }
    assert [each.organization for each in found] == [town.branch, town.other_branch]


def test_load_and_reliability_count(town: Town) -> None:
    make_resource(town.branch)
    make_resource(town.other_branch)
    for _n in range(3):
        make_claimed_need(town.community, town.branch)
    for _n in range(2):
        done = make_claimed_need(town.community, town.other_branch)
        Need.objects.filter(pk=done.pk).update(state=S.MET, met_at=clock.now())
    given_back = make_open_need(town.district.other_community)
    make_claim(given_back, town.branch, state=Claim.State.WITHDRAWN, decided_by=town.worker)
    make_claim(given_back, town.other_branch, state=Claim.State.WITHDRAWN)  # never accepted: no fault
    found = queries.suggestions_for(make_open_need(town.community))
    assert [each.organization for each in found] == [town.other_branch, town.branch]
    said = reasons(found)
    assert said["护理本科生第一党支部"][-2:] == [("手上没有别的事", True), ("没在这个社区做过", False)]
    assert ("办成过 2 件", True) in said["护理本科生第一党支部"]
    assert said["计本三"][-2:] == [("接了又退过 1 件", False), ("手上有 3 件，偏多", False)]


def test_those_who_claim_and_the_community_itself_are_not_suggested(town: Town) -> None:
    need = make_open_need(town.community)
    make_resource(town.branch)
    make_resource(town.community)
    make_resource(town.other_branch, state=Resource.State.PAUSED)
    make_claim(need, town.branch, person=town.secretary)
    assert queries.suggestions_for(need) == []


def test_at_most_five_are_suggested_in_a_fixed_order(town: Town) -> None:
    for n in range(8):
        make_resource(make_organization(f"第{n}支部", kind="branch", parent=town.university.college))
    need = make_open_need(town.community)
    found = [each.organization.name for each in queries.suggestions_for(need)]
    assert found == [f"第{n}支部" for n in range(5)]


def test_needs_for_a_branch_come_from_its_partners_first(town: Town) -> None:
    make_resource(town.branch)
    make_active_partnership(town.branch, town.community)
    far = make_open_need(town.district.other_community, title="远的", until=clock.today())
    near = make_open_need(town.community, title="近的", category=Category.LAW)
    make_open_need(town.district.other_community, title="不相干", category=Category.LAW)
    claimed = make_open_need(town.community, title="申请过的")
    make_claim(claimed, town.branch, person=town.secretary)
    assert queries.suggested_needs(town.branch) == [near, far]


# ---------------------------------------------------------------- the story of a need

REST = "开始办 居民说行不行"
STORIES: dict[str, tuple[str, str]] = {  # the titles, and for each d(one) n(ow) or t(o do)
    S.PROPOSED: (f"收到了 社区在看 有人来认领 {REST}", "dnttt"),
    S.DECLINED: ("收到了 没能受理", "dn"),
    S.WITHDRAWN: ("收到了 已撤回", "dn"),
    S.OPEN: (f"收到了 社区看过 等人认领 {REST}", "ddntt"),
    S.CLAIMED: (f"收到了 社区看过 有人接了 {REST}", "ddntt"),
    S.IN_PROGRESS: ("收到了 社区看过 有人接了 在办 居民说行不行", "dddnt"),
    S.MET: ("收到了 社区看过 有人接了 办过了 居民说办成了", "ddddd"),
    S.LAPSED: ("收到了 社区看过 过期了", "ddn"),
}


@pytest.mark.parametrize("state", S.values)
def test_the_story_in_plain_words(town: Town, state: str) -> None:
    taken = state in {S.CLAIMED, S.IN_PROGRESS, S.MET}
    need = make_claimed_need(town.community, town.branch) if taken else make_need(town.community)
    published = None if state in {S.PROPOSED, S.DECLINED, S.WITHDRAWN} else clock.now()
    Need.objects.filter(pk=need.pk).update(state=state, decline_reason="不行", published_at=published)
    story = queries.story_of(queries.find_need(town.worker, need.pk))
    said = " ".join(moment.title for moment in story), "".join(moment.stage[0] for moment in story)
    assert said == STORIES[state]


def test_a_held_receipt_opens_one_need_only(town: Town) -> None:
    need = make_need(town.community)
    assert queries.held_need(Guest.holding("partnerships.withdraw_need", need)) == need
    assert queries.held_need(Guest.holding("partnerships.mark_met", need)) is None
    assert (
        queries.held_need(Guest("partnerships.withdraw_need", f"partnerships.claim:{need.pk}", "x")) is None
    )


# ---------------------------------------------------------------- numbers of queries


def count_of(read: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        read()
    return len(captured)


def grow(town: Town, n: int) -> None:
    """One more of everything that pages list."""
    organization = make_organization(
        f"第{n}支部", kind="branch", parent=town.university.college, strengths=["编程"]
    )
    need = make_open_need(town.community, title=f"需求{n}", place=town.place)
    make_claim(need, organization, person=make_user())
    make_claimed_need(town.community, organization, title=f"接下{n}", place=town.place)
    make_need(town.community, title=f"待看{n}")
    make_resource(organization, title=f"资源{n}")
    partnership = make_active_partnership(organization, town.community, title=f"结对{n}")
    project = make_running_project(partnership, needs=[make_claimed_need(town.community, organization)])
    target = project.cycles.get().targets.get()
    Measurement.objects.create(target=target, value=n, how="数", by=town.secretary)


LISTS: dict[str, Callable[[Town], Any]] = {
    "board": lambda town: [(r.community.label, r.place, r.taken_by) for r in queries.board(town.member)],
    "claimed": lambda town: [
        (r.community.label, r.taken_by.organization.label)  # type: ignore[union-attr]
        for r in queries.board(town.member, state=S.CLAIMED)
    ],
    "handled": lambda town: [(r.community.label, r.taken_by) for r in queries.handled(town.worker)],
    "offers": lambda town: [
        (r.need.community.label, r.organization.label) for r in queries.offers_to_decide(town.worker)
    ],
    "resources": lambda town: [r.organization.label for r in queries.resource_board(town.member)],
    "directory": lambda town: [
        [p.organization.label for p in r.parties.all()] for r in queries.directory(town.member)
    ],
    "projects": lambda town: [
        (
            r.led_by.label,
            r.newest_cycle.targets.all()[0].goal,
            r.partnership.parties.all()[0].organization.label,
        )  # type: ignore[union-attr]
        for r in queries.project_board(town.member)
    ],
    "suggestions": lambda town: queries.suggestions_for(Need.objects.get(title="看这条")),
    "suggested needs": lambda town: [n.community.label for n in queries.suggested_needs(town.branch)],
    "invariants": lambda town: list(queries.invariants()),
}


@pytest.mark.parametrize("name", LISTS)
def test_three_rows_cost_as_many_queries_as_one(town: Town, name: str) -> None:
    make_open_need(town.community, title="看这条", skills=["编程"])
    make_resource(town.branch)
    grow(town, 1)
    LISTS[name](town)
    one = count_of(lambda: LISTS[name](town))
    grow(town, 2)
    grow(town, 3)
    assert count_of(lambda: LISTS[name](town)) == one


def test_suggestions_take_few_queries(town: Town) -> None:
    need = make_open_need(town.community)
    grow(town, 1)
    assert count_of(lambda: queries.suggestions_for(need)) == 4


def test_a_project_page_reads_everything_at_once(town: Town) -> None:
    project = make_running_project(make_active_partnership(town.branch, town.community))
    cycle = project.cycles.get()
    for n in range(3):
        Target.objects.create(
            cycle=cycle, indicator=f"目标{n}", unit="人", baseline=0, goal=n + 1, due_on=cycle.ends_on
        )
    found = queries.find_project(town.worker, project.pk)

    def read() -> None:
        for each in found.cycles.all():
            queries.view_cycle(each)

    assert count_of(read) == 0


def test_the_ring_of_each_stage(town: Town) -> None:
    project = make_running_project(make_active_partnership(town.branch, town.community))
    expected = {
        Cycle.Stage.PLAN: ["now", "todo", "todo", "todo"],
        Cycle.Stage.DO: ["done", "now", "todo", "todo"],
        Cycle.Stage.IMPROVE: ["done", "done", "now", "todo"],
        Cycle.Stage.ACT: ["done", "done", "done", "now"],
        Cycle.Stage.CLOSED: ["done", "done", "done", "done"],
    }
    for stage, ring in expected.items():
        project.cycles.update(state=stage, outcome="keep" if stage == Cycle.Stage.CLOSED else "")
        view = queries.view_cycle(queries.find_cycle(town.worker, project.cycles.get().pk))
        assert [row[2] for row in view.rows] == ring
        assert [row[0] for row in view.rows] == ["策划", "实施", "改进", "完善"]
