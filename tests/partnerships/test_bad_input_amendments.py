"""Bad input in the forms that change an agreement in force, and in what it promises."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.core.clock import today
from gongjian.partnerships import actions
from gongjian.partnerships.models import Amendment, Commitment, Partnership, Promise
from tests.bad_input import Case, check

from .conftest import Town
from .factories import make_active_partnership, make_partnership

pytestmark = pytest.mark.django_db
NEEDED, AGAIN = "请填写这一项", "请重新选择"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def agreed(town: Town) -> Partnership:
    agreed = make_active_partnership(town.branch, town.community)
    for kind in (Promise.EDUCATION, Promise.SURVEY, Promise.PILOT):
        Commitment.objects.create(partnership=agreed, kind=kind, least=1)
    return agreed


def url(name: str, *args: Any) -> str:
    return reverse(f"partnerships:{name}", args=args)


def text(town: Town, **bad: Any) -> dict[str, Any]:
    """The form as the page shows it, with a new rhythm; None leaves a field out."""
    good: dict[str, Any] = {
        "organization": town.branch.pk, "purpose": "让老人会用手机办事。", "rhythm": "每月两次",
        "reason": "居民想多见面",
        "ends_on": (today() + dt.timedelta(days=365)).isoformat(), "promise_education": "1",
        f"duties_{town.branch.pk}": "每周派 4 名志愿者", f"duties_{town.community.pk}": "提供场地，通知居民",
    }  # fmt: skip
    named = {"own_duties": f"duties_{town.branch.pk}", "own_contact": f"contact_{town.branch.pk}"}
    bad = {named.get(name, name): value for name, value in bad.items()}
    return {name: value for name, value in {**good, **bad}.items() if value is not None}


CASES = [
    ("no reason", {"reason": " "}, NEEDED, 422, "每月两次"),
    ("too long a reason", {"reason": "因" * 301}, "300", 422, "因因因"),
    ("no purpose", {"purpose": ""}, NEEDED, 422, "每月两次"),
    ("hostile HTML stays text", {"purpose": HOSTILE, "reason": ""}, NEEDED, 422, "每月两次"),
    ("past date", {"ends_on": "2020-01-01"}, "结束日期", 422, "2020-01-01"),
    ("impossible date", {"ends_on": "2027-02-30"}, "日期", 422, "2027-02-30"),
    ("no number", {"promise_education": "很多"}, "整数", 422, "很多"),
    ("below the minimum", {"promise_education": "0"}, "1", 422, "每月两次"),
    ("a negative number", {"promise_activities": "-3"}, "0", 422, "-3"),
    ("huge number", {"promise_activities": "99999"}, "366", 422, "99999"),
    ("no duties", {"own_duties": "  "}, NEEDED, 422, "每月两次"),
    ("too long duties", {"own_duties": "长" * 1001}, "1000", 422, "长长长"),
    ("too long a contact", {"own_contact": "名" * 61}, "60", 422, "名名名"),
    ("null byte", {"rhythm": "每\x00月"}, "字符", 422, "居民想多见面"),
    ("too long a rhythm", {"rhythm": "每" * 81}, "80", 422, "居民想多见面"),
    ("nothing is changed", {"rhythm": "每月第一个周四碰头"}, "内容没有变化", 422, "居民想多见面"),
]


@pytest.mark.parametrize(
    ("kind", "bad", "message", "status", "kept"), CASES, ids=lambda value: str(value)[:20]
)
def test_the_new_text(
    client: Client, town: Town, agreed: Partnership, kind: str, bad: Any, message: str, status: int, kept: str
) -> None:
    client.force_login(town.secretary)
    check(client, url("amend", agreed.pk), Case(kind, text(town, **bad), message, status, kept))


def test_for_another_side_or_at_the_wrong_time(client: Client, town: Town, agreed: Partnership) -> None:
    client.force_login(town.secretary)
    theirs = text(town, organization=town.community.pk)
    check(client, url("amend", agreed.pk), Case("another side", theirs, AGAIN, kept="每月两次"))
    unsigned = make_partnership(town.branch, town.community, state=Partnership.State.PROPOSED)
    early = Case("stale state", text(town), "只有生效中的协议才能变更", 409, "每月两次")
    check(client, url("amend", unsigned.pk), early)
    first = {"by": town.worker, "organization": town.community, "reason": "少见面", "rhythm": "每季一次"}
    actions.propose_amendment(partnership=agreed, **first)
    taken = Case("another one waits", text(town), "还有一项变更在等签字", 409, "居民想多见面")
    check(client, url("amend", agreed.pk), taken)


@pytest.fixture
def proposed(town: Town, agreed: Partnership) -> Amendment:
    return actions.propose_amendment(
        by=town.secretary, partnership=agreed, organization=town.branch, reason="多见面", rhythm="每月两次"
    )


@pytest.mark.parametrize("name", ["decline_amendment", "withdraw_amendment"])
def test_reasons(client: Client, town: Town, proposed: Amendment, name: str) -> None:
    client.force_login(town.secretary)
    own = {"organization": town.branch.pk}
    for case in (
        Case("missing", own, NEEDED),
        Case("only blanks", {**own, "reason": "  "}, NEEDED),
        Case("too long", {**own, "reason": "因" * 201}, "200", kept="因因因"),
        Case("null byte", {**own, "reason": "不\x00行"}, "字符"),
    ):
        check(client, url(name, proposed.pk), case)


def test_signing(client: Client, town: Town, proposed: Amendment) -> None:
    client.force_login(town.secretary)
    sign = url("sign_amendment", proposed.pk)
    for case in (
        Case("another side", {"organization": town.community.pk}, AGAIN),
        Case("missing", {}, NEEDED),
        Case("no key", {"organization": "x"}, AGAIN),
    ):
        check(client, sign, case)
    actions.withdraw_amendment(by=town.secretary, amendment=proposed, reason="写错了")
    check(client, sign, Case("too late", {"organization": town.branch.pk}, "这项变更不能再签了", 409))
    late = Case("too late", {"organization": town.branch.pk, "reason": "不改"}, "现在办不了", 409, "不改")
    check(client, url("decline_amendment", proposed.pk), late)


def test_what_a_draft_promises(client: Client, town: Town) -> None:
    client.force_login(town.secretary)
    draft = {
        "organization": town.branch.pk, "partner": town.community.pk, "own_duties": "出人", "partner_duties": "出地",
        "title": "楼道亮起来", "purpose": "修好老楼道", "field": "facilities", "starts_on": today().isoformat(),
        "ends_on": (today() + dt.timedelta(days=30)).isoformat(), "rhythm": "每月一次",
    }  # fmt: skip
    for case in (
        Case("below the minimum", {**draft, "promise_education": "0"}, "1", kept="楼道亮起来"),
        Case("no number", {**draft, "promise_education": "一次"}, "整数", kept="一次"),
        Case("a fraction", {**draft, "promise_activities": "1.5"}, "整数", kept="1.5"),
        Case("too long", {**draft, "first_projects": "项" * 1001}, "1000", kept="项项项"),
    ):
        check(client, url("draft"), case)
