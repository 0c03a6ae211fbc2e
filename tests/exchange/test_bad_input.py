"""What operators type wrong, and what others send on purpose."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client as Browser

from gongjian.exchange.models import Client
from tests import bad_input
from tests.bad_input import check
from tests.organizations.factories import make_organization

from .factories import centre, make_client, make_operator, make_token

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@dataclass(frozen=True)
class Case:
    kind: str
    data: dict[str, Any]
    says: str
    status: int = 422
    kept: str = ""


def cases(*rows: Case) -> Any:
    return pytest.mark.parametrize("case", rows, ids=lambda case: case.kind)


def tried(url: str, good: dict[str, Any], case: Case) -> None:
    browser = Browser()
    browser.force_login(make_operator())
    data = {name: value for name, value in {**good, **case.data}.items() if value is not None}
    check(browser, url, bad_input.Case(case.kind, data, case.says, case.status, case.kept))


@cases(
    Case("no name", {"name": ""}, "请给对接系统起个名字。"),
    Case("only blanks", {"name": "   "}, "请给对接系统起个名字。"),
    Case("too long", {"name": "好" * 81}, "最多 80 个字，现在有 81 个", kept="好" * 81),
    Case("a name that is taken", {"name": "清源街道服务平台"}, "已有同名的对接系统", kept="清源街道服务平台"),
    Case("null byte", {"name": "平\x00台"}, "不允许是用空字符串"),
    Case("no organisation", {"organization": ""}, "请填写这一项", kept="教务系统"),
    Case("somebody else's", {"organization": "@other"}, "请选择本平台上的组织。", kept="教务系统"),
    Case("unknown", {"organization": "99999999"}, "请选择本平台上的组织。", kept="教务系统"),
    Case("words", {"organization": "信息中心"}, "请选择本平台上的组织。", kept="教务系统"),
    Case("hostile", {"name": SCRIPT, "organization": ""}, "请填写这一项", kept=SCRIPT),
)
def test_add(case: Case) -> None:
    make_client()
    other = make_organization("别处街道党工委", kind="working_committee", side="community")
    data = {name: other.pk if value == "@other" else value for name, value in case.data.items()}
    good = {"name": "教务系统", "organization": centre().pk}
    tried("/api/clients/add/", good, Case(case.kind, data, case.says, case.status, case.kept))


@cases(
    Case("no scope", {"scopes": None}, "请选择对接系统可以读什么。", kept="30"),
    Case("unknown scope", {"scopes": ["needs:write"]}, "请从列表中选择可以读什么。", kept="30"),
    Case("hostile scope", {"scopes": [SCRIPT]}, "请从列表中选择可以读什么。"),
    Case("no days", {"days": ""}, "请填写这一项"),
    Case("zero days", {"days": "0"}, "请填 1 天以上。", kept="0"),
    Case("negative days", {"days": "-7"}, "请填 1 天以上。", kept="-7"),
    Case("too many days", {"days": "366"}, "请填 1 到 365 之间的天数。", kept="366"),
    Case("huge", {"days": "9" * 18}, "请填 1 到 365 之间的天数。", kept="9" * 18),
    Case("no number", {"days": "半年"}, "请填整数天。", kept="半年"),
    Case("half a day", {"days": "0.5"}, "请填整数天。", kept="0.5"),
)
def test_issue(case: Case) -> None:
    client = make_client()
    tried(f"/api/clients/{client.pk}/token/", {"scopes": ["needs:read"], "days": "30"}, case)


def test_issue_for_a_closed_client() -> None:
    client = make_client(is_active=False)
    case = Case("stale", {}, "这个对接系统的访问已关闭。", 409, "30")
    tried(f"/api/clients/{client.pk}/token/", {"scopes": ["needs:read"], "days": "30"}, case)


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_revoking_is_posted_only(method: str) -> None:
    browser = Browser()
    browser.force_login(make_operator())
    token = make_token()
    assert getattr(browser, method)(f"/api/tokens/{token.pk}/revoke/").status_code == 405
    token.refresh_from_db()
    assert token.revoked_at is None


def test_a_post_without_the_form_s_token_is_refused() -> None:
    strict = Browser(enforce_csrf_checks=True)
    strict.force_login(make_operator())
    token = make_token()
    assert strict.post(f"/api/tokens/{token.pk}/revoke/").status_code == 403
    assert strict.post("/api/clients/add/", {"name": "x", "organization": centre().pk}).status_code == 403
    assert Client.objects.count() == 1
