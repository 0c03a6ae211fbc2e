"""Case cards: made from a closed cycle, offered where a similar need is posted, taken over by others."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongjian.core.clock import now, today
from gongjian.core.errors import Refused
from gongjian.notices.models import Notice
from gongjian.partnerships import actions, queries
from gongjian.partnerships.models import CaseCard, Cycle, Target, Tell
from tests.bad_input import Case, check

from .conftest import Town
from .factories import make_active_partnership, make_open_need, make_running_project

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def url(name: str, *args: Any) -> str:
    return reverse(f"partnerships:{name}", args=args)


def make_closed_cycle(town: Town, **fields: Any) -> Cycle:
    """A cycle that both sides closed: 14 people before, 36 measured, 40 aimed at."""
    project = make_running_project(make_active_partnership(town.branch, town.community), **fields)
    cycle = project.cycles.get()
    cycle.state, cycle.outcome, cycle.lessons, cycle.closed_at = "closed", "keep", "每两人配一名同学", now()
    cycle.save()
    Target.objects.filter(cycle=cycle).update(measured=Decimal(36), measured_on=today(), how="课后点名")
    return cycle


def make_case(town: Town, **fields: Any) -> CaseCard:
    case = actions.draft_case(by=town.liaison, cycle=make_closed_cycle(town, **fields))
    actions.edit_case(by=town.secretary, case=case, cost="材料 200 元，志愿者 48 小时")
    return actions.publish_case(by=town.secretary, case=case)


def test_a_card_starts_with_what_the_records_say(client: Client, town: Town) -> None:
    cycle = make_closed_cycle(town)
    client.force_login(town.secretary)
    assert url("draft_case", cycle.pk) in client.get(url("project", cycle.project_id)).content.decode()
    for _twice in range(2):
        client.post(url("draft_case", cycle.pk))
    case = CaseCard.objects.get()
    assert (case.title, case.problem, case.category) == ("智慧助老课堂", "老人不会用手机挂号。", "digital")
    assert "从 14 到 36 人（目标 40）" in case.result
    assert "每两人配一名同学" in case.steps
    assert case.state == CaseCard.State.DRAFT
    assert client.get(url("edit_case", case.pk)).status_code == 200
    client.logout()
    assert client.get(url("case", case.pk)).status_code == 404


def test_it_is_published_with_its_cost_and_withdrawn(client: Client, town: Town) -> None:
    case = actions.draft_case(by=town.liaison, cycle=make_closed_cycle(town))
    with pytest.raises(ValidationError):
        actions.publish_case(by=town.secretary, case=case)
    actions.edit_case(by=town.community_secretary, case=case, cost="没有花钱")
    for _twice in range(2):
        case = actions.publish_case(by=town.secretary, case=case)
    assert "没有花钱" in client.get(url("case", case.pk)).content.decode()
    with pytest.raises(ValidationError):
        actions.edit_case(by=town.secretary, case=case, cost=" ")
    for _twice in range(2):
        case = actions.withdraw_case(by=town.secretary, case=case)
    assert client.get(url("case", case.pk)).status_code == 404


def test_no_card_of_an_open_cycle(town: Town) -> None:
    project = make_running_project(make_active_partnership(town.branch, town.community))
    with pytest.raises(Refused):
        actions.draft_case(by=town.secretary, cycle=project.cycles.get())
    with pytest.raises(TypeError):
        actions.edit_case(by=town.secretary, case=make_case(town), result="更好看的结果")


@pytest.mark.parametrize("who", ["resident", "member", "other_secretary", "other_worker"])
def test_strangers_write_no_card(town: Town, who: str) -> None:
    case, person = make_case(town), getattr(town, who)
    for act in (actions.edit_case, actions.publish_case, actions.withdraw_case):
        with pytest.raises(PermissionDenied):
            act(by=person, case=case)
    with pytest.raises(PermissionDenied):
        actions.draft_case(by=person, cycle=case.cycle)


def test_it_is_offered_where_a_similar_need_is_posted(client: Client, town: Town) -> None:
    case = make_case(town)
    similar = make_open_need(town.community, title="想学手机挂号", words="医院只能用手机挂号")
    other_words = make_open_need(town.community, title="电脑开不了机", words="蓝屏")
    other_category = make_open_need(town.community, title="手机挂号", category="health")
    assert queries.similar_cases(similar) == [case]
    assert queries.similar_cases(other_words) == []
    assert queries.similar_cases(other_category) == []
    assert url("case", case.pk) in client.get(url("need", similar.pk)).content.decode()
    actions.withdraw_case(by=town.secretary, case=case)
    assert queries.similar_cases(similar) == []


def test_the_list_is_searched_and_asks_equally_often(client: Client, town: Town) -> None:
    asked = []
    for number in range(3):
        make_case(town, title=f"助老课堂{number}")
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url("cases"), {"q": "挂号"}).status_code == 200
        asked.append(len(caught))
    assert asked[0] == asked[2]
    assert queries.case_board(VISITOR, words="zlkt").count() == 3
    assert queries.case_board(VISITOR, words="电梯").count() == 0
    assert queries.case_board(VISITOR, category="law").count() == 0


def test_an_organisation_takes_it_over_once(client: Client, town: Town) -> None:
    case = make_case(town)
    client.force_login(town.other_secretary)
    for _twice in range(2):
        client.post(url("adopt_case", case.pk), {"organization": town.other_branch.pk})
    assert case.adoptions.count() == 1
    assert Notice.objects.filter(kind=Tell.CASE_ADOPTED, to=town.secretary).count() == 1
    assert town.other_branch.name in client.get(url("case", case.pk)).content.decode()
    with pytest.raises(Refused):
        actions.adopt_case(by=town.secretary, case=case, organization=town.branch)
    with pytest.raises(PermissionDenied):
        actions.adopt_case(by=town.other_secretary, case=case, organization=town.branch)
    assert client.post(url("adopt_case", case.pk), {"organization": "x"}).status_code == 422


GOOD = {"title": "课堂", "category": "digital", "problem": "不会用", "steps": "先教后练", "cost": "没有花钱"}
BAD = [
    Case("missing", {**GOOD, "steps": ""}, "请填写这一项", kept="不会用"),
    Case("nonexistent", {**GOOD, "category": "rocket"}, "rocket", kept="先教后练"),
    Case("a phone number", {**GOOD, "steps": "打 13800002207"}, "里面有电话或身份证号", kept="13800002207"),
    Case("too long", {**GOOD, "cost": "长" * 201}, "200", kept="长长长"),
    Case("no cost of a published one", {**GOOD, "cost": ""}, "请写明花了多少钱、工时或材料", kept="先教后练"),
]


@pytest.mark.parametrize("case", BAD, ids=str)
def test_bad_cards(client: Client, town: Town, case: Case) -> None:
    card = make_case(town)
    client.force_login(town.secretary)
    check(client, url("edit_case", card.pk), case)
