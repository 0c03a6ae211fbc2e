"""What people type wrong: the message in Chinese, the status, what is kept, and no row."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from gongjian.feedback.models import Remark
from gongjian.organizations.posts import Post
from tests import bad_input
from tests.bad_input import check
from tests.feedback.factories import CODE, make_days, make_remark
from tests.organizations.factories import appoint, make_organization

pytestmark = pytest.mark.django_db
GOOD = {
    "say": {"kind": "complaint", "words": "字太小，看不清", "contact": "13800002207"},
    "status": {"receipt": "YJ-TEST01", "code": CODE},
    "answer": {"answer": "已经改大，明天上线。"},
}


@dataclass(frozen=True)
class Case:
    kind: str
    form: str
    data: dict[str, Any]
    message: str
    status: int = 422


CASES = [
    Case("missing", "say", {"words": ""}, "请填写"),
    Case("only blanks", "say", {"words": "   \n  "}, "请填写"),
    Case("too short", "say", {"words": "差"}, "至少"),
    Case("too long", "say", {"words": "差" * 2001}, "最多"),
    Case("null byte", "say", {"words": "字太小\x00了吧"}, "不允许"),
    Case("no kind", "say", {"kind": ""}, "请"),
    Case("nonexistent choice", "say", {"kind": "praise"}, "请"),
    Case("hostile choice", "say", {"kind": "<script>"}, "请"),
    Case("contact too long", "say", {"contact": "1" * 101}, "最多"),
    Case("half an e-mail address", "say", {"contact": "zhang@"}, "邮箱地址不完整"),
    Case(
        "words for a number",
        "say",
        {"contact": "家里的电话"},
        "请填数字的电话号码",
    ),
    Case("a number too short", "say", {"contact": "110"}, "请填数字的电话号码"),
    Case("header in an address", "say", {"contact": "a@b.cn\nBcc: x@y.cn"}, "邮箱地址不完整"),
    Case(
        "emoji for a number",
        "say",
        {"contact": "📞📞📞📞📞📞"},
        "请填数字的电话号码",
    ),
    Case("forged form number", "say", {"once": "../../etc"}, "请"),
    Case("page too long", "say", {"page": "/" + "x" * 400}, "最多"),
    Case("missing", "status", {"receipt": ""}, "请填写"),
    Case("missing code", "status", {"code": ""}, "请填写"),
    Case("wrong code", "status", {"code": "00000000"}, "编号和验证码对不上"),
    Case("wrong number", "status", {"receipt": "YJ-NOBODY"}, "编号和验证码对不上"),
    Case("letters for digits", "status", {"code": "abcdefgh"}, "验证码只有数字"),
    Case("other digits", "status", {"code": "４８２９１３０２"}, "验证码只有数字"),
    Case("hostile", "status", {"receipt": "' OR 1=1 --"}, "编号和验证码对不上"),
    Case("too long", "status", {"receipt": "Y" * 21}, "最多"),
    Case("null byte", "status", {"receipt": "YJ\x00"}, "不允许"),
    Case("missing", "answer", {"answer": ""}, "请填写"),
    Case("too short", "answer", {"answer": "好"}, "至少"),
    Case("too long", "answer", {"answer": "好" * 2001}, "最多"),
    Case("only blanks", "answer", {"answer": " \t "}, "请填写"),
    Case("control characters", "answer", {"answer": "好的好的\x00"}, "不允许"),
]


@pytest.fixture
def desk(client: Client) -> Client:
    make_days()
    make_remark(receipt="YJ-TEST01")
    client.force_login(appoint("吴工", make_organization(), Post.OPERATOR))
    return client


def path_of(form: str) -> str:
    return f"/feedback/{Remark.objects.get().pk}/answer/" if form == "answer" else f"/feedback/{form}/"


@pytest.mark.parametrize("case", CASES, ids=[f"{case.form}: {case.kind}" for case in CASES])
def test_bad_input(desk: Client, case: Case) -> None:
    data = {**GOOD[case.form], **case.data}
    page = check(desk, path_of(case.form), bad_input.Case(case.kind, data, case.message, case.status))
    assert "data-gj-errors" in page
    assert Remark.objects.get().state == "open"


def test_good_input_is_good(desk: Client) -> None:
    assert desk.post("/feedback/status/", GOOD["status"]).status_code == 200
    assert desk.post(path_of("answer"), GOOD["answer"]).status_code == 302
    assert desk.post("/feedback/say/", GOOD["say"]).status_code == 302


def test_a_stale_page_can_not_answer_again(desk: Client) -> None:
    Remark.objects.update(state="answered", answer="早就答了。", answered_at="2026-04-11T00:00Z")
    response = desk.post(path_of("answer"), GOOD["answer"])
    assert response.status_code == 409
    assert response.context["form"]["answer"].value() == GOOD["answer"]["answer"]
    assert Remark.objects.get().answer == "早就答了。"


@pytest.mark.parametrize(
    ("method", "path"), [("put", "/feedback/say/"), ("delete", "/feedback/status/"), ("post", "/feedback/")]
)
def test_other_methods_are_refused(desk: Client, method: str, path: str) -> None:
    assert getattr(desk, method)(path).status_code == 405


def test_bytes_that_are_no_text(desk: Client) -> None:
    response = desk.generic(
        "POST", "/feedback/say/", b"kind=complaint&words=%ff%fe%fa%fb", "application/x-www-form-urlencoded"
    )
    assert response.status_code == 302
    assert Remark.objects.latest("pk").words == "\ufffd" * 4


def test_without_the_token_nothing_is_said() -> None:
    make_days()
    assert Client(enforce_csrf_checks=True).post("/feedback/say/", GOOD["say"]).status_code == 403
    assert Remark.objects.count() == 0
