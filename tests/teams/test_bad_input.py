"""Whatever is typed about teams: a Chinese answer, nothing typed is lost, nothing is stored."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.core.clock import today
from gongjian.partnerships.models import Need
from tests.activities.factories import make_activity, open_shift
from tests.bad_input import Case, check
from tests.organizations.factories import affiliate
from tests.partnerships.factories import make_claim, make_open_need
from tests.teams.factories import DAY, Bridge, make_calling, make_member, make_practice, make_team

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


def found(bridge: Bridge, **changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "organization": bridge.branch.pk, "partner": bridge.community.pk, "kind": "volunteer", "name": "青春志愿者",
        "words": "周六陪老人读报", "leader": "林知夏", "places": 20,
    }  # fmt: skip
    return {**given, **changes}


FOUND: list[tuple[str, Callable[[Bridge], dict[str, Any]], str, int]] = [
    ("no name", lambda b: found(b, name=" "), "请填写", 422),
    ("a leader nobody knows", lambda b: found(b, leader="查无此人"), "没有叫这个名字的人", 422),
    ("a leader of the other side", lambda b: found(b, leader="张桂芳"), "没有叫这个名字的人", 422),
    ("two of one side", lambda b: found(b, partner=b.other_branch.pk), "一方是高校，另一方是社区", 422),
    ("hostile words", lambda b: found(b, words=HOSTILE, places=1), "2", 422),
    ("another's organisation", lambda b: found(b, organization=b.other_branch.pk), "选择", 422),
]


@pytest.mark.parametrize(("what", "data", "message", "status"), FOUND, ids=[row[0] for row in FOUND])
def test_founding(bridge: Bridge, what: str, data: Any, message: str, status: int) -> None:
    client = Client()
    client.force_login(bridge.secretary)
    check(client, reverse("teams:found"), Case(what, data(bridge), message, status))


def test_a_leader_whose_name_two_people_have(bridge: Bridge) -> None:
    affiliate("林知夏", bridge.branch)
    client = Client()
    client.force_login(bridge.secretary)
    check(client, reverse("teams:found"), Case("double", found(bridge), "不止一位", kept="周六陪老人读报"))


def test_a_name_that_is_taken(bridge: Bridge) -> None:
    make_team(bridge)
    client = Client()
    client.force_login(bridge.secretary)
    check(
        client, reverse("teams:found"), Case("taken", found(bridge), "已有同名", 409, kept="周六陪老人读报")
    )


CALLS: list[tuple[dict[str, Any], str, int]] = [
    ({"call": "找会修家电的", "call_until": today() - DAY, "places": 30}, "从今天起", 422),
    ({"call": "找会修家电的", "call_until": today() + 900 * DAY, "places": 30}, "从今天起", 422),
    ({"call": "", "call_until": today() + DAY, "places": 30}, "想找什么样的人", 422),
    ({"call": "找会修家电的", "call_until": "明天", "places": 30}, "日期", 422),
    ({"call": "找" * 301, "call_until": "", "places": 30}, "300", 422),
    ({"call": "", "call_until": "", "places": 2}, "3 名队员", 422),
]


@pytest.mark.parametrize(("data", "message", "status"), CALLS)
def test_open_call(bridge: Bridge, data: dict[str, Any], message: str, status: int) -> None:
    team = make_team(bridge)
    make_member(team, bridge.classmate)
    client = Client()
    client.force_login(bridge.student)
    check(client, reverse("teams:call", args=[team.pk]), Case("call", data, message, status))


def test_joining_without_a_call_a_full_team_and_too_many_words(bridge: Bridge) -> None:
    client = Client()
    client.force_login(bridge.classmate)
    quiet, full = make_team(bridge), make_calling(bridge, name="满了", places=2)
    check(client, reverse("teams:join", args=[quiet.pk]), Case("closed", {}, "目前不招新", 409))
    check(client, reverse("teams:join", args=[full.pk]), Case("full", {}, "名额已满", 409))
    long = Case("long", {"words": "会" * 201}, "200", 422)
    check(client, reverse("teams:join", args=[full.pk]), long)


def test_signing_a_team_up_with_nobody_with_strangers_and_where_no_group_may_come(bridge: Bridge) -> None:
    team, other = make_team(bridge), make_team(bridge, name="另一队")
    foreign = make_member(other, bridge.classmate)
    own = team.memberships.get(person=bridge.student)
    client = Client()
    client.force_login(bridge.student)
    shift = open_shift(make_activity(bridge.branch, group_size=5))
    url = reverse("teams:sign_up", args=[team.pk, shift.pk])
    check(client, url, Case("nobody", {}, "至少选择一名队员", 422))
    check(client, url, Case("stranger", {"members": [foreign.pk]}, "选择", 422))
    single = open_shift(make_activity(bridge.branch, title="独自报名"))
    url = reverse("teams:sign_up", args=[team.pk, single.pk])
    check(client, url, Case("no groups", {"members": [own.pk]}, "不接受集体报名", 409))


def test_a_wish_without_words_and_one_that_the_organisation_has_offered_for(bridge: Bridge) -> None:
    team = make_team(bridge)
    wish = make_open_need(bridge.community, kind=Need.Kind.WISH)
    client = Client()
    client.force_login(bridge.student)
    url = reverse("teams:wish", args=[team.pk, wish.pk])
    check(client, url, Case("empty", {"words": " "}, "请填写", 422))
    make_claim(wish, bridge.branch)
    check(client, url, Case("offered", {"words": "我们来"}, "已经提出", 409, kept="我们来"))


def note(**changes: Any) -> dict[str, Any]:
    given = {
        "topic": "电梯", "person": "刘老伯", "words": "我住一楼，怕挡光。", "consent_by": "刘老伯",
        "consent_on": today(), "consent_for": "写进报告", "consent_until": today() + 60 * DAY,
    }  # fmt: skip
    return {**given, **changes}


NOTES: list[tuple[dict[str, Any], str]] = [
    (note(consent_by=""), "没有同意，就不记录"),
    (note(consent_on=today() + DAY), "还没到"),
    (note(consent_until=today() - DAY), "同意已到期"),
    (note(words=""), "请填写"),
    (note(consent_until="很久"), "日期"),
]


@pytest.mark.parametrize(("data", "message"), NOTES)
def test_interview_notes(bridge: Bridge, data: dict[str, Any], message: str) -> None:
    practice = make_practice(bridge)
    client = Client()
    client.force_login(bridge.student)
    case = Case("note", data, message, kept="" if not data["words"] else "怕挡光")
    check(client, reverse("teams:notes", args=[practice.team_id]), case)


PLANS: list[tuple[dict[str, Any], str]] = [
    ({"ends_on": today() - 9 * DAY}, "不能早于开始"),
    ({"insurance": ""}, "请填写"),
    ({"emergency_phone": "孙老师"}, "电话号码"),
    ({"theme": "电" * 81}, "80"),
]


@pytest.mark.parametrize(("changes", "message"), PLANS)
def test_plan_and_safety(bridge: Bridge, changes: dict[str, Any], message: str) -> None:
    team = make_team(bridge, kind="practice")
    plan = {
        "theme": "电梯意愿", "starts_on": today(), "ends_on": today() + 3 * DAY, "safety": "两人一组出门",
        "insurance": "PICC-1", "emergency_name": "孙老师", "emergency_phone": "13900007777",
    }  # fmt: skip
    client = Client()
    client.force_login(bridge.student)
    case = Case("plan", {**plan, **changes}, message, kept="两人一组出门")
    check(client, reverse("teams:practice", args=[team.pk]), case)


REPORTS: list[tuple[dict[str, Any], str]] = [
    ({"survey_returned": 301}, "不能多于发出"),
    ({"findings": "太短"}, "20"),
    ({"survey_given": -1}, "0"),
    ({"survey_given": "很多"}, "整数"),
]


@pytest.mark.parametrize(("changes", "message"), REPORTS)
def test_reports(bridge: Bridge, changes: dict[str, Any], message: str) -> None:
    practice = make_practice(bridge)
    given = {
        "survey_given": 300,
        "survey_returned": 200,
        "findings": "愿意的多，顾虑在一楼。" * 4,
        "advice": "先试一部",
    }
    client = Client()
    client.force_login(bridge.student)
    case = Case("report", {**given, **changes}, message, kept="先试一部")
    check(client, reverse("teams:report", args=[practice.team_id]), case)


def test_a_look_without_a_reason(bridge: Bridge) -> None:
    practice = make_practice(bridge)
    client = Client()
    client.force_login(bridge.worker)
    check(client, reverse("teams:emergency", args=[practice.team_id]), Case("why", {"reason": " "}, "请填写"))
    closing = reverse("teams:close", args=[practice.team_id])
    check(client, closing, Case("why", {"reason": "长" * 201}, "200"))
